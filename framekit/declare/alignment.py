"""The C layout: the padding that a compiler inserts between the members of a struct.

Strategy: padding becomes fields of the frame, so that no backend needs to know about alignment.

Source: C11, section 6.7.2.1, paragraphs 14 to 18.
"""

from __future__ import annotations

from framekit.errors import SpecError
from framekit.spec.kinds import Padding, Prefixed, Repeat, Scalar, bits_of
from framekit.spec.model import FieldSpec
from framekit.spec.sizes import alignment_of, fixed_size
from framekit.spec.structure import extent_of


def align(frame: str, fields: tuple[FieldSpec, ...]) -> tuple[tuple[FieldSpec, ...], int]:
    """Insert the padding of a C compiler between the fields.

    Source: C11 6.7.2.1, paragraphs 14 to 18: members are in order, each at its alignment, with unnamed padding between them and
    at the end; a flexible array member is last.

    Returns:
        The fields with the padding between them, and the number of padding bytes that C adds at the end. As in the struct
        module, the latter are not part of the frame itself, but are added if it is a member of another frame or an item of an
        array.
    """
    laid: list[FieldSpec] = []
    offset = 0
    widest = 1
    for index, each in enumerate(fields):
        alignment = alignment_of(each.kind)
        if bits_of(each.kind) is not None:
            raise SpecError(
                'the layout of bit fields among other members depends on the compiler; use byteorder="=" and add padding '
                "with pad()",
                frame=frame,
                path=each.name,
            )
        first = extent_of(each.kind)
        if isinstance(first, Prefixed) and isinstance(first.prefix, Scalar):
            after = offset + first.prefix.size
            if offset % first.prefix.alignment or (isinstance(each.kind, Repeat) and after % alignment):
                raise SpecError(
                    'C would insert padding around this prefix; declare the count as a separate field, or use byteorder="="',
                    frame=frame,
                    path=each.name,
                )
            alignment = 1
        gap = -offset % alignment
        if gap:
            laid.append(FieldSpec(f"(alignment at {offset})", Padding(gap, implicit=True)))
        laid.append(each)
        widest = max(widest, alignment)
        size = fixed_size(each.kind)
        if size is None:
            if index + 1 < len(fields):
                raise SpecError(
                    f"C allows a member of variable size only at the end, but {fields[index + 1].name!r} follows; "
                    'move this field to the end, or use byteorder="="',
                    frame=frame,
                    path=each.name,
                )
            return tuple(laid), 0
        offset += gap + size
    return tuple(laid), -offset % widest
