"""The plan of a frame: neighbours of fixed size merged into struct runs, and the variable parts between them.

Strategy: walk the fields once. Whatever has a fixed size and a form in the struct module becomes a slot of the current run;
bit fields that share bytes become one slot; nested frames of fixed size are opened, so that their fields merge too; the length
prefix of a variable part is a slot of the run before it. All else is a part of its own.

Rules: a run has one byte order; the order of the slots and parts is that of the wire; the plan says what is read together, not
how.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from framekit.spec.expr import Path
from framekit.spec.kinds import (
    Align,
    Bytes,
    Checksum,
    Const,
    Fixed,
    Kind,
    Mapped,
    Nested,
    Order,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Sized,
    Text,
    Varint,
    bits_of,
)
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import extent_of, frame_fixed_size, is_guarded

INLINE_ITEMS = 8
"""An array of at most so many scalars is read together with its neighbours; a longer one is a part of its own."""

INLINE_FIELDS = 32
"""A nested frame of at most so many slots is opened; a larger one is called."""


@dataclass(frozen=True)
class Part:
    """A field that is not in a run. A prefix of fixed width, if it has one, was the last slot of the run before it."""

    path: Path
    kind: Kind
    field: FieldSpec


@dataclass(frozen=True)
class Slot:
    """A place in a run.

    Attributes:
        path: the names from the frame down to the field; of a prefix, the path of its number.
        kind: what stands there; of a fixed size. For bit fields, the number that they share.
        field: the field, or None for a prefix and for bit fields.
        owner: the part whose prefix it is.
        members: the bit fields that share it.
    """

    path: Path
    kind: Kind
    field: FieldSpec | None
    owner: Part | None = None
    members: tuple[Slot, ...] = ()

    @classmethod
    def alone(cls, path: Path, kind: Kind) -> Slot:
        """A slot for a value that is no field, as an item of an array."""
        return cls(path, kind, FieldSpec(path[-1], kind))


@dataclass
class Run:
    """Slots that one struct.Struct reads and writes. `order` is None while no slot has more than a byte."""

    slots: list[Slot] = field(default_factory=list)
    order: Order | None = None

    @classmethod
    def of(cls, slot: Slot) -> Run:
        """A run of one slot."""
        return cls([slot], _order_of(slot.kind))

    @property
    def size(self) -> int:
        """Bytes of the run."""
        return sum(slot_size(slot.kind) for slot in self.slots)

    @property
    def format(self) -> str:
        """The run's format for the struct module, in standard sizes and without padding of struct's own."""
        sign = "<" if self.order == "little" else ">"
        return sign + "".join(slot_format(slot.kind) for slot in self.slots)


@dataclass(frozen=True)
class OpenedFrame:
    """A nested frame whose fields stand in runs of the outer one."""

    path: Path
    spec: FrameSpec


Step: TypeAlias = Run | Part


@dataclass(frozen=True)
class Plan:
    """What is read and written, in the order of the wire.

    Attributes:
        spec: the frame.
        steps: runs and parts.
        opened: nested frames to be made from the values of runs, inner before outer.
        size: of every frame in bytes, or None where frames differ.
    """

    spec: FrameSpec
    steps: tuple[Step, ...]
    opened: tuple[OpenedFrame, ...]
    size: int | None

    @property
    def single_run(self) -> Run | None:
        """The run that is the whole frame, if one is, and nothing is asked beyond its values."""
        if len(self.steps) == 1 and isinstance(self.steps[0], Run) and self.spec.size is None and not sums_of(self.spec):
            return None if is_guarded(self.spec) else self.steps[0]
        return None


def plan_of(spec: FrameSpec) -> Plan:
    """The plan of a frame."""
    builder = _Builder()
    builder.add_fields((), spec)
    return Plan(spec, tuple(builder.steps), tuple(builder.opened), frame_fixed_size(spec))


class _Builder:
    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.opened: list[OpenedFrame] = []
        self.group: list[Slot] = []

    def add_fields(self, path: Path, spec: FrameSpec) -> None:
        for each in spec.fields:
            here = (*path, each.name)
            if bits_of(each.kind) is not None:
                self.add_bits(Slot(here, each.kind, each))
            elif isinstance(each.kind, Nested) and is_opened(each.kind.frame):
                self.add_fields(here, each.kind.frame)
                self.opened.append(OpenedFrame(here, each.kind.frame))
            elif fits_in_run(each.kind):
                self.add_slot(Slot(here, each.kind, each))
            else:
                part = Part(here, each.kind, each)
                extent = extent_of(each.kind)
                if isinstance(extent, Prefixed) and isinstance(extent.prefix, Scalar):
                    self.add_slot(Slot(extent_path(each.kind, here), extent.prefix, None, part))
                self.steps.append(part)

    def add_bits(self, slot: Slot) -> None:
        self.group.append(slot)
        bits = bits_of(slot.kind)
        assert bits is not None
        widths = [each.width for member in self.group if (each := bits_of(member.kind)) is not None]
        if sum(widths) == 8 * bits.group:
            unit = group_scalar(bits.group, bits.order)
            self.add_slot(Slot((*self.group[0].path, "bits"), unit, None, None, tuple(self.group)))
            self.group = []

    def add_slot(self, slot: Slot) -> None:
        order = _order_of(slot.kind)
        run = self.steps[-1] if self.steps else None
        if not isinstance(run, Run) or (order is not None and run.order is not None and run.order != order):
            run = Run()
            self.steps.append(run)
        run.slots.append(slot)
        run.order = run.order or order


def group_scalar(size: int, order: Order | None) -> Scalar:
    """The number that a group of bit fields is."""
    return Scalar(f"bits{8 * size}", size, "int", False, {1: "B", 2: "H", 4: "I", 8: "Q"}.get(size, ""), order)


def extent_path(kind: Kind, path: Path) -> Path:
    """The path of the number that says how long the field at `path` is; a size and a count may stand at one path."""
    while isinstance(kind, Mapped):
        kind = kind.base
    return (*path, "size" if isinstance(kind, Sized) else "extent")


def sums_of(spec: FrameSpec) -> list[FieldSpec]:
    """The fields of a frame that are checksums."""
    return [each for each in spec.fields if isinstance(each.kind, Checksum)]


def is_opened(spec: FrameSpec) -> bool:
    """True for a nested frame whose fields merge into the runs of the outer one."""
    if not _stands_alone(spec) or frame_fixed_size(spec) is None:
        return False
    slots = list(_slots_of(spec))
    return len(slots) <= INLINE_FIELDS and all(slots)


def _stands_alone(spec: FrameSpec) -> bool:
    """True where no field of a frame hangs on another, whose name would mean a field of the outer frame."""
    told = spec.size is not None or spec.choice is not None or bool(spec.relations)
    return not told and not any(each.is_checked_by_others for each in spec.fields)


def _slots_of(spec: FrameSpec) -> Iterator[bool]:
    for each in spec.fields:
        if isinstance(each.kind, Nested):
            yield _stands_alone(each.kind.frame)
            yield from _slots_of(each.kind.frame)
        else:
            yield bits_of(each.kind) is not None or (fits_in_run(each.kind) and not isinstance(each.kind, Checksum))


def fits_in_run(kind: Kind) -> bool:
    """True where a struct format of a few characters reads the kind."""
    match kind:
        case Scalar() | Checksum():
            return True
        case Mapped():
            return fits_in_run(kind.base)
        case Const():
            return not isinstance(kind.base, Varint)
        case Padding():
            return kind.bits is None
        case Bytes():
            return isinstance(kind.extent, Fixed) and not kind.view
        case Text():
            return isinstance(kind.data.extent, Fixed)
        case Repeat(Scalar() as item, Fixed(number)):
            return bool(item.code) and number <= INLINE_ITEMS
        case _:
            return False


def slot_size(kind: Kind) -> int:
    """Bytes of a kind that fits in a run."""
    match kind:
        case Scalar() | Padding():
            return kind.size
        case Mapped() | Checksum():
            return slot_size(kind.base)
        case Const():
            return len(kind.wire)
        case Bytes(Fixed(number)) | Text(Bytes(Fixed(number))):
            return number
        case Repeat(Scalar() as item, Fixed(number)):
            return number * item.size
        case _:
            raise AssertionError(f"{kind} is no slot of a run")


def slot_format(kind: Kind) -> str:
    """The struct characters of a kind that fits in a run, in standard sizes."""
    match kind:
        case Scalar():
            return kind.code or "".join(code for code, _ in split_scalar(kind))
        case Mapped() | Const() | Checksum():
            return slot_format(kind.base)
        case Padding():
            return f"{kind.size}x" if kind.fill == 0 and not kind.strict else f"{kind.size}s"
        case Bytes(Fixed(number)) | Text(Bytes(Fixed(number))):
            return f"{number}s"
        case Repeat(Scalar() as item, Fixed(number)):
            return f"{number}{item.code}"
        case _:
            raise AssertionError(f"{kind} is no slot of a run")


def split_scalar(kind: Scalar) -> list[tuple[str, int]]:
    """A width that struct lacks, as pieces that it has.

    Returns:
        Pairs of struct character and shift in bits, in the order of the wire. The piece of the highest bits is signed where
        the scalar is.
    """
    codes = {1: "B", 2: "H", 4: "I", 8: "Q"}
    pieces: list[tuple[str, int]] = []
    shift = 0
    left = kind.size
    while left:
        width = next(width for width in (8, 4, 2, 1) if width <= left)
        pieces.append((codes[width], shift))
        shift += 8 * width
        left -= width
    if kind.signed:
        code, top = pieces[-1]
        pieces[-1] = (code.lower(), top)
    return pieces if kind.order == "little" else pieces[::-1]


def _order_of(kind: Kind) -> Order | None:
    match kind:
        case Scalar():
            return kind.order if kind.size > 1 else None
        case Mapped() | Const() | Checksum():
            return _order_of(kind.base)
        case Repeat():
            return _order_of(kind.item)
        case _:
            return None


def wire_base(kind: Kind) -> Kind:
    """What is on the wire for a mapped value, a constant or a checksum; any other kind itself."""
    while isinstance(kind, Mapped | Const | Checksum):
        kind = kind.base
    return kind


def needs_start(spec: FrameSpec) -> bool:
    """True where reading or writing must know how far it is from the start of the frame."""
    return spec.size is not None or any(isinstance(each.kind, Align | Checksum) for each in spec.fields)
