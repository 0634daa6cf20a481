"""What stands where in the bytes of a good frame, and what reading it asks for: the ground on which mutants are made.

Strategy: the careful interpreter reads the frame, and is watched: each call that reads a kind is a site, each demand for bytes is
a need. Reading goes by what the bytes say, so up to the first byte that is changed or missing, it asks for just the same.

Rules: nothing is said of bytes whose reading hangs on where the input ends; `certain` tells up to where all is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from framekit.compiler.explain.array_reader import ArrayReader
from framekit.compiler.explain.enclosing import Enclosing
from framekit.compiler.explain.frame_reader import Reader
from framekit.spec.chains import takes_rest_if
from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    Varint,
    bits_of,
)
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import fixed_size, is_open, prefix_sizes
from framekit.spec.structure import extent_of, prefix_of


@dataclass(frozen=True)
class Need:
    """So many bytes were asked for at an offset, for the field at a path; or scanned for a marker, so that each counts."""

    offset: int
    size: int
    path: str
    scans: bool = False


@dataclass(frozen=True, eq=False)
class Site:
    """Bytes that were read as a kind.

    Attributes:
        kind: what was read.
        path: of the field.
        start: the offset of its first byte; of bits that are not the first of their group, that behind the group.
        end: the offset behind its last byte.
        limit: the offset behind which nothing may be read here: the end of a bounded part, or of the input.
        bounded: a part's own size set that limit.
        group: of bits, the offset of the group's first byte.
        fragile: it is among items that go on until some bytes come, and a change may look like those; or a field that looks ahead
            sees it, and a change may change what that decides.
        value: what it was read as.
    """

    kind: Kind
    path: str
    start: int
    end: int
    limit: int
    bounded: bool
    group: int
    fragile: bool
    value: Any


@dataclass
class FrameSite:
    """A frame that was read.

    Attributes:
        spec: what it is.
        path: where it stands; "" for the outermost.
        start: the offset of its first byte.
        limit: the offset behind which nothing may be read in it, but for its own size.
        bounded: a part's own size set that limit.
        fields: the sites of its fields by name.
        above: the frames around it, the outermost first.
        given: the values that it was given from outside, by name.
    """

    spec: FrameSpec
    path: str
    start: int
    limit: int
    bounded: bool
    above: tuple[FrameSite, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    fields: dict[str, Site] = field(default_factory=dict)

    @property
    def is_fragile(self) -> bool:
        """True where a change in it may look like the end of the items among which it stands."""
        return any(each.fragile for each in self.fields.values())


class Survey(Reader):
    """A good frame, read.

    Attributes:
        needs: in the order in which they were asked for.
        sites: in the order in which reading them ended.
        frames: in the order in which they began.
        certain: the offset up to which reading does not hang on where the input ends.
    """

    def __init__(self, spec: FrameSpec, wire: bytes) -> None:
        super().__init__(spec, memoryview(wire), 0, record=True)
        self.arrays = _SurveyedArrays(self)
        self.wire = wire
        self.needs: list[Need] = []
        self.sites: list[Site] = []
        self.frames: list[FrameSite] = []
        self.certain = len(wire)
        self._open: list[FrameSite] = []
        self._group_start = 0
        self._fragile = 0
        self._looked: list[range] = []  # bytes that fields look at which look ahead
        self.read_root(exact=True)
        self.prefixes = {span.path: span for span in self.spans if span.path.endswith(")")}

    def is_scanned(self, at: int) -> bool:
        """True for a byte that was looked at to find the end of what stands before it."""
        return any(each.scans and each.offset <= at < each.offset + each.size for each in self.needs)

    def asked(self, offset: int, size: int, path: str) -> None:
        """Note what is asked for."""
        self.needs.append(Need(offset, size, path))

    def read_frame(self, spec: FrameSpec, path: str, shown: dict[str, Any], given: dict[str, Any]) -> Any:
        """Note a frame."""
        if spec.order_choice is not None:
            spec = self._choose_order(spec, path, given)
        site = FrameSite(spec, path, self.offset, self.end, bool(self.bounded_by), tuple(self._open), given)
        self.frames.append(site)
        if not self.bounded_by and takes_rest_if(spec.size) is not None:
            self.certain = min(self.certain, self.offset)
        self._open.append(site)
        frame = super().read_frame(spec, path, shown, given)
        self._open.pop()
        return frame

    def read(self, kind: Kind, path: str, frame: Enclosing, keep: Callable[[Any], None]) -> Any:
        """Note a kind."""
        start, limit, bounded = self.offset, self.end, bool(self.bounded_by)
        bits = bits_of(kind)
        if bits is not None and bits.first:
            self._group_start = start
        if not bounded and hangs_on_end(kind):
            self.certain = min(self.certain, start)
        until = isinstance(kind, Repeat) and isinstance(kind.extent, Until)
        self._fragile += until
        value = super().read(kind, path, frame, keep)
        self._fragile -= until
        extent = extent_of(kind) if isinstance(kind, Bytes | Text) else None
        if isinstance(extent, Until) and not extent.or_end:
            self.needs.append(Need(start, self.offset - start + (0 if extent.consume else len(extent.marker)), path, True))
        if isinstance(kind, LookAhead):
            first = start + kind.ahead
            self._looked.append(range(first, first + (fixed_size(kind.base) or 0)))
        looked = self._is_looked_at(kind, start if bits is None else self._group_start)
        site = Site(kind, path, start, self.offset, limit, bounded, self._group_start, looked or self._fragile > 0, value)
        self.sites.append(site)
        above = self._open[-1]
        name = path[len(above.path) + 1 :] if above.path else path
        if above.spec.field_named(name) is not None:
            above.fields[name] = site
        return value

    def _is_looked_at(self, kind: Kind, begin: int) -> bool:
        """True for a number, a constant or a prefix that a field sees which looks ahead."""
        prefix = prefix_of(kind)
        if prefix is None and not isinstance(kind, Const | Scalar | Varint | Bits):
            return False
        end = self.offset if prefix is None else begin + prefix_sizes(prefix.prefix)[1]
        return any(begin < each.stop and each.start < end for each in self._looked)


class _SurveyedArrays(ArrayReader):
    """Reads arrays, and notes where the marker of their end is looked for."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(survey, survey.read)
        self._survey = survey

    def goes_on(self, kind: Repeat, count: int | None, number: int, last: Any, path: str, frame: Enclosing) -> bool:
        if isinstance(kind.extent, Until) and not kind.extent.or_end:
            self._survey.needs.append(Need(self._survey.offset, len(kind.extent.marker), path, True))
        return super().goes_on(kind, count, number, last, path, frame)


def hangs_on_end(kind: Kind) -> bool:
    """True for a kind that is read up to where the input, or the part around it, ends."""
    match kind:
        case Bytes() | Text() | Repeat():
            extent = extent_of(kind)
            return extent is not None and is_open(extent)
        case Optional():
            return kind.when is None
        case Custom():
            return True
        case Sized():
            return isinstance(kind.extent, Before)
        case Scalar() | Bits() | Varint() | Const() | Padding() | Filler() | Nested() | Switch() | Checksum() | Mapped():
            return False
        case Given() | LookAhead():
            return False
        case _:
            assert_never(kind)
