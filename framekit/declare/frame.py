"""Frame: the base class of every frame, and the metaclass that reads a class body.

Strategy: the metaclass takes the declared fields out of the body, gives the class slots for the fields that the caller sets, and
leaves the rest to Declaration. The methods of Frame work for every class; each class has its own stubs, which are replaced by the
functions generated for it (verbs.py).

Rules: the metaclass is hidden from type checkers, which see a dataclass_transform. There are few methods, so that most names are
available for fields.
"""

from __future__ import annotations

import copyreg
import operator
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

from framekit.declare.attributes import computed_property, derived_property
from framekit.declare.declaration import Declaration, OwnField, spec_of
from framekit.declare.digits import bcd, text_int
from framekit.declare.generics import Unresolved, has_variables, name_of_argument
from framekit.declare.giving import bound
from framekit.declare.mapped_words import duration, fixed_point, mapped, ntp_timestamp, scaled, timestamp
from framekit.declare.names import check_identifier
from framekit.declare.options import read_options
from framekit.declare.scalars import ByteOrder
from framekit.declare.sequences import array, data, text
from framekit.declare.showing import show_frame
from framekit.declare.specifier import (
    AlignSpecifier,
    ChecksumSpecifier,
    ComputedSpecifier,
    ConstSpecifier,
    DerivedSpecifier,
    OptionalSpecifier,
    PadSpecifier,
    Specifier,
    number_in,
    word_in,
)
from framekit.declare.transformed import deflated, rotated, xor
from framekit.declare.variants import construct_field, custom, optional, switch
from framekit.declare.verbs import VERBS, Stubs, codec_of_class
from framekit.declare.vocabulary import (
    align,
    checksum,
    computed,
    const,
    derived,
    field,
    given,
    leftover_of,
    pad,
    peek,
)
from framekit.errors import SpecError, in_one_line
from framekit.spec.bits import BitOrder
from framekit.spec.expr import Expr, as_expr
from framekit.spec.model import MISSING

if TYPE_CHECKING:
    from inspect import Signature

    from typing_extensions import Buffer

    from framekit.declare.specifier import ByteOrderBy


class _Annotations(dict[str, Any]):
    """The annotations of a class body; they detect a field that is declared twice."""

    def __init__(self, frame: str) -> None:
        super().__init__()
        self._frame = frame

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self:
            raise _twice(self._frame, name)
        super().__setitem__(name, value)


class _Body(dict[str, Any]):
    """The namespace of a class body; it detects a field that is declared twice.

    Since Python 3.14 annotations are evaluated lazily, so only a second specifier can be detected there.
    """

    def __init__(self, frame: str) -> None:
        super().__init__()
        self._frame = frame
        if sys.version_info < (3, 14):
            self["__annotations__"] = _Annotations(frame)

    def __setitem__(self, name: str, value: Any) -> None:
        if isinstance(self.get(name), Specifier):
            raise _twice(self._frame, name)
        super().__setitem__(name, value)


def _twice(frame: str, name: str) -> SpecError:
    return SpecError("field declared twice; rename one of them", frame=frame, path=name)


class _FrameMeta(type):
    @classmethod
    def __prepare__(mcs, name: str, bases: tuple[type, ...], /, **options: Any) -> _Body:
        return _Body(name)

    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> Any:
        try:
            return mcs._make(name, bases, body, sys._getframe(1), **options)
        except SpecError as error:
            raise error.with_traceback(None) from error.__cause__

    @classmethod
    def _make(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any], caller: Any, **options: Any) -> Any:
        namespace = dict(body)
        if "__annotations__" in namespace:
            namespace["__annotations__"] = dict(namespace["__annotations__"])
        check_identifier(name, name, "")
        if not any(isinstance(base, _FrameMeta) for base in bases):
            return super().__new__(mcs, name, bases, namespace)
        return _make_class(mcs, name, bases, namespace, caller, **options)

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> None:
        super().__init__(name, bases, body)

    @property
    def __signature__(cls) -> Signature:
        """The signature of the constructor: the fields, as keyword-only parameters."""
        from inspect import Parameter, Signature

        declaration = cls.__dict__.get("__framekit__")
        if declaration is None:
            return Signature()
        parameters = []
        for each in declaration.spec().fields:
            if each.settable:
                default = Parameter.empty if each.required else each.default
                parameters.append(Parameter(each.name, Parameter.KEYWORD_ONLY, default=default))
        return Signature(parameters)


