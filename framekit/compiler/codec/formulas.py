"""Prints formulas, operands and checks as Python.

Rules: a place is a local named after it; the place of the frame being written is `self`.
"""

from __future__ import annotations

from functools import partial
from typing import assert_never

from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.program.giving import ValueToGive
from framekit.compiler.program.operands import Amount, Formula, Length, Operand, Place, Presence, Value
from framekit.spec.expr import Ref, to_condition, to_source
from framekit.spec.given import converter
from framekit.spec.kinds import Arm, Bits, Given, Scalar, Varint, integer_base
from framekit.spec.model import FieldSpec
from framekit.spec.structure import may_be_none
from framekit.spec.tags import listed_tags


def operand_source(out: FunctionSource, operand: Operand) -> str:
    """Return the expression of an operand."""
    match operand:
        case Value(place, attributes, flags, absent):
            name = ".".join((place_name(out, place), *attributes))
            name = f"({name} or 0)" if absent else name
            return f"int({name})" if flags else name
        case Length(places, more):
            parts = [f"len({place_name(out, place)})" for place in places]
            whole = " + ".join([*([str(more)] if more or not parts else []), *parts])
            return f"({whole})" if " " in whole else whole
        case Presence(place, as_number):
            present = f"({place_name(out, place)} is not None)"
            return f"int{present}" if as_number else present
        case _:
            assert_never(operand)


def place_name(out: FunctionSource, place: Place) -> str:
    """Return the local for a place."""
    return out.local(place) if place else "self"


def given_call(out: FunctionSource, field: FieldSpec, value: str) -> str:
    """Return the call that converts a value to the type of its given field; the call raises if it cannot."""
    assert isinstance(field.kind, Given)
    function = out.module.share(id(field), f"as_{field.name}", partial(converter, field.kind.base))
    return f"{function}({value})"


def to_give_source(out: FunctionSource, given: ValueToGive) -> str:
    """Return the expression of a value in the type of its given field."""
    value = formula_source(out, given.formula)
    return value if given.fits else given_call(out, given.field, value)


def given_source(out: FunctionSource, given: tuple[ValueToGive, ...]) -> str:
    """Return the argument after the guard in a call of a nested frame: the tuple of its given values, or "" if it has none."""
    values = [to_give_source(out, each) for each in given]
    return f", given=({', '.join(values)},)" if values else ""


def stem(place: Place) -> str:
    """Return the last word of a place, as part of a name."""
    return place[-1].replace(":", "")


def formula_source(out: FunctionSource, formula: Formula, *, condition: bool = False, bracket: bool = False) -> str:
    """Return a formula as an expression.

    Args:
        out: the function.
        formula: the formula to print.
        condition: True if only its truth value matters.
        bracket: put it in parentheses unless it is one operand.
    """
    operands = dict(formula.operands)

    def name_of(path: tuple[str, ...]) -> str:
        return operand_source(out, operands[path])

    if condition:
        return to_condition(formula.expression, name_of)
    text = to_source(formula.expression, name_of, calls=True)
    alone = isinstance(formula.expression, Ref)
    if bracket and not alone:
        return f"({text})"
    sum_alone = isinstance(formula.alone, Length) and text.startswith("(") and text.endswith(")")
    return text[1:-1] if sum_alone and not bracket else text


def amount_source(out: FunctionSource, amount: Amount) -> str:
    """Return a length, count or size as an expression."""
    return str(amount) if isinstance(amount, int) else formula_source(out, amount)


def refuse_unchecked(out: FunctionSource, name: str, field: FieldSpec, formula: Formula | None) -> None:
    """Print the lines that reject a value that the `check=` of its field does not allow."""
    check = field.check
    assert check is not None
    number = isinstance(field.kind, Scalar | Bits | Varint) and integer_base(field.kind) is not None
    if formula is not None:
        condition = f"not ({formula_source(out, formula, condition=True)})"
    elif isinstance(check.allowed, range) and check.allowed.step == 1 and number:
        condition = f"not {check.allowed.start} <= {name} < {check.allowed.stop}"
    elif isinstance(check.allowed, range):
        condition = f"not {out.module.share(id(check), f'{field.name}_allows', lambda: check.allows)}({name})"
    else:
        condition = f"{name} not in {out.module.give(f'{field.name}_allowed', check.allowed)}"
    if may_be_none(field.kind):
        condition = f"{name} is not None and ({condition})"
    out.refuse_if(condition)


def arm_condition(out: FunctionSource, arm: Arm, tag: str) -> str:
    """Return the condition that a tag selects an arm."""
    listed = listed_tags(arm)
    if listed is not None and len(listed) == 1:
        return f"{tag} == {listed[0]!r}"
    if listed is not None and len(listed) <= 4:
        return f"{tag} in {tuple(listed)!r}"
    if len(arm.tags) == 1 and isinstance(arm.tags[0], range) and arm.tags[0].step == 1:
        return f"{arm.tags[0].start} <= {tag} < {arm.tags[0].stop}"
    if listed is not None:
        return f"{tag} in {out.module.give('tags', frozenset(listed))}"
    parts = [f"{tag} in {each!r}" if isinstance(each, range) else f"{tag} == {each!r}" for each in arm.tags]
    return " or ".join(parts)


def targets(names: list[str]) -> str:
    """Return names as the targets of a tuple assignment."""
    return f"({names[0]},)" if len(names) == 1 else ", ".join(names)


def bracketed(expression: str) -> str:
    """Return an expression in parentheses, unless it is one word."""
    return f"({expression})" if " " in expression else expression
