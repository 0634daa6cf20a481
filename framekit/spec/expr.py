"""Expressions over fields: `this.length - 4`.

Strategy: an expression is a small tree of plain nodes. Module functions evaluate it, list its references and print it; invert.py
solves it for a field. The nodes define only operators, so that `this.anything` can mean a field.

Rules: values are integers; no operation may produce more than a few hundred bits, whatever the operands (shifts are limited by
SHIFT_LIMIT). Arithmetic without a result raises ArithmeticError, which callers turn into their own errors.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeAlias

from framekit.errors import SpecError

SHIFT_LIMIT = 256
"""Maximum number of bits of a left shift. A length field has at most 128 bits; larger shifts would only fill memory."""

Path: TypeAlias = tuple[str, ...]


def shift_left(value: int, by: int) -> int:
    """Return `value << by` for a shift from 0 to SHIFT_LIMIT. Raises ArithmeticError for other shifts."""
    if not 0 <= by <= SHIFT_LIMIT:
        raise ArithmeticError(f"shift by {by} is not between 0 and {SHIFT_LIMIT}")
    return value << by


def shift_right(value: int, by: int) -> int:
    """Return `value >> by` for a shift from 0 up. Raises ArithmeticError for negative shifts."""
    if by < 0:
        raise ArithmeticError(f"shift by {by} is negative")
    return value >> by


def exact_quotient(value: int, by: int) -> int:
    """Return `value / by`. Raises ArithmeticError if there is a remainder."""
    quotient, remainder = divmod(value, by)
    if remainder:
        raise ArithmeticError(f"{value} is not a multiple of {by}")
    return quotient


_BINARY: dict[str, tuple[Callable[[Any, Any], Any], int]] = {
    "|": (operator.or_, 1),
    "^": (operator.xor, 2),
    "&": (operator.and_, 3),
    "<<": (shift_left, 4),
    ">>": (shift_right, 4),
    "+": (operator.add, 5),
    "-": (operator.sub, 5),
    "*": (operator.mul, 6),
    "//": (operator.floordiv, 6),
    "%": (operator.mod, 6),
    "==": (operator.eq, 0),
    "!=": (operator.ne, 0),
    "<": (operator.lt, 0),
    "<=": (operator.le, 0),
    ">": (operator.gt, 0),
    ">=": (operator.ge, 0),
    "exact": (exact_quotient, 9),
}
_UNARY: dict[str, Callable[[Any], Any]] = {"-": operator.neg, "~": operator.invert}
_ATOM = 9
_FUNCTIONS = {"<<": "shift_left", ">>": "shift_right", "exact": "exact_quotient"}


class Expr:
    """An integer that is computed from the bytes. Built from `this` with `+ - * // % & | ^ << >> ~` and comparisons."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __add__(self, other: Expr | int) -> Expr:
        return Binary("+", self, as_expr(other))

    def __radd__(self, other: int) -> Expr:
        return Binary("+", as_expr(other), self)

    def __sub__(self, other: Expr | int) -> Expr:
        return Binary("-", self, as_expr(other))

    def __rsub__(self, other: int) -> Expr:
        return Binary("-", as_expr(other), self)

    def __mul__(self, other: Expr | int) -> Expr:
        return Binary("*", self, as_expr(other))

    def __rmul__(self, other: int) -> Expr:
        return Binary("*", as_expr(other), self)

    def __floordiv__(self, other: Expr | int) -> Expr:
        return Binary("//", self, as_expr(other))

    def __rfloordiv__(self, other: int) -> Expr:
        return Binary("//", as_expr(other), self)

    def __mod__(self, other: Expr | int) -> Expr:
        return Binary("%", self, as_expr(other))

    def __rmod__(self, other: int) -> Expr:
        return Binary("%", as_expr(other), self)

    def __and__(self, other: Expr | int) -> Expr:
        return Binary("&", self, as_expr(other))

    def __rand__(self, other: int) -> Expr:
        return Binary("&", as_expr(other), self)

    def __or__(self, other: Expr | int) -> Expr:
        return Binary("|", self, as_expr(other))

    def __ror__(self, other: int) -> Expr:
        return Binary("|", as_expr(other), self)

    def __xor__(self, other: Expr | int) -> Expr:
        return Binary("^", self, as_expr(other))

    def __rxor__(self, other: int) -> Expr:
        return Binary("^", as_expr(other), self)

    def __lshift__(self, other: Expr | int) -> Expr:
        return Binary("<<", self, as_expr(other))

    def __rlshift__(self, other: int) -> Expr:
        return Binary("<<", as_expr(other), self)

    def __rshift__(self, other: Expr | int) -> Expr:
        return Binary(">>", self, as_expr(other))

    def __rrshift__(self, other: int) -> Expr:
        return Binary(">>", as_expr(other), self)

    def __truediv__(self, other: object) -> NoReturn:
        raise TypeError("an expression is an integer and has no /; divide with //")

    def __getitem__(self, index: object) -> Expr:
        if not isinstance(self, Ref) or not isinstance(index, Expr | int):
            raise SpecError(
                f"{self}[{index!r}] is not an item of an array; write this.name[index], with an integer or an expression as index"
            )
        return Element(self, as_expr(index))

    def __len__(self) -> int:
        raise SpecError(f"len({self}) has no value while a frame is being declared; refer to the field that contains the count")

    def __neg__(self) -> Expr:
        return Unary("-", self)

    def __invert__(self) -> Expr:
        return Unary("~", self)

    def __eq__(self, other: Expr | int | bytes | str) -> Expr:  # type: ignore[override]  # it builds an expression instead of comparing
        return Binary("==", self, _comparable(other))

    def __ne__(self, other: Expr | int | bytes | str) -> Expr:  # type: ignore[override]  # as above
        return Binary("!=", self, _comparable(other))

    def __lt__(self, other: Expr | int) -> Expr:
        return Binary("<", self, as_expr(other))

    def __le__(self, other: Expr | int) -> Expr:
        return Binary("<=", self, as_expr(other))

    def __gt__(self, other: Expr | int) -> Expr:
        return Binary(">", self, as_expr(other))

    def __ge__(self, other: Expr | int) -> Expr:
        return Binary(">=", self, as_expr(other))

    def __bool__(self) -> bool:
        raise TypeError(f"{self} has no truth value while a frame is being declared; combine comparisons with & and |")

    def __str__(self) -> str:
        return to_source(self, spell)

    def __repr__(self) -> str:
        return f"<expression {self}>"


