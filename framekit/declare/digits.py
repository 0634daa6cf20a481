"""The specifiers for integers written in digits: text_int in ASCII, bcd in half bytes.

Strategy: like varints, both are numbers, so they are allowed wherever an integer is: as a prefix, a derived length, or a tag.

Sources: octal digits with a width: POSIX.1-2017, pax, "ustar Interchange Format". Hexadecimal sizes: RFC 9112, section 7.1. The
order of half bytes in telephony: 3GPP TS 24.008, section 10.5.4.7.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, cast

from framekit.declare.specifier import DigitsSpecifier
from framekit.errors import SpecError, in_one_line
from framekit.spec.model import MISSING
from framekit.spec.numbers import Digits, Varint

MOST_WIDTH = 64
"""Maximum width of a number in digits: far more than 64 bits need in base 8."""


@in_one_line
def text_int(
    width: int | None = None,
    *,
    until: str | bytes | None = None,
    base: Literal[8, 10, 16] = 10,
    pad: str = "0",
    upper: bool = True,
    strict: bool = False,
    check: object = None,
    default: int = cast(int, MISSING),
    default_factory: Callable[[], int] | None = None,
    doc: str = "",
) -> int:
    """An integer in ASCII digits, of a fixed width or up to a terminator.

    It is a field by itself, and can also be used as a prefix or as the argument of `derived`.

    Args:
        width: the number of characters, from 1 to 64.
        until: the terminator, instead of a width.
        base: 8, 10 or 16. Decimal numbers may be negative.
        pad: the character that fills a number up to its width on the left: "0" or a space.
        upper: packing writes digits above 9 as capital letters; reading accepts both cases.
        strict: reading rejects numbers that packing would write differently, for example with superfluous zeros.
        check: a constraint on the value, as in `field`.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    A number has at most 64 bits; before a terminator it has at most 24 characters.

    >>> from framekit import Frame, data, derived, this
    >>> class Chunk(Frame):
    ...     size: int = derived(text_int(until="\\r\\n", base=16))
    ...     body: bytes = data(this.size)
    >>> Chunk(body=b"ten bytes.").pack()
    b'A\\r\\nten bytes.'
    >>> class Entry(Frame):
    ...     mode: int = text_int(7, base=8)
    ...     name: bytes = data(prefix=text_int(until=":"))
    >>> Entry.unpack(b"00006443:abc")
    Entry(mode=420, name=b'abc')
    """
    if (width is None) == (until is None):
        raise SpecError("text_int(): expected either a width or until=")
    if width is not None and (isinstance(width, bool) or not isinstance(width, int) or not 1 <= width <= MOST_WIDTH):
        raise SpecError(f"text_int({width!r}): expected a width from 1 to {MOST_WIDTH} characters")
    if base not in (8, 10, 16):
        raise SpecError(f"text_int(base={base!r}): expected 8, 10 or 16")
    marker = until.encode() if isinstance(until, str) else until
    if marker is not None and (not isinstance(marker, bytes) or not marker or marker[:1].isalnum() or marker[:1] == b"-"):
        raise SpecError(f"text_int(until={until!r}): expected a terminator that does not begin with a letter, a digit or '-'")
    if pad not in ("0", " "):
        raise SpecError(f'text_int(pad={pad!r}): expected "0" or " "')
    arguments = [str(width)] if width is not None else [f"until={until!r}"]
    arguments += [f"base={base}"] * (base != 10) + [f"pad={pad!r}"] * (pad != "0") + ["strict"] * bool(strict)
    digits = Digits(base, width or 0, marker or b"", pad.encode(), bool(upper))
    kind = Varint(f"text_int({', '.join(arguments)})", "digits", 64, bool(strict), digits=digits)
    return cast(int, _specifier(kind, check, default, default_factory, doc))


@in_one_line
def bcd(
    size: int,
    *,
    byteorder: Literal["big", "little"] | None = None,
    swap: bool = False,
    check: object = None,
    default: int = cast(int, MISSING),
    default_factory: Callable[[], int] | None = None,
    doc: str = "",
) -> int:
    """An integer in binary-coded decimal, two digits in each byte.

    It is a field by itself, and can also be used as a prefix or as the argument of `derived`. Reading rejects half bytes above 9.

    Args:
        size: the number of bytes, from 1 to 64; the number has twice as many digits.
        byteorder: "big" for the highest digits first, "little" for the byte with the lowest digits first; the default is the byte
            order of the frame.
        swap: the lower half of a byte contains the higher digit, as in telephony.
        check: a constraint on the value, as in `field`.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame
    >>> class Clock(Frame):
    ...     year: int = bcd(2)
    >>> Clock(year=2024).pack().hex(), Clock.unpack(b"\\x19\\x99").year
    ('2024', 1999)
    >>> class Meter(Frame, byteorder="little"):
    ...     total: int = bcd(3)
    ...     number: int = bcd(2, byteorder="big", swap=True)
    >>> Meter(total=1234, number=4567).pack().hex()
    '3412005476'
    """
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MOST_WIDTH:
        raise SpecError(f"bcd({size!r}): expected a size from 1 to {MOST_WIDTH} bytes")
    if byteorder not in (None, "big", "little"):
        raise SpecError(f'bcd(byteorder={byteorder!r}): expected "big" or "little"')
    more = [f'byteorder="{byteorder}"'] * (byteorder is not None) + ["swap=True"] * bool(swap)
    digits = Digits(10, size, reverse=None if byteorder is None else byteorder == "little", swap=bool(swap))
    kind = Varint(f"bcd({', '.join([str(size), *more])})", "bcd", 8 * size, digits=digits)
    return cast(int, _specifier(kind, check, default, default_factory, doc))


def _specifier(kind: Varint, check: object, default: Any, default_factory: Callable[[], int] | None, doc: str) -> DigitsSpecifier:
    return DigitsSpecifier(doc=doc, kind=Annotated[int, kind], check=check, default=default, default_factory=default_factory)
