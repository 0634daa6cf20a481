"""How decoded frames are held against the units of the truth.

Strategy: a unit of the truth is a frame of ours in the same packet with the same size. Each field of the truth has a place in the
unit and a value as it is shown to people. It is modelled if our frame has a field at the same place, whose value must then be the
same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from framekit import Frame, Timestamp, Unknown, open_capture, trace
from framekit.capture import Found
from framekit.compiler.explain.record import Span
from framekit.declare.declaration import spec_of
from framekit.spec.given import given_of
from tests.capture.truth.case import CAPTURES, Case, Rules
from tests.capture.truth.units import TruthField, Unit


@dataclass
class Score:
    """How the fields of a capture compare.

    Attributes:
        fields: how many the truth has.
        modelled: how many have a field of ours at the same place.
        missing: names of the others, with how often each is missing.
        wrong: where the values differ.
    """

    fields: int = 0
    modelled: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def frames_of(case: Case) -> tuple[list[Found], list[Found]]:
    """The frames of a capture that the truth may have, with their bytes, and what is no frame."""
    rules = case.rules
    with open_capture(CAPTURES / case.capture) as capture:
        found = list(capture.frames(rules.protocol, keep_bytes=True, port=case.port))
    frames = [
        _without_padding(each, rules)
        for each in found
        if each.frame is not None and type(each.frame).__name__ not in rules.left_out
    ]
    return frames, [each for each in found if each.frame is None]


def _without_padding(found: Found, rules: Rules) -> Found:
    """Units of the truth end before the padding of their datagram."""
    padding = len(found.frame.padding) if rules.padded and isinstance(found.frame, rules.padded) else 0
    return replace(found, data=found.data[: found.size - padding], size=found.size - padding)


def compare(units: Sequence[Unit], found: Sequence[Found], rules: Rules) -> Score:
    """Hold the fields of units against the frames that were found in the same packets.

    Args:
        units: of the truth.
        found: frames, with their bytes.
        rules: of the protocol.
    """
    waiting: dict[tuple[int, int], list[Found]] = {}
    for each in found:
        waiting.setdefault((each.packets[-1], 0 if rules.heads_only else each.size), []).append(each)
    score = Score()
    for unit in units:
        frames = waiting.get((unit.packet, 0 if rules.heads_only else unit.size))
        if frames:
            _compare_unit(unit, frames.pop(0), rules, score)
    return score


def _compare_unit(unit: Unit, found: Found, rules: Rules, score: Score) -> None:
    traced = trace(type(found.frame), found.data, given=given_of(spec_of(type(found.frame)), found.frame))
    spans = [each for span in traced for each in _within(span)]
    for each in unit.fields:
        if not each.size or each.name in rules.computed | rules.other_forms:
            continue
        score.fields += 1
        form = rules.forms.get(each.name)
        values = list(_values_at(spans, each, form))
        if not values:
            score.missing[each.name] += 1
            continue
        score.modelled += 1
        is_same = any(_is_same(value, each) or (form is not None and form(value) == each.shown) for value in values)
        if not is_same:
            score.wrong.append(f"packet {unit.packet}, {each.name} at {each.offset}: {each.shown!r}, and ours {values!r:.200}")


def _within(span: Span) -> Iterator[Span]:
    """The pieces of a frame that is read within bytes as they are, and what ends it; any other piece itself."""
    inner = span.value.pack() if isinstance(span.value, Frame) else b""
    if not inner or not span.wire.startswith(inner):
        yield span
        return
    for each in trace(type(span.value), inner):
        yield replace(each, start=span.start + each.start, end=span.start + each.end)
    if len(inner) < len(span.wire):
        yield replace(span, start=span.start + len(inner), wire=span.wire[len(inner) :], value=None)


def _values_at(spans: list[Span], wanted: TruthField, form: Callable[[Any], object] | None) -> Iterator[Any]:
    """Values of our fields at a place, which may be a part of bits, or several fields together."""
    start, end = wanted.offset, wanted.offset + wanted.size
    covered = [span for span in spans if start <= span.start and span.end <= end]
    if wanted.is_bits:
        around = [span for span in spans if span.start <= start and end <= span.end and span.wire]
        for span in (*covered, *around):
            values = [span.value, *(each.value for each in spans if each.start == each.end == span.end)]
            yield from (value for value in values if isinstance(value, int))
            yield from (_packed(span.value)[start - span.start] for span in around if _is_bits(span.value))
    elif covered and covered[0].start == start and covered[-1].end == end:
        if len(covered) == 1:
            yield covered[0].value
        else:
            yield b"".join(span.wire for span in covered)
    else:
        around = [span for span in spans if span.start < end and start < span.end]
        texts = (span.value for span in around if isinstance(span.value, str))
        yield from (text for text in texts if text.rstrip("\r") == wanted.shown)  # with its length or its terminator
        if form is not None:  # a part of a value
            yield from (span.value for span in around if form(span.value) == wanted.shown)
        lists = (span.value for span in around if isinstance(span.value, list))  # what the bits of a bitmap stand for
        numbers = (str(int(number)) for each in lists for number in each if isinstance(number, int))
        yield from (number for number in numbers if number == wanted.shown)


def _is_bits(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, bool) for each in value)


def _packed(bits: list[bool]) -> bytes:
    """The bytes of an array of bits, of which the first is the lowest of its byte."""
    number = sum(bit << place for place, bit in enumerate(bits))
    return number.to_bytes((len(bits) + 7) // 8, "little")


def _is_same(value: Any, wanted: TruthField) -> bool:
    shown = wanted.shown or ""
    raw = bytes.fromhex(wanted.raw)
    match value:
        case Enum() | int():
            number = int(getattr(value, "value", value))
            if wanted.is_bits:
                return bool({number, *_parts(number)} & _numbers(shown))
            return number in _wire_numbers(raw) | _numbers(shown)
        case float():  # fixed point is shown as the number that is on the wire
            return any(value * 2**bits in _numbers(shown) for bits in (0, 16, 32))
        case bytes():
            return value == raw
        case Unknown():
            return value.data == raw
        case list() if _is_bits(value):
            return _packed(value) == raw
        case str():
            labels = "".join(f"\\x{len(label):x}{label}" for label in value.split("."))  # a name as the bytes that it has
            return value.rstrip("\r") in (shown, raw.decode("utf-8", "surrogateescape")) or shown in (labels, raw.hex(":"))
        case datetime() if shown.endswith(" UTC"):
            return f"{value:%b %e, %Y %H:%M:%S.%f}000 UTC" == shown
        case Timestamp():
            return value == _moment(shown)
        case None:  # what is padding with us
            return True
        case _:
            return str(value) in (shown, shown.partition("/")[0])


def _moment(shown: str) -> Timestamp:
    """A time as the dissector shows it: "Sep  1, 2009 23:31:33.643006100 UTC"."""
    seconds, _, fraction = shown.removesuffix(" UTC").partition(".")
    whole = datetime.strptime(seconds, "%b %d, %Y %H:%M:%S").replace(tzinfo=UTC)
    return Timestamp(f"{whole:%Y-%m-%dT%H:%M:%S}.{fraction}Z")


def _parts(number: int) -> set[int]:
    """The values of the bit fields that may be in a number, as flags are one number with us."""
    return {number >> shift & (1 << width) - 1 for shift in range(16) for width in range(1, 17)}


def _numbers(shown: str) -> set[int]:
    try:
        return {int(shown, 0)}
    except ValueError:
        return {int(shown == "True")} if shown in ("True", "False") else set()


def _wire_numbers(raw: bytes) -> set[int]:
    return {int.from_bytes(raw, order, signed=signed) for order in ("big", "little") for signed in (True, False)}


def as_golden(score: Score) -> dict[str, Any]:
    """What is kept of a score."""
    return {"fields": score.fields, "modelled": score.modelled, "missing": dict(sorted(score.missing.items()))}