class Literal(Expr):
    """An integer in the declaration, or bytes or text with which a field is compared."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: int | bytes | str) -> None:
        self.value = value


class Ref(Expr):
    """A reference to an earlier field of the frame; `this.header.length` refers to a field of a nested frame.

    The path has a mangled name, because every other attribute of a reference is a field of the user's.
    """

    __slots__ = ("__path",)

    def __init__(self, path: Path) -> None:
        self.__path = path

    def __getattr__(self, name: str) -> Ref:
        if name.startswith("__"):
            raise AttributeError(name)
        return Ref((*self.__path, name))


def spell(path: Path) -> str:
    """Return the path as the declaration spells it: `this.length`, `item.kind`."""
    if path == (INDEX,):
        return "index"
    if path == SIZE_OF_ITEM:
        return "size_of(item)"
    if path == REST:
        return "rest"
    return ".".join(("item", *path[1:]) if path[:1] == (ITEM,) else ("this", *path))


def path_of(reference: Ref) -> Path:
    """Return the names from the frame to the field. It is a function, because each attribute of a reference is a field."""
    path: Path = object.__getattribute__(reference, "_Ref__path")
    return path


class Binary(Expr):
    """A binary operation: two operands and an operator."""

    __slots__ = ("left", "op", "right")
    __match_args__ = ("op", "left", "right")

    def __init__(self, op: str, left: Expr, right: Expr) -> None:
        self.op = op
        self.left = left
        self.right = right


class Unary(Expr):
    """A unary operation: an operand and an operator."""

    __slots__ = ("op", "operand")
    __match_args__ = ("op", "operand")

    def __init__(self, op: str, operand: Expr) -> None:
        self.op = op
        self.operand = operand


class Choice(Expr):
    """One of two expressions, chosen by a condition; the other is not evaluated."""

    __slots__ = ("condition", "otherwise", "then")
    __match_args__ = ("condition", "then", "otherwise")

    def __init__(self, condition: Expr, then: Expr, otherwise: Expr) -> None:
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


class Element(Expr):
    """An item of an array of integers that is an earlier field."""

    __slots__ = ("array", "index")
    __match_args__ = ("array", "index")

    def __init__(self, array: Ref, index: Expr) -> None:
        self.array = array
        self.index = index


def element(items: Any, index: int) -> Any:
    """Return an item of a list. Raises ArithmeticError if there is none; a negative index does not count from the end."""
    if not isinstance(items, list) or not 0 <= index < len(items):
        raise ArithmeticError(f"no item at index {index}")
    return items[index]


def choose(condition: Expr | int, then: Expr | int, otherwise: Expr | int) -> Expr:
    """Choose between two expressions by a condition; only the chosen one is evaluated.

    Args:
        condition: an expression, which is true unless it is 0.
        then: the value if the condition is true.
        otherwise: the value if it is false.

    >>> from framekit import Frame, choose, data, optional, this, u8, u16
    >>> class Payload(Frame):
    ...     short: u8
    ...     extended: int | None = optional(u16, when=this.short == 126)
    ...     body: bytes = data(length=choose(this.short == 126, this.extended, this.short))
    >>> Payload.unpack(b"\\x02hi").body
    b'hi'
    """
    return Choice(as_expr(condition), as_expr(then), as_expr(otherwise))


this = Ref(())
"""The frame being declared: `this.length` refers to its field `length`. In a check, `this` alone is the value of the field."""
ITEM = "<item>"
item = Ref((ITEM,))
"""The item of an array that was read last, as in `until=item.kind == 0`."""
SIZE_OF_ITEM: Path = (ITEM, "<size>")
"""The path of `size_of(item)`."""
INDEX = "<index>"
index = Ref((INDEX,))
"""In an item of an array, the number of preceding items of the innermost array: `array(data(this.sizes[index]), this.n)`."""
REST: Path = ("<rest>",)
"""The path of `rest`."""
rest = Ref(REST)
"""In the `size=` of a class, the number of bytes from the start of the frame to the end of its surroundings."""
MEASURED = Ref(("<measured>",))
"""In an inverse, the length or count that was measured."""


def size_of(operand: Expr) -> Expr:
    """Return the size of an item in bytes, for `until=` of an array: `until=size_of(item) == 1`.

    Args:
        operand: `item`, the item that was read last.

    Raises:
        SpecError: the operand is anything else.

    >>> from framekit import Frame, array, item, size_of, text, u8
    >>> class Labels(Frame):
    ...     labels: list[str] = array(text(prefix=u8), until=size_of(item) == 1)
    >>> Labels.unpack(b"\\3www\\0").labels
    ['www', '']
    """
    if not isinstance(operand, Ref) or path_of(operand) != (ITEM,):
        raise SpecError(f"size_of({operand}) is not the size of an item of an array; write size_of(item)")
    return Ref(SIZE_OF_ITEM)


def as_expr(value: Expr | int) -> Expr:
    """Return an expression unchanged, or an integer as an expression. Raises TypeError for anything else."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, int):
        return Literal(int(value))
    raise TypeError(f"expected a field or an integer in an expression, got {value!r}")


