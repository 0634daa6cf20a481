"""Declaration: the contents of a class body, and the FrameSpec that is built from them.

Strategy: when the class is created, its names are known and its annotations are evaluated; if one of them refers to a name that
is defined later in the file, resolving is postponed to the first use. The codec is also compiled on first use. A frame has a spec
for each byte order if a field determines the order, or if the frame uses the order of the enclosing frame.

Rules: fields of a base precede those of the class; a name is declared once. Frames may contain each other: while one is being
resolved, the others can already see its fields, but not its relations.
"""

from __future__ import annotations

import builtins
import dataclasses
import re
import sys
import threading
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import FrameType, SimpleNamespace
from typing import Any, ClassVar, ForwardRef, get_origin, get_type_hints

from framekit.declare.alignment import align
from framekit.declare.generics import Unresolved, with_arguments
from framekit.declare.scalars import is_little
from framekit.declare.specifier import ByteOrderBy
from framekit.errors import SpecError, cause_outside
from framekit.spec.bits import BitOrder, lay_bits
from framekit.spec.declared_at import DeclaredAt
from framekit.spec.describe import describe
from framekit.spec.expr import Expr, Path, Ref, path_of, substitute
from framekit.spec.heads import with_head
from framekit.spec.kinds import Arm, Bytes, Const, Given, Nested, Order, Padding, Tag, integer_base
from framekit.spec.memo import Memo
from framekit.spec.model import MAX_DEPTH, MISSING, FieldSpec, FrameSpec, OrderBy
from framekit.spec.sizes import fixed_size
from framekit.spec.tags import check_tags, spell_tag
from framekit.spec.trailers import with_trailers

_lock = threading.RLock()
_FINAL = re.compile(r"\s*(?:\w+\s*\.\s*)?Final\s*\[(.*)\]\s*", re.DOTALL)
"""`Final[int]` as a string, which typing evaluates only in classes."""


