"""Validates a FrameSpec while its class is made.

Strategy: each rule is a small function that checks one field among its neighbours and raises a SpecError that says what to write
instead. Every backend may rely on what is checked here. Relations are determined in relations.py, switches are checked in
tags.py.

Rules: references point backwards, to integers; a field that takes the rest is last, or before fields of known size; an item of an
array takes at least one byte if only bytes bound the number of items; every length can express what its limit allows.
"""

from __future__ import annotations

from typing import assert_never

from framekit.errors import SpecError
from framekit.spec.chains import check_rest, ends_chain, is_chained, without_rest
from framekit.spec.check_frame_size import check_frame_size
from framekit.spec.check_given import check_given, check_given_by_index
from framekit.spec.check_references import INDEX_FIELD, check_comparison, check_references, resolve
from framekit.spec.check_until_item import check_until_item
from framekit.spec.describe import describe
from framekit.spec.ends import may_leave_terminator, takes_all
from framekit.spec.expr import (
    Expr,
    Ref,
    compared,
    evaluate,
    path_of,
    references,
    spell,
)
from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Extent,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    UntilItem,
    Varint,
    checksum_in,
    integer_base,
    wire_base,
)
from framekit.spec.model import FIXED_LIMIT, FieldSpec, FrameSpec, Relation
from framekit.spec.relations import relations_of
from framekit.spec.sizes import ends, ends_or_terminates, fixed_size, is_greedy, is_self_delimiting, maximum_size, minimum_size
from framekit.spec.structure import extent_of, holds_integer, holds_within, may_be_null, walk
from framekit.spec.tags import check_switch
from framekit.spec.transforms import Deflated, Framed, Rotated, Xor


def check_frame(spec: FrameSpec) -> tuple[Relation, ...]:
    """Check the fields of a frame against the rules.

    Returns:
        The relations. Those that packing solves come first, and that of the size of the frame is the last of those.

    Raises:
        SpecError: a rule is broken; the error names the frame and the field, and says what to write instead.
    """
    frame, fields = spec.name, spec.fields
    for index, each in enumerate(fields):
        before = fields[:index]
        _check_place(frame, each, fields, index)
        _check_kind(frame, each, each.kind, before, top=True)
        check_given_by_index(frame, each, before)
        _check_greedy(frame, fields, index)
        _check_value(frame, each, before)
        if index + 1 == len(fields) and may_leave_terminator(each.kind):
            raise SpecError(
                f"{describe(each.kind)} leaves its terminator for the field after it, but it is the last field of the frame; "
                f"remove consume=False, or declare the field that begins with the terminator in this frame",
                frame=frame,
                path=each.name,
            )
        if not ends(each.kind, frozenset({id(spec)})):
            raise SpecError(
                "the frame contains itself and would never end; wrap it in optional(), an array or a switch",
                frame=frame,
                path=each.name,
            )
    for name, expression in spec.computed:
        check_references(frame, name, expression, fields)
    if spec.size is not None:
        check_rest(frame, spec.size)
        check_references(frame, "", without_rest(spec.size), fields)
        check_frame_size(frame, fields, spec.size)
    return relations_of(spec)


def _check_place(frame: str, field: FieldSpec, fields: tuple[FieldSpec, ...], index: int) -> None:
    """Check a field against its neighbours, and the fields that a checksum refers to."""
    kept = isinstance(field.kind, Sized) and field.kind.leftover == "keep"
    following = fields[index + 1].kind if index + 1 < len(fields) else None
    if kept and not (isinstance(following, Bytes) and following.extent == LeftoverOf(field.name)):
        raise SpecError(
            f'leftover="keep" needs a field for the leftover; add `name: bytes = leftover_of(this.{field.name})` after it',
            frame=frame,
            path=field.name,
        )
    if isinstance(field.kind, Bytes) and isinstance(field.kind.extent, LeftoverOf):
        name = field.kind.extent.field
        owner = fields[index - 1] if index else None
        if owner is None or owner.name != name or not isinstance(owner.kind, Sized) or owner.kind.leftover != "keep":
            raise SpecError(
                f'leftover_of(this.{name}) must directly follow the field {name!r}, which must have size= and leftover="keep"',
                frame=frame,
                path=field.name,
            )
    checksum = checksum_in(field.kind)
    if checksum is not None and checksum.key is not None:
        _check_key(frame, field, checksum.key, fields[:index], numbers=False)
    if checksum is not None and isinstance(checksum.over, tuple):
        known = {each.name for each in fields}
        for name in checksum.over:
            if name not in known:
                raise SpecError(
                    f"over= refers to {name!r}, which is not a field of this frame; name fields of this frame",
                    frame=frame,
                    path=field.name,
                )
            if name == field.name:
                raise SpecError("a checksum cannot cover itself; remove it from over=", frame=frame, path=field.name)