def _comparable(value: Expr | int | bytes | str) -> Expr:
    """Return the operand of a comparison as an expression."""
    return Literal(value) if isinstance(value, bytes | str) else as_expr(value)


def compared(expression: Expr) -> Iterator[tuple[Path, bytes | str]]:
    """Yield the references that are compared with bytes or text, each with its operand."""
    match expression:
        case Unary(_, operand):
            yield from compared(operand)
        case Binary("==" | "!=", Ref() as reference, Literal(value)) if isinstance(value, bytes | str):
            yield path_of(reference), value
        case Binary(_, left, right):
            yield from compared(left)
            yield from compared(right)
        case Choice(condition, then, otherwise):
            for each in (condition, then, otherwise):
                yield from compared(each)
        case Element(_, place):
            yield from compared(place)


def integers_in(expression: Expr) -> Iterator[int]:
    """Yield the integer literals in an expression."""
    match expression:
        case Literal(int() as value):
            yield value
        case Unary(_, operand):
            yield from integers_in(operand)
        case Binary(_, left, right):
            yield from integers_in(left)
            yield from integers_in(right)
        case Choice(condition, then, otherwise):
            for each in (condition, then, otherwise):
                yield from integers_in(each)
        case Element(_, place):
            yield from integers_in(place)


def evaluate(expression: Expr, value_of: Callable[[Path], Any]) -> Any:
    """Return the value of `expression`; `value_of` returns the values of fields, and an absent field is 0.

    Raises:
        ArithmeticError: the expression has no value, because of a division by zero or a shift out of range.
    """
    match expression:
        case Literal(value):
            return value
        case Ref():
            value = value_of(path_of(expression))
            return 0 if value is None else value
        case Choice(condition, then, otherwise):
            return evaluate(then if evaluate(condition, value_of) else otherwise, value_of)
        case Element(array, place):
            return element(value_of(path_of(array)), evaluate(place, value_of))
        case Unary(op, operand):
            return int(_UNARY[op](_plain(evaluate(operand, value_of))))
        case Binary(op, left, right):
            return int(_BINARY[op][0](_plain(evaluate(left, value_of)), _plain(evaluate(right, value_of))))
    raise TypeError(f"not an expression: {expression!r}")


