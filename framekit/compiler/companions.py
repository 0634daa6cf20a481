"""What a user gives beside functions of their own, for artefacts that a spec does not know: JSON, property tests, construct.

Strategy: `mapped`, `custom` and `construct_field` register a `Companions` for the `Functions` that a kind holds; each artefact
asks for it by those functions. An entry goes when the functions go.

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
    """What artefacts may use beside the functions.

    Attributes:
        to_json: value to what JSON can hold, or None.
        from_json: the way back; takes a value too, and gives it back as it is.
        values: some values, or a function that makes a hypothesis strategy of them; None if nothing was said.
        schema: a construct schema that does the same, or None.
    """

    to_json: Callable[[Any], Any] | None = None
    from_json: Callable[[Any], Any] | None = None
    values: Any = None
    schema: Any = None


_NONE = Companions()
_registered: WeakKeyDictionary[Functions, Companions] = WeakKeyDictionary()


def register(functions: Functions, companions: Companions) -> Functions:
    """Keep what was given beside a pair of functions, and give the pair back."""
    _registered[functions] = companions
    return functions


def companions_of(functions: Functions) -> Companions:
    """What was given beside a pair of functions; all of it None if nothing was.

    >>> companions_of(Functions(int, str)).values is None
    True
    """
    return _registered.get(functions, _NONE)


def findings_about_values(spec: FrameSpec) -> Iterator[Finding]:
    """A note for each field of a frame, and of those inside it, of which no property test can make a value."""
    from framekit.spec.analysis import Finding
    from framekit.spec.structure import reachable, walk

    for inner in reachable(spec):
        for each in inner.fields:
            if any(isinstance(kind, Custom) and companions_of(kind.functions).values is None for kind in walk(each.kind)):
                path = f"{inner.name}.{each.name}"
                yield Finding("note", "no-values", path, "property tests cannot make values of it; give it values=")
