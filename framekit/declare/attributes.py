"""The attributes of a frame class that its instances do not store: derived fields, checksums and computed values."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from framekit.declare.verbs import codec_of_class
from framekit.spec.expr import evaluate

if TYPE_CHECKING:
    from framekit.declare.declaration import Declaration


def derived_property(name: str) -> property:
    """Return a property whose value packing computes.

    On first use it replaces itself with the generated function, in the class that uses it.
    """
    doc = "Derived: the value that pack() would write."

    def get(self: Any) -> Any:
        from framekit.compiler.codec import attribute_of

        cls = type(self)
        generated = attribute_of(codec_of_class(cls), name)
        if name in cls.__dict__:
            type.__setattr__(cls, name, property(generated, doc=doc))
        return generated(self)

    return property(get, doc=doc)


def computed_property(name: str) -> property:
    """Return a property that is the value of an expression over other fields, and takes no bytes."""

    def get(self: Any) -> int:
        declaration: Declaration = type(self).__framekit__
        return int(evaluate(declaration.computed[name], lambda path: reduce(getattr, path, self)))

    return property(get, doc="Computed: takes no bytes.")
