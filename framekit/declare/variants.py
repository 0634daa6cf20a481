"""The specifiers for alternatives: switch, unknown, optional; and those for user-defined code: custom, construct_field.

Strategy: as in vocabulary.py. `switch` and `optional` take Frame classes, whose types a type checker infers, or other specifiers.

Rules: the type of a switch is its annotation, because mypy joins the arms of a dict to their base; framekit itself compares the
annotation with the arms. To every type checker `default` means that a field may be omitted, so the last arm of a switch is called
`otherwise`.
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
    """One of several alternatives, selected by a tag.

    If each arm is a different Frame class, the class of the value determines the tag, which can then be `derived`.

    Args:
        on: the tag: an earlier field (`this.kind`), or an expression over such fields.
        arms: a dict from tags to arms, which are Frame classes, scalars or other specifiers. A tag is an integer, an enumeration
            member, bytes, text, a range, or a tuple or frozenset of them. Alternatively an open union: the Frame class that the
            arms inherit from, each with `tag=`. An arm may also be a string that names a class defined later.
        otherwise: the arm for any other tag: `unknown()`, a Frame class, a scalar or another specifier; if omitted, other tags
            are rejected.
        size: the size of the value in bytes: a number, or an expression over earlier fields.
        size_prefix: the kind of a size prefix, such as `u16`: an unsigned scalar before the value that contains its size in
            bytes.
        leftover: how to handle bytes of the size that the value does not use: "error", "ignore", or "keep" for `leftover_of`.
        default: the value if the field is not passed to the constructor; it must be of a frozen class, because all frames share
            it.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

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
    """The arm of a switch for unknown tags, which keeps the bytes as they are.

    It is used as `otherwise=`. The value is an `Unknown(tag, data)`, which packs to the same bytes.

    Args:
        limit: the maximum number of bytes.

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
    """A value that may be absent, in which case it is None.

    Args:
        kind: a scalar, a Frame class, or another specifier. If omitted, the annotation determines it (`Tree | None`); that may
            be a class defined later, or the frame itself.
        when: an expression over earlier fields that is true if the value is present; if omitted, the value is present if the
            frame has bytes left.
        size: the size of the value in bytes, as in `field`.
        size_prefix: the kind of a prefix that contains that size, as in `field`.
        check: a constraint on the value if it is present, as in `field`.
        default: the value if the field is not passed to the constructor; None by default. Type checkers consider the field
            required unless the call passes `default=None`.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

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
    """A field read and written by two functions, if no other specifier fits.

    Args:
        unpack: a function from `(buffer, offset, end)` to the value and the offset after it. `buffer` begins with the outermost
            frame, or with the nearest enclosing frame that has `origin=True`; bytes from `end` on do not belong to the field. It
            raises ValueError for invalid bytes, and IndexError or TruncatedFrame if there are too few.
        pack: a function from the value to its bytes; raises ValueError or TypeError if the value cannot be written.
        name: the name of the kind in messages; by default that of the `unpack` function.
        minimum: the minimum number of bytes of a value.
        maximum: the maximum number of bytes of a value, or None.
        values: sample values for property tests, or a function that returns a hypothesis strategy.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

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
    """A field read and written by a schema of the construct library.

    Args:
        schema: the schema; it must determine its own end, unless the field is the last.
        name: the name of the kind in messages.
        values: sample values for property tests.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

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
