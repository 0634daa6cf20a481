"""Hand-written PNG: a Struct splits chunks, and there is a function for the body of each type."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from typing import Any

from bench.case import Case, spec

png = spec("png")

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"\0\0\0\0IEND\xaeB`\x82"
HEAD = Struct(">I4s")
CRC = Struct(">I")
HEADER = Struct(">IIBBBBB")
COLOR = Struct("BBB")
GAMMA = Struct(">I")
PIXEL = Struct(">IIB")
TIME = Struct(">HBBBBB")


class ColorType(IntEnum):
    GREYSCALE = 0
    TRUECOLOR = 2
    INDEXED = 3
    GREYSCALE_WITH_ALPHA = 4
    TRUECOLOR_WITH_ALPHA = 6


class InterlaceMethod(IntEnum):
    NONE = 0
    ADAM7 = 1


class PixelUnit(IntEnum):
    UNKNOWN = 0
    METRE = 1


COLOR_TYPES = {int(each): each for each in ColorType}
INTERLACE_METHODS = {int(each): each for each in InterlaceMethod}
UNITS = {int(each): each for each in PixelUnit}


@dataclass(slots=True)
class ImageHeader:
    width: int
    height: int
    bit_depth: int
    color_type: ColorType
    interlace_method: InterlaceMethod


@dataclass(slots=True)
class Color:
    red: int
    green: int
    blue: int


@dataclass(slots=True)
class Palette:
    colors: list[Color]


@dataclass(slots=True)
class ImageData:
    compressed: bytes


@dataclass(slots=True)
class Gamma:
    gamma: float


@dataclass(slots=True)
class TextualData:
    keyword: str
    value: str


@dataclass(slots=True)
class PhysicalPixelDimensions:
    per_unit_x: int
    per_unit_y: int
    unit: PixelUnit


@dataclass(slots=True)
class LastModification:
    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int


@dataclass(slots=True)
class Other:
    tag: bytes
    data: bytes


@dataclass(slots=True)
class Chunk:
    body: Any


@dataclass(slots=True)
class Png:
    chunks: list[Chunk]


def check_header(header: ImageHeader) -> None:
    if not (1 <= header.width <= 0x7FFFFFFF and 1 <= header.height <= 0x7FFFFFFF):
        raise ValueError("invalid dimensions")
    if header.bit_depth not in (1, 2, 4, 8, 16):
        raise ValueError("invalid bit depth")


def unpack_header(body: bytes) -> ImageHeader:
    width, height, bit_depth, color_type, compression, filtering, interlace = HEADER.unpack(body)
    if compression or filtering:
        raise ValueError("unknown method")
    header = ImageHeader(width, height, bit_depth, COLOR_TYPES[color_type], INTERLACE_METHODS[interlace])
    check_header(header)
    return header


def pack_header(header: ImageHeader) -> bytes:
    check_header(header)
    kind, interlace = COLOR_TYPES[header.color_type], INTERLACE_METHODS[header.interlace_method]
    return HEADER.pack(header.width, header.height, header.bit_depth, kind, 0, 0, interlace)


def unpack_palette(body: bytes) -> Palette:
    if len(body) % 3 or len(body) > 768:
        raise ValueError("invalid palette")
    return Palette([Color(*each) for each in COLOR.iter_unpack(body)])


def pack_palette(palette: Palette) -> bytes:
    if len(palette.colors) > 256:
        raise ValueError("invalid palette")
    return b"".join([COLOR.pack(each.red, each.green, each.blue) for each in palette.colors])


def unpack_gamma(body: bytes) -> Gamma:
    return Gamma(GAMMA.unpack(body)[0] * 0.00001)


def pack_gamma(gamma: Gamma) -> bytes:
    return GAMMA.pack(round(gamma.gamma / 0.00001))


def unpack_text(body: bytes) -> TextualData:
    end = body.index(b"\0")
    if end > 79:
        raise ValueError("invalid keyword")
    return TextualData(body[:end].decode("latin-1"), body[end + 1 :].decode("latin-1"))


def pack_text(text: TextualData) -> bytes:
    keyword = text.keyword.encode("latin-1")
    if len(keyword) > 79 or b"\0" in keyword:
        raise ValueError("invalid keyword")
    return keyword + b"\0" + text.value.encode("latin-1")


def unpack_pixel(body: bytes) -> PhysicalPixelDimensions:
    x, y, unit = PIXEL.unpack(body)
    return PhysicalPixelDimensions(x, y, UNITS[unit])


def pack_pixel(pixel: PhysicalPixelDimensions) -> bytes:
    return PIXEL.pack(pixel.per_unit_x, pixel.per_unit_y, UNITS[pixel.unit])


def check_time(time: LastModification) -> None:
    if not (1 <= time.month <= 12 and 1 <= time.day <= 31 and time.hour < 24 and time.minute < 60 and time.second < 61):
        raise ValueError("invalid time")


def unpack_time(body: bytes) -> LastModification:
    time = LastModification(*TIME.unpack(body))
    check_time(time)
    return time


def pack_time(time: LastModification) -> bytes:
    check_time(time)
    return TIME.pack(time.year, time.month, time.day, time.hour, time.minute, time.second)


def pack_data(body: ImageData) -> bytes:
    return body.compressed


READERS: dict[bytes, Callable[[bytes], Any]] = {
    b"IHDR": unpack_header,
    b"PLTE": unpack_palette,
    b"IDAT": ImageData,
    b"gAMA": unpack_gamma,
    b"tEXt": unpack_text,
    b"pHYs": unpack_pixel,
    b"tIME": unpack_time,
}
WRITERS: dict[type, tuple[bytes, Callable[[Any], bytes]]] = {
    ImageHeader: (b"IHDR", pack_header),
    Palette: (b"PLTE", pack_palette),
    ImageData: (b"IDAT", pack_data),
    Gamma: (b"gAMA", pack_gamma),
    TextualData: (b"tEXt", pack_text),
    PhysicalPixelDimensions: (b"pHYs", pack_pixel),
    LastModification: (b"tIME", pack_time),
}


def unpack_chunk_from(wire: bytes, offset: int) -> tuple[Chunk, int]:
    length, letters = HEAD.unpack_from(wire, offset)
    begin = offset + 8
    end = begin + length
    if length > 0x7FFFFFFF or end + 4 > len(wire):
        raise ValueError("wrong length")
    if zlib.crc32(wire[offset + 4 : end]) != CRC.unpack_from(wire, end)[0]:
        raise ValueError("wrong CRC")
    reader = READERS.get(letters)
    body = wire[begin:end]
    return Chunk(Other(letters, body) if reader is None else reader(body)), end + 4


def unpack_chunk(wire: bytes) -> Chunk:
    chunk, end = unpack_chunk_from(wire, 0)
    if end != len(wire):
        raise ValueError("trailing data")
    return chunk


def pack_chunk(chunk: Chunk) -> bytes:
    body = chunk.body
    if type(body) is Other:
        letters, wire = body.tag, body.data
        if len(letters) != 4 or letters in READERS:
            raise ValueError("invalid type")
    else:
        letters, writer = WRITERS[type(body)]
        wire = writer(body)
    if len(wire) > 0x7FFFFFFF:
        raise ValueError("wrong length")
    head = HEAD.pack(len(wire), letters)
    return head + wire + CRC.pack(zlib.crc32(wire, zlib.crc32(letters)))


def unpack_file(wire: bytes) -> Png:
    if not wire.startswith(SIGNATURE):
        raise ValueError("wrong signature")
    offset = 8
    chunks = []
    while not wire.startswith(END, offset):
        chunk, offset = unpack_chunk_from(wire, offset)
        chunks.append(chunk)
    if offset + len(END) != len(wire):
        raise ValueError("trailing data")
    return Png(chunks)


def pack_file(image: Png) -> bytes:
    return b"".join([SIGNATURE, *[pack_chunk(each) for each in image.chunks], END])


FILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000020000000202030000000fd8e5b70000000b744558745469746c65006e61ef7665bfa73b20"
    "0000000467414d410000b18f0bfc61050000000774494d4507e8021d173b3ce4c4c92700000009504c5445ff00000000ff0080002faa7b31"
    "0000000374524e53ffff00d7ca0d41000000097048597300000b1300000b1301009a9c180000000c49444154789c63606098000000940091"
    "ac9a675f0000000049454e44ae426082"
)
CASES: list[Case] = [
    Case("png: IHDR chunk", png.Chunk, FILE[8:33], unpack_chunk, pack_chunk),
    Case("png: file of eight chunks", png.Png, FILE, unpack_file, pack_file),
]
