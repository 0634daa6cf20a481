"""The truth as it lies in the files: units with their fields, each with its place, its bytes and what is shown to people."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from tests.capture.truth.case import CAPTURES, Case, Rules


class TruthField(NamedTuple):
    """A field as the dissector has it; a bit field shares its bytes with others."""

    name: str
    offset: int
    size: int
    raw: str
    shown: str | None
    is_bits: bool


class Unit(NamedTuple):
    """A protocol data unit as the dissector has it."""

    packet: int
    size: int
    fields: tuple[TruthField, ...]


def units_of(case: Case) -> list[Unit]:
    """The units of a capture that can be read; of those with equal bytes in one packet, each."""
    rules = case.rules
    lines = (CAPTURES / "truth" / f"{case.capture}.jsonl").read_text().splitlines()
    records = list(map(json.loads, lines))
    for inner in records:
        if not inner["segs"] and inner["proto"] in rules.inside:
            _move_into_outer(inner, records, rules)
    units = []
    for unit in records:
        fields = tuple(TruthField(*each) for each in unit["fields"])
        if unit["proto"] in rules.word.split("|") and not any(each.name in rules.not_readable for each in fields[:3]):
            rest = int(fields[1].raw, 16) if fields and fields[0].name == rules.head_with_length else 0
            units.append(Unit(unit["frame"], unit["size"] + rest, _in_place(fields, rules)))
    return units


def _in_place(fields: tuple[TruthField, ...], rules: Rules) -> tuple[TruthField, ...]:
    """The fields before the dissector has lost its place."""
    ends = (place + 2 for place, each in enumerate(fields) if (each.name, each.shown) == rules.lost_after)
    return fields[: next(ends, len(fields))]


def _move_into_outer(inner: dict[str, Any], records: list[dict[str, Any]], rules: Rules) -> None:
    """Give the fields of a unit to the unit of the same packet that holds it, or that it is the end of."""
    for outer in records:
        shift = inner["off"] - outer["off"]
        is_around = outer["frame"] == inner["frame"] and 0 <= shift <= outer["size"]
        if is_around and outer["proto"] in rules.word.split("|"):
            outer["fields"] += [[name, offset + shift, *others] for name, offset, *others in inner["fields"]]
            outer["size"] = max(outer["size"], shift + inner["size"])