def _check_greedy(frame: str, fields: tuple[FieldSpec, ...], index: int) -> None:
    each, following = fields[index], fields[index + 1 :]
    if not following or not is_greedy(each.kind):
        return
    if isinstance(each.kind, Sized) and isinstance(each.kind.extent, Before):
        return  # it leaves the bytes of the fields after it
    if _asks_for_more(each.kind):
        each, index = next(
            ((other, at) for at, other in enumerate(following) if not (_asks_for_more(other.kind) or _takes_rest(other.kind))),
            (each, -1),
        )
        if index < 0:
            return
        before = fields[len(fields) - len(following) - 1].name
        raise SpecError(
            f"the earlier field {before!r} is present only if bytes are left, but this field always takes some; make this field "
            f"optional too, or give {before!r} a when=",
            frame=frame,
            path=each.name,
        )
    raise SpecError(
        f"{describe(each.kind)} takes the rest of the frame, so the field {following[0].name!r} after it is unreachable; put it "
        f"last, or before fields whose size is fixed or known by then, or give it a length=, count=, prefix= or size=",
        frame=frame,
        path=each.name,
    )


def _asks_for_more(kind: Kind) -> bool:
    return isinstance(kind, Optional) and kind.when is None and not is_greedy(kind.inner)


def _takes_rest(kind: Kind) -> bool:
    return is_greedy(kind) and minimum_size(kind) == 0


def _check_value(frame: str, field: FieldSpec, before: tuple[FieldSpec, ...]) -> None:
    """Check the check= of a field, whose expression may refer to the value and to earlier fields."""
    if field.check is None:
        return
    kind = field.present_kind
    if isinstance(kind, Repeat | Nested | Sized | Switch | Padding | Filler | Checksum):
        raise SpecError(
            f"check={field.check} applies to numbers, bytes and text only; check the fields inside {describe(kind)} instead",
            frame=frame,
            path=field.name,
        )
    if field.check.expression is not None:
        said = dict(compared(field.check.expression)).get(())
        if said is not None:
            check_comparison(frame, field.name, field.check.expression, kind, said)
        elif not holds_integer(kind):
            raise SpecError(
                f"check={field.check} computes with {describe(kind)}, which is not an integer; give a set of allowed values",
                frame=frame,
                path=field.name,
            )
        check_references(frame, field.name, field.check.expression, before, alone=True)
        if not any(not path for path in references(field.check.expression)):
            raise SpecError(
                f"check={field.check} does not depend on this field, which is `this` alone; write a condition such as this <= 3",
                frame=frame,
                path=field.name,
            )


