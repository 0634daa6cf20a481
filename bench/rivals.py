"""The shapes of shapes.py in other libraries, each written as its documentation recommends.

Strategy: a rival has functions that decode and encode one shape. Shapes that a library cannot write or cannot describe are
omitted. A library that is not installed is skipped and reported.

Rules: the result of a rival is compared with that of framekit before anything is timed.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.shapes import Batch, Header, Named

HEADER = ("version", "flags", "kind", "length", "sequence", "time")


@dataclass(frozen=True)
class Rival:
    """One shape in one library.

    Attributes:
        library: the name of the library.
        shape: "fixed header", "length-prefixed" or "nested with crc".
        decode: converts bytes to the library's object.
        values: converts that object to plain values for the comparison.
        encode: converts the object to bytes, or None.
    """

    library: str
    shape: str
    decode: Callable[[bytes], Any]
    values: Callable[[Any], tuple[Any, ...]]
    encode: Callable[[Any], bytes] | None = None


def values_of(frame: Any) -> tuple[Any, ...]:
    """Return the plain values of a frame of framekit."""
    match frame:
        case Header():
            return tuple(getattr(frame, name) for name in HEADER)
        case Named():
            return (frame.ident, frame.name, frame.body)
        case Batch():
            points = tuple((each.sensor, each.value) for each in frame.points)
            return (frame.source, frame.head.sensor, frame.head.value, points)
    raise TypeError(frame)


def _attributes(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, name) for name in HEADER)


def _named(value: Any) -> tuple[Any, ...]:
    name = value.name if isinstance(value.name, str) else bytes(value.name).decode()
    return (value.ident, name, bytes(value.body))


def _batch(value: Any) -> tuple[Any, ...]:
    points = tuple((each.sensor, each.value) for each in value.points)
    return (value.source, value.head.sensor, value.head.value, points)


def construct_rivals() -> list[Rival]:
    """construct, interpreted and compiled."""
    import construct as c

    point = c.Struct("sensor" / c.Int16ub, "value" / c.Float64b)
    header = c.Struct(
        c.Const(b"FK"),
        "version" / c.Int8ub,
        "flags" / c.Int8ub,
        "kind" / c.Int16ub,
        "length" / c.Int32ub,
        "sequence" / c.Int32ub,
        "time" / c.Int64ub,
    )
    named = c.Struct(
        "ident" / c.Int16ub,
        "name" / c.PascalString(c.Int8ub, "utf8"),
        "body" / c.Prefixed(c.Int16ub, c.GreedyBytes),
    )
    covered = c.Struct("source" / c.Int32ub, "head" / point, "points" / c.PrefixedArray(c.Int16ub, point))
    batch = c.Struct("fields" / c.RawCopy(covered), "crc" / c.Checksum(c.Int32ub, zlib.crc32, c.this.fields.data))
    found = []
    for library, prepare in (("construct", lambda schema: schema), ("construct, compiled", lambda schema: schema.compile())):
        for shape, schema, values in (("fixed header", header, _attributes), ("length-prefixed", named, _named)):
            made = prepare(schema)
            found.append(Rival(library, shape, made.parse, values, made.build))
    found.append(Rival("construct", "nested with crc", batch.parse, lambda value: _batch(value.fields.value), batch.build))
    return found


def kaitai_rivals() -> list[Rival]:
    """Kaitai's runtime, with classes as its compiler writes them."""
    from kaitaistruct import KaitaiStream, KaitaiStruct

    class KaitaiHeader(KaitaiStruct):
        def __init__(self, io: Any) -> None:
            self._io = io
            self.magic = io.read_bytes(2)
            if self.magic != b"FK":
                raise ValueError("no header")
            self.version = io.read_u1()
            self.flags = io.read_u1()
            self.kind = io.read_u2be()
            self.length = io.read_u4be()
            self.sequence = io.read_u4be()
            self.time = io.read_u8be()

    class KaitaiNamed(KaitaiStruct):
        def __init__(self, io: Any) -> None:
            self._io = io
            self.ident = io.read_u2be()
            self.name_size = io.read_u1()
            self.name = io.read_bytes(self.name_size).decode("UTF-8")
            self.body_size = io.read_u2be()
            self.body = io.read_bytes(self.body_size)

    class KaitaiPoint(KaitaiStruct):
        def __init__(self, io: Any) -> None:
            self._io = io
            self.sensor = io.read_u2be()
            self.value = io.read_f8be()

    class KaitaiBatch(KaitaiStruct):
        def __init__(self, io: Any) -> None:
            self._io = io
            self.source = io.read_u4be()
            self.head = KaitaiPoint(io)
            self.count = io.read_u2be()
            self.points = [KaitaiPoint(io) for _ in range(self.count)]
            self.crc = io.read_u4be()

    def decoding(cls: Any) -> Callable[[bytes], Any]:
        return lambda wire: cls(KaitaiStream(io.BytesIO(wire)))

    return [
        Rival("Kaitai", "fixed header", decoding(KaitaiHeader), _attributes),
        Rival("Kaitai", "length-prefixed", decoding(KaitaiNamed), _named),
        Rival("Kaitai", "nested with crc", decoding(KaitaiBatch), _batch),
    ]


