"""Frame classes bound to given values, as `Entry.given(wide=True)` and `FrameDecoder(Entry, given=...)` create them.

Strategy: a bound class is a separate class that inherits everything, and whose spec is bound to the values. Its frames are
instances of the original class.

Rules: a mapping is not copied, because its owner may change it between two frames; its values are read for each frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from framekit.declare.declaration import Declaration, declaration_of
from framekit.declare.specifier import GivenSpecifier
from framekit.errors import GivenError
from framekit.spec.expr import Expr
from framekit.spec.given import given_values
from framekit.spec.model import FrameSpec


class GivenDeclaration(Declaration):
    """The declaration of a frame bound to given values.

    Args:
        cls: the bound class.
        unbound: the declaration of the original class.
        given: the values by name, or expressions over the enclosing frame.
    """

    def __init__(self, cls: type[Any], unbound: Declaration, given: Mapping[str, Any]) -> None:
        self.__dict__.update(unbound.__dict__)
        self.cls = cls
        self.given = given
        self.unbound = unbound
        self._bound: FrameSpec | None = None

    @property
    def frame_class(self) -> type[Any]:
        """The class of the instances, which is the original class."""
        return self.unbound.cls

    def try_spec(self) -> FrameSpec:
        """The FrameSpec, bound to the values."""
        if self._bound is None:
            spec = self.unbound.try_spec()
            for name, value in self.given.items():
                if isinstance(value, Expr):
                    raise GivenError(
                        f"{name}={value} refers to the enclosing frame; unpack that frame, or give a value",
                        frame=spec.name,
                        path=name,
                    )
            given_values(spec, self.given)
            self._bound = spec.bind(self.given)
        return self._bound

    def member_spec(self, sign: str) -> FrameSpec:
        """The FrameSpec of the frame inside another, which provides the values."""
        return self.unbound.member_spec(sign)


def names_of_given(declaration: Declaration) -> list[str]:
    """The names of the given fields of a class and its bases."""
    declarations = (*declaration.lineage(), declaration)
    return [own.name for each in declarations for own in each.own if isinstance(own.right, GivenSpecifier)]


def bound(cls: Any, given: Mapping[str, Any]) -> Any:
    """Return a frame class bound to given values, or the class itself if it takes none.

    Args:
        cls: the class.
        given: the values by name, or expressions over the enclosing frame.

    Raises:
        GivenError: a name is not that of a given field.
    """
    declaration = declaration_of(cls)
    if not isinstance(given, Mapping):
        raise GivenError(f"given={given!r}: expected a mapping from names to values", frame=cls.__name__)
    if isinstance(declaration, GivenDeclaration) and not given:
        return cls
    known = names_of_given(declaration)
    if unknown := [name for name in given if name not in known]:
        names = ", ".join(map(str, unknown))
        plural = "s" * (len(unknown) > 1)
        raise GivenError(f"unknown given value{plural} {names}; expected {', '.join(known) or 'none'}", frame=cls.__name__)
    if not known:
        return cls
    if isinstance(declaration, GivenDeclaration):
        raise GivenError("this class is already bound to given values", frame=cls.__name__)
    body = {"__slots__": (), "__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
    made: Any = type.__new__(type(cls), cls.__name__, (cls,), body)
    for name in ("unpack", "unpack_from"):
        type.__setattr__(made, name, _verb(made, name))
    type.__setattr__(made, "__framekit__", GivenDeclaration(made, declaration, given))
    return made


def _verb(cls: Any, name: str) -> Any:
    """A method of a bound class, which takes no given values."""

    def verb(*arguments: Any, **named: Any) -> Any:
        from framekit.declare.verbs import codec_of_class

        return getattr(codec_of_class(cls), name)(*arguments, **named)

    return staticmethod(verb)


def spec_of_unbound(cls: Any) -> FrameSpec:
    """The FrameSpec of a frame class without its given values. Raises as spec_of does."""
    declaration = declaration_of(cls)
    return (declaration.unbound if isinstance(declaration, GivenDeclaration) else declaration).spec()