def _plain(value: Any) -> Any:
    """Return an enumeration member as a plain integer, because flags have operators of their own."""
    return int(value) if isinstance(value, int) else value


def references(expression: Expr) -> Iterator[Path]:
    """Yield the path of each reference in an expression, from left to right, including repetitions."""
    match expression:
        case Ref():
            yield path_of(expression)
        case Unary(_, operand):
            yield from references(operand)
        case Binary(_, left, right):
            yield from references(left)
            yield from references(right)
        case Choice(condition, then, otherwise):
            for each in (condition, then, otherwise):
                yield from references(each)
        case Element(array, place):
            yield path_of(array)
            yield from references(place)


def arrays_in(expression: Expr) -> set[Path]:
    """Return the paths of the arrays of which an expression takes an item."""
    match expression:
        case Unary(_, operand):
            return arrays_in(operand)
        case Binary(_, left, right):
            return arrays_in(left) | arrays_in(right)
        case Choice(condition, then, otherwise):
            return arrays_in(condition) | arrays_in(then) | arrays_in(otherwise)
        case Element(array, place):
            return {path_of(array)} | arrays_in(place)
        case _:
            return set()


def is_comparison(expression: Expr) -> bool:
    """Return True if the outermost operator is a comparison; such an expression needs parentheses in another comparison."""
    return isinstance(expression, Binary) and _BINARY[expression.op][1] == 0


def substitute(expression: Expr, replacement_of: Callable[[Path], Expr | None]) -> Expr:
    """Replace each reference for whose path `replacement_of` returns an expression."""
    match expression:
        case Ref():
            replacement = replacement_of(path_of(expression))
            return expression if replacement is None else replacement
        case Unary(op, operand):
            return Unary(op, substitute(operand, replacement_of))
        case Binary(op, left, right):
            return Binary(op, substitute(left, replacement_of), substitute(right, replacement_of))
        case Choice(condition, then, otherwise):
            return Choice(*(substitute(each, replacement_of) for each in (condition, then, otherwise)))
        case Element(array, place):
            return Element(array, substitute(place, replacement_of))
    return expression


