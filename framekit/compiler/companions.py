"""What a user provides along with functions, for artefacts that a spec does not cover: JSON, property tests, construct.

Strategy: `mapped`, `custom` and `construct_field` register `Companions` for the `Functions` of a kind; each artefact looks them
up by those functions. An entry is removed together with its functions.

Rules: nothing here changes what a frame reads or writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from framekit.spec.kinds import Custom
from framekit.spec.record import record
from framekit.spec.transforms import Functions

if TYPE_CHECKING:
    from framekit.spec.analysis import Finding
    from framekit.spec.model import FrameSpec


@record
class Companions:
    """What artefacts may use in addition to the functions.

    Attributes:
        to_json: converts a value to one that JSON can represent, or None.
        from_json: converts back; it also accepts a value, and returns it unchanged.
        values: some values, or a function that returns a hypothesis strategy for them; None if not specified.
        schema: a construct schema equivalent to the functions, or None.
    """

    to_json: Callable[[Any], Any] | None = None
    from_json: Callable[[Any], Any] | None = None
    values: Any = None
    schema: Any = None


_NONE = Companions()
_registered: WeakKeyDictionary[Functions, Companions] = WeakKeyDictionary()


def register(functions: Functions, companions: Companions) -> Functions:
    """Register the companions of a pair of functions, and return the pair."""
    _registered[functions] = companions
    return functions


def companions_of(functions: Functions) -> Companions:
    """Return the companions of a pair of functions; all None if none were registered.

    >>> companions_of(Functions(int, str)).values is None
    True
    """
    return _registered.get(functions, _NONE)


def findings_about_values(spec: FrameSpec) -> Iterator[Finding]:
    """Yield a note for each field of a frame, or of a frame inside it, for which property tests cannot generate values."""
    from framekit.spec.analysis import Finding
    from framekit.spec.structure import reachable, walk

    for inner in reachable(spec):
        for each in inner.fields:
            if any(isinstance(kind, Custom) and companions_of(kind.functions).values is None for kind in walk(each.kind)):
                path = f"{inner.name}.{each.name}"
                yield Finding("note", "no-values", path, "property tests cannot generate values for this field; pass values=")
