"""The words of a declaration for what fields are: field, const, derived, pad, align, checksum, and the rest of the layout.

Strategy: each is a function with the return type of the value that it stands for, and makes a specifier. Parameters that take a
kind (`prefix=u16`) are typed loosely, because an `Annotated` alias is no `type` to every checker. Words for data, text and arrays
are in sequences.py, those for choices in variants.py, and those for values that stand for others in
mapped_words.py.

Rules: what a user must not pass has `init: Literal[False]`, which type checkers read from the signature.
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
    """A field whose annotation does not say all: what is on the wire, a default made for each frame, a check, a size.

    Args:
        kind: what is on the wire under the values that the annotation names: a scalar, as `u8`, or a Frame class; left out, the
            annotation says it all.
        default: the value where the field is left out.
        default_factory: called without arguments for that value, anew for each frame.
        strict: for an enumeration, refuse values that are no member; without it they stay integers.
        check: what the value must hold, both ways: an expression in which `this` alone is the value (`this <= 3`), a range, or a
            set of values.
        size: the bytes of a nested frame: a number, or an expression over fields before it.
        size_prefix: an unsigned scalar that stands before a nested frame and says its bytes.
        bias: what the number of `size_prefix` is more than the size.
        null: the number of `size_prefix` that says that there is no value, which is None then.
        leftover: what becomes of bytes that a nested frame leaves of its size: "error", "ignore", or "keep" for a field
            `leftover_of` after it.
        within: what gives the bytes of a nested frame, if they are not simply there: `data(until=b"|")`, `deflated(...)`,
            `xor(...)`, `rotated(...)`, or `mapped(data(...), unpack=..., pack=...)`. The frame must take all of them, apart from
            the padding of `data(16, pad=0)`.
        bitorder: for bits, the order of those in the bytes that they share, if it is not the frame's: "msb" if the first field
            has the highest bits, "lsb" if the lowest. The order changes only where a byte begins.
        doc: what the field is, for people.
        base: in which to show a number to people: 2, 8, 10 or 16.

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
    framekit.errors.PackError: Lamp.level at byte 1: 4 is not allowed here: check=this <= 3
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
    """A field that always holds `value`; any other is refused when reading.

    Args:
        value: bytes as they stand on the wire; an integer, float or bool with a `kind`; or text, written in UTF-8.
        kind: the scalar on the wire, as `u16`, or the bits, as `u4`; needed for numbers.
        doc: what the field is, for people.
        init: for type checkers: the field is not passed to the constructor.

    >>> from framekit import Frame, u16
    >>> class Header(Frame):
    ...     magic: bytes = const(b"FK")
    ...     version: int = const(3, u16)
    >>> Header().pack()
    b'FK\\x00\\x03'
    """
    return cast(T, ConstSpecifier(doc=doc, value=value, kind=kind))


