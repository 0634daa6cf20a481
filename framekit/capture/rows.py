"""Frames as flat rows, for tables: pandas, polars, CSV.

Rules: a column is a leaf: the path of a field, such as `readings[3].unit`. Values are those that JSON and tables can represent:
members of enumerations are their names, bytes are hex.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from framekit.capture.found import Found
from framekit.declare.convert import asdict
from framekit.declare.frame import Frame


def rows(found: Iterable[Found | Frame], *, lists: Literal["index", "row"] = "index") -> Iterator[dict[str, Any]]:
    """Yield a flat dict for each frame; other items are left out.

    Args:
        found: what `Capture.frames` yields, whose rows begin with `_time` (nanoseconds since 1970), `_direction`, `_connection`,
            `_packet` and `_type`; or frames, whose rows begin with `_type` only.
        lists: "index": a column for each item of an array; "row": a row for each item of the first nonempty array, with the other
            fields repeated.

    >>> from framekit import array, text, u8
    >>> class Reading(Frame):
    ...     sensor: u8
    ...     unit: str = text(prefix=u8)
    >>> class Report(Frame):
    ...     number: u8
    ...     readings: list[Reading] = array(Reading, prefix=u8)
    >>> report = Report(number=7, readings=[Reading(sensor=1, unit="V"), Reading(sensor=2, unit="A")])
    >>> list(rows([report], lists="row"))[1]
    {'_type': 'Report', 'number': 7, 'readings': 1, 'readings.sensor': 2, 'readings.unit': 'A'}
    """
    for each in found:
        if isinstance(each, Found):
            if each.frame is None:
                continue
            packet = each.packets[-1] if each.packets else None
            number = None if each.connection is None else each.connection.number
            head: dict[str, Any] = {"_time": each.time_ns, "_direction": each.direction, "_connection": number, "_packet": packet}
            frame = each.frame
        else:
            head, frame = {}, each
        head["_type"] = type(frame).__name__
        values = asdict(frame, mode="json")
        if lists == "index":
            yield head | dict(_leaves(values, ""))
        else:
            yield from _by_row(head, values)


def _by_row(head: dict[str, Any], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name = next((name for name, value in values.items() if isinstance(value, list) and value), None)
    if name is None:
        yield head | dict(_leaves(values, ""))
        return
    rest = {key: value for key, value in values.items() if key != name}
    for index, item in enumerate(values[name]):
        row = head | dict(_leaves(rest, "")) | {name: index}
        leaves = dict(_leaves(item, name))
        yield row | (leaves if name not in leaves else {f"{name}.value": leaves[name]})


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