def _check_kind(frame: str, field: FieldSpec, kind: Kind, before: tuple[FieldSpec, ...], *, top: bool) -> None:
    match kind:
        case Text():
            _check_kind(frame, field, kind.data, before, top=top)
        case Bytes():
            _check_extent(frame, field, kind.extent, kind.limit, before)
        case Repeat():
            _check_extent(frame, field, kind.extent, kind.limit, before)
            _check_item(frame, field, kind, before)
            _check_kind(frame, field, kind.item, (*before, INDEX_FIELD), top=False)
        case Sized():
            _check_extent(frame, field, kind.extent, None, before)
            _refuse_inside(frame, field, kind.inner, "a value with a size=", Optional, Checksum)
            _check_ends_within(frame, field, kind)
            if kind.leftover == "keep" and takes_all(kind.inner):
                raise SpecError(
                    f"{describe(kind.inner)} takes all bytes of its size, so it has no leftover; remove leftover=",
                    frame=frame,
                    path=field.name,
                )
            if kind.leftover == "keep" and kind is not field.kind:
                raise SpecError(
                    'leftover="keep" is allowed only for a whole field that a leftover_of() follows; use leftover="ignore", or '
                    "put the part and its leftover_of() into a frame of their own",
                    frame=frame,
                    path=field.name,
                )
            if may_leave_terminator(kind.inner):
                raise SpecError(
                    f"{describe(kind.inner)} leaves its terminator for the field after it, but its size ends at the terminator; "
                    f"remove consume=False",
                    frame=frame,
                    path=field.name,
                )
            _check_fixed_size(frame, field, kind)
            most = maximum_size(kind.inner)
            least = minimum_size(kind.inner)
            if isinstance(kind.extent, Fixed) and not least <= kind.extent.number:
                raise SpecError(
                    f"size={kind.extent.number} is less than the minimum size of {describe(kind.inner)}, {least}; use a size of "
                    f"at least {least}",
                    frame=frame,
                    path=field.name,
                )
            if isinstance(kind.extent, Fixed) and kind.leftover == "error" and most is not None and most < kind.extent.number:
                raise SpecError(
                    f"size={kind.extent.number} is greater than the maximum size of {describe(kind.inner)}, {most}; choose with "
                    f"leftover= what happens to the remaining bytes",
                    frame=frame,
                    path=field.name,
                )
            _check_kind(frame, field, kind.inner, before, top=top)
        case Switch():
            check_references(frame, field.name, kind.on, before, tag=True)
            known = {each.name: each.kind for each in before}
            on = resolve(known, path_of(kind.on)) if isinstance(kind.on, Ref) else None
            check_switch(frame, field.name, kind, on)
            for each in kind.kinds:
                _refuse_inside(frame, field, each, "an arm", Optional, Padding, Filler, Checksum)
                _check_kind(frame, field, each, before, top=False)
        case Optional():
            if not top:
                raise SpecError("optional() must be a whole field, not a part of another one", frame=frame, path=field.name)
            _refuse_inside(frame, field, kind.inner, "optional()", Optional, Padding, Filler, Const)
            if isinstance(kind.inner, Checksum) and kind.when is None:
                raise SpecError(
                    "nothing indicates whether the checksum is present; give it a when=", frame=frame, path=field.name
                )
            if may_be_null(kind.inner):
                raise SpecError(
                    f"{describe(kind.inner)} may be null, but None already means that the value is absent; remove null= or "
                    f"optional()",
                    frame=frame,
                    path=field.name,
                )
            if kind.when is not None:
                check_references(frame, field.name, kind.when, before)
            elif minimum_size(kind.inner) == 0:
                raise SpecError(
                    f"{describe(kind.inner)} may take no bytes, so it cannot be distinguished from an absent value; give it a "
                    f"when=",
                    frame=frame,
                    path=field.name,
                )
            _check_kind(frame, field, kind.inner, before, top=True)
        case Varint() if kind.head is not None and kind is not field.kind:
            raise SpecError(
                f"{kind.name} begins with bits that share a byte with the fields before them; make it a field of its own",
                frame=frame,
                path=field.name,
            )
        case Mapped():
            _check_mapped(frame, field, kind, before)
            if isinstance(kind.transform, Framed | Deflated | Xor | Rotated) and may_be_null(kind.base):
                raise SpecError("bytes that may be null cannot hold another value; remove null=", frame=frame, path=field.name)
            _check_kind(frame, field, kind.base, before, top=top)
        case Bits() if not kind.group and kind.order is None:
            raise SpecError(
                f"{kind.name} is not a whole number of bytes and has no neighbours here; declare bits as fields of a frame",
                frame=frame,
                path=field.name,
            )
        case Nested():
            check_given(frame, field, kind, before)
        case LookAhead():
            if not top or fixed_size(kind.base) is None or not fixed_size(kind.base) or kind is not field.kind:
                raise SpecError(
                    f"peek() must be a whole field that reads a number, text or bytes of a fixed size, got {describe(kind.base)}",
                    frame=frame,
                    path=field.name,
                )
        case Filler(size=Expr() as size):
            check_references(frame, field.name, size, before)
        case Scalar() | Bits() | Varint() | Const() | Padding() | Filler() | Checksum() | Custom() | Given():
            return
        case _:
            assert_never(kind)


def _check_ends_within(frame: str, field: FieldSpec, kind: Sized) -> None:
    """Refuse a leftover of a null value, and terminators of different lengths within a size."""
    if kind.leftover == "keep" and may_be_null(kind):
        raise SpecError(
            'null= excludes leftover="keep", because a null value has no leftover; remove one of them',
            frame=frame,
            path=field.name,
        )
    data = kind.inner.data if isinstance(kind.inner, Text) else kind.inner
    until = data.extent if isinstance(data, Bytes) and isinstance(data.extent, Until) else None
    if (
        until is not None
        and len(set(map(len, until.markers))) > 1
        and not isinstance(kind.extent, Prefixed)
        and not until.include
    ):
        raise SpecError(
            f"{describe(kind.inner)} has terminators of different lengths, of which packing writes only the first; within a "
            f"size, use terminators of one length",
            frame=frame,
            path=field.name,
        )


