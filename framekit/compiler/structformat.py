"""FrameSpec -> the format string of the struct module for the whole frame.

Strategy: one character or repetition for each field, in wire order; for a length that is not fixed, a placeholder to be filled
in by `str.format`.

Rules: `struct.calcsize` of the result is the frame's size, and `struct.unpack` with it returns the wire values: prefixes and
derived fields are values too, and a number of a width that struct lacks is returned as bytes. What struct cannot express is a
SpecError.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn, assert_never

from framekit.compiler.program.runs import group_scalar
from framekit.errors import SpecError
from framekit.spec.describe import describe
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Extent,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Order,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
    bits_of,
)
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import alignment_of, fixed_size, frame_alignment

NATIVE_SIGNS = ("=", "@")


def struct_format(spec: FrameSpec, lengths: Mapping[str, int]) -> str:
    """Return the format of a frame, or its template.

    Args:
        spec: the frame.
        lengths: the lengths in bytes, or counts of items, of the fields whose length is not fixed, by name. If empty, a frame
            with such fields returns its template, with a placeholder `{name}` for each.

    Raises:
        SpecError: struct cannot express the frame, or `lengths` does not name exactly those fields.
    """
    if spec.order_by is not None:
        raise SpecError("a struct format cannot express a byte order that the bytes select", frame=spec.name)
    if spec.in_bits is not None:
        raise SpecError("a struct format cannot express fields that begin at any bit", frame=spec.name)
    writer = _Writer(spec)
    writer.add_frame(spec, ())
    template = spec.byteorder + "".join(writer.pieces)
    if not lengths:
        return template
    if set(lengths) != set(writer.placeholders):
        wanted = ", ".join(f"{name}=" for name in writer.placeholders) or "none"
        raise SpecError(f"expected lengths for: {wanted}; found: {', '.join(lengths)}", frame=spec.name)
    for name, length in lengths.items():
        if not isinstance(length, int) or length < 0:
            raise SpecError(f"expected a length of 0 or more, found {name}={length!r}", frame=spec.name)
    filled = {name: _repeat(unit, lengths[name]) for name, unit in writer.placeholders.items()}
    return template.format(**filled)


def _repeat(unit: str, number: int) -> str:
    return str(number) if not unit else unit * number


class _Writer:
    def __init__(self, spec: FrameSpec) -> None:
        self.root = spec
        self.order: Order | None = None
        self.pieces: list[str] = []
        self.placeholders: dict[str, str] = {}

    def add_frame(self, spec: FrameSpec, path: tuple[str, ...]) -> None:
        for index, each in enumerate(spec.fields):
            kind = each.kind
            if isinstance(kind, Padding) and kind.implicit and self.root.byteorder == "@":
                # With @, struct pads before a member by itself; the end of a nested frame needs a member repeated zero times.
                if index + 1 == len(spec.fields):
                    self.pieces.append("0" + _widest(spec))
                continue
            self.add(kind, (*path, each.name))

    def add(self, kind: Kind, path: tuple[str, ...]) -> None:
        bits = bits_of(kind)
        if bits is not None:
            if bits.first:
                self.pieces.append(self._scalar(group_scalar(bits.group, bits.order), path))
            return
        match kind:
            case Scalar():
                self.pieces.append(self._scalar(kind, path))
            case Mapped():
                self.add(kind.base, path)
            case Const() | Checksum():
                self.add(kind.base, path)
            case Padding():
                self.pieces.append(f"{kind.size}x" if kind.fill == 0 else f"{kind.size}s")
            case Bytes():
                self._extent(kind.extent, "s", path)
            case Text():
                self._extent(kind.data.extent, "s", path)
            case Repeat():
                self._repeat(kind, path)
            case Nested():
                if kind.frame.order_by is not None:
                    self._refuse("a byte order that the bytes select", path)
                if kind.frame.in_bits is not None:
                    self._refuse("fields that begin at any bit", path)
                self._align(kind.frame)
                self.add_frame(kind.frame, path)
            case Varint() if kind.size is not None:
                self.pieces.append(f"{kind.size}s")
            case Varint() | Filler() | Optional() | Switch() | Sized() | Custom():
                self._refuse(f"{describe(kind)}, whose size or form varies", path)
            case Given() | LookAhead():
                return
            case Bits():
                raise AssertionError(f"{kind} is in a group")
            case _:
                assert_never(kind)

    def _refuse(self, part: str, path: tuple[str, ...]) -> NoReturn:
        raise SpecError(
            f"a struct format cannot express {part}; unpack with the frame itself", frame=self.root.name, path=".".join(path)
        )

    def _align(self, spec: FrameSpec) -> None:
        if self.root.byteorder == "@" and frame_alignment(spec) > 1:
            self.pieces.append("0" + _widest(spec))

    def _scalar(self, kind: Scalar, path: tuple[str, ...]) -> str:
        if not kind.code:
            return f"{kind.size}s"
        if kind.size > 1:
            self.order = self.order or kind.order
            sign = self.root.byteorder
            expected = self.order if sign in NATIVE_SIGNS else {"<": "little"}.get(sign, "big")
            if kind.order != expected:
                raise SpecError(
                    f"expected {expected}-endian, found {kind.name} ({kind.order}-endian): a struct format has a single byte "
                    f"order; unpack with the frame itself",
                    frame=self.root.name,
                    path=".".join(path),
                )
        return kind.code

    def _extent(self, extent: Extent, unit: str, path: tuple[str, ...]) -> None:
        if isinstance(extent, Fixed):
            self.pieces.append(f"{extent.number}{unit}")
            return
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Scalar):
            self.pieces.append(self._scalar(extent.prefix, path))
        elif not isinstance(extent, FromFields | Rest | LeftoverOf):
            self._refuse("a field whose bytes determine its end", path)
        name = "_".join(path)
        while name in self.placeholders:
            name += "_"
        if len(unit) == 1:
            self.placeholders[name] = ""
            self.pieces.append(f"{{{name}}}{unit}")
        else:
            self.placeholders[name] = unit
            self.pieces.append(f"{{{name}}}")

    def _repeat(self, kind: Repeat, path: tuple[str, ...]) -> None:
        if kind.bits is not None:
            if not isinstance(kind.extent, Fixed):
                self._refuse("an array of bits whose count is not fixed", path)
            self.pieces.append(f"{kind.bits.run(kind.extent.number)}s")
            return
        if fixed_size(kind.item) is None:
            raise SpecError(
                "a struct format cannot express an array of items that vary in size; unpack with the frame itself",
                frame=self.root.name,
                path=".".join(path),
            )
        outer, self.pieces = self.pieces, []
        self.add(kind.item, path)
        unit, self.pieces = "".join(self.pieces), outer
        if isinstance(kind.extent, Fixed) and (len(unit) > 1 or not unit):
            self.pieces.append(unit * kind.extent.number)
        else:
            self._extent(kind.extent, unit, path)


def _widest(spec: FrameSpec) -> str:
    """Return the format character of a member with the alignment of the whole frame."""
    for each in spec.fields:
        if alignment_of(each.kind) == frame_alignment(spec):
            kind = each.kind
            while not isinstance(kind, Scalar):
                match kind:
                    case Repeat():
                        kind = kind.item
                    case Nested():
                        return _widest(kind.frame)
                    case Mapped() | Const():
                        assert not isinstance(kind.base, Bytes | Text)
                        kind = kind.base
                    case _:
                        raise AssertionError(f"{kind} has no alignment")
            return kind.code
    raise AssertionError(f"{spec.name} has no member")
