"""Text for people: without a character that cannot be seen, with the names of styles.

Rules: whatever comes from decoded data goes through `visible`: no control, format, bidirectional, surrogate or separator
character is left in it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Styled = tuple[str, dict[str, Any]]
"""A text, and how click styles it."""


class Line(NamedTuple):
    """A line of a view.

    Attributes:
        head: its beginning, which is not broken.
        value: the rest, which may be broken between words.
        hang: what further lines begin with.
    """

    head: list[Styled]
    value: str = ""
    hang: str = ""


def visible(text: str) -> str:
    """Text with every character that cannot be seen as an escape sequence.

    >>> print(visible("a\\u202eb\\x1b[31m\\x85"))
    a\\u202eb\\x1b[31m\\x85
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "byte"), count(2, "byte")
    ('1 byte', '2 bytes')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
