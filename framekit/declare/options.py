"""The options of a class statement: reading them, inheriting them, and rejecting contradictions.

Rules: the options of a base apply to its subclasses; a frame has a single byte order.
"""

from __future__ import annotations

from typing import Any

from framekit.declare.declaration import Declaration, Options
from framekit.declare.scalars import SIGNS
from framekit.declare.specifier import ByteOrderBy
from framekit.errors import SpecError
from framekit.spec.expr import Expr, as_expr
from framekit.spec.model import MAX_DEPTH

NAMES = ("byteorder", "bitorder", "size", "frozen", "max_depth", "max_items", "origin", "tag", "bitwise")
_DEEPEST = 200
"""Maximum value of `max_depth`: each nested frame takes several Python calls, and Python's recursion limit is about 1,000."""


def read_options(frame: str, said: dict[str, Any], inherited: list[Declaration]) -> Options:
    """Return the options of a class.

    Args:
        frame: the name of the class, for messages.
        said: the options in the class statement.
        inherited: the declarations of its bases.

    Raises:
        SpecError: an option is unknown, or contradicts a base.
    """
    for name in said:
        if name not in NAMES:
            raise SpecError(
                f"unknown class option {name}=; the options are {', '.join(f'{each}=' for each in NAMES)}", frame=frame
            )
    frozen = bool(said.get("frozen", False))
    _check_frozen(frame, frozen, inherited)
    bitorder = _inherited(said, "bitorder", inherited, None)
    if bitorder not in (None, "msb", "lsb"):
        raise SpecError(f'bitorder={bitorder!r}: expected "msb" or "lsb"', frame=frame)
    depth = _inherited(said, "max_depth", inherited, MAX_DEPTH)
    if not isinstance(depth, int) or not 1 <= depth <= _DEEPEST:
        raise SpecError(f"max_depth={depth!r}: expected a number from 1 to {_DEEPEST}", frame=frame)
    items = _inherited(said, "max_items", inherited, None)
    if items is not None and (not isinstance(items, int) or items < 0):
        raise SpecError(f"max_items={items!r}: expected a number, 0 or more", frame=frame)
    bitwise = bool(_inherited(said, "bitwise", inherited, False))
    _check_bitwise(frame, bitwise, said, inherited)
    return Options(
        sign=_sign(frame, said.get("byteorder"), inherited),
        bitorder=bitorder,
        size=_size(frame, said.get("size"), inherited),
        frozen=frozen,
        max_depth=depth,
        max_items=items,
        origin=bool(_inherited(said, "origin", inherited, False)),
        bitwise=bitwise,
    )


def _inherited(said: dict[str, Any], name: str, inherited: list[Declaration], default: Any) -> Any:
    if said.get(name) is not None:
        return said[name]
    return next((value for base in inherited if (value := getattr(base.options, name)) != default), default)


def _sign(frame: str, byteorder: Any, inherited: list[Declaration]) -> str | ByteOrderBy:
    with_fields = [base for base in inherited if base.names or base.own or base.bases]
    if byteorder is None:
        return inherited[0].options.sign if inherited else "!"
    if not isinstance(byteorder, ByteOrderBy | str) or (isinstance(byteorder, str) and byteorder not in SIGNS):
        words = ", ".join(map(repr, SIGNS))
        raise SpecError(f"byteorder={byteorder!r}: expected one of {words}, or byteorder_by(...)", frame=frame)
    sign = SIGNS[byteorder] if isinstance(byteorder, str) else byteorder
    for base in with_fields:
        if base.options.sign not in (sign, "outer"):
            raise SpecError(
                f"byteorder={byteorder!r} differs from {base.options.sign!r} of the base {base.cls.__name__}; leave it out, "
                "and use "
                f"scalars with an explicit order, such as u16le, for fields that differ",
                frame=frame,
            )
    return sign


def _size(frame: str, size: Expr | int | None, inherited: list[Declaration]) -> Expr | None:
    before = next((base.options.size for base in inherited if base.options.size is not None), None)
    if size is None:
        return before
    if before is not None:
        raise SpecError(f"size={size} contradicts the base's size={before}; leave it out", frame=frame)
    try:
        return as_expr(size)
    except TypeError as fault:
        raise SpecError(f"size={size!r}: {fault}", frame=frame) from None


def _check_bitwise(frame: str, bitwise: bool, said: dict[str, Any], inherited: list[Declaration]) -> None:
    if not bitwise:
        return
    for base in inherited:
        if base.names and not base.options.bitwise:
            raise SpecError(f"{base.cls.__name__} takes whole bytes; a bitwise frame cannot inherit its fields", frame=frame)
    if said.get("byteorder") is not None:
        raise SpecError(
            "byteorder= does not apply to a bitwise frame; use bitorder= to choose which bit comes first", frame=frame
        )
    if said.get("size") is not None:
        raise SpecError("size= counts whole bytes; set it in the frame that contains the bitwise frame", frame=frame)


def _check_frozen(frame: str, frozen: bool, inherited: list[Declaration]) -> None:
    for base in inherited:
        if base.options.frozen and not frozen:
            raise SpecError(f"base {base.cls.__name__} is frozen; write frozen=True here too", frame=frame)
        if frozen and not base.options.frozen and base.names:
            raise SpecError(f"base {base.cls.__name__} is not frozen; leave out frozen=True", frame=frame)