def _check_mapped(frame: str, field: FieldSpec, kind: Mapped, before: tuple[FieldSpec, ...]) -> None:
    """Refuse a frame that contains itself through `within=`, and an argument that is not known when it is needed."""
    if isinstance(kind.transform, Framed) and holds_within(kind.transform.frame, frame):
        raise SpecError(
            f"{kind.name} contains itself through within=, so nothing bounds its depth; nest it without within=",
            frame=frame,
            path=field.name,
        )
    if isinstance(kind.transform, Framed) and kind.transform.padded and not is_self_delimiting(kind.transform.frame):
        reason = f"{kind.name} takes all bytes, including the padding after it; give the frame an end of its own, or remove pad="
        raise SpecError(reason, frame=frame, path=field.name)
    if kind.argument is not None:
        if isinstance(kind.transform, Rotated):
            check_references(frame, field.name, kind.argument, before)
            derived = {each.name for each in before if each.derived}
            if late := next((path for path in references(kind.argument) if path[0] in derived), None):
                raise SpecError(
                    f"{spell(late)} is derived, so its value is not known when the bytes are rotated; make it a plain field",
                    frame=frame,
                    path=field.name,
                )
        else:
            _check_key(frame, field, kind.argument, before, numbers=True)


def _check_key(frame: str, field: FieldSpec, key: Expr, before: tuple[FieldSpec, ...], *, numbers: bool) -> None:
    """Refuse a key that is not known when it is needed. The key is bytes, or also an integer if `numbers` is true."""
    for path in references(key):
        each = next((each for each in before if (each.name,) == path), None)
        kind = None if each is None else each.present_kind
        held = isinstance(kind.base if isinstance(kind, Given) else kind, Bytes)
        if each is None or each.derived or not (held or (numbers and holds_integer(each.kind))):
            what = "bytes or an integer" if numbers else "bytes"
            raise SpecError(
                f"{spell(path)} cannot be the key; refer to an earlier plain field that contains {what}",
                frame=frame,
                path=field.name,
            )


def _check_fixed_size(frame: str, field: FieldSpec, kind: Sized) -> None:
    """Refuse a fixed size that no whole number of items fills."""
    inner = kind.inner
    step = fixed_size(inner.item) if isinstance(inner, Repeat) and isinstance(inner.extent, Rest) else None
    if step and isinstance(kind.extent, Fixed) and kind.extent.number % step:
        raise SpecError(
            f"size={kind.extent.number} is not a multiple of the item size, {step}, so no number of items fills it; use a "
            f"multiple of {step}",
            frame=frame,
            path=field.name,
        )


def _refuse_inside(frame: str, field: FieldSpec, kind: Kind, where: str, *kinds: type) -> None:
    base = kind.base if isinstance(kind, Mapped | Const) else kind
    if isinstance(base, Bits):
        reason = f"{describe(kind)} in {where} does not fill whole bytes; use it in a frame with bitwise=True"
        raise SpecError(reason, frame=frame, path=field.name)
    if isinstance(kind, kinds):
        raise SpecError(f"{describe(kind)} cannot be in {where}", frame=frame, path=field.name)


def _check_extent(frame: str, field: FieldSpec, extent: Extent, limit: int | None, before: tuple[FieldSpec, ...]) -> None:
    if limit is not None and (limit < 0 or isinstance(extent, Fixed)):
        raise SpecError(
            f"limit={limit} has no effect here; use a limit of 0 or more on a field of variable length, or remove it",
            frame=frame,
            path=field.name,
        )
    match extent:
        case Prefixed(prefix):
            _check_prefix(frame, field, extent)
            _check_width(frame, field, prefix.name, extent.maximum, limit)
        case Fixed(number):
            if not 0 <= number <= FIXED_LIMIT:
                raise SpecError(
                    f"expected a number of bytes or items from 0 to {FIXED_LIMIT}, got {number}", frame=frame, path=field.name
                )
        case FromFields(expression):
            check_references(frame, field.name, expression, before)
            _check_given_width(frame, field, expression, limit, before)
        case Until(marker):
            if not marker:
                raise SpecError("expected at least one byte in until=, got b''", frame=frame, path=field.name)
        case Fixed() | Prefixed() | FromFields() | Rest() | Before() | Until() | UntilItem() | LeftoverOf():
            return
        case _:
            assert_never(extent)