@dataclass
class OwnField:
    """A field as declared in the class body: its annotation, possibly a string, and the right-hand side.

    `resolved` is the annotation as an object, once it is known.
    """

    name: str
    annotation: Any
    right: Any
    resolved: Any = MISSING


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of a class statement, inherited ones filled in.

    Attributes:
        sign: the byte order as a prefix of the struct module, "outer", or the field that determines it.
        bitorder: whether the first of adjacent bit fields has the highest or the lowest bits; None if the class does not specify.
        size: the class's `size=`, or None.
        frozen: instances cannot be changed.
        max_depth: the maximum depth of nested frames.
        max_items: the maximum number of items in all arrays together, or None.
        origin: offsets in the functions of a custom field are relative to this frame.
        bitwise: fields may begin at any bit.
    """

    sign: str | ByteOrderBy = "!"
    bitorder: BitOrder | None = None
    size: Expr | None = None
    frozen: bool = False
    max_depth: int = MAX_DEPTH
    max_items: int | None = None
    origin: bool = False
    bitwise: bool = False


class Declaration:
    """The declaration of one class, and the specs built from it.

    Attributes:
        cls: the class.
        bases: the declarations of its base frames, outermost first.
        own: the fields of its body.
        options: the options of the class statement.
        names: the fields that the constructor accepts, those of bases first.
        values: returns the values of those fields as a tuple.
        computed: the attributes that take no bytes, those of bases first.
        arguments: the replacements of type variables.
        registered: whether the class is an arm of an open union.
        arms: for an open union, the registered classes with their tags.
        made: for a generic frame, the classes created from it, by their arguments.
        declared_at: the place of the class statement; None for a class that a function created.
        given: the given values by name, or expressions if the enclosing frame gives them.
    """

    def __init__(
        self,
        cls: type[Any],
        bases: list[Declaration],
        own: list[OwnField],
        options: Options,
        *,
        draft: type[Any],
        settable: list[str],
        computed: dict[str, Expr],
        body: Mapping[str, Any],
        caller: FrameType | None,
        arguments: Mapping[Any, Any] | None = None,
        registered: bool = False,
    ) -> None:
        self.cls = cls
        self.registered = registered
        self.bases = bases
        self.own = own
        self.options = options
        self.draft = draft
        self.settable = settable
        self.names: list[str] = [name for each in (*self.lineage(), self) for name in each.settable]
        self.computed: dict[str, Expr] = {name: value for base in bases for name, value in base.computed.items()}
        for name, expression in computed.items():
            self.computed[name] = substitute(expression, self._computed_at)
        self.arguments: dict[Any, Any] = {key: value for base in bases for key, value in base.arguments.items()}
        self.arguments.update(arguments or {})
        self.arms: list[tuple[tuple[Tag, ...], type[Any]]] = []
        self.made: dict[tuple[Any, ...], type[Any]] = {}
        self.values: Callable[[Any], tuple[Any, ...]] = _values_getter(self.names)
        self.given: Mapping[str, Any] = {}
        self._body = body
        self._caller = caller
        named = caller is None or caller.f_globals.get("__name__") == "framekit.declare.make"
        self.declared_at = None if caller is None or named else DeclaredAt(caller.f_code.co_filename, caller.f_lineno)
        self._specs: dict[str, FrameSpec] = {}
        self._building: dict[str, FrameSpec | None] = {}
        self._tails: dict[str, int] = {}
        self._members: dict[str, FrameSpec] = {}
        self._named: dict[str, Any] = {}

    def _computed_at(self, path: Path) -> Expr | None:
        return self.computed.get(path[0]) if len(path) == 1 else None

    @property
    def frame_class(self) -> type[Any]:
        """The class of the instances."""
        return self.cls

    # Specs

    def spec(self) -> FrameSpec:
        """The FrameSpec. Raises SpecError."""
        try:
            return self.try_spec()
        except Unresolved as missing:
            raise missing.error from None

    def try_spec(self) -> FrameSpec:
        """The FrameSpec. Raises Unresolved if a name is not yet defined, and SpecError if the declaration is wrong."""
        sign = self.options.sign
        if isinstance(sign, ByteOrderBy):
            return self._kept("choice", lambda: self._choose(sign))
        return self.spec_in("!" if sign == "outer" else sign)

    def spec_in(self, sign: str) -> FrameSpec:
        """The FrameSpec in a byte order. Raises as try_spec does."""
        return self._kept(sign, lambda: self._build(sign))

    def _kept(self, key: str, make: Callable[[], FrameSpec]) -> FrameSpec:
        if key not in self._specs:
            with _lock:
                if key not in self._specs:
                    building = self._building.get(key)
                    if building is not None:
                        return building
                    if key in self._building:
                        raise SpecError("the frame contains itself, so it would never end", frame=self.cls.__name__)
                    self._building[key] = None
                    try:
                        self._specs[key] = make()
                        for each in (*self.lineage(), self):
                            each._forget_scopes()
                    finally:
                        del self._building[key]
        return self._specs[key]

    def member_spec(self, sign: str) -> FrameSpec:
        """The FrameSpec of the frame inside another. Raises as try_spec does.

        In the C layout it includes the padding at the end. It is in the byte order of the enclosing frame if the frame uses that.
        """
        spec = self.spec_in(sign) if self.options.sign == "outer" else self.try_spec()
        tail = self._tails.get(spec.byteorder, 0)
        if tail and spec.byteorder not in self._members:
            end = FieldSpec("(alignment at the end)", Padding(tail, implicit=True))
            self._members[spec.byteorder] = dataclasses.replace(spec, fields=(*spec.fields, end), memo=Memo())
        return self._members.get(spec.byteorder, spec) if tail else spec

    def _build(self, sign: str) -> FrameSpec:
        from framekit.spec.bitmaps import with_bitmaps
        from framekit.spec.bits import check_bitwise
        from framekit.spec.check_outer_alignment import check_outer_alignment
        from framekit.spec.checksum_order import check_checksum_order
        from framekit.spec.exact import plain_field
        from framekit.spec.validate import check_frame

        name = self.cls.__name__
        try:
            fields = with_bitmaps(tuple(map(plain_field, self.fields(sign))), self.options.size)
            fields = lay_bits(name, fields, self.options.bitorder, is_little(sign))
            if sign == "@":
                fields, self._tails[sign] = align(name, fields)
            spec = self._make_spec(fields, sign)
            self._building[sign] = spec
            spec.leave_trailers(with_trailers(fields))
            spec.relate(check_frame(spec))
            check_checksum_order(spec)
            check_outer_alignment(spec, registered=self.registered)
            if self.options.bitwise:
                check_bitwise(spec)
                spec = dataclasses.replace(spec, in_bits=spec, memo=Memo())
        except RecursionError:
            raise SpecError("an expression in this frame is nested too deeply; simplify it", frame=name) from None
        for each in fields:
            if isinstance(each.kind, Const):
                # The value as it will be read: a float is rounded to its width.
                type.__setattr__(self.cls, each.name, each.kind.value)
        return spec

    def _make_spec(self, fields: tuple[FieldSpec, ...], sign: str) -> FrameSpec:
        from framekit.spec.exact import plain_constant, plain_expression

        options = self.options
        return FrameSpec(
            name=self.cls.__name__,
            module=self.cls.__module__,
            fields=fields,
            byteorder=sign,
            size=None if options.size is None else plain_expression(substitute(options.size, self._computed_at)),
            frame_class=self.cls,
            draft_class=self.draft,
            doc=self.cls.__dict__.get("__doc__") or "",
            computed=tuple(self.computed.items()),
            max_depth=plain_constant(options.max_depth),
            max_items=plain_constant(options.max_items),
            origin=options.origin,
            declared_at=self.declared_at,
            lsb=options.bitwise and options.bitorder == "lsb",
        )

    def _choose(self, by: ByteOrderBy) -> FrameSpec:
        """The FrameSpec of a frame whose byte order is determined by one of its first fields."""
        name = self.cls.__name__
        specs: dict[Order, FrameSpec] = {"big": self.spec_in(">"), "little": self.spec_in("<")}
        path = path_of(by.reference) if isinstance(by.reference, Ref) else ()
        index = next((index for index, each in enumerate(specs["big"].fields) if (each.name,) == path), None)
        if index is None:
            raise SpecError(f"byteorder_by({by.reference}): expected a field of this frame, such as this.mark", frame=name)
        head = specs["big"].fields[: index + 1]
        for each, other in zip(head, specs["little"].fields, strict=False):
            if fixed_size(each.kind) is None or describe(each.kind) != describe(other.kind) or isinstance(each.kind, Nested):
                raise SpecError(
                    f"field is read before {path[0]!r} determines the byte order, so it needs a fixed size and the same "
                    "bytes in both "
                    f"orders; use u8, data(n), or a scalar with an explicit order such as u16le",
                    frame=name,
                    path=each.name,
                )
        mark = specs["big"].fields[index]
        if isinstance(mark.kind, Given):
            raise SpecError(
                "the byte order must be determined by bytes of the frame, not by a given value", frame=name, path=mark.name
            )
        in_bytes = isinstance(mark.kind, Bytes)
        is_number = fixed_size(mark.kind) == 1 and integer_base(mark.kind) is not None
        fitting = all(isinstance(value, bytes if in_bytes else int) for value, _ in by.orders)
        if not mark.settable or not fitting or not (in_bytes or is_number):
            raise SpecError(
                "the field that determines the byte order must be a plain field of bytes or a one-byte number, with matching "
                "values "
                "in big= and little=",
                frame=name,
                path=mark.name,
            )
        orders: dict[Any, Order] = dict(by.orders)
        if len(orders) != len(by.orders):
            raise SpecError("big= and little= list the same value twice; list each value once", frame=name, path=mark.name)
        if set(orders.values()) != {"big", "little"}:
            raise SpecError("big= and little= need at least one value each", frame=name, path=mark.name)
        choice = OrderBy(mark.name, orders, specs)
        return dataclasses.replace(specs["big"], order_by=choice, memo=Memo())

    def fields(self, sign: str) -> tuple[FieldSpec, ...]:
        """The fields without alignment: given fields, then the others, those of bases first."""
        made = [each._field(own, sign, self) for each in (*self.lineage(), self) for own in each.own]
        made = [part for each in made for part in with_head(each)]
        return tuple(sorted(made, key=lambda each: not isinstance(each.kind, Given)))  # given values are known first

    def lineage(self) -> list[Declaration]:
        """The declarations of all base frames, each once, outermost first."""
        found: list[Declaration] = []
        for base in self.bases:
            found += [each for each in (*base.lineage(), base) if each not in found]
        return found

    def _field(self, own: OwnField, sign: str, outer: Declaration) -> FieldSpec:
        from framekit.declare.resolve.context import FieldContext
        from framekit.declare.resolve.field import field_spec, kind_of

        context = FieldContext(
            outer.cls.__name__,
            own.name,
            sign,
            is_frame,
            inner_spec_in_bits if outer.options.bitwise else inner_spec,
            arms_of,
            kind_of,
            outer.computed,
            outer.arguments,
            lambda name: self._class_named(name, own),
            outer.options.bitorder,
            outer.options.bitwise,
        )
        annotation = self._evaluate(own)
        if get_origin(annotation) is ClassVar or annotation is ClassVar:
            context.refuse("this ClassVar was recognised too late to be excluded from the fields; write `ClassVar[...]` in full")
        made = field_spec(with_arguments(annotation, outer.arguments, outer.cls.__name__, own.name), own.right, context)
        return dataclasses.replace(made, declared_at=self.declared_at)

    # Open unions

    def register(self, tags: tuple[Tag, ...], cls: type[Any]) -> None:
        """Add an arm to the union. Raises SpecError if a tag is already used."""
        with _lock:
            try:
                check_tags(cls.__name__, "", [tag for known, _ in self.arms for tag in known] + list(tags))
            except SpecError:
                owner = next(
                    (known for tag_list, known in self.arms for tag in tags if tag in tag_list),
                    self.arms[0][1] if self.arms else cls,
                )
                raise SpecError(
                    f"tag={', '.join(map(spell_tag, tags))} is already used by {owner.__name__}; give each arm of "
                    f"{self.cls.__name__} a different tag",
                    frame=cls.__name__,
                ) from None
            self.arms = [*self.arms, (tags, cls)]

    def _evaluate(self, own: OwnField) -> Any:
        """The annotation as an object."""
        if own.resolved is MISSING:
            named = isinstance(own.annotation, str | ForwardRef) or _mentions_strings(own.annotation)
            own.resolved = self._look_up(own.annotation, own) if named else own.annotation
        return own.resolved

    def _class_named(self, name: str, own: OwnField) -> Any:
        """The class that a string on the right-hand side names; as in an annotation, it may be defined later in the file."""
        if name not in self._named:
            self._named[name] = self._look_up(name, own)
        return self._named[name]

    def _forget_scopes(self) -> None:
        """Release the scopes of the class body, now that all names are resolved."""
        self._caller = None
        self._body = {}

    def _look_up(self, said: Any, own: OwnField) -> Any:
        module = sys.modules.get(self.cls.__module__)
        parameters = {each.__name__: each for each in getattr(self.cls, "__parameters__", ())}
        scopes: list[Mapping[str, Any]] = [{self.cls.__name__: self.cls, **parameters}]
        caller = self._caller
        while caller is not None:
            scopes.insert(-1, caller.f_locals)
            # If this scope is a class body, the scope around it is searched too.
            caller = caller.f_back if "__qualname__" in caller.f_locals else None
        names = ChainMap(*map(dict, (self._body, *scopes)))
        final = _FINAL.fullmatch(said) if isinstance(said, str) else None
        holder = SimpleNamespace(__annotations__={own.name: final[1] if final else said})
        try:
            return get_type_hints(holder, vars(module) if module else {}, names, include_extras=True)[own.name]
        except NameError as fault:
            hint = ""
            if isinstance(fault.name, str) and hasattr(builtins, fault.name.lower()):
                hint = f" (did you mean {fault.name.lower()}?)"
            raise Unresolved(
                SpecError(
                    f"{said!r} refers to {fault.name!r}, which is not defined{hint}; define or import it before the frame is "
                    "used",
                    frame=self.cls.__name__,
                    path=own.name,
                )
            ) from None
        except SpecError:
            raise
        except Exception as fault:
            reason = f"{said!r} cannot be evaluated: {fault}"
            raise SpecError(reason, frame=self.cls.__name__, path=own.name) from cause_outside(fault)


def _values_getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _instance: ()
    (only,) = map(attrgetter, names)
    return lambda instance: (only(instance),)


def _mentions_strings(annotation: Any) -> bool:
    return any(isinstance(part, str | ForwardRef) or _mentions_strings(part) for part in getattr(annotation, "__args__", ()))


def declaration_of(cls: Any) -> Declaration:
    """The declaration of a Frame class, or of an instance's class. Raises TypeError for anything else."""
    found = getattr(cls, "__framekit__", None)
    if not isinstance(found, Declaration):
        raise TypeError(f"expected a Frame class, got {cls!r}")
    return found


