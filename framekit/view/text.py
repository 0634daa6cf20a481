"""Text for people: without invisible characters, and with styles.

Rules: all text from decoded data passes through `visible`, which escapes control, format, bidirectional, surrogate and separator
characters.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Styled = tuple[str, dict[str, Any]]
"""A text, and the arguments with which click styles it."""


class Line(NamedTuple):
    """Line of a view.

    Attributes:
        head: the beginning, which is not wrapped.
        value: the rest, which may be wrapped between words.
        hang: the beginning of continuation lines.
    """

    head: list[Styled]
    value: str = ""
    hang: str = ""


def visible(text: str) -> str:
    """Replace every invisible character of a text by an escape sequence.

    >>> print(visible("a\\u202eb\\x1b[31m\\x85"))
    a\\u202eb\\x1b[31m\\x85
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1.

    >>> count(1, "byte"), count(2, "byte")
    ('1 byte', '2 bytes')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
