"""Inspection of steps: their blocks, the formulas that they compute, the places that they use.

Strategy: steps are dataclasses, so a search goes through their attributes; a new step needs no code here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from framekit.compiler.program.giving import ValueToGive
from framekit.compiler.program.operands import Formula, Place, read_places


def walk_steps(steps: Iterable[Any]) -> Iterator[Any]:
    """Yield steps and, recursively, the steps of their blocks, each step before its own blocks."""
    for step in steps:
        yield step
        yield from walk_steps(blocks_of(step))


def blocks_of(step: Any) -> Iterator[Any]:
    """Yield the steps in the blocks of a step, but not those of nested blocks."""
    for value in _attributes(step):
        yield from _steps_in(value)


def formulas_of(step: Any) -> Iterator[Formula]:
    """Yield the formulas of a step itself, but not those of its blocks."""
    for value in _attributes(step):
        if isinstance(value, Formula):
            yield value
        elif isinstance(value, ValueToGive):
            yield value.formula
        elif isinstance(value, tuple):  # formulas, pairs that contain a formula, or values to give
            yield from (each.formula for each in value if isinstance(each, ValueToGive))
            parts = (each for pair in value for each in (pair if isinstance(pair, tuple) else (pair,)))
            yield from (each for each in parts if isinstance(each, Formula))
        elif _is_step(value):  # a part of a step, such as the ending of a loop
            yield from (inner for inner in _attributes(value) if isinstance(inner, Formula))


def formulas_in(steps: Iterable[Any]) -> Iterator[Formula]:
    """Yield the formulas of steps and of the blocks inside them."""
    for step in walk_steps(steps):
        yield from formulas_of(step)


def places_read(steps: Iterable[Any]) -> set[Place]:
    """Return the places whose contents the formulas of steps need."""
    return {place for each in formulas_in(steps) for place in read_places(each)}


def places_named(steps: Iterable[Any]) -> set[Place]:
    """Return all places named by steps."""
    found: set[Place] = set()
    for step in walk_steps(steps):
        for value in _attributes(step):
            if isinstance(value, tuple) and value and all(isinstance(each, str) for each in value):
                found.add(value)
    return found


def places_set(steps: Iterable[Any]) -> set[Place]:
    """Return the places in which steps store their results."""
    found: set[Place] = set()
    for step in walk_steps(steps):
        slots = (*getattr(step, "slots", ()), *([step.slot] if hasattr(step, "slot") else ()))
        found.update(each.place for each in (step, *slots) if hasattr(each, "place"))
        if hasattr(step, "item"):
            found.add(step.item)
    return found


def _attributes(step: Any) -> Iterator[Any]:
    return (getattr(step, each.name) for each in fields(step))


def _is_step(value: Any) -> bool:
    return is_dataclass(value) and type(value).__module__.endswith("_steps")


def _steps_in(value: Any) -> Iterator[Any]:
    """Yield the steps in an attribute, which is a block or the arms of a branch."""
    if isinstance(value, tuple):
        for each in value:
            if _is_step(each):
                yield each
            else:
                yield from _steps_in(each)
