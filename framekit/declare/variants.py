"""The words for what may be one thing or another: switch, unknown, optional; and those that leave the vocabulary: custom.

Strategy: as in vocabulary.py. `switch` and `optional` take Frame classes, whose types a checker sees, or other words.

Rules: a switch has the type that is annotated, since mypy joins the arms of a dict to their base; framekit holds the annotation
against the arms itself. `default` means to every checker that a field may be left out, so a switch's last arm is `otherwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast, overload

from framekit.declare.specifier import CustomSpecifier, OptionalSpecifier, Sizing, SwitchSpecifier, UnknownSpecifier
from framekit.spec.expr import Expr
from framekit.spec.kinds import Leftover
from framekit.spec.model import MISSING

T = TypeVar("T")
StringT = TypeVar("StringT", str, bytes)


def switch(
    on: Expr,
    arms: Mapping[Any, type[T]] | Mapping[Any, object] | type[T],
    *,
    otherwise: object = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    leftover: Leftover = "error",
    default: T = cast(Any, MISSING),
    default_factory: Callable[[], T] | None = None,
    doc: str = "",
) -> T:
    """One of several things, chosen by a tag.

    Args:
        on: the tag: a field before it (`this.kind`), or an expression over such fields.
        arms: what stands there for each tag: a dict from tags to Frame classes, scalars or what other words give. A tag is an
            integer, an enumeration member, bytes, text, a range, or a tuple or frozenset of them. Or an open union: the Frame
            class that its arms inherit from, each with `tag=`. An arm may be the name of a class that comes later, as text.
        otherwise: what stands there for any other tag: `unknown()`, or one of the same; left out, other tags are refused.
        size: the bytes of the value: a number, or an expression over fields before it.
        size_prefix: an unsigned scalar that stands before the value and says its bytes.
        leftover: what becomes of bytes that the value leaves of its size: "error", "ignore", or "keep" for `leftover_of`.
        default: the value where the field is left out: of a frozen class, since all frames share it.
        default_factory: makes the value where the field is left out.
        doc: what the field is, for people.

    Where each arm is a Frame class of its own, the value tells the tag, which may then be `derived`.

    >>> from framekit import Frame, derived, this, unknown, u8, u16
    >>> class Ping(Frame):
    ...     token: u16
    >>> class Pong(Frame):
    ...     token: u16
    >>> class Message(Frame):
    ...     kind: int = derived(u8)
    ...     body: Ping | Pong = switch(this.kind, {1: Ping, 2: Pong})
    >>> Message(body=Pong(token=7)).pack()
    b'\\x02\\x00\\x07'
    >>> Message.unpack(b"\\x01\\x00\\x07").body
    Ping(token=7)
    """
    specifier = SwitchSpecifier(
        doc=doc,
        on=on,
        arms=arms,
        otherwise=otherwise,
        sizing=Sizing(size=size, size_prefix=size_prefix, leftover=leftover),
        default=default,
        default_factory=default_factory,
    )
    return cast(T, specifier)


def unknown(*, limit: int | None = None) -> Any:
    """For `otherwise=` of a switch: any other tag gives an `Unknown(tag, data)`, which packs to the bytes that it came from.

    Args:
        limit: the most bytes that are allowed.

    >>> from framekit import Frame, derived, switch, this, u8
    >>> class Ping(Frame):
    ...     token: u8
    >>> class Message(Frame):
    ...     kind: int = derived(u8)
    ...     body: object = switch(this.kind, {1: Ping}, otherwise=unknown())
    >>> Message.unpack(b"\\x09abc").body
    Unknown(tag=9, data=b'abc')
    """
    return UnknownSpecifier(limit=limit)


@overload
def optional(
    kind: type[T],
    *,
    when: Expr | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    check: object = None,
    default: T | None = cast(Any, MISSING),
    default_factory: Callable[[], T | None] | None = None,
    doc: str = "",
) -> T | None: ...
@overload
def optional(
    kind: StringT,
    *,
    when: Expr | None = None,
    check: object = None,
    default: StringT | None = cast(Any, MISSING),
    default_factory: Callable[[], StringT | None] | None = None,
    doc: str = "",
) -> StringT | None: ...
@overload
def optional(
    kind: list[T],
    *,
    when: Expr | None = None,
    default: list[T] | None = cast(Any, MISSING),
    default_factory: Callable[[], list[T] | None] | None = None,
    doc: str = "",
) -> list[T] | None: ...
@overload
def optional(
    kind: object = None,
    *,
    when: Expr | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    doc: str = "",
) -> Any: ...
def optional(
    kind: object = None,
    *,
    when: Expr | None = None,
    size: int | Expr | None = None,
    size_prefix: object = None,
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    doc: str = "",
) -> Any:
    """A value that may be absent; it is None then.

    Args:
        kind: a scalar, a Frame class, or what another word gives. Left out, the annotation says it (`Tree | None`), which may
            name a class that comes later, or the frame itself.
        when: an expression over fields before it that is true where the value is there; left out, it is there where the frame
            has bytes left.
        size: the bytes of the value, as in `field`.
        size_prefix: a scalar that says its bytes, as in `field`.
        check: what the value must be if it is present, as in `field`.
        default: the value where the field is left out: None. Type checkers take the field for a required one unless the call says
            `default=None`.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    >>> from framekit import Frame, bool8, derived, this, u8, u32
    >>> class Sample(Frame):
    ...     timed: bool = derived(bool8)
    ...     time: int | None = optional(u32, when=this.timed, default=None)
    ...     more: int | None = optional(u8, default=None)
    >>> Sample(time=5).pack(), Sample().pack(), Sample.unpack(b"\\x00\\x09")
    (b'\\x01\\x00\\x00\\x00\\x05', b'\\x00', Sample(time=None, more=9))
    """
    if default is MISSING and default_factory is None:
        default = None
    return OptionalSpecifier(
        doc=doc,
        item=kind,
        when=when,
        sizing=Sizing(size=size, size_prefix=size_prefix),
        check=check,
        default=default,
        default_factory=default_factory,
    )


def custom(
    unpack: Callable[[bytes, int, int], tuple[T, int]],
    pack: Callable[[T], bytes],
    *,
    name: str = "",
    minimum: int = 0,
    maximum: int | None = None,
    values: Any = None,
    check: object = None,
    default: T = cast(Any, MISSING),
    default_factory: Callable[[], T] | None = None,
    doc: str = "",
) -> T:
    """A pair of functions of one's own, for what no other word says.

    Args:
        unpack: `(buffer, offset, end)` to the value and the offset behind it. `buffer` begins where the outermost frame does, or
            the nearest frame around that says `origin=True`; bytes from `end` on are not its own. It raises ValueError for
            bytes that stand for nothing, IndexError or TruncatedFrame where there are too few.
        pack: from the value to its bytes; raises ValueError or TypeError for what cannot be written.
        name: what to call it in messages; that of the function if left out.
        minimum: the fewest bytes of a value.
        maximum: the most bytes of a value, or None.
        values: some values, for property tests, or a function that makes a hypothesis strategy of them.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    >>> from framekit import Frame
    >>> def read(buffer, offset, end):
    ...     return buffer[offset] ^ 0x55, offset + 1
    >>> class Odd(Frame):
    ...     x: int = custom(read, lambda value: bytes([value ^ 0x55]), minimum=1, maximum=1, values=range(256))
    >>> Odd.unpack(b"\\x54").x
    1
    """
    return cast(T, _custom(name, unpack, pack, minimum, maximum, values, check, default, default_factory, None, doc))


def construct_field(
    schema: Any,
    *,
    name: str = "",
    values: Any = None,
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    doc: str = "",
) -> Any:
    """A schema of the construct library as a field.

    Args:
        schema: parses and builds the field's bytes; it must show its own end, unless the field is the last.
        name: what to call it in messages.
        values: some values, for property tests.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    >>> import construct
    >>> from framekit import Frame, u8
    >>> class Old(Frame):
    ...     kind: u8
    ...     body: object = construct_field(construct.PascalString(construct.Byte, "utf-8"))
    >>> Old.unpack(b"\\x01\\x02hi").body
    'hi'
    """
    return _custom(name or "construct_field", None, None, 0, None, values, check, default, default_factory, schema, doc)


def _custom(
    name: str,
    unpack: Any,
    pack: Any,
    minimum: int,
    maximum: int | None,
    values: Any,
    check: Any,
    default: Any,
    default_factory: Any,
    schema: Any,
    doc: str,
) -> CustomSpecifier:
    return CustomSpecifier(
        doc=doc,
        check=check,
        name=name or getattr(unpack, "__name__", "custom"),
        unpack=unpack,
        pack=pack,
        minimum=minimum,
        maximum=maximum,
        values=values,
        schema=schema,
        default=default,
        default_factory=default_factory,
    )
