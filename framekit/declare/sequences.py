"""The specifiers for values with a length or a count: data, text, array.

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
    """Bytes of fixed or variable length.

    The length is fixed, determined by a prefix or an expression, or found by a terminator. Without `length`, `prefix` and
    `until`, the field takes all remaining bytes and must be the last one.

    Args:
        length: the number of bytes, or an expression over earlier fields (`this.n - 4`).
        prefix: the kind of a length prefix, such as `u16`: an integer before the value that contains its length in bytes.
        bias: the amount by which the number in the prefix exceeds the length: 1 if the prefix is the length plus one.
        null: the number in the prefix that indicates an absent value, which is None.
        until: the terminator; with a length or a prefix, it lies within those bytes. If it is a tuple, any of the terminators
            ends the value, and packing writes the first.
        or_end: the terminator may be missing if the enclosing part (the length, the frame) ends.
        leftover: how to handle bytes after a terminator within a length: "error" rejects them, except zeros that fill up a fixed
            length; "ignore" skips them; "keep" leaves them for `leftover_of`.
        consume: whether the terminator belongs to this field; if False, it is left for the next one.
        include: whether the value includes the terminator.
        pad: the byte that fills a short value up to a fixed length, after its terminator if it has one. Without `pad`, a value
            must have exactly that length, and zeros fill the bytes after a terminator.
        strip: remove trailing pads when reading; the default is True if `pad` is given.
        limit: the maximum number of bytes, for reading and packing; a terminator counts only if it is included.
        view: reading returns a memoryview of the buffer without copying; the value is valid as long as the buffer.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

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
    """Text: like `data`, with an encoding. Lengths and limits count bytes.

    Args:
        length: the number of bytes, or an expression over earlier fields.
        prefix: the kind of a length prefix, such as `u16`: an integer before the value that contains its length in bytes.
        bias: the amount by which the number in the prefix exceeds the length: 1 if the prefix is the length plus one.
        null: the number in the prefix that indicates an absent value, which is None.
        until: the terminator, such as `"\\0"`; with a length or a prefix, it lies within those bytes. If it is a tuple, any of
            the terminators ends the text, and packing writes the first.
        or_end: the terminator may be missing if the enclosing part (the length, the frame) ends.
        leftover: how to handle bytes after a terminator within a length: "error" rejects them, except zeros that fill up a fixed
            length; "ignore" skips them; "keep" leaves them for `leftover_of`.
        consume: whether the terminator belongs to this field; if False, it is left for the next one.
        include: whether the value includes the terminator.
        encoding: the name of a Python text encoding.
        errors: the error handler for decoding ("strict", "replace", "surrogateescape", …). Packing is strict, except that
            surrogateescape and surrogatepass write back the bytes they have read.
        pad: the character that fills a text up to a fixed length; NUL by default.
        strip: remove trailing pads when reading; the default is True for a fixed length. With `strip=False` and no `pad`, a text
            must have exactly that length.
        limit: the maximum number of bytes, for reading and packing.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

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
    """A list of items of one kind.

    The count is fixed, determined by a prefix or an expression, or follows from a terminator, a size, or the end of the frame.

    Args:
        item: a scalar (`u16`), a Frame class, or another specifier (`text(prefix=u8)`, `array(u8, 3)`). If omitted, the
            annotation determines it (`list[Tree]`); that may be a class defined later, or the frame itself.
        count: the number of items, or an expression over earlier fields.
        prefix: the kind of a count prefix, such as `u16`: an integer before the items that contains their number.
        bias: the amount by which the number in the prefix exceeds the count: 1 if the prefix is the count plus one.
        null: the number in the prefix that indicates an absent value, which is None.
        until: a terminator in place of the next item; or an expression that is true for the last item (`item.kind == 0`), in
            which `item` is the item just read.
        or_end: the items may also end with the enclosing part, before `until` applies.
        consume: whether the terminator belongs to this field; if False, it is left for the next one.
        limit: the maximum number of items, for reading and packing. `max_items=` limits items of no bytes.
        size: the size of all items together in bytes: a number or an expression; the items extend to the end of that size.
        size_prefix: the kind of a size prefix, such as `u16`: an unsigned scalar before the items that contains their size in
            bytes.
        leftover: how to handle bytes of the size after items that end before it, as in `field`.
        default: the list if the field is not passed to the constructor; each frame gets a copy.
        default_factory: called without arguments to create that list for each frame.
        doc: a description of the field.

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
