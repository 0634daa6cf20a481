"""PNG: a file that another program wrote, and files that are none."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    InvalidLength,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

png: Any = load("png")
FRAMES: list[type[Frame]] = [
    png.ImageHeader,
    png.Palette,
    png.Gamma,
    png.TextualData,
    png.PhysicalPixelDimensions,
    png.LastModification,
    png.Chunk,
    png.Png,
]
# Two by two pixels of a palette of three colors, written by Pillow 13.0.
IMAGE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000020000000202030000000fd8e5b70000000b744558745469746c65006e61ef7665bfa73b20"
    "0000000467414d410000b18f0bfc61050000000774494d4507e8021d173b3ce4c4c92700000009504c5445ff00000000ff0080002faa7b31"
    "0000000374524e53ffff00d7ca0d41000000097048597300000b1300000b1301009a9c180000000c49444154789c63606098000000940091"
    "ac9a675f0000000049454e44ae426082"
)
SIGNATURE, END = IMAGE[:8], IMAGE[-12:]


def chunk(letters: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + letters + body + struct.pack(">I", zlib.crc32(letters + body))


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_file_unpacks_and_packs_to_itself() -> None:
    image = png.Png.unpack(IMAGE)
    assert [each.type for each in image.chunks] == [b"IHDR", b"tEXt", b"gAMA", b"tIME", b"PLTE", b"tRNS", b"pHYs", b"IDAT"]
    assert [each.length for each in image.chunks] == [13, 11, 4, 7, 9, 3, 9, 12]
    header, title, gamma, time, palette, transparency, pixel, pieces = (each.body for each in image.chunks)
    assert header == png.ImageHeader(width=2, height=2, bit_depth=2, color_type=png.ColorType.INDEXED)
    assert title == png.TextualData(keyword="Title", value="naïve")
    assert gamma == png.Gamma(gamma=0.45455)
    assert time == png.LastModification(year=2024, month=2, day=29, hour=23, minute=59, second=60)
    red, blue, green = (png.Color(red=r, green=g, blue=b) for r, g, b in ((255, 0, 0), (0, 0, 255), (0, 128, 0)))
    assert palette == png.Palette(colors=[red, blue, green])
    assert transparency == Unknown(b"tRNS", b"\xff\xff\x00")
    assert pixel == png.PhysicalPixelDimensions(per_unit_x=2835, per_unit_y=2835, unit=png.PixelUnit.METRE)
    assert len(zlib.decompress(pieces.compressed)) == 2 * (1 + 1), "two rows: a byte that says the filter, and pixels of two bits"
    assert image.pack() == IMAGE


def test_the_last_chunk_is_a_chunk_too() -> None:
    *_, last = png.Chunk.iter_unpack(IMAGE[8:])
    assert last == png.Chunk(body=png.ImageEnd())
    assert last.pack() == END


def test_a_new_file() -> None:
    header = png.ImageHeader(width=1, height=1, bit_depth=8, color_type=png.ColorType.GREYSCALE)
    bodies = [header, png.ImageData(compressed=zlib.compress(b"\0\x7f"))]
    wire = png.Png(chunks=[png.Chunk(body=each) for each in bodies]).pack()
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    assert wire == SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x7f")) + END


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\x89PNG\n\x1a\n" + IMAGE[8:], ConstMismatch, "signature"),
        (IMAGE[:-1], TruncatedFrame, None),
        (IMAGE + b"\0", TrailingData, ""),
        (IMAGE.replace(b"Title", b"title"), ChecksumMismatch, "chunks[1].crc"),
        (SIGNATURE + chunk(b"IEND", b"x") + END, TrailingData, "chunks[0].body"),
        (SIGNATURE + END[:-1] + b"x", ChecksumMismatch, "chunks[0].crc"),
        (SIGNATURE + b"\xff" + END, InvalidValue, "chunks[0].length"),
        (SIGNATURE + chunk(b"PLTE", b"abcd") + END, InvalidLength, "chunks[0].body.colors"),
        (SIGNATURE + chunk(b"PLTE", bytes(257 * 3)) + END, UnpackError, "chunks[0].body.colors"),
        (SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 1, 8, 0, 0, 0, 0)) + END, InvalidValue, "chunks[0].body.width"),
        (
            SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 3, 0, 0, 0, 0)) + END,
            InvalidValue,
            "chunks[0].body.bit_depth",
        ),
        (
            SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 1, 0, 0, 0)) + END,
            InvalidValue,
            "chunks[0].body.color_type",
        ),
        (SIGNATURE + chunk(b"tEXt", b"no end") + END, InvalidLength, "chunks[0].body.keyword"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        png.Png.unpack(wire)
    assert path is None or caught.value.path == path


def test_wrong_values_are_refused() -> None:
    with pytest.raises(PackError, match="the terminator of the array"):
        png.Png(chunks=[png.Chunk(body=png.ImageEnd())]).pack()
    with pytest.raises(PackError, match="month"):
        png.LastModification(year=2024, month=13, day=1, hour=0, minute=0, second=0).pack()
