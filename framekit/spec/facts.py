"""Facts: everything that is known about a kind without any bytes, in one place.

Strategy: the facts come from structure.py (the parts of a kind) and sizes.py (the bytes it takes), collected for code that
exports or explains a declaration.
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
    """The facts about a kind.

    Attributes:
        minimum: the minimum number of bytes of a value.
        maximum: the maximum number of bytes of a value, or None if the declaration sets none.
        fixed: the number of bytes of every value, or None if values differ in size.
        greedy: True if the bytes alone do not indicate where a value ends: it takes the rest, or depends on whether bytes are
            left.
        children: the kinds inside the kind, except those of a nested frame.
        expressions: the expressions of the kind itself, except those of its children.
        extent: the source of its length or count, or None if it has none.
    """

    minimum: int
    maximum: int | None
    fixed: int | None
    greedy: bool
    children: tuple[Kind, ...]
    expressions: tuple[Expr, ...]
    extent: Extent | None


def facts_of(kind: Kind, spec: FrameSpec | None = None) -> Facts:
    """Return the facts about a kind.

    Args:
        kind: the kind of a field, or a kind inside it.
        spec: the frame of the field, to which its expressions refer; without it, expressions set no maximum.

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
