"""Portable Network Graphics: the file's signature and its chunks.

Source: W3C, Portable Network Graphics (PNG) Specification, second edition: section 5.2 (signature), 5.3 (layout of a chunk),
5.4 (chunk types), 11.2.2 IHDR, 11.2.3 PLTE, 11.2.4 IDAT, 11.2.5 IEND, 11.3.3.2 gAMA, 11.3.4.3 tEXt, 11.3.5.3 pHYs, 11.3.6.1 tIME.

Chunks of other types are kept as bytes. It is not checked that IHDR comes first or that a palette fits its image, and the
compressed stream is not decoded.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Unknown,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    scaled,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    unknown,
)

LARGEST = 2**31 - 1
"""The maximum of lengths and dimensions (section 7.1)."""


class ColorType(IntEnum):
    """The composition of a pixel (section 11.2.2, table 11.1)."""

    GREYSCALE = 0
    TRUECOLOR = 2
    INDEXED = 3
    GREYSCALE_WITH_ALPHA = 4
    TRUECOLOR_WITH_ALPHA = 6


class InterlaceMethod(IntEnum):
    """The order in which pixels are sent (section 8.2)."""

    NONE = 0
    ADAM7 = 1


class PixelUnit(IntEnum):
    """The unit of a pHYs chunk."""

    UNKNOWN = 0
    METRE = 1


class ImageHeader(Frame):
    """IHDR: the dimensions of the image and how its pixels are stored."""

    width: u32 = field(check=range(1, LARGEST + 1))
    height: u32 = field(check=range(1, LARGEST + 1))
    bit_depth: u8 = field(check={1, 2, 4, 8, 16})
    color_type: ColorType = field(u8, strict=True)
    compression_method: int = const(0, u8)
    filter_method: int = const(0, u8)
    interlace_method: InterlaceMethod = field(u8, strict=True, default=InterlaceMethod.NONE)


class Color(Frame):
    """One entry of a palette."""

    red: u8
    green: u8
    blue: u8


class Palette(Frame):
    """PLTE: up to 256 colors, which fill the chunk."""

    colors: list[Color] = array(Color, limit=256)


class ImageData(Frame):
    """IDAT: a piece of the compressed image; all pieces together are one zlib stream."""

    compressed: bytes = data()


class ImageEnd(Frame):
    """IEND: empty, and the last chunk of the file."""


class Gamma(Frame):
    """gAMA: the exponent with which samples were produced, on the wire times 100,000."""

    gamma: float = scaled(u32, 0.00001)


class TextualData(Frame):
    """tEXt: a keyword and its text, both in Latin-1."""

    keyword: str = text(until="\0", encoding="latin-1", limit=79)
    value: str = text(encoding="latin-1")


class PhysicalPixelDimensions(Frame):
    """pHYs: pixels per unit of length, or only their ratio."""

    per_unit_x: u32
    per_unit_y: u32
    unit: PixelUnit = field(u8, strict=True)


class LastModification(Frame):
    """tIME: when the image was last changed, in UTC; 60 seconds are a leap second."""

    year: u16
    month: u8 = field(check=range(1, 13))
    day: u8 = field(check=range(1, 32))
    hour: u8 = field(check=range(24))
    minute: u8 = field(check=range(60))
    second: u8 = field(check=range(61))


class Chunk(Frame):
    """A length, a type of four letters, data of that type, and a CRC over type and data."""

    length: int = derived(u32, check=this <= LARGEST)
    type: bytes = derived(data(4))
    body: (
        ImageHeader | Palette | ImageData | ImageEnd | Gamma | TextualData | PhysicalPixelDimensions | LastModification | Unknown
    ) = switch(
        this.type,
        {
            b"IHDR": ImageHeader,
            b"PLTE": Palette,
            b"IDAT": ImageData,
            b"IEND": ImageEnd,
            b"gAMA": Gamma,
            b"tEXt": TextualData,
            b"pHYs": PhysicalPixelDimensions,
            b"tIME": LastModification,
        },
        otherwise=unknown(),
        size=this.length,
    )
    crc: int = checksum(u32, "crc32", over=(this.type, this.body))


class Png(Frame):
    """A whole file: the signature, and chunks up to IEND, which is constant and not an item of `chunks`."""

    signature: bytes = const(b"\x89PNG\r\n\x1a\n")
    chunks: list[Chunk] = array(Chunk, until=b"\0\0\0\0IEND\xaeB`\x82")
