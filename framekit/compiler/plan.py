"""The plan of a frame: neighbours of fixed size merged into struct runs, and the variable parts between them.

Strategy: walk the fields once. Whatever has a fixed size and a form in the struct module becomes a slot of the current run;
nested frames of fixed size are opened, so that their fields merge too; the length prefix of a variable part is a slot of the
run before it. All else is a part of its own.

Rules: a run has one byte order; the order of the slots and parts is that of the wire; the plan says what is read together, not
how.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from framekit.spec.expr import Path
from framekit.spec.kinds import Bytes, Const, Extent, Fixed, Kind, Mapped, Nested, Order, Padding, Prefixed, Repeat, Scalar, Text
from framekit.spec.model import FieldSpec, FrameSpec, frame_fixed_size

INLINE_ITEMS = 8
"""An array of at most so many scalars is read together with its neighbours; a longer one is a part of its own."""

INLINE_FIELDS = 32
"""A nested frame of at most so many slots is opened; a larger one is called."""


@dataclass(frozen=True)
class Slot:
    """A place in a run.

    Attributes:
        path: the names from the frame down to the field.
        kind: what stands there; of a fixed size.
        field: the field, or None for the length prefix of the part at `path`.
    """

    path: Path
    kind: Kind
    field: FieldSpec | None

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
class Part:
    """A field that is not in a run. A prefix, if it has one, was the last slot of the run before it."""

    path: Path
    kind: Kind
    field: FieldSpec


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
        """The run that is the whole frame, if one is."""
        if len(self.steps) == 1 and isinstance(self.steps[0], Run) and self.spec.size is None:
            return self.steps[0]
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

    def add_fields(self, path: Path, spec: FrameSpec) -> None:
        for each in spec.fields:
            here = (*path, each.name)
            if isinstance(each.kind, Nested) and is_opened(each.kind.frame):
                self.add_fields(here, each.kind.frame)
                self.opened.append(OpenedFrame(here, each.kind.frame))
            elif fits_in_run(each.kind):
                self.add_slot(Slot(here, each.kind, each))
            else:
                extent = extent_of(each.kind)
                if isinstance(extent, Prefixed):
                    self.add_slot(Slot(here, extent.prefix, None))
                self.steps.append(Part(here, each.kind, each))

    def add_slot(self, slot: Slot) -> None:
        order = _order_of(slot.kind)
        run = self.steps[-1] if self.steps else None
        if not isinstance(run, Run) or (order is not None and run.order is not None and run.order != order):
            run = Run()
            self.steps.append(run)
        run.slots.append(slot)
        run.order = run.order or order


def is_opened(spec: FrameSpec) -> bool:
    """True for a nested frame whose fields merge into the runs of the outer one."""
    slots = list(_slots_of(spec))
    return spec.size is None and len(slots) <= INLINE_FIELDS and all(slots)


def _slots_of(spec: FrameSpec) -> Iterator[bool]:
    if frame_fixed_size(spec) is None:
        yield False
        return
    for each in spec.fields:
        if isinstance(each.kind, Nested):
            yield each.kind.frame.size is None
            yield from _slots_of(each.kind.frame)
        else:
            yield fits_in_run(each.kind)


def fits_in_run(kind: Kind) -> bool:
    """True where a struct format of a few characters reads the kind."""
    match kind:
        case Scalar() | Const() | Padding() | Mapped():
            return True
        case Bytes():
            return isinstance(kind.extent, Fixed)
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
        case Mapped():
            return kind.base.size
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
        case Mapped():
            return slot_format(kind.base)
        case Const():
            return slot_format(kind.base)
        case Padding():
            return f"{kind.size}x" if kind.fill == 0 else f"{kind.size}s"
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
    widths = {3: (2, 1), 5: (4, 1), 6: (4, 2), 7: (4, 2, 1), 16: (8, 8)}[kind.size]
    codes = {1: "B", 2: "H", 4: "I", 8: "Q"}
    pieces: list[tuple[str, int]] = []
    shift = 0
    for width in widths:
        pieces.append((codes[width], shift))
        shift += 8 * width
    if kind.signed:
        code, top = pieces[-1]
        pieces[-1] = (code.lower(), top)
    return pieces if kind.order == "little" else pieces[::-1]


def _order_of(kind: Kind) -> Order | None:
    match kind:
        case Scalar():
            return kind.order if kind.size > 1 else None
        case Mapped() | Const():
            return _order_of(kind.base)
        case Repeat():
            return _order_of(kind.item)
        case _:
            return None


def extent_of(kind: Kind) -> Extent | None:
    """Where the length or count of a kind comes from; None for kinds that have none of their own."""
    match kind:
        case Bytes() | Repeat():
            return kind.extent
        case Text():
            return kind.data.extent
        case _:
            return None


def wire_base(kind: Kind) -> Kind:
    """What is on the wire for a mapped value or a constant; any other kind itself."""
    return kind.base if isinstance(kind, Mapped | Const) else kind
