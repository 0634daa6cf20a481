"""DeclaredAt: the file and line of a class statement, and the lines of its fields.

Strategy: only the line of the class statement is known when the class is made; the line of a field is looked up in the source
on request.
"""

from __future__ import annotations

import linecache
from functools import lru_cache

from framekit.spec.record import record


@record
class DeclaredAt:
    """The place of a class statement.

    Attributes:
        file: the name of the file, as in tracebacks.
        line: the line number of the class statement, from 1 up.
    """

    file: str
    line: int

    def line_of(self, name: str) -> int | None:
        """Return the line that declares a field; None if there is no source, or the field is not directly in the class body."""
        return _lines_in(self.file, self.line).get(name)


@lru_cache(256)
def _lines_in(file: str, line: int) -> dict[str, int]:
    """Return the lines of the fields of the class statement at a line."""
    import ast  # takes 5 ms, and is rarely needed

    try:
        module = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return {}
    holding = [each for each in ast.walk(module) if isinstance(each, ast.ClassDef) and _begins(each) <= line <= each.lineno]
    if not holding:
        return {}
    found: dict[str, int] = {}
    for statement in holding[0].body:
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else getattr(statement, "targets", [])
        found.update({each.id: statement.lineno for each in targets if isinstance(each, ast.Name)})
    return found


def _begins(statement: object) -> int:
    """Return the first line of a class statement, including its decorators."""
    import ast

    assert isinstance(statement, ast.ClassDef)
    return min([statement.lineno, *(each.lineno for each in statement.decorator_list)])
