"""The context of a field: its frame, its name and its byte order; and how to reject the field."""

from __future__ import annotations

import functools
import operator
import types
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Union, get_args, get_origin

from framekit.declare.resolve.bitwise import number_in_bits
from framekit.declare.scalars import is_little, settle
from framekit.declare.specifier import Specifier, number_in
from framekit.errors import SpecError
from framekit.spec.bits import BitOrder
from framekit.spec.expr import Expr, Literal, Path, substitute
from framekit.spec.kinds import Arm, Bits, Kind, Nested, Scalar, Varint
from framekit.spec.model import FrameSpec


@dataclass(frozen=True)
class FieldContext:
    """The context of a field, for byte order and messages.

    Attributes:
        frame: the name of the frame class.
        name: the name of the field.
        sign: the byte order of the frame as a prefix of the struct module.
        is_frame: returns True for a Frame class.
        spec_of: returns the FrameSpec of a Frame class inside a frame with a byte order.
        arms_of: returns the arms registered for an open union, for a byte order, and for a bitwise frame or another.
        kind_of: returns the kind for an annotation and a specifier inside another specifier.
        computed: the expressions of attributes that take no bytes, by name.
        arguments: the replacements of the type variables of a generic frame.
        named: returns the class that a string names, which may be defined later in the file.
        bitorder: whether the first of adjacent bit fields has the highest or the lowest bits; None if the class does not specify.
        bitwise: the fields of the frame may begin at any bit.
    """

    frame: str
    name: str
    sign: str
    is_frame: Callable[[Any], bool]
    spec_of: Callable[[Any, str], FrameSpec]
    arms_of: Callable[[Any, str, bool], Callable[[], tuple[Arm, ...]]]
    kind_of: Callable[[Any, Specifier, FieldContext], Kind]
    computed: dict[str, Expr] = field(default_factory=dict)
    arguments: dict[Any, Any] = field(default_factory=dict)
    named: Callable[[str], Any] = field(default=lambda name: name)
    bitorder: BitOrder | None = None
    bitwise: bool = False

    def refuse(self, reason: str) -> NoReturn:
        """Raise SpecError for this field."""
        raise SpecError(reason, frame=self.frame, path=self.name)

    @property
    def is_little(self) -> bool:
        """True if the frame is little-endian."""
        return is_little(self.sign)

    def settle(self, number: Scalar | Bits | Varint) -> Scalar | Bits | Varint:
        """Return a number with the byte order of the frame, or with the bit order of a bitwise frame."""
        if self.bitwise:
            return number_in_bits(number, self)
        if isinstance(number, Varint) and number.encoding == "bcd" and number.in_digits.reverse is None:
            return replace(number, digits=replace(number.in_digits, reverse=self.is_little))
        if isinstance(number, Varint) and number.head is not None:
            return replace(number, forms=self._settled(number))
        if isinstance(number, Varint) and number.first is not None:
            return replace(number, first=settle(number.first, self.sign, self.frame, self.name), forms=self._settled(number))
        return settle(number, self.sign, self.frame, self.name) if isinstance(number, Scalar) else number

    def _settled(self, number: Varint) -> tuple[tuple[int, Scalar], ...]:
        return tuple((code, settle(form, self.sign, self.frame, self.name)) for code, form in number.forms)

    def nested(self, frame: Any) -> Nested:
        """Return the kind of a frame inside the frame."""
        spec_of, sign = self.spec_of, self.sign
        said: dict[str, Any] = frame.__framekit__.given
        given = tuple((name, self.expand(value) if isinstance(value, Expr) else Literal(value)) for name, value in said.items())
        if self.bitwise:
            self.require_bitwise(frame)
        return Nested(frame.__name__, lambda: spec_of(frame, sign), given)

    def require_bitwise(self, frame: Any) -> None:
        """Reject a frame that cannot begin at any bit."""
        if not frame.__framekit__.options.bitwise:
            self.refuse(
                f"{frame.__name__} takes whole bytes, but a bitwise frame contains only bitwise frames; declare it with "
                "bitwise=True"
            )
        if (frame.__framekit__.options.bitorder == "lsb") is not (self.bitorder == "lsb"):
            self.refuse(f"{frame.__name__} has a different bitorder=; use the same one in both frames")

    def expand(self, expression: Expr) -> Expr:
        """Return an expression in which computed attributes are replaced by their expressions."""

        def replacement_of(path: Path) -> Expr | None:
            return self.computed.get(path[0]) if len(path) == 1 else None

        return substitute(expression, replacement_of)

    def argument(self, value: Any) -> Any:
        """Return a type with its type variables replaced, the class that a string names, or any other value unchanged."""
        from framekit.declare.generics import with_arguments

        return self.named(value) if isinstance(value, str) else with_arguments(value, self.arguments, self.frame, self.name)

    def expect(self, annotation: Any, wanted: tuple[type, ...], said: str) -> None:
        """Reject an annotation that contradicts the right-hand side."""
        plain = get_origin(annotation) or annotation
        if number_in(annotation) is not None:
            plain = annotation.__origin__
        if not isinstance(plain, type) or plain in (Any, object) or plain in wanted or plain is types.UnionType:
            return
        self.refuse(f"{said}, but the annotation is {getattr(annotation, '__name__', annotation)}; change one of them")


def is_number(value: Any) -> bool:
    """Return True for an integer that is not a bool."""
    return isinstance(value, int) and not isinstance(value, bool)


def without_none(annotation: Any) -> Any:
    """Return an annotation without None: `int | None` becomes int."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    rest = [each for each in get_args(annotation) if each is not type(None)]
    return functools.reduce(operator.or_, rest) if rest else annotation