def _check_prefix(frame: str, field: FieldSpec, extent: Prefixed) -> None:
    """Refuse a prefix that cannot be a length or a count, or a `null` that is out of its range."""
    prefix, null = extent.prefix, extent.null
    if isinstance(prefix, Varint) and prefix.head is not None:
        raise SpecError(
            f"{prefix.name} begins with bits, so it cannot be a prefix; declare it as a field, and refer to that field",
            frame=frame,
            path=field.name,
        )
    if isinstance(prefix, Scalar) and prefix.number != "int":
        raise SpecError(
            f"expected an integer as the prefix, got {prefix.name}; use u8, u16, u32 or another integer",
            frame=frame,
            path=field.name,
        )
    if extent.maximum < 0:
        raise SpecError(
            f"bias={extent.bias} is greater than the maximum of {prefix.name}, {prefix.maximum}; use a smaller bias or a wider "
            f"prefix",
            frame=frame,
            path=field.name,
        )
    if null is not None and not prefix.minimum <= null <= prefix.maximum:
        raise SpecError(
            f"null={null} is not a value of {prefix.name}; use a number from {prefix.minimum} to {prefix.maximum}",
            frame=frame,
            path=field.name,
        )


def _check_given_width(frame: str, field: FieldSpec, expression: Expr, limit: int | None, before: tuple[FieldSpec, ...]) -> None:
    """Refuse a length field that cannot express what the limit allows."""
    paths = list(references(expression))
    if limit is None or len(paths) != 1 or len(paths[0]) != 1:
        return
    each = next((each for each in before if each.name == paths[0][0]), None)
    whole = None if each is None or isinstance(each.kind, Const) else integer_base(each.kind)
    if each is None or whole is None:
        return
    try:
        most = max(evaluate(expression, lambda path: whole.maximum), evaluate(expression, lambda path: whole.minimum))
    except ArithmeticError:
        return
    _check_width(frame, field, f"{expression} ({describe(whole)})", most, limit)


def _check_width(frame: str, field: FieldSpec, name: str, most: int, limit: int | None) -> None:
    if limit is not None and most < limit:
        raise SpecError(
            f"limit={limit} is greater than the maximum of {name}, {most}; use a wider integer, or a lower limit",
            frame=frame,
            path=field.name,
        )


def _size_of(item: Kind) -> Expr | None:
    """Return the size that a nested frame declares for itself, or None."""
    return item.frame.size if isinstance(item, Nested) else None


def _check_item(frame: str, field: FieldSpec, kind: Repeat, before: tuple[FieldSpec, ...]) -> None:
    item, extent = kind.item, kind.extent
    if isinstance(item, Const | Padding | Filler | Checksum):
        raise SpecError(
            f"an array of {describe(item)} contains no values; declare one constant or pad of the whole size",
            frame=frame,
            path=field.name,
        )
    if isinstance(item, Bits):
        _check_bit_items(frame, field, kind)
        return
    if any(isinstance(each, Bits) and each.order is None for each in walk(item)):
        raise SpecError(
            f"an item {describe(item)} does not fill whole bytes; use an array of it in a frame with bitwise=True",
            frame=frame,
            path=field.name,
        )
    if may_leave_terminator(item):
        raise SpecError(
            f"an item {describe(item)} leaves its terminator for what follows, so the next item would begin with it; remove "
            f"consume=False",
            frame=frame,
            path=field.name,
        )
    ended = isinstance(wire_base(item), Bytes | Text)
    split = isinstance(extent, Rest) and ends_or_terminates(extent_of(item)) and ended
    chained = is_chained(item) and isinstance(extent, UntilItem) and str(extent.expression) == str(ends_chain(_size_of(item)))
    if is_greedy(item) and not split and not chained:
        raise SpecError(
            f"an item {describe(item)} does not indicate where it ends, so the next item cannot be found; give the item a "
            f"prefix=, length= or size=",
            frame=frame,
            path=field.name,
        )
    if maximum_size(item) == 0:
        raise SpecError(
            f"an item {describe(item)} never takes any bytes; give the item at least one byte",
            frame=frame,
            path=field.name,
        )
    if isinstance(extent, Rest | Until | UntilItem) and minimum_size(item) == 0 and not split:
        raise SpecError(
            f"an item {describe(item)} may take no bytes, so the array might never end; give the array a count= or prefix=, or "
            f"the item at least one byte",
            frame=frame,
            path=field.name,
        )
    if isinstance(extent, UntilItem):
        check_until_item(frame, field, extent.expression, item, before)


def _check_bit_items(frame: str, field: FieldSpec, kind: Repeat) -> None:
    """Refuse an array of bits without a count, because the bits that fill its last byte would be read as items."""
    if not isinstance(kind.extent, Fixed | Prefixed | FromFields):
        raise SpecError(
            "an array of bits needs a count, because the bits that fill its last byte are not items; give it a number, count= or "
            "prefix=",
            frame=frame,
            path=field.name,
        )