def cstruct_rivals() -> list[Rival]:
    """dissect.cstruct."""
    from dissect.cstruct import cstruct

    types: Any = cstruct(endian=">")
    types.load(
        """
        struct header { char magic[2]; uint8 version; uint8 flags; uint16 kind; uint32 length; uint32 sequence; uint64 time; };
        struct named { uint16 ident; uint8 n; char name[n]; uint16 m; char body[m]; };
        struct point { uint16 sensor; double value; };
        struct batch { uint32 source; point head; uint16 n; point points[n]; uint32 crc; };
        """
    )
    return [
        Rival("dissect.cstruct", "fixed header", types.header, _attributes, lambda value: value.dumps()),
        Rival("dissect.cstruct", "length-prefixed", types.named, _named, lambda value: value.dumps()),
        Rival("dissect.cstruct", "nested with crc", types.batch, _batch, lambda value: value.dumps()),
    ]


def caterpillar_rivals() -> list[Rival]:
    """caterpillar."""
    from caterpillar import py as c

    space: dict[str, Any] = {"c": c}
    source = (
        "@c.struct(order=c.BigEndian)\n"
        "class Header:\n"
        "    magic: b'FK'\n    version: c.uint8\n    flags: c.uint8\n    kind: c.uint16\n    length: c.uint32\n"
        "    sequence: c.uint32\n    time: c.uint64\n"
        "@c.struct(order=c.BigEndian)\n"
        "class Named:\n"
        "    ident: c.uint16\n    name: c.Prefixed(c.uint8, encoding='utf-8')\n    body: c.Prefixed(c.uint16)\n"
        "@c.struct(order=c.BigEndian)\n"
        "class Point:\n"
        "    sensor: c.uint16\n    value: c.float64\n"
        "@c.struct(order=c.BigEndian)\n"
        "class Batch:\n"
        "    source: c.uint32\n    head: Point\n    points: Point[c.uint16::]\n    crc: c.uint32\n"
    )
    exec(compile(source, "<caterpillar>", "exec", dont_inherit=True), space)  # annotations must be objects, not strings
    shapes = (("fixed header", "Header", _attributes), ("length-prefixed", "Named", _named), ("nested with crc", "Batch", _batch))
    return [
        Rival("caterpillar", shape, lambda wire, cls=space[name]: c.unpack(cls, wire), values, c.pack)
        for shape, name, values in shapes
    ]


def scapy_rivals() -> list[Rival]:
    """scapy, which has no big-endian double for the nested shape."""
    from scapy.fields import (
        ByteField,
        FieldLenField,
        IntField,
        LongField,
        ShortField,
        StrFixedLenField,
        StrLenField,
    )
    from scapy.packet import Packet

    class ScapyHeader(Packet):
        fields_desc = (
            StrFixedLenField("magic", b"FK", 2),
            ByteField("version", 0),
            ByteField("flags", 0),
            ShortField("kind", 0),
            IntField("length", 0),
            IntField("sequence", 0),
            LongField("time", 0),
        )

    class ScapyNamed(Packet):
        fields_desc = (
            ShortField("ident", 0),
            FieldLenField("n", None, length_of="name", fmt="B"),
            StrLenField("name", b"", length_from=lambda packet: packet.n),
            FieldLenField("m", None, length_of="body", fmt="H"),
            StrLenField("body", b"", length_from=lambda packet: packet.m),
        )

    def header(packet: Any) -> tuple[Any, ...]:
        return tuple(packet.getfieldval(name) for name in HEADER)

    def named(packet: Any) -> tuple[Any, ...]:
        get = packet.getfieldval
        return (get("ident"), get("name").decode(), get("body"))

    return [
        Rival("scapy", "fixed header", ScapyHeader, header, lambda packet: type(packet)(**packet.fields).build()),
        Rival("scapy", "length-prefixed", ScapyNamed, named, lambda packet: type(packet)(**packet.fields).build()),
    ]


def dpkt_rivals() -> list[Rival]:
    """dpkt."""
    import dpkt

    class DpktHeader(dpkt.Packet):  # type: ignore[misc]  # dpkt has no types
        __hdr__ = (
            ("magic", "2s", b"FK"),
            ("version", "B", 0),
            ("flags", "B", 0),
            ("kind", "H", 0),
            ("length", "I", 0),
            ("sequence", "I", 0),
            ("time", "Q", 0),
        )

    return [Rival("dpkt", "fixed header", DpktHeader, _attributes, bytes)]


MAKERS = (construct_rivals, kaitai_rivals, cstruct_rivals, caterpillar_rivals, scapy_rivals, dpkt_rivals)


def rivals() -> tuple[list[Rival], list[str]]:
    """Return the rivals that are installed, and a description of each that is not."""
    found: list[Rival] = []
    missing: list[str] = []
    for make in MAKERS:
        try:
            found += make()
        except ImportError as fault:
            missing.append(f"{(make.__doc__ or '').split('.')[0].split(',')[0]} ({fault.name} is not installed)")
    return found, missing
