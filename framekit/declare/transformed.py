"""The specifiers for transformed bytes: deflated, xor, rotated; and between, for checks.

Strategy: each is a mapped value over bytes, so it may be a field by itself (`bytes`), or contain a frame: `field(Body,
within=deflated(data(prefix=u32)))`. User-defined transforms use `mapped`.

Sources: RFC 1950 (zlib), RFC 1951 (deflate), RFC 1952 (gzip).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast, get_args

from framekit.declare.specifier import MappedSpecifier
from framekit.errors import SpecError, in_one_line
from framekit.spec.expr import Expr
from framekit.spec.model import MISSING, Between
from framekit.spec.transformed_bytes import Compression
from framekit.spec.transforms import Deflated, Rotated, Transform, Xor

INFLATED = 1 << 20
"""Default maximum number of bytes that a compressed part inflates to."""


@in_one_line
def deflated(
    base: bytes,
    *,
    compression: Compression = "zlib",
    limit: int = INFLATED,
    check: object = None,
    default: bytes = cast(bytes, MISSING),
    default_factory: Callable[[], bytes] | None = None,
    doc: str = "",
) -> bytes:
    """Bytes that are compressed on the wire.

    Args:
        base: the compressed bytes, for example `data(prefix=u32)`.
        compression: "zlib", "gzip", or "raw" for deflate without a container.
        limit: the maximum number of inflated bytes, enforced while inflating; 1 MiB by default.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, array, data, field, u8, u16
    >>> class Rows(Frame):
    ...     values: list[int] = array(u16)
    >>> class Packet(Frame):
    ...     rows: Rows = field(Rows, within=deflated(data(prefix=u8)))
    >>> packet = Packet(rows=Rows(values=[7] * 500))
    >>> len(packet.pack()) < 50, Packet.unpack(packet.pack()) == packet
    (True, True)
    """
    if compression not in get_args(Compression):
        raise SpecError(f'deflated(compression={compression!r}): expected "zlib", "gzip" or "raw"')
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
        raise SpecError(f"deflated(limit={limit!r}): expected a number of bytes, 0 or more")
    return _bytes_for(base, Deflated(compression, limit), None, check, default, default_factory, doc)


@in_one_line
def xor(
    key: int | bytes | Expr,
    base: bytes,
    *,
    check: object = None,
    default: bytes = cast(bytes, MISSING),
    default_factory: Callable[[], bytes] | None = None,
    doc: str = "",
) -> bytes:
    """Bytes that are combined with a repeated key by exclusive or on the wire.

    Args:
        key: a byte as a number, bytes, or an earlier field (`this.mask`). If that field is optional and absent, the bytes are
            unchanged.
        base: the bytes on the wire, for example `data(this.length)`.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, data, this, u8
    >>> class Masked(Frame):
    ...     mask: bytes = data(4)
    ...     payload: bytes = xor(this.mask, data(prefix=u8))
    >>> Masked(mask=b"1234", payload=b"Hello").pack().hex()
    '313233340579575f585e'
    """
    if isinstance(key, Expr):
        return _bytes_for(base, Xor(None), key, check, default, default_factory, doc)
    if isinstance(key, int) and not isinstance(key, bool) and 0 <= key <= 255:
        key = bytes((key,))
    if not isinstance(key, bytes) or not key:
        raise SpecError(f"xor({key!r}, ...): expected a number from 0 to 255, bytes, or a field such as this.mask")
    return _bytes_for(base, Xor(key), None, check, default, default_factory, doc)


@in_one_line
def rotated(
    bits: int | Expr,
    base: bytes,
    *,
    check: object = None,
    default: bytes = cast(bytes, MISSING),
    default_factory: Callable[[], bytes] | None = None,
    doc: str = "",
) -> bytes:
    """Bytes that are rotated bitwise on the wire, each byte separately.

    Reading rotates to the left, and packing to the right.

    Args:
        bits: the number of bits to rotate by, from -7 to 7 and not 0, or an earlier field such as `this.turn`.
        base: the bytes on the wire, for example `data(this.length)`.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, data
    >>> class Turned(Frame):
    ...     body: bytes = rotated(4, data(2))
    >>> Turned.unpack(b"\\x12\\x34").body.hex()
    '2143'
    """
    if isinstance(bits, Expr):
        return _bytes_for(base, Rotated(None), bits, check, default, default_factory, doc)
    if isinstance(bits, bool) or not isinstance(bits, int) or not -7 <= bits <= 7 or not bits:
        raise SpecError(f"rotated({bits!r}, ...): expected a number of bits from -7 to 7, other than 0")
    return _bytes_for(base, Rotated(bits), None, check, default, default_factory, doc)


@in_one_line
def between(low: Any, high: Any) -> Between:
    """A range for `check=`: the values from `low` to `high`, both included.

    It works for any values that Python can order, such as numbers, bytes, text and times.

    >>> from framekit import Frame, f64, field
    >>> class Reading(Frame):
    ...     celsius: f64 = field(check=between(-273.15, 1e6))
    >>> Reading(celsius=-300.0).pack()
    Traceback (most recent call last):
    framekit.errors.PackError: Reading.celsius at byte 0: -300.0 does not satisfy check=between(-273.15, 1000000.0)
    """
    try:
        holds = bool(low <= high)
    except TypeError as fault:
        raise SpecError(f"between({low!r}, {high!r}): {fault}") from None
    if not holds:
        raise SpecError(f"between({low!r}, {high!r}): the range is empty; pass the lower value first")
    return Between(low, high)


def _bytes_for(
    base: Any,
    transform: Transform,
    argument: Expr | None,
    check: object,
    default: Any,
    default_factory: Callable[[], bytes] | None,
    doc: str,
) -> bytes:
    specifier = MappedSpecifier(
        doc=doc,
        base=base,
        transform=transform,
        argument=argument,
        check=check,
        default=default,
        default_factory=default_factory,
    )
    return cast(bytes, specifier)