observers: list[Callable[[Any], object]] = []
"""Functions that are called with each new frame class; higher layers may add to them."""


def _make_class(
    mcs: type,
    name: str,
    bases: tuple[type, ...],
    body: dict[str, Any],
    caller: Any,
    *,
    tag: Any = MISSING,
    arguments: Mapping[Any, Any] | None = None,
    **said: Any,
) -> Any:
    inherited = [base.__dict__["__framekit__"] for base in bases if isinstance(base, _FrameMeta) and base is not Frame]
    if any(each.given for each in inherited):
        raise SpecError("cannot inherit from a class that is bound to given values; inherit from the original class", frame=name)
    own = _own_fields(name, body, inherited)
    options = read_options(name, said, inherited)
    settable: list[str] = []
    computed: dict[str, Expr] = {}
    for each in list(own):
        match each.right:
            case ConstSpecifier(value=value):
                body[each.name] = value
            case right if _is_computed(right):
                body[each.name] = derived_property(each.name)
            case PadSpecifier() | AlignSpecifier():
                body[each.name] = None
            case ComputedSpecifier(expression=expression):
                computed[each.name] = _expression(name, each.name, expression)
                body[each.name] = computed_property(each.name)
                own.remove(each)
            case _:
                settable.append(each.name)
    if "__slots__" in body:
        raise SpecError("framekit defines __slots__; remove it from the class body", frame=name)
    body["__slots__"] = tuple(settable)
    stubs = Stubs(Frame, bases, body)
    draft_body = {"__slots__": tuple(settable), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    if options.frozen:
        body.setdefault("__setattr__", _refuse_change)
        body.setdefault("__delattr__", _refuse_change)
        body.setdefault("__hash__", _hash)
    try:
        cls: Any = type.__new__(mcs, name, bases, body)
        draft = type.__new__(mcs, f"{name}Draft", bases, draft_body) if options.frozen else cls
    except TypeError as fault:
        raise SpecError(f"Python cannot create the class: {fault}; inherit from one frame at a time", frame=name) from None
    stubs.belong_to(cls)
    declaration = Declaration(
        cls,
        inherited,
        own,
        options,
        draft=draft,
        settable=settable,
        computed=computed,
        body={key: value for key, value in body.items() if not key.startswith("__")},
        caller=caller,
        arguments=arguments,
        registered=tag is not MISSING,
    )
    for base in inherited:  # otherwise a function that was generated for the base would be used for this class too
        for each in _all_own(base):
            if _is_computed(each.right):
                type.__setattr__(cls, each.name, derived_property(each.name))
    type.__setattr__(cls, "__framekit__", declaration)
    type.__setattr__(cls, "__match_args__", tuple(declaration.names))
    with suppress(Unresolved):  # a name may be defined later in the file; the first use tries again
        declaration.try_spec()
    if tag is not MISSING:
        _register(declaration, tag)
    for observer in observers:
        observer(cls)
    return cls


def _register(declaration: Declaration, tag: Any) -> None:
    """Register a class as an arm of the open unions among its bases."""
    from framekit.declare.resolve.variant_kinds import tags_of

    name = declaration.cls.__name__
    if not declaration.bases:
        raise SpecError("tag= is for the arms of an open union; inherit from the union's class", frame=name)
    tags = tuple(tags_of(name, tag))
    for base in declaration.lineage():
        base.register(tags, declaration.cls)


def _expression(frame: str, name: str, said: Any) -> Expr:
    try:
        return as_expr(said)
    except TypeError as fault:
        raise SpecError(f"computed({said!r}): {fault}", frame=frame, path=name) from None


def _own_fields(name: str, body: dict[str, Any], inherited: list[Declaration]) -> list[OwnField]:
    annotations = _annotations(body)
    taken = {each.name: base.cls.__name__ for base in inherited for each in _all_own(base)}
    own: list[OwnField] = []
    for key, annotation in annotations.items():
        if _is_class_variable(annotation):
            continue
        _check_name(name, key, taken)
        own.append(OwnField(key, annotation, body.pop(key, MISSING)))
    for key, value in body.items():
        if isinstance(value, Specifier) or number_in(value) is not None or word_in(value) is not None:
            raise SpecError(
                f"field has no annotation; write `{key}: ... = ...` with the type of its values", frame=name, path=key
            )
        if key in taken:
            raise SpecError(f"attribute would hide the field of {taken[key]}; rename it", frame=name, path=key)
    return own


def _all_own(declaration: Declaration) -> Iterator[OwnField]:
    for base in declaration.bases:
        yield from _all_own(base)
    yield from declaration.own


def _annotations(body: dict[str, Any]) -> dict[str, Any]:
    if sys.version_info >= (3, 14):
        import annotationlib

        annotate = annotationlib.get_annotate_from_class_namespace(body)
        if annotate is not None:
            return dict(annotationlib.call_annotate_function(annotate, annotationlib.Format.FORWARDREF))
    return dict(body.get("__annotations__", {}))


def _is_class_variable(annotation: Any) -> bool:
    if isinstance(annotation, str):
        return re.match(r"\s*(\w+\s*\.\s*)?ClassVar\s*(\[|$)", annotation) is not None
    return annotation is ClassVar or getattr(annotation, "__origin__", None) is ClassVar


def _check_name(frame: str, name: str, taken: Mapping[str, str]) -> None:
    if name in (*VERBS, "given", "_repr_html_"):
        raise SpecError(f"field would hide the method {name}(); rename it, for example to {name}_", frame=frame, path=name)
    check_identifier(name, frame, name)
    if name.startswith(("__", f"_{frame.lstrip('_')}__")):
        raise SpecError("names with two leading underscores are reserved for Python; use at most one", frame=frame, path=name)
    if name in taken:
        raise SpecError(f"field is already declared in {taken[name]}; rename one of them", frame=frame, path=name)


def _is_computed(right: Any) -> bool:
    """True for a specifier whose value packing computes from the rest of the frame."""
    item = right.item if isinstance(right, OptionalSpecifier) else right
    return isinstance(item, DerivedSpecifier | ChecksumSpecifier)


def _refuse_change(self: Any, name: str, value: Any = None) -> None:
    raise AttributeError(f"{type(self).__name__} is frozen; use framekit.replace() to make a changed copy")


def _hash(self: Any) -> int:
    return hash((type(self), type(self).__framekit__.values(self)))


def _restore(cls: Any, values: tuple[Any, ...]) -> Any:
    """Create a frame from the values of its constructor, for pickle and copy."""
    declaration: Declaration = cls.__framekit__
    instance = object.__new__(declaration.draft)
    for name, value in zip(declaration.names, values, strict=True):
        setattr(instance, name, value)
    instance.__class__ = cls
    return instance


if TYPE_CHECKING:
    # Type checkers must not see the metaclass: they would check class options against it, and find it in a user's base classes.
    _Metaclass = type
else:
    _Metaclass = _FrameMeta


def _class_getitem(cls: Any, arguments: Any) -> Any:
    """Return a generic frame with its type variables replaced: `Envelope[Ping]`."""
    arguments = arguments if isinstance(arguments, tuple) else (arguments,)
    parameters = getattr(cls, "__parameters__", ())
    if not parameters:
        raise TypeError(f"{cls.__name__} is not a generic frame; add Generic[T] to its bases")
    if len(arguments) != len(parameters):
        raise TypeError(
            f"{cls.__name__} expects {len(parameters)} type argument{'s' * (len(parameters) > 1)}, got {len(arguments)}"
        )
    if any(has_variables(each) for each in arguments):
        return super(Frame, cls).__class_getitem__(arguments)
    made = cls.__dict__["__framekit__"].made
    if arguments not in made:
        shown = ", ".join(map(name_of_argument, arguments))
        body = {"__module__": cls.__module__, "__parameters__": (), "__qualname__": f"{cls.__qualname__}[{shown}]"}
        chosen = dict(zip(parameters, arguments, strict=True))
        made[arguments] = _make_class(_FrameMeta, f"{cls.__name__}[{shown}]", (cls,), body, None, arguments=chosen)
        made_of = (cls, arguments if len(arguments) > 1 else arguments[0])
        type.__setattr__(made[arguments], "__framekit_made_of__", made_of)
    return made[arguments]


def _reduce_class(cls: Any) -> Any:
    """Pickle a class by its name, and a class created from a generic frame by that frame and its arguments."""
    made_of = cls.__dict__.get("__framekit_made_of__")
    return cls.__qualname__ if made_of is None else (operator.getitem, made_of)


copyreg.pickle(_FrameMeta, _reduce_class)


@dataclass_transform(
    kw_only_default=True,
    field_specifiers=(
        field,
        const,
        derived,
        pad,
        peek,
        align,
        data,
        text,
        array,
        switch,
        optional,
        checksum,
        computed,
        given,
        leftover_of,
        custom,
        construct_field,
        mapped,
        timestamp,
        ntp_timestamp,
        duration,
        fixed_point,
        scaled,
        bcd,
        text_int,
        deflated,
        rotated,
        xor,
    ),
)
class Frame(metaclass=_Metaclass):
    """The base class of binary frames.

    Subclass it and declare each field as an annotation (`version: u8`). What the annotation cannot express goes on the right-hand
    side (`name: str = text(prefix=u8)`).

    Class options:
        byteorder: "big", "little", "native", or one of `> < ! = @`; the default is network order. `@` uses the sizes and
            alignment of C. "outer" uses the order of the enclosing frame; with `byteorder_by(...)` a field determines the order.
        bitorder: "msb" if the first of adjacent bit fields has the highest bits, "lsb" if it has the lowest.
        bitwise: fields follow each other bit by bit and may begin at any bit; the last byte is filled with zero bits, which
            reading ignores.
        size: the size of the whole frame in bytes, as an expression over its fields: `size=this.length + 6`.
        frozen: instances cannot be changed, and are hashable.
        max_depth: the maximum depth of nested frames, if frames can contain themselves; 64 by default.
        max_items: the maximum number of items in all arrays of a frame together. By default only items that may take no bytes
            are limited, to 4,096.
        origin: offsets in the functions of custom fields are relative to the start of this frame, even inside another frame.
        tag: the tag, or tags, that make this frame an arm of the open union that it inherits from.

    Raises:
        SpecError: the declaration is wrong.

    >>> from framekit import Frame, text, u8, u16
    >>> class Hello(Frame):
    ...     version: u8 = 1
    ...     port: u16
    ...     name: str = text(prefix=u8)
    >>> Hello(port=80, name="web").pack()
    b'\\x01\\x00P\\x03web'
    >>> Hello.unpack(b"\\x01\\x00P\\x03web")
    Hello(version=1, port=80, name='web')
    """

    __slots__ = ("__weakref__",)
    __match_args__: ClassVar[tuple[str, ...]] = ()
    __framekit__: ClassVar[Any] = None

    if TYPE_CHECKING:

        def __init_subclass__(
            cls,
            *,
            byteorder: ByteOrder | ByteOrderBy = "!",
            bitorder: BitOrder = "msb",
            bitwise: bool = False,
            size: Expr | int | None = None,
            frozen: bool = False,
            max_depth: int = 64,
            max_items: int | None = None,
            origin: bool = False,
            tag: object = None,
        ) -> None: ...

    else:
        __class_getitem__ = classmethod(_class_getitem)

        def __init__(self, /, **values: Any) -> None:
            from framekit.declare.initializer import make_initializer

            cls = type(self)
            initializer = make_initializer(spec_of(cls))
            if "__init__" in cls.__dict__.get("__framekit_verbs__", ()):
                type.__setattr__(cls, "__init__", initializer)
            initializer(self, **values)

    @in_one_line
    def pack(self, *, override: Mapping[str, Any] | None = None) -> bytes:
        """Return the bytes of this frame.

        Args:
            override: values to write instead of the computed or constant ones, by path, in order to send a wrong frame on
                purpose: `{"length": 9}`.

        Raises:
            PackError: a value cannot be written.
        """
        return codec_of_class(type(self)).pack(self, override=override)

    @in_one_line
    def pack_into(self, buffer: Buffer, /, offset: int = 0, *, override: Mapping[str, Any] | None = None) -> None:
        """Write the bytes of this frame into a buffer; nothing is written if an error occurs.

        Args:
            buffer: a writable buffer.
            offset: the offset of the first byte; a negative offset counts from the end.
            override: as in `pack`.

        Raises:
            PackError: a value cannot be written, or the buffer is too small.
        """
        codec_of_class(type(self)).pack_into(self, buffer, offset, override=override)

    @classmethod
    @in_one_line
    def unpack(cls, data: Buffer, /, **given: Any) -> Self:
        """Return the frame that `data` contains; `data` must be exactly one frame.

        Args:
            data: the bytes of the frame.
            given: the values of the fields declared with `given()`, by name.

        Raises:
            UnpackError: the bytes are not such a frame; subclasses include TruncatedFrame and TrailingData.
            GivenError: a given value is missing, unknown or of the wrong class.
        """
        return codec_of_class(cls).unpack(data, **given)  # type: ignore[no-any-return]

    @classmethod
    @in_one_line
    def unpack_from(cls, buffer: Buffer, /, offset: int = 0, **given: Any) -> Self:
        """Return the frame that begins at `offset`; bytes after it are ignored.

        Args:
            buffer: bytes that contain the frame.
            offset: the offset of its first byte; a negative offset counts from the end.
            given: as in `unpack`.

        Raises:
            UnpackError: the bytes at `offset` are not such a frame.
            GivenError: as in `unpack`.
        """
        return codec_of_class(cls).unpack_from(buffer, offset, **given)  # type: ignore[no-any-return]

    @classmethod
    def iter_unpack(cls, buffer: Buffer, /, **given: Any) -> Iterator[Self]:
        """Iterate over the consecutive frames in `buffer`, up to its end.

        Args:
            buffer: the bytes of the frames.
            given: as in `unpack`; alternatively `given=` takes a mapping, which may change between two frames.

        Raises:
            UnpackError: the next bytes are not such a frame; the frames before them have been yielded.
            GivenError: as in `unpack`.
        """
        from framekit.compiler.codec import iter_unpack
        from framekit.compiler.codec.bound import take_mapping

        return iter_unpack(codec_of_class(bound(cls, take_mapping(given))), buffer)

    @classmethod
    def given(cls, /, **values: Any) -> type[Self]:
        """Return this class bound to given values, for use inside another frame or for reading.

        Args:
            values: the value of each field declared with `given()`, or an expression over the enclosing frame:
                `array(Entry.given(wide=this.flags & 1 == 1))`.

        Raises:
            GivenError: a name is not that of a given field.
        """
        return bound(cls, values)  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        values: Callable[[Any], tuple[Any, ...]] = type(self).__framekit__.values
        return values(self) == values(other)

    def __repr__(self) -> str:
        return show_frame(type(self).__name__, list(self.__rich_repr__()))

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Yield the constructor arguments by name, for rich."""
        declaration: Declaration = type(self).__framekit__
        for name in declaration.names:
            yield name, getattr(self, name)

    def _repr_html_(self) -> str:
        """Return a table of the fields with their bytes, for notebooks."""
        from framekit.declare.html import html_table

        return html_table(self, list(self.__rich_repr__()))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Return the schema for frames in models of pydantic, and thus also for FastAPI."""
        from framekit.declare.pydantic_schema import core_schema_of

        return core_schema_of(cls)

    def __reduce__(self) -> tuple[Any, ...]:
        cls = type(self)
        return _restore, (cls, cls.__framekit__.values(self))

    def __replace__(self, /, **changes: Any) -> Self:
        declaration: Declaration = type(self).__framekit__
        values = dict(zip(declaration.names, declaration.values(self), strict=True))
        return type(self)(**{**values, **changes})