def is_frame(value: Any) -> bool:
    """Return True for a Frame class."""
    return isinstance(value, type) and isinstance(getattr(value, "__framekit__", None), Declaration)


def spec_of(cls: Any) -> FrameSpec:
    """Return the FrameSpec of a Frame class.

    Raises:
        SpecError: the declaration is wrong.
        TypeError: `cls` is not a Frame class.
    """
    return declaration_of(cls).spec()


def inner_spec(cls: Any, sign: str) -> FrameSpec:
    """The FrameSpec of a nested frame. Raises Unresolved if it is not yet known, so that the outer frame waits too."""
    return declaration_of(cls).member_spec(sign)


def inner_spec_in_bits(cls: Any, sign: str) -> FrameSpec:
    """The FrameSpec of a bitwise frame inside a bitwise frame, where it may begin at any bit."""
    spec = inner_spec(cls, sign)
    return spec.in_bits or spec  # while the frame is being declared, its spec is still the one in bits


def arms_of(cls: Any, sign: str, bitwise: bool) -> Callable[[], tuple[Arm, ...]]:
    """Return a function that returns the arms currently registered for an open union; `bitwise` arms may begin at any bit."""
    find = inner_spec_in_bits if bitwise else inner_spec
    declaration = declaration_of(cls)
    kept: list[Arm] = []

    def arms() -> tuple[Arm, ...]:
        if len(kept) != len(declaration.arms):
            with _lock:  # if two threads added the same arm, the lengths would agree and hide the next one
                for tags, arm in declaration.arms[len(kept) :]:
                    kept.append(Arm(tags, Nested(arm.__name__, lambda arm=arm: find(arm, sign))))  # type: ignore[misc]
        return tuple(kept)

    return arms