def derived(kind: object, *, check: object = None, doc: str = "", init: Literal[False] = False) -> Any:
    """A value that follows from the rest of the frame: a length, a count, the size of the frame, or the tag of a choice.

    Whoever uses it says what it means: `length=this.n`, `count=this.n - 1`, `size=this.n + 6`, `switch(this.kind, ...)`,
    `when=this.flag`. Packing solves that expression for it; it must hold the field once, under `+ - * << ^`. If several optional
    fields test one bit of it each, as `when=this.flags & 4`, it is a bitmap of those that are present.

    Args:
        kind: the integer on the wire, as `u16`, `u4` or `uleb128`; for a tag also `data(4)` or `text(4)`.
        check: what the value must hold, as in `field`.
        doc: what the field is, for people.
        init: for type checkers: the field is not passed to the constructor.

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
    """Bytes or bits without a meaning. The attribute is None.

    Args:
        size: how many bytes: a number from 1 up, or an expression over fields before it (`this.length - 8`).
        bits: how many bits, from 1 up, instead; in a bitwise frame also an expression.
        fill: what packing writes into each byte, 0 to 255; into each bit, 0 or 1.
        strict: reading refuses anything else than the fill; without it, whatever is there is skipped.
        doc: what the field is, for people.
        init: for type checkers: the field is not passed to the constructor.

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
    """Bytes up to the next multiple of `to`, counted from the start of the frame. The attribute is None.

    Args:
        to: from 2 up.
        origin: where counting begins: at the start of the "frame" itself, or of the "outer" one: the outermost frame, or the
            nearest one around that says `origin=True` (CDR: OMG, Common Object Request Broker Architecture 3.4, part 2,
            section 9.3.1). A frame whose padding depends on where it is inside another is packed
            about a hundred times more slowly.
        fill: what packing writes into each byte, 0 to 255.
        strict: reading refuses anything else than the fill.
        doc: what the field is, for people.
        init: for type checkers: the field is not passed to the constructor.

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
    """A number that follows from other bytes of the frame: filled in when packing, verified when reading.

    Args:
        kind: what is on the wire: an unsigned integer, as `u32`; digits of a fixed width, as `text_int(2, base=16)`; or the bytes
            of a digest, as `data(32)`.
        algorithm: `"crc32"`, a name of the CRC RevEng catalogue (`"crc-16/modbus"`), `"internet"`,
            `"adler32"`, `"xor"`, `"sum"`, or a function from bytes to an integer. For a digest, a name that hashlib has
            (`"sha256"`), of which the field has the first bytes, or a function from bytes to bytes.
        over: which bytes: "before" it, "after" it, the whole "frame" with its own bytes as zero, or those of fields by their
            references, as `over=(this.kind, this.body)`.
        key: the field of bytes that is the key of a digest, as `this.secret`, which is usually given from outside; the algorithm
            is then `"hmac-sha256"` or the like (RFC 2104), or a function from bytes and a key to bytes.
        doc: what the field is, for people.
        init: for type checkers: the field is not passed to the constructor.

    >>> from framekit import Frame, data, u8, u32
    >>> class Block(Frame):
    ...     body: bytes = data(prefix=u8)
    ...     crc: int = checksum(u32, "crc32")
    >>> Block(body=b"abc").pack().hex()
    '03616263f994e822'
    >>> Block.unpack(bytes.fromhex("0361626311d4d1b8"))
    Traceback (most recent call last):
    framekit.errors.ChecksumMismatch: Block.crc at byte 4: crc32 of 4 bytes is 0xf994e822, and the frame has 0x11d4d1b8
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
    """An attribute that takes no bytes: an expression over fields, which other expressions may use too.

    Args:
        expression: over fields of the frame.
        doc: what the field is, for people.
        init: for type checkers: the field is not passed to the constructor.

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
    """A value that is known from outside the frame: a field of an outer frame, a configuration that came earlier, a direction.

    It takes no bytes. The caller of `unpack` gives it: `unpack(data, wide=True)`, `FrameDecoder(Entry, given={"wide": True})`, or
    the frame around it, `array(Entry.given(wide=this.flags & 1 == 1))`. The constructor takes it as any other field, and packing
    holds what a nested frame has against what the frame around it gives. The annotation says what values it has: int, bool,
    float, str, bytes, an enumeration, or a scalar such as `u8`.

    Args:
        check: an expression, a range, or a set of the values that are allowed.
        default: the value if nothing is given.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

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
    """A value that is looked at before it is reached, as where a byte decides what the bytes before it are.

    It takes no bytes: what is looked at belongs to fields that come later. The constructor takes it as any other field, and
    packing holds it against what is written there. What is looked at is within the frame.

    Args:
        kind: what is there: a number, text or bytes of a fixed size, as `u8` or `data(4)`.
        ahead: how many bytes after this place it begins, from 0 up.
        check: what the value must be, as in `field`.
        default: the value if the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

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
    """What the field before left of the bytes that its `size=` gave it; that field says `leftover="keep"`.

    Args:
        reference: the field, as `this.body`.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

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
    """For a frame's `byteorder=`: a field of its head tells the order of all that follows.

    Args:
        reference: the field, as `this.mark`; it and the fields before it have the same bytes in both orders.
        big: the value of the field if what follows is big-endian, or a tuple of such values.
        little: the value if it is little-endian, or a tuple of such values.

    Frames inside that should follow say `byteorder="outer"`.

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
