"""Location of each part of a good frame, and the bytes that reading it demands: the basis for mutants.

Strategy: the careful interpreter reads the frame and is observed: each call that reads a kind is a site, and each demand for
bytes is a need. Reading is determined by the bytes, so up to the first changed or missing byte the demands are the same.

Rules: nothing is claimed about bytes whose reading depends on the end of the input; `certain` is the offset where they begin.
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
    """Demand for bytes at an offset for the field at a path; if `scans`, each byte was compared with a marker."""

    offset: int
    size: int
    path: str
    scans: bool = False


@dataclass(frozen=True, eq=False)
class Site:
    """Bytes that were read as a kind.

    Attributes:
        kind: the kind that was read.
        path: the path of the field.
        start: the offset of its first byte; for bits that are not the first of their group, the offset after the group.
        end: the offset after its last byte.
        limit: the offset at which reading must stop: the end of a bounded part, or of the input.
        bounded: True if the size of a part sets that limit.
        group: for bits, the offset of the group's first byte.
        fragile: True if a change could have a second effect: the site is in an array that ends at a marker, which the changed
            bytes may resemble, or a field that looks ahead depends on it.
        value: the value that was read.
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
    """Frame that was read.

    Attributes:
        spec: the declaration of the frame.
        path: the path of the frame; "" for the outermost one.
        start: the offset of its first byte.
        limit: the offset at which reading it must stop, apart from the limit of its own size.
        bounded: True if the size of a part sets that limit.
        fields: the sites of its fields by name.
        above: the frames around it, the outermost first.
        given: the values given to it from outside, by name.
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
        """True if a field of the frame is fragile (see `Site`)."""
        return any(each.fragile for each in self.fields.values())


class Survey(Reader):
    """Survey of a good frame.

    Attributes:
        needs: demands for bytes, in the order in which they were made.
        sites: sites, in the order in which reading them ended.
        frames: frames, in the order in which they began.
        certain: the offset up to which reading does not depend on the end of the input.
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
        self._looked: list[range] = []  # bytes that are looked at by fields that look ahead
        self.read_root(exact=True)
        self.prefixes = {span.path: span for span in self.spans if span.path.endswith(")")}

    def is_scanned(self, at: int) -> bool:
        """Return True if a byte was scanned to find the end of a preceding part."""
        return any(each.scans and each.offset <= at < each.offset + each.size for each in self.needs)

    def asked(self, offset: int, size: int, path: str) -> None:
        """Record a demand for bytes."""
        self.needs.append(Need(offset, size, path))

    def read_frame(self, spec: FrameSpec, path: str, shown: dict[str, Any], given: dict[str, Any]) -> Any:
        """Record a frame."""
        if spec.order_by is not None:
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
        """Record a site."""
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
        """Return True for a number, a constant or a prefix that a field looks at ahead."""
        prefix = prefix_of(kind)
        if prefix is None and not isinstance(kind, Const | Scalar | Varint | Bits):
            return False
        end = self.offset if prefix is None else begin + prefix_sizes(prefix.prefix)[1]
        return any(begin < each.stop and each.start < end for each in self._looked)


class _SurveyedArrays(ArrayReader):
    """Reader of arrays that records the offsets at which the marker of their end is searched for."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(survey, survey.read)
        self._survey = survey

    def goes_on(self, kind: Repeat, count: int | None, number: int, last: Any, path: str, frame: Enclosing) -> bool:
        if isinstance(kind.extent, Until) and not kind.extent.or_end:
            self._survey.needs.append(Need(self._survey.offset, len(kind.extent.marker), path, True))
        return super().goes_on(kind, count, number, last, path, frame)


def hangs_on_end(kind: Kind) -> bool:
    """Return True for a kind that is read up to the end of the input or of the enclosing part."""
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
