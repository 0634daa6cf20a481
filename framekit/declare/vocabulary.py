"""The specifiers for fields and layout: field, const, derived, pad, align, checksum, and others.

Strategy: each is a function that returns a specifier, but is typed to return the value of the field. Parameters that take a kind
(`prefix=u16`) are typed loosely, because not every type checker considers an `Annotated` alias a `type`. The specifiers for data,
text and arrays are in sequences.py, those for alternatives in variants.py, and those for mapped values in mapped_words.py.

Rules: a field that the constructor does not accept has `init: Literal[False]`, which type checkers read from the signature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast, overload

from framekit.declare.specifier import (
    AlignSpecifier,
    ByteOrderBy,
    ChecksumSpecifier,
    ComputedSpecifier,
    ConstSpecifier,
    DerivedSpecifier,
    FieldSpecifier,
    GivenSpecifier,
    LeftOfSpecifier,
    PadSpecifier,
    PeekSpecifier,
    Sizing,
)
from framekit.spec.bits import BitOrder
from framekit.spec.expr import Expr
from framekit.spec.kinds import Leftover, Order
from framekit.spec.model import MISSING, Base

T = TypeVar("T")


@overload
def field(
    kind: object = None,
    *,
    default: T,
    strict: bool = False,
    check: object = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    leftover: Leftover = "error",
    within: object = None,
    bitorder: BitOrder | None = None,
    doc: str = "",
    base: Base = 10,
) -> T: ...
@overload
def field(
    kind: object = None,
    *,
    default_factory: Callable[[], T],
    strict: bool = False,
    check: object = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    leftover: Leftover = "error",
    within: object = None,
    bitorder: BitOrder | None = None,
    doc: str = "",
    base: Base = 10,
) -> T: ...
@overload
def field(
    kind: object = None,
    *,
    strict: bool = False,
    check: object = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    leftover: Leftover = "error",
    within: object = None,
    bitorder: BitOrder | None = None,
    doc: str = "",
    base: Base = 10,
) -> Any: ...
def field(
    kind: object = None,
    *,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    strict: bool = False,
    check: object = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    bias: int = 0,
    null: int | None = None,
    leftover: Leftover = "error",
    within: object = None,
    bitorder: BitOrder | None = None,
    doc: str = "",
    base: Base = 10,
) -> Any:
    """A field with options that its annotation cannot express.

    Args:
        kind: the kind on the wire: a scalar such as `u8`, or a Frame class. If omitted, the annotation determines it.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        strict: for an enumeration, reject values that are not members; otherwise they remain integers.
        check: a constraint on the value, for reading and packing: an expression in which `this` alone is the value (`this <= 3`),
            a range, `between(low, high)`, or a set of allowed values.
        size: the size of a nested frame in bytes: a number, or an expression over earlier fields.
        size_prefix: the kind of a size prefix, such as `u16`: an unsigned scalar before a nested frame that contains its size in
            bytes.
        bias: the amount by which the number in the size prefix exceeds the size.
        null: the number in the size prefix that indicates an absent value, which is None.
        leftover: how to handle bytes of the size that a nested frame does not use: "error", "ignore", or "keep" for a
            `leftover_of` field after it.
        within: the specifier that provides the bytes of a nested frame, if they are delimited or transformed:
            `data(until=b"|")`, `deflated(...)`, `xor(...)`, `rotated(...)`, or `mapped(data(...), unpack=..., pack=...)`. The
            frame must take all of them, except for the padding of `data(16, pad=0)`.
        bitorder: for bit fields, the order within the bytes that they share, if it differs from the frame's: "msb" if the first
            field has the highest bits, "lsb" if it has the lowest. The order can change only at the beginning of a byte.
        doc: a description of the field.
        base: the base in which to display a number: 2, 8, 10 or 16.

    >>> from enum import IntEnum
    >>> from framekit import Frame, this, u8
    >>> class Color(IntEnum):
    ...     RED = 1
    >>> class Lamp(Frame):
    ...     color: Color = field(u8, default=Color.RED)
    ...     level: u8 = field(check=this <= 3, default=0)
    >>> Lamp.unpack(b"\\x01\\x02").color
    <Color.RED: 1>
    >>> Lamp.unpack(b"\\x07\\x02").color
    7
    >>> Lamp(level=4).pack()
    Traceback (most recent call last):
    framekit.errors.PackError: Lamp.level at byte 1: 4 does not satisfy check=this <= 3
    """
    return FieldSpecifier(
        doc=doc,
        shown_in=base,
        kind=kind,
        default=default,
        default_factory=default_factory,
        strict=strict,
        check=check,
        sizing=Sizing(size=size, size_prefix=size_prefix, leftover=leftover, bias=bias, null=null),
        within=within,
        bitorder=bitorder,
    )


def const(value: T, kind: object = None, *, doc: str = "", init: Literal[False] = False) -> T:
    """A constant; reading rejects any other value.

    Args:
        value: the bytes on the wire; an integer, float or bool with a `kind`; or text, which is encoded in UTF-8.
        kind: the scalar on the wire, such as `u16`, or the bits, such as `u4`; required for numbers.
        doc: a description of the field.
        init: tells type checkers that the constructor does not accept this field.

    >>> from framekit import Frame, u16
    >>> class Header(Frame):
    ...     magic: bytes = const(b"FK")
    ...     version: int = const(3, u16)
    >>> Header().pack()
    b'FK\\x00\\x03'
    """
    return cast(T, ConstSpecifier(doc=doc, value=value, kind=kind))


def derived(kind: object, *, check: object = None, doc: str = "", init: Literal[False] = False) -> Any:
    """A value that follows from the rest of the frame, such as a length.

    The field that refers to it determines whether it is a length (`length=this.n`), a count (`count=this.n - 1`), the size of the
    frame (`size=this.n + 6`), the tag of a switch (`switch(this.kind, ...)`) or a flag (`when=this.flag`). Packing solves that
    expression for the derived field, which must occur in it once, with the operators `+ - * << ^` only. If several optional
    fields each test one bit of it, as in `when=this.flags & 4`, it is a bitmap of the fields that are present.

    Args:
        kind: the integer on the wire, such as `u16`, `u4` or `uleb128`; for a tag also `data(4)` or `text(4)`.
        check: a constraint on the value, as in `field`.
        doc: a description of the field.
        init: tells type checkers that the constructor does not accept this field.

    >>> from framekit import Frame, data, derived, this, u8
    >>> class Packet(Frame):
    ...     n: int = derived(u8)
    ...     body: bytes = data(length=this.n - 1)
    >>> Packet(body=b"abc").n, Packet(body=b"abc").pack()
    (4, b'\\x04abc')
    """
    return DerivedSpecifier(doc=doc, kind=kind, check=check)


def pad(
    size: int | Expr = 0,
    *,
    bits: int | Expr = 0,
    fill: int = 0,
    strict: bool = False,
    doc: str = "",
    init: Literal[False] = False,
) -> Any:
    """Padding: bytes or bits without a meaning. The attribute is None.

    Args:
        size: the number of bytes, 1 or more, or an expression over earlier fields (`this.length - 8`).
        bits: the number of bits, 1 to 64, instead of `size`; in a bitwise frame it may be an expression.
        fill: the value that packing writes into each byte (0 to 255) or each bit (0 or 1).
        strict: reading rejects any other value than `fill`; by default it skips any value.
        doc: a description of the field.
        init: tells type checkers that the constructor does not accept this field.

    >>> from framekit import Frame, data, this, u4, u8
    >>> class Sparse(Frame):
    ...     a: u8
    ...     _: None = pad(2)
    ...     b: u4
    ...     reserved: None = pad(bits=4, strict=True)
    >>> Sparse(a=1, b=2).pack()
    b'\\x01\\x00\\x00 '
    >>> class Data(Frame):
    ...     padding: u8
    ...     body: bytes = data()
    ...     _: None = pad(this.padding)
    >>> Data.unpack(b"\\x02abc\\x00\\x00").body
    b'abc'
    """
    return PadSpecifier(doc=doc, size=size, bits=bits, fill=fill, strict=strict)


def align(
    to: int,
    *,
    origin: Literal["frame", "outer"] = "frame",
    fill: int = 0,
    strict: bool = False,
    doc: str = "",
    init: Literal[False] = False,
) -> Any:
    """Padding up to the next multiple of `to` bytes. The attribute is None.

    Args:
        to: the alignment in bytes, 2 or more.
        origin: the start of counting: that of the "frame" itself, or of the "outer" frame, which is the outermost frame or the
            nearest enclosing one with `origin=True` (CDR: OMG, Common Object Request Broker Architecture 3.4, part 2, section
            9.3.1). Packing is about a hundred times slower for a frame whose padding depends on its place inside another.
        fill: the value that packing writes into each byte, 0 to 255.
        strict: reading rejects any other value than `fill`.
        doc: a description of the field.
        init: tells type checkers that the constructor does not accept this field.

    >>> from framekit import Frame, text, u8
    >>> class Attribute(Frame):
    ...     name: str = text(prefix=u8)
    ...     _: None = align(4)
    >>> Attribute(name="abcd").pack()
    b'\\x04abcd\\x00\\x00\\x00'
    """
    return AlignSpecifier(doc=doc, to=to, origin=origin, fill=fill, strict=strict)


def checksum(
    kind: object,
    algorithm: str | Callable[[bytes], int] | Callable[[bytes], bytes] | Callable[[bytes, bytes], bytes],
    *,
    over: Literal["before", "after", "frame"] | Expr | tuple[Expr, ...] = "before",
    key: Expr | None = None,
    doc: str = "",
    init: Literal[False] = False,
) -> Any:
    """A checksum or digest over other bytes of the frame.

    It is computed when packing and verified when reading.

    Args:
        kind: the kind on the wire: an unsigned integer, such as `u32`; digits of a fixed width, such as `text_int(2, base=16)`;
            or the bytes of a digest, such as `data(32)`.
        algorithm: `"crc32"`, a name from the CRC RevEng catalogue (`"crc-16/modbus"`), `"internet"`, `"adler32"`, `"xor"`,
            `"sum"`, or a function from bytes to an integer. For a digest, a name that hashlib supports (`"sha256"`), of which the
            field has the first bytes, or a function from bytes to bytes.
        over: the bytes it covers: those "before" or "after" it, the whole "frame" with the checksum itself as zeros, or those of
            the fields in a reference or a tuple of references, as in `over=(this.kind, this.body)`.
        key: the bytes field with the key of a digest, such as `this.secret`, which is usually `given()`. The algorithm is then
            `"hmac-sha256"` or similar (RFC 2104), or a function from bytes and a key to bytes.
        doc: a description of the field.
        init: tells type checkers that the constructor does not accept this field.

    >>> from framekit import Frame, data, u8, u32
    >>> class Block(Frame):
    ...     body: bytes = data(prefix=u8)
    ...     crc: int = checksum(u32, "crc32")
    >>> Block(body=b"abc").pack().hex()
    '03616263f994e822'
    >>> Block.unpack(bytes.fromhex("0361626311d4d1b8"))
    Traceback (most recent call last):
    framekit.errors.ChecksumMismatch: Block.crc at byte 4: expected 0xf994e822 (crc32 of 4 bytes), found 0x11d4d1b8
      00000000  03 61 62 63 11 d4 d1 b8
                            ^^^^^^^^^^^

    >>> from framekit import given, this
    >>> class Signed(Frame):
    ...     secret: bytes = given()
    ...     body: bytes = data(prefix=u8)
    ...     tag: bytes = checksum(data(8), "hmac-sha256", over=this.body, key=this.secret)
    >>> Signed(secret=b"Jefe", body=b"hello").pack().hex()
    '0568656c6c6f433e9bea522fe840'
    >>> Signed.unpack(bytes.fromhex("0568656c6c6f433e9bea522fe840"), secret=b"Jefe").body
    b'hello'
    """
    return ChecksumSpecifier(doc=doc, kind=kind, algorithm=algorithm, over=over, key=key)


def computed(expression: Expr, *, doc: str = "", init: Literal[False] = False) -> Any:
    """An attribute that is the value of an expression and takes no bytes.

    Other expressions can refer to it.

    Args:
        expression: an expression over fields of the frame.
        doc: a description of the field.
        init: tells type checkers that the constructor does not accept this field.

    >>> from framekit import Frame, data, this, u4
    >>> class Header(Frame):
    ...     version: u4 = 4
    ...     words: u4
    ...     size: int = computed(this.words * 4)
    ...     options: bytes = data(this.size - 1)
    >>> Header(words=1, options=b"abc").size
    4
    """
    return ComputedSpecifier(doc=doc, expression=expression)


def given(
    *,
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    doc: str = "",
) -> Any:
    """A value from outside the frame, which takes no bytes.

    It may be a field of the enclosing frame, an earlier configuration, or a direction. To read a frame, pass the value to
    `unpack(data, wide=True)` or `FrameDecoder(Entry, given={"wide": True})`, or let the enclosing frame give it:
    `array(Entry.given(wide=this.flags & 1 == 1))`. The constructor accepts it like any other field, and packing checks that the
    value in a nested frame is the one that the enclosing frame gives. The annotation is int, bool, float, str, bytes, an
    enumeration, or a scalar such as `u8`.

    Args:
        check: an expression, a range, or a set of allowed values.
        default: the value if none is given.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, array, given, switch, this, u8, u16, u32
    >>> class Entry(Frame):
    ...     wide: bool = given()
    ...     value: int = switch(this.wide, {True: u32, False: u16})
    >>> class Table(Frame):
    ...     flags: u8
    ...     entries: list[Entry] = array(Entry.given(wide=this.flags & 1 == 1), prefix=u8)
    >>> Entry.unpack(b"\\0\\0\\0\\7", wide=True)
    Entry(wide=True, value=7)
    >>> Table.unpack(b"\\0\\1\\0\\7").entries
    [Entry(wide=False, value=7)]
    """
    return GivenSpecifier(doc=doc, check=check, default=default, default_factory=default_factory)


def peek(
    kind: object,
    *,
    ahead: int = 0,
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    doc: str = "",
) -> Any:
    """A value that is read ahead, which takes no bytes.

    Use it if a byte determines the meaning of the bytes before it. The bytes that are read belong to later fields of the frame.
    The constructor accepts the value like any other field, and packing checks it against the bytes that are written there.

    Args:
        kind: the kind of the value: a number, text or bytes of a fixed size, such as `u8` or `data(4)`.
        ahead: the number of bytes between this place and the value, 0 or more.
        check: a constraint on the value, as in `field`.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, data, switch, this, u8, u16
    >>> class Either(Frame):
    ...     mark: int = peek(u8, ahead=2)
    ...     value: int = switch(this.mark, {0: u16}, otherwise=u8)
    ...     rest: bytes = data()
    >>> Either.unpack(b"\\x01\\x02\\x00"), Either.unpack(b"\\x01\\x02\\x03")
    (Either(mark=0, value=258, rest=b'\\x00'), Either(mark=3, value=1, rest=b'\\x02\\x03'))
    """
    return PeekSpecifier(doc=doc, kind=kind, ahead=ahead, check=check, default=default, default_factory=default_factory)


def leftover_of(
    reference: Expr,
    *,
    check: object = None,
    default: bytes = cast(bytes, MISSING),
    default_factory: Callable[[], bytes] | None = None,
    doc: str = "",
) -> bytes:
    """The leftover bytes of the preceding field.

    They are the bytes of its size that it does not use. The preceding field must have `leftover="keep"`.

    Args:
        reference: the preceding field, for example `this.body`.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, this, u8
    >>> class Version1(Frame):
    ...     x: u8
    >>> class Message(Frame):
    ...     body: Version1 = field(size_prefix=u8, leftover="keep")
    ...     more: bytes = leftover_of(this.body, default=b"")
    >>> Message.unpack(b"\\x03\\x01\\x02\\x03").more
    b'\\x02\\x03'
    """
    specifier = LeftOfSpecifier(doc=doc, reference=reference, check=check, default=default, default_factory=default_factory)
    return cast(bytes, specifier)


def byteorder_by(reference: Expr, *, big: object, little: object) -> Any:
    """The value of `byteorder=` for a frame in which a field determines the order.

    The field determines the byte order of all fields after it. Nested frames that use the same order need `byteorder="outer"`.

    Args:
        reference: the field, for example `this.mark`; it and the fields before it must have the same bytes in both orders.
        big: the value of the field, or a tuple of values, for big-endian order.
        little: the value of the field, or a tuple of values, for little-endian order.

    >>> from framekit import Frame, data, this, u16
    >>> class Tiff(Frame, byteorder=byteorder_by(this.mark, big=b"MM", little=b"II")):
    ...     mark: bytes = data(2)
    ...     answer: u16
    >>> Tiff.unpack(b"MM\\x00*").answer, Tiff.unpack(b"II*\\x00").answer
    (42, 42)
    """
    orders: dict[Order, object] = {"big": big, "little": little}
    marks = [(mark, order) for order, said in orders.items() for mark in (said if isinstance(said, tuple) else (said,))]
    return ByteOrderBy(reference, tuple(marks))
