"""DeclaredAt: where in a file a class was declared, and the lines of its fields.

Strategy: only the line of the class statement is known when the class is made; the line of a field is looked for in the source
when it is asked for.
"""

from __future__ import annotations

import linecache
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class DeclaredAt:
    """The place of a class statement.

    Attributes:
        file: the name of its file, as in tracebacks.
        line: of the class statement, from 1 up.
    """

    file: str
    line: int

    def line_of(self, name: str) -> int:
        """The line of a field of the class; that of the class itself if its source is not there."""
        lines = linecache.getlines(self.file)
        field = re.compile(rf"\s+{re.escape(name)}\s*[:=]")
        for number, line in enumerate(lines[self.line :], self.line + 1):
            if field.match(line):
                return number
            if line[:1].strip() and line[0] not in "#)@":  # the body of the class has ended, unless it is inside another block
                break
        return self.line
