"""Declaration: what a class body said, and the FrameSpec that it becomes.

Strategy: when the class is made, its names are known and its annotations are tried; where one names something that comes
later in the file, resolving waits for the first use. The codec is compiled at the first use too.

Rules: fields of a base stand before those of the class; a name is declared once; the byte order is one for the whole frame.
"""

from __future__ import annotations

import builtins
import dataclasses
import sys
import threading
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import FrameType, SimpleNamespace
from typing import Any, ClassVar, ForwardRef, get_origin, get_type_hints

from framekit.errors import SpecError
from framekit.spec.expr import Expr
from framekit.spec.kinds import Const, Padding, Prefixed, Repeat
from framekit.spec.model import (
    FieldSpec,
    FrameSpec,
    alignment_of,
    extents,
    fixed_size,
)

_lock = threading.RLock()


class Unresolved(Exception):
    """An annotation names something that is not there yet. Carries the SpecError to raise if it never comes."""

    def __init__(self, error: SpecError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass
class OwnField:
    """A field as the class body has it: its annotation, perhaps a string, and what stands on the right-hand side."""

    name: str
    annotation: Any
    right: Any


class Declaration:
    """What was declared in one class, and what became of it.

    Attributes:
        cls: the class.
        bases: the declarations of its base frames, outermost first.
        own: the fields of its body.
        sign: the byte order as a prefix of the struct module.
        size: the class's `size=`, or None.
        frozen: instances refuse to be changed.
        names: the fields that the constructor takes, bases' first.
        values: gives their values as a tuple.
    """

    def __init__(
        self,
        cls: type[Any],
        bases: list[Declaration],
        own: list[OwnField],
        *,
        sign: str,
        size: Expr | None,
        frozen: bool,
        draft: type[Any],
        given: list[str],
        body: Mapping[str, Any],
        caller: FrameType | None,
    ) -> None:
        self.cls = cls
        self.bases = bases
        self.own = own
        self.sign = sign
        self.size = size
        self.frozen = frozen
        self.draft = draft
        self.given = given
        self.names: list[str] = [name for each in (*self.lineage(), self) for name in each.given]
        self._values = _values_getter(self.names)
        self._body = body
        self._caller = caller
        self._spec: FrameSpec | None = None
        self._fields: tuple[FieldSpec, ...] | None = None
        self._resolving = False
        self._tail = 0
        self._member: FrameSpec | None = None

    def values(self, instance: Any) -> tuple[Any, ...]:
        """The values of the fields that the constructor takes, in the order of `names`."""
        return self._values(instance)

    def spec(self) -> FrameSpec:
        """The FrameSpec. Raises SpecError."""
        try:
            return self.try_spec()
        except Unresolved as missing:
            raise missing.error from None

    def try_spec(self) -> FrameSpec:
        """The FrameSpec. Raises Unresolved where a name is not there yet, SpecError where the declaration is wrong."""
        if self._spec is None:
            with _lock:
                if self._spec is None:
                    self._spec = self._build()
                    self._caller = None
                    self._body = {}
        return self._spec

    def member_spec(self) -> FrameSpec:
        """The FrameSpec of the frame inside another: in C's layout with the padding at its end. Raises as try_spec does."""
        spec = self.try_spec()
        if self._tail and self._member is None:
            end = FieldSpec("(alignment at the end)", Padding(self._tail, implicit=True))
            self._member = dataclasses.replace(spec, fields=(*spec.fields, end), memo={})
        return self._member or spec

    def _build(self) -> FrameSpec:
        from framekit.spec.validate import check_fields

        if self._resolving:
            raise SpecError("the frame holds itself, so it would never end", frame=self.cls.__name__)
        self._resolving = True
        try:
            name = self.cls.__name__
            fields = self.fields()
            if self.sign == "@":
                fields, self._tail = _align(name, fields)
            relations = check_fields(name, fields, self.size)
        except RecursionError:
            raise SpecError("an expression of it is nested too deeply; make it shorter", frame=self.cls.__name__) from None
        finally:
            self._resolving = False
        for each in fields:
            if isinstance(each.kind, Const):
                # As it will be read: a float is rounded to its width.
                type.__setattr__(self.cls, each.name, each.kind.value)
        return FrameSpec(
            name=name,
            module=self.cls.__module__,
            fields=fields,
            byteorder=self.sign,
            size=self.size,
            relations=relations,
            frame_class=self.cls,
            draft_class=self.draft,
            doc=self.cls.__dict__.get("__doc__") or "",
        )

    def fields(self) -> tuple[FieldSpec, ...]:
        """The fields without alignment, bases' first."""
        if self._fields is None:
            self._fields = tuple(each._field(own) for each in (*self.lineage(), self) for own in each.own)
        return self._fields

    def lineage(self) -> list[Declaration]:
        """The declarations of all frames that it inherits from, each once, outermost first."""
        found: list[Declaration] = []
        for base in self.bases:
            found += [each for each in (*base.lineage(), base) if each not in found]
        return found

    def _field(self, own: OwnField) -> FieldSpec:
        from framekit.declare.fields import FieldContext, field_spec

        context = FieldContext(self.cls.__name__, own.name, self.sign, is_frame, inner_spec)
        annotation = self._evaluate(own)
        if get_origin(annotation) is ClassVar or annotation is ClassVar:
            context.refuse("a ClassVar is no field; this one was found too late to leave it out: write `ClassVar[...]` in full")
        return field_spec(annotation, own.right, context)

    def _evaluate(self, own: OwnField) -> Any:
        """The annotation as an object."""
        if not isinstance(own.annotation, str | ForwardRef) and not _mentions_strings(own.annotation):
            return own.annotation
        module = sys.modules.get(self.cls.__module__)
        scopes: list[Mapping[str, Any]] = [{self.cls.__name__: self.cls}]
        caller = self._caller
        while caller is not None:
            scopes.insert(-1, caller.f_locals)
            # A class body does not hide the function or class around it.
            caller = caller.f_back if "__qualname__" in caller.f_locals else None
        names = ChainMap(*map(dict, (self._body, *scopes)))
        holder = SimpleNamespace(__annotations__={own.name: own.annotation})
        try:
            return get_type_hints(holder, vars(module) if module else {}, names, include_extras=True)[own.name]
        except NameError as fault:
            hint = ""
            if isinstance(fault.name, str) and hasattr(builtins, fault.name.lower()):
                hint = f" (did you mean {fault.name.lower()}?)"
            raise Unresolved(
                SpecError(
                    f"its annotation {own.annotation!r} names {fault.name!r}, which is not defined{hint}; "
                    f"define or import it before the frame is used",
                    frame=self.cls.__name__,
                    path=own.name,
                )
            ) from None
        except SpecError:
            raise
        except Exception as fault:
            raise SpecError(
                f"its annotation {own.annotation!r} cannot be evaluated: {fault}", frame=self.cls.__name__, path=own.name
            ) from fault


def _values_getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda instance: tuple(getattr(instance, name) for name in names)


def _mentions_strings(annotation: Any) -> bool:
    return any(isinstance(part, str | ForwardRef) or _mentions_strings(part) for part in getattr(annotation, "__args__", ()))


def declaration_of(cls: Any) -> Declaration:
    """The declaration of a Frame class, or of an instance's class. Raises TypeError for anything else."""
    found = getattr(cls, "__framekit__", None)
    if not isinstance(found, Declaration):
        raise TypeError(f"expected a Frame class, found {cls!r}")
    return found


def is_frame(value: Any) -> bool:
    """True for a Frame class."""
    return isinstance(value, type) and isinstance(getattr(value, "__framekit__", None), Declaration)


def spec_of(cls: Any) -> FrameSpec:
    """The FrameSpec of a Frame class. Raises SpecError for a wrong declaration, TypeError for no Frame class."""
    return declaration_of(cls).spec()


def inner_spec(cls: Any) -> FrameSpec:
    """The FrameSpec of a nested frame, which may have to wait: raises Unresolved where the outer one must wait too."""
    return declaration_of(cls).member_spec()


def _align(frame: str, fields: tuple[FieldSpec, ...]) -> tuple[tuple[FieldSpec, ...], int]:
    """Put the padding of a C compiler between the fields.

    Source: C11 6.7.2.1, paragraphs 14 to 18: members in order, each at its alignment, unnamed padding between and at the end,
    a flexible array member last.

    Returns:
        The fields with the padding between them, and how many bytes of it C puts at the end. As in the struct module, those
        are not part of the frame alone; they are where it is a member of another or an item of an array.
    """
    laid: list[FieldSpec] = []
    offset = 0
    widest = 1
    for index, each in enumerate(fields):
        alignment = alignment_of(each.kind)
        first = next(extents(each.kind), None)
        if isinstance(first, Prefixed):
            behind = offset + first.prefix.size
            if offset % first.prefix.alignment or (isinstance(each.kind, Repeat) and behind % alignment):
                raise SpecError(
                    'C would put padding around this prefix; declare the count as a field of its own, or use byteorder="="',
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
                    f"C knows no member behind one of variable size, and {fields[index + 1].name!r} stands behind this; "
                    'put it last, or use byteorder="="',
                    frame=frame,
                    path=each.name,
                )
            return tuple(laid), 0
        offset += gap + size
    return tuple(laid), -offset % widest
