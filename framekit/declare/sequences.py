"""The words for what has a length or a count: data, text, array.

Strategy and rules: as in vocabulary.py.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any, Literal, TypeVar, cast, overload

from framekit.declare.specifier import (
    ArraySpecifier,
    DataSpecifier,
    Sizing,
)
from framekit.spec.expr import Expr
from framekit.spec.kinds import Leftover
from framekit.spec.model import MISSING

T = TypeVar("T")
StringT = TypeVar("StringT", str, bytes)


@overload
def data(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    until: bytes | tuple[bytes, ...] | None = None,
    or_end: bool = False,
    consume: bool = True,
    include: bool = False,
    limit: int | None = None,
    leftover: Leftover = "error",
    view: Literal[True],
    check: object = None,
    doc: str = "",
) -> memoryview: ...
@overload
def data(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: None = None,
    until: bytes | tuple[bytes, ...] | None = None,
    or_end: bool = False,
    consume: bool = True,
    include: bool = False,
    pad: bytes | int | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    leftover: Leftover = "error",
    view: Literal[False] = False,
    check: object = None,
    default: bytes = cast(bytes, MISSING),
    default_factory: Callable[[], bytes] | None = None,
    doc: str = "",
) -> bytes: ...
@overload
def data(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int,
    until: bytes | tuple[bytes, ...] | None = None,
    or_end: bool = False,
    consume: bool = True,
    include: bool = False,
    pad: bytes | int | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    leftover: Leftover = "error",
    check: object = None,
    default: bytes | None = ...,
    default_factory: Callable[[], bytes | None] | None = None,
    doc: str = "",
) -> bytes | None: ...
def data(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    until: bytes | tuple[bytes, ...] | None = None,
    or_end: bool = False,
    consume: bool = True,
    include: bool = False,
    pad: bytes | int | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    leftover: Leftover = "error",
    view: bool = False,
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], bytes | None] | None = None,
    doc: str = "",
) -> Any:
    """Bytes: a fixed number, or as many as a prefix or an expression says, or up to a terminator, or the rest of the frame.

    Args:
        length: a number of bytes, or an expression over fields before it (`this.n - 4`).
        prefix: an integer that precedes the bytes and counts them.
        bias: what the number of the prefix is more than the length: 1 if it says the length plus one.
        null: the number of the prefix that says that there is no value, which is None then.
        until: the bytes that end it; with a length or a prefix too, within those bytes. A tuple of several ends it at any of
            them, and packing writes the first.
        or_end: the end of the surroundings (the length, the frame) ends it as well as the terminator, which need not be there.
        leftover: what becomes of bytes after a terminator within a length: "error", but for zeros that fill up a number of
            bytes; "ignore"; or "keep" for `leftover_of`.
        consume: the terminator belongs to this field; with False it is left for the next one.
        include: the value has the terminator at its end.
        pad: the byte that fills a short value up to a fixed length, after its terminator if it has one; without it, a value must
            have just that length, and zeros fill up what follows a terminator.
        strip: take trailing pads off when reading; on where `pad` is given. With `strip=False`, what reading gives keeps them.
        limit: the maximum number of bytes, in both directions; a terminator is not counted unless it is included.
        view: reading gives a memoryview of the buffer and copies nothing; the value then lives as long as the buffer.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    With neither `length`, `prefix` nor `until` it takes all that is left, and must be the last field.

    >>> from framekit import Frame, u8
    >>> class Blob(Frame):
    ...     key: bytes = data(2)
    ...     value: bytes = data(prefix=u8)
    ...     line: bytes = data(until=b"\\r\\n", limit=80)
    >>> Blob(key=b"ab", value=b"xyz", line=b"end").pack()
    b'ab\\x03xyzend\\r\\n'
    """
    return DataSpecifier(
        doc=doc,
        amount=length,
        prefix=prefix,
        bias=bias,
        null=null,
        until=until,
        or_end=or_end,
        consume=consume,
        include=include,
        pad=pad,
        strip=strip,
        limit=limit,
        leftover=leftover,
        view=view,
        check=check,
        default=default,
        default_factory=default_factory,
    )


@overload
def text(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: None = None,
    until: str | bytes | tuple[str | bytes, ...] | None = None,
    or_end: bool = False,
    consume: bool = True,
    include: bool = False,
    encoding: str = "utf-8",
    errors: str = "strict",
    pad: bytes | int | str | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    leftover: Leftover = "error",
    check: object = None,
    default: str = cast(str, MISSING),
    default_factory: Callable[[], str] | None = None,
    doc: str = "",
) -> str: ...
@overload
def text(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int,
    until: str | bytes | tuple[str | bytes, ...] | None = None,
    or_end: bool = False,
    consume: bool = True,
    include: bool = False,
    encoding: str = "utf-8",
    errors: str = "strict",
    pad: bytes | int | str | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    leftover: Leftover = "error",
    check: object = None,
    default: str | None = ...,
    default_factory: Callable[[], str | None] | None = None,
    doc: str = "",
) -> str | None: ...
def text(
    length: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    until: str | bytes | tuple[str | bytes, ...] | None = None,
    or_end: bool = False,
    consume: bool = True,
    include: bool = False,
    encoding: str = "utf-8",
    errors: str = "strict",
    pad: bytes | int | str | None = None,
    strip: bool | None = None,
    limit: int | None = None,
    leftover: Leftover = "error",
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], str | None] | None = None,
    doc: str = "",
) -> Any:
    """Text: like data, with an encoding. Lengths and limits count bytes.

    Args:
        length: a number of bytes, or an expression over fields before it.
        prefix: an integer that precedes the text and counts its bytes.
        bias: what the number of the prefix is more than the length: 1 if it says the length plus one.
        null: the number of the prefix that says that there is no value, which is None then.
        until: the characters that end it, as `"\\0"`; with a length or a prefix too, within those bytes. A tuple of several ends
            it at any of them, and packing writes the first.
        or_end: the end of the surroundings (the length, the frame) ends it as well as the terminator, which need not be there.
        leftover: what becomes of bytes after a terminator within a length: "error", but for zeros that fill up a number of
            bytes; "ignore"; or "keep" for `leftover_of`.
        consume: the terminator belongs to this field; with False it is left for the next one.
        include: the value has the terminator at its end.
        encoding: the name of a text codec of Python's.
        errors: what reading does with bytes that do not decode ("strict", "replace", "surrogateescape", …). Packing is strict,
            except that surrogateescape and surrogatepass write back what they have read.
        pad: the character that fills a text up to a fixed length; NUL if left out.
        strip: take trailing pads off when reading; on for a fixed length. With `strip=False` and no `pad`, a text must have
            just that length.
        limit: the maximum number of bytes, in both directions.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    >>> from framekit import Frame, u8
    >>> class Name(Frame):
    ...     short: str = text(4)
    ...     long: str = text(prefix=u8)
    ...     c_string: str = text(until="\\0")
    ...     buffer: str = text(8, until="\\0", leftover="ignore")
    >>> Name(short="ab", long="née", c_string="x", buffer="yz").pack()
    b'ab\\x00\\x00\\x04n\\xc3\\xa9ex\\x00yz\\x00\\x00\\x00\\x00\\x00\\x00'
    """
    return DataSpecifier(
        doc=doc,
        amount=length,
        prefix=prefix,
        bias=bias,
        null=null,
        until=until,
        or_end=or_end,
        consume=consume,
        include=include,
        pad=pad,
        strip=strip,
        limit=limit,
        leftover=leftover,
        encoding=encoding,
        errors=errors,
        check=check,
        default=default,
        default_factory=default_factory,
    )


@overload
def array(
    item: type[T],
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    until: bytes | Expr | None = None,
    or_end: bool = False,
    consume: bool = True,
    limit: int | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    leftover: Leftover = "error",
    default: list[T] = cast(Any, MISSING),
    default_factory: Callable[[], list[T]] | None = None,
    doc: str = "",
) -> list[T]: ...
@overload
def array(
    item: StringT,
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    until: bytes | Expr | None = None,
    or_end: bool = False,
    consume: bool = True,
    limit: int | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    leftover: Leftover = "error",
    default: list[StringT] = cast(Any, MISSING),
    default_factory: Callable[[], list[StringT]] | None = None,
    doc: str = "",
) -> list[StringT]: ...
@overload
def array(
    item: list[T],
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    until: bytes | Expr | None = None,
    or_end: bool = False,
    consume: bool = True,
    limit: int | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    leftover: Leftover = "error",
    default: list[list[T]] = cast(Any, MISSING),
    default_factory: Callable[[], list[list[T]]] | None = None,
    doc: str = "",
) -> list[list[T]]: ...
@overload
def array(
    item: object = None,
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    until: bytes | Expr | None = None,
    or_end: bool = False,
    consume: bool = True,
    limit: int | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    leftover: Leftover = "error",
    default: list[Any] = cast(Any, MISSING),
    default_factory: Callable[[], list[Any]] | None = None,
    doc: str = "",
) -> list[Any]: ...
def array(
    item: object = None,
    count: int | Expr | None = None,
    *,
    prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    until: bytes | Expr | None = None,
    or_end: bool = False,
    consume: bool = True,
    limit: int | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    leftover: Leftover = "error",
    default: Any = MISSING,
    default_factory: Callable[[], list[Any]] | None = None,
    doc: str = "",
) -> list[Any]:
    """Items of one kind: a fixed number, or as many as a prefix or an expression says, or up to an end, or to that of the frame.

    Args:
        item: a scalar (`u16`), a Frame class, or what another word gives (`text(prefix=u8)`, `array(u8, 3)`). Left out, the
            annotation says it (`list[Tree]`), which may name a class that comes later, or the frame itself.
        count: a number of items, or an expression over fields before it.
        prefix: an integer that precedes the items and counts them.
        bias: what the number of the prefix is more than the count: 1 if it says the count plus one.
        null: the number of the prefix that says that there is no value, which is None then.
        until: bytes found where the next item would begin; or an expression that is true of the last item
            (`item.kind == 0`), in which `item` is the item just read.
        or_end: the end of the surroundings ends them as well as what `until` says.
        consume: the bytes that end it belong to this field; with False they are left for the next one.
        limit: the maximum number of items, in both directions. `max_items=` limits items of no bytes.
        size: the bytes of all items together: a number, or an expression; the items then go on to that end.
        size_prefix: an unsigned scalar that precedes the items and gives their size in bytes.
        leftover: what becomes of bytes that items with an end of their own leave of the size, as in `field`.
        default: the list where the field is left out; each frame has a copy of it.
        default_factory: makes that list anew for each frame.
        doc: what the field is, for people.

    >>> from framekit import Frame, item, u8, u16
    >>> class Samples(Frame):
    ...     values: list[int] = array(u16, prefix=u8)
    ...     marks: list[int] = array(u8, until=item == 0)
    >>> Samples(values=[1, 2], marks=[7, 0]).pack()
    b'\\x02\\x00\\x01\\x00\\x02\\x07\\x00'
    """
    copied = default is not MISSING and default_factory is None
    specifier = ArraySpecifier(
        doc=doc,
        item=item,
        amount=count,
        prefix=prefix,
        bias=bias,
        null=null,
        until=until,
        or_end=or_end,
        consume=consume,
        limit=limit,
        sizing=Sizing(size=size, size_prefix=size_prefix, leftover=leftover),
        default=MISSING if default_factory is None else default,
        default_factory=partial(deepcopy, default) if copied else default_factory,
    )
    return cast("list[Any]", specifier)
