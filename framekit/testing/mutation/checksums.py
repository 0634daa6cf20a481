"""Correct checksums over changed bytes, so that a mutant is not refused merely because of a checksum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, assert_never

from framekit.compiler.explain.number_bytes import scalar_bytes, varint_bytes
from framekit.spec.expr import Ref, path_of
from framekit.spec.kinds import Bytes, Checksum, Scalar, Varint, checksum_in
from framekit.testing.mutation.mutant import Mutant
from framekit.testing.mutation.survey import FrameSite, Survey


def with_true_checksums(survey: Survey, mutant: Mutant) -> Mutant:
    """Return a mutant with correct checksums, at the offsets that they have in the good frame."""
    wire = mutant.data
    for frame in reversed(survey.frames):  # inner frames before those that contain them
        for field in frame.spec.fields:
            kind = checksum_in(field.kind)
            site = frame.fields.get(field.name)
            if kind is not None and site is not None and site.value is not None and not frame.is_fragile:
                try:
                    number = kind.algorithm.function(_covered(frame, field.name, kind, wire), *_key_of(frame, kind))
                    wire = wire[: site.start] + _wire(kind, number) + wire[site.end :]
                except Exception:
                    return mutant  # a user's function may raise an error for invalid bytes
    at = next(index for index, byte in enumerate(wire) if byte != survey.wire[index])
    return replace(mutant, data=wire, at=at)


def _wire(kind: Checksum, value: Any) -> bytes:
    """Return the bytes of a checksum."""
    match kind.base:
        case Scalar():
            return scalar_bytes(kind.base, value)
        case Varint():
            return varint_bytes(kind.base, value)
        case Bytes():
            return bytes(value)
        case _:
            assert_never(kind.base)


def _key_of(frame: FrameSite, kind: Checksum) -> tuple[Any, ...]:
    """Return the key of a digest in the good frame, if it has one."""
    if not isinstance(kind.key, Ref):
        return ()
    (name,) = path_of(kind.key)
    return (frame.given[name] if name in frame.given else frame.fields[name].value,)


def _covered(frame: FrameSite, name: str, kind: Checksum, wire: bytes) -> bytes:
    site = frame.fields[name]
    end = max(each.end for each in frame.fields.values())
    match kind.over:
        case "before":
            return wire[frame.start : site.start]
        case "after":
            return wire[site.end : end]
        case "frame":
            return wire[frame.start : site.start] + bytes(site.end - site.start) + wire[site.end : end]
        case names:
            return b"".join(wire[frame.fields[each].start : frame.fields[each].end] for each in names)