def check_literals(expression: Expr) -> None:
    """Raise ArithmeticError if an operation has no result for any values of the fields: `this.n // 0`, `this.n << 1000`."""
    match expression:
        case Unary(_, operand):
            check_literals(operand)
        case Binary(op, left, right):
            check_literals(left)
            check_literals(right)
            if isinstance(right, Literal) and op in ("//", "%", "<<", ">>"):
                _BINARY[op][0](0, right.value)
        case Choice(condition, then, otherwise):
            for each in (condition, then, otherwise):
                check_literals(each)
        case Element(_, place):
            check_literals(place)


def to_source(expression: Expr, name_of: Callable[[Path], str], *, calls: bool = False) -> str:
    """Print an expression as Python source.

    Args:
        expression: the expression to print.
        name_of: returns the name to print for a field.
        calls: True to print guarded operations as calls of this module's functions, as generated code requires.
    """
    return _print(expression, name_of, calls)[0]


def to_condition(expression: Expr, name_of: Callable[[Path], str]) -> str:
    """Print an expression as a condition of generated code.

    Comparisons joined by `|` and `&` become `or` and `and`, which stop early, if the remaining operands cannot raise an error.
    """
    match expression:
        case Binary("|" | "&" as op, left, right) if _is_truth(left) and _is_truth(right) and not _may_fail(right):
            word = "or" if op == "|" else "and"
            return f"({to_condition(left, name_of)} {word} {to_condition(right, name_of)})"
        case _:
            return to_source(expression, name_of, calls=True)


def _is_truth(expression: Expr) -> bool:
    match expression:
        case Binary("|" | "&", left, right):
            return _is_truth(left) and _is_truth(right)
        case _:
            return is_comparison(expression)


def _may_fail(expression: Expr) -> bool:
    """Return True if an operation may have no result."""
    match expression:
        case Unary(_, operand):
            return _may_fail(operand)
        case Binary(op, left, right):
            return op in ("//", "%", "<<", ">>", "exact") or _may_fail(left) or _may_fail(right)
        case Choice(condition, then, otherwise):
            return any(map(_may_fail, (condition, then, otherwise)))
        case Element():
            return True
        case _:
            return False


def _print(expression: Expr, name_of: Callable[[Path], str], calls: bool) -> tuple[str, int]:
    match expression:
        case Literal(value):
            return (f"({value})", _ATOM) if isinstance(value, int) and value < 0 else (repr(value), _ATOM)
        case Ref():
            return name_of(path_of(expression)), _ATOM
        case Unary(op, operand):
            text, rank = _print(operand, name_of, calls)
            return f"{op}{text if rank == _ATOM else f'({text})'}", 7
        case Binary(op, left, right):
            rank = _BINARY[op][1]
            left_text, left_rank = _print(left, name_of, calls)
            right_text, right_rank = _print(right, name_of, calls)
            harmless = isinstance(right, Literal) and isinstance(right.value, int) and 0 <= right.value <= SHIFT_LIMIT
            if op in _FUNCTIONS and (op == "exact" or (calls and not harmless)):
                return f"{_FUNCTIONS[op]}({left_text}, {right_text})", _ATOM
            # Comparisons chain in Python, so they are always in parentheses inside another operation.
            if left_rank < rank or left_rank == 0:
                left_text = f"({left_text})"
            if right_rank <= rank:
                right_text = f"({right_text})"
            return f"{left_text} {op} {right_text}", rank
        case Choice(condition, then, otherwise):
            parts = [_print(each, name_of, calls)[0] for each in (then, condition, otherwise)]
            if calls:
                return f"({parts[0]} if {parts[1]} else {parts[2]})", _ATOM
            return f"choose({parts[1]}, {parts[0]}, {parts[2]})", _ATOM
        case Element(array, place):
            item, at = name_of(path_of(array)), _print(place, name_of, calls)[0]
            return (f"element({item}, {at})" if calls else f"{item}[{at}]"), _ATOM
    raise TypeError(f"not an expression: {expression!r}")
