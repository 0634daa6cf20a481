"""Escape sequences in string literals of C, Python, and shells.

Rules: anything that these languages read differently is refused. `\\x` takes two digits; non-ASCII characters must be escaped,
since their encoding is unknown.
"""

from __future__ import annotations

import re

from framekit.capture.text.pieces import DumpError

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([abefnrtv\\'\"?]))")
_SIMPLE = {"a": 7, "b": 8, "e": 27, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34, "?": 63}


def unescape(body: str, *, raw: bool = False) -> bytes:
    """Return the bytes of a string literal. Raises DumpError.

    Args:
        body: the literal without its quotes.
        raw: whether backslashes are ordinary characters (`rb'...'`).

    >>> unescape(r"FK\\x01\\0")
    b'FK\\x01\\x00'
    """
    if not body.isascii():
        raise DumpError("non-ASCII character in a string; write its bytes as \\x..")
    if raw:
        return body.encode("ascii")
    data = bytearray()
    at = 0
    for found in _ESCAPE.finditer(body):
        between = body[at : found.start()]
        if "\\" in between:
            break
        data += between.encode("ascii")
        code = int(found[1], 16) if found[1] else int(found[2], 8) if found[2] else _SIMPLE[found[3]]
        if code > 0xFF:
            raise DumpError(f"{found[0]} does not fit in a byte")
        data.append(code)
        at = found.end()
    rest = body[at:]
    if "\\" in rest:
        raise DumpError(f"{rest[rest.index(chr(92)) :][:6]!r} is not a supported escape sequence")
    return bytes(data) + rest.encode("ascii")
