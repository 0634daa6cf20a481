"""Facts: all that can be said of a kind before any byte, in one place.

Strategy: the answers are those of structure.py (what a kind is made of) and sizes.py (how many bytes it takes), put together for
whoever exports or explains a declaration.
"""

from __future__ import annotations

from framekit.spec.expr import Expr
from framekit.spec.kinds import Extent, Kind
from framekit.spec.model import FrameSpec
from framekit.spec.record import record
from framekit.spec.sizes import fixed_size, is_greedy, maximum_size, minimum_size
from framekit.spec.structure import children, expressions_of, extent_of


@record
class Facts:
    """What can be said of a kind.

    Attributes:
        minimum: the minimum number of bytes of a value.
        maximum: the maximum number of bytes, or None if the declaration sets none.
        fixed: the number of bytes of every value, or None if values differ in size.
        greedy: the bytes alone do not show where a value ends: it takes all there is, or asks whether there is more.
        children: the kinds inside it, those of a nested frame not among them.
        expressions: its own expressions, those of its children not among them.
        extent: where its length or its count comes from; None if it has none.
    """

    minimum: int
    maximum: int | None
    fixed: int | None
    greedy: bool
    children: tuple[Kind, ...]
    expressions: tuple[Expr, ...]
    extent: Extent | None


def facts_of(kind: Kind, spec: FrameSpec | None = None) -> Facts:
    """The facts of a kind.

    Args:
        kind: of a field, or inside one.
        spec: the frame of the field, to which its expressions refer; without it they set no maximum.

    >>> from framekit import Frame, data, spec_of, u8
    >>> class Note(Frame):
    ...     text: bytes = data(prefix=u8)
    >>> facts = facts_of(spec_of(Note).fields[0].kind)
    >>> facts.minimum, facts.maximum, facts.fixed
    (1, 256, None)
    """
    return Facts(
        minimum=minimum_size(kind),
        maximum=maximum_size(kind, spec=spec),
        fixed=fixed_size(kind),
        greedy=is_greedy(kind),
        children=children(kind),
        expressions=expressions_of(kind),
        extent=extent_of(kind),
    )
