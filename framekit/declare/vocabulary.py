"""The words of a declaration: field, const, derived, pad, data, text, array, and `this`.

Strategy: each is a function with the return type of the value that it stands for, and makes a specifier. Parameters that take a
kind (`prefix=u16`) are typed loosely, because an `Annotated` alias is no `type` to every checker.

Rules: what a user must not pass has `init: Literal[False]`, which type checkers read from the signature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast, overload

from framekit.declare.specifier import (
    ArraySpecifier,
    ConstSpecifier,
    DataSpecifier,
    DerivedSpecifier,
    FieldSpecifier,
    PadSpecifier,
)
from framekit.spec.expr import Expr
from framekit.spec.model import MISSING

T = TypeVar("T")


@overload
def field(kind: object = None, *, default: T, strict: bool = False) -> T: ...
@overload
def field(kind: object = None, *, default_factory: Callable[[], T], strict: bool = False) -> T: ...
@overload
def field(kind: object = None, *, strict: bool = False) -> Any: ...
def field(
    kind: object = None, *, default: Any = MISSING, default_factory: Callable[[], Any] | None = None, strict: bool = False
) -> Any:
    """A field whose annotation does not say what is on the wire, or that has a default made for each frame.

    Args:
        kind: the scalar on the wire, as `u8`, under the values that the annotation names; left out, the annotation says it all.
        default: the value where the field is left out.
        default_factory: called without arguments for that value, anew for each frame.
        strict: for an enumeration, refuse values that are no member; without it they stay integers.

    >>> from enum import IntEnum
    >>> from framekit import Frame, u8
    >>> class Color(IntEnum):
    ...     RED = 1
    >>> class Lamp(Frame):
    ...     color: Color = field(u8, default=Color.RED)
    >>> Lamp.unpack(b"\\x01").color
    <Color.RED: 1>
    >>> Lamp.unpack(b"\\x07").color
    7
    """
    return FieldSpecifier(kind=kind, default=default, default_factory=default_factory, strict=strict)


def const(value: T, kind: object = None, *, init: Literal[False] = False) -> T:
    """A field that always holds `value`; any other is refused when reading.

    Args:
        value: bytes as they stand on the wire; an integer, float or bool with a `kind`; or text, written in UTF-8.
        kind: the scalar on the wire, as `u16`; needed for numbers.
        init: for type checkers: the field is not passed to the constructor.

    >>> from framekit import Frame, u16
    >>> class Header(Frame):
    ...     magic: bytes = const(b"FK")
    ...     version: int = const(3, u16)
    >>> Header().pack()
    b'FK\\x00\\x03'
    """
    return cast(T, ConstSpecifier(value=value, kind=kind))


def derived(kind: object, *, init: Literal[False] = False) -> Any:
    """A number that follows from the rest of the frame: a length, a count, or the size of the frame.

    Whoever uses it says what it means: `length=this.n`, `count=this.n - 1`, `size=this.n + 6`. Packing solves that expression
    for it; it must hold the field once, under `+ - * << ^`.

    Args:
        kind: the integer on the wire, as `u16`.
        init: for type checkers: the field is not passed to the constructor.

    >>> from framekit import Frame, data, derived, this, u8
    >>> class Packet(Frame):
    ...     n: int = derived(u8)
    ...     body: bytes = data(length=this.n - 1)
    >>> Packet(body=b"abc").n, Packet(body=b"abc").pack()
    (4, b'\\x04abc')
    """
    return DerivedSpecifier(kind=kind)


def pad(size: int, *, fill: int = 0, init: Literal[False] = False) -> Any:
    """Bytes without a meaning. Reading skips them whatever they hold; the attribute is None.

    Args:
        size: how many bytes, from 1 up.
        fill: what packing writes into each, 0 to 255.
        init: for type checkers: the field is not passed to the constructor.

    >>> from framekit import Frame, u8
    >>> class Sparse(Frame):
    ...     a: u8
    ...     _: None = pad(2)
    ...     b: u8
    >>> Sparse(a=1, b=2).pack()
    b'\\x01\\x00\\x00\\x02'
    """
    return PadSpecifier(size=size, fill=fill)


def data(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    pad: bytes | int | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    default: bytes = cast(bytes, MISSING),
    default_factory: Callable[[], bytes] | None = None,
) -> bytes:
    """Bytes: a fixed number, or as many as a prefix or an expression says, or the rest of the frame.

    Args:
        length: a number of bytes, or an expression over fields before it (`this.n - 4`).
        prefix: an unsigned scalar that stands before the bytes and counts them.
        pad: the byte that fills a short value up to a fixed length; without it, a value must have just that length.
        strip: take trailing pads off when reading; on where `pad` is given. With `strip=False`, what reading gives keeps them.
        limit: the most bytes that are allowed, either way.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    With neither `length` nor `prefix` it takes all that is left, and must be the last field.

    >>> from framekit import Frame, u8
    >>> class Blob(Frame):
    ...     key: bytes = data(2)
    ...     value: bytes = data(prefix=u8)
    >>> Blob(key=b"ab", value=b"xyz").pack()
    b'ab\\x03xyz'
    """
    specifier = DataSpecifier(
        amount=length,
        prefix=prefix,
        pad=pad,
        strip=strip,
        limit=limit,
        default=default,
        default_factory=default_factory,
    )
    return cast(bytes, specifier)


def text(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    encoding: str = "utf-8",
    errors: str = "strict",
    pad: bytes | int | str | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    default: str = cast(str, MISSING),
    default_factory: Callable[[], str] | None = None,
) -> str:
    """Text: like data, with an encoding. Lengths and limits count bytes.

    Args:
        length: a number of bytes, or an expression over fields before it.
        prefix: an unsigned scalar that stands before the text and counts its bytes.
        encoding: the name of a text codec of Python's.
        errors: what reading does with bytes that do not decode ("strict", "replace", "surrogateescape", …). Packing is strict,
            except that surrogateescape and surrogatepass write back what they have read.
        pad: the character that fills a text up to a fixed length; NUL if left out.
        strip: take trailing pads off when reading; on for a fixed length. With `strip=False` and no `pad`, a text must have
            just that length.
        limit: the most bytes that are allowed, either way.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    >>> from framekit import Frame, u8
    >>> class Name(Frame):
    ...     short: str = text(4)
    ...     long: str = text(prefix=u8)
    >>> Name(short="ab", long="née").pack()
    b'ab\\x00\\x00\\x04n\\xc3\\xa9e'
    """
    specifier = DataSpecifier(
        amount=length,
        prefix=prefix,
        pad=pad,
        strip=strip,
        limit=limit,
        encoding=encoding,
        errors=errors,
        default=default,
        default_factory=default_factory,
    )
    return cast(str, specifier)


@overload
def array(
    item: type[T],
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    limit: int | None = None,
    default_factory: Callable[[], list[T]] | None = None,
) -> list[T]: ...
@overload
def array(
    item: str,
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    limit: int | None = None,
    default_factory: Callable[[], list[str]] | None = None,
) -> list[str]: ...
@overload
def array(
    item: bytes,
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    limit: int | None = None,
    default_factory: Callable[[], list[bytes]] | None = None,
) -> list[bytes]: ...
@overload
def array(
    item: list[T],
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    limit: int | None = None,
    default_factory: Callable[[], list[list[T]]] | None = None,
) -> list[list[T]]: ...
@overload
def array(
    item: object,
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    limit: int | None = None,
    default_factory: Callable[[], list[Any]] | None = None,
) -> list[Any]: ...
def array(
    item: object,
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    limit: int | None = None,
    default_factory: Callable[[], list[Any]] | None = None,
) -> list[Any]:
    """Items of one kind: a fixed number, or as many as a prefix or an expression says, or to the end of the frame.

    Args:
        item: a scalar (`u16`), a Frame class, or what another word gives (`text(prefix=u8)`, `array(u8, 3)`).
        count: a number of items, or an expression over fields before it.
        prefix: an unsigned scalar that stands before the items and counts them.
        limit: the most items that are allowed, either way. Where items may take no bytes at all, it is 1,024 if left out.
        default_factory: makes the list where the field is left out.

    >>> from framekit import Frame, u8, u16
    >>> class Samples(Frame):
    ...     values: list[int] = array(u16, prefix=u8)
    >>> Samples(values=[1, 2]).pack()
    b'\\x02\\x00\\x01\\x00\\x02'
    """
    specifier = ArraySpecifier(item=item, amount=count, prefix=prefix, limit=limit, default_factory=default_factory)
    return cast("list[Any]", specifier)
