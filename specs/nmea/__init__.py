"""NMEA 0183: sentences of navigation devices, each with its checksum.

Source: NMEA 0183, version 4.10, sections 5.3 (sentences), 6 (content) and 7 (TAG blocks); gpsd's "NMEA Revealed"
(gpsd.gitlab.io/gpsd/NMEA.html).

A sentence with an undeclared formatter, a query, and a sentence of a manufacturer have a list of values. AIS sentences keep their
six-bit characters as text. A sentence without a checksum is refused, and so is one longer than 1,024 octets.
"""

from __future__ import annotations

from framekit import Frame, Protocol, array, checksum, const, data, field, mapped, peek, switch, text, text_int, this, u16
from framekit.specs.nmea.fields import (
    Aam,
    Apb,
    Bod,
    Bwc,
    Dbt,
    Dpt,
    Dtm,
    Gbs,
    Gga,
    Gll,
    Gns,
    Grs,
    Gsa,
    Gst,
    Gsv,
    Hdg,
    Hdm,
    Hdt,
    Mtw,
    Mwd,
    Mwv,
    Quality,
    Rmb,
    Rmc,
    Rot,
    Rpm,
    Rsa,
    Rte,
    SatelliteInView,
    Ths,
    Tll,
    Transducer,
    Ttm,
    Txt,
    Vbw,
    Vdm,
    Vdo,
    Vhw,
    Vlw,
    Vtg,
    Wpl,
    Xdr,
    Xte,
    Zda,
    value,
)

__all__ = [
    "PROTOCOL",
    "Aam",
    "Apb",
    "Bod",
    "Body",
    "Bwc",
    "Dbt",
    "Dpt",
    "Dtm",
    "Gbs",
    "Gga",
    "Gll",
    "Gns",
    "Grs",
    "Gsa",
    "Gst",
    "Gsv",
    "Hdg",
    "Hdm",
    "Hdt",
    "Line",
    "Mtw",
    "Mwd",
    "Mwv",
    "ProprietaryBody",
    "ProprietarySentence",
    "Quality",
    "Rmb",
    "Rmc",
    "Rot",
    "Rpm",
    "Rsa",
    "Rte",
    "SatelliteInView",
    "Sentence",
    "TagBlock",
    "TaggedSentence",
    "Ths",
    "Tll",
    "Transducer",
    "Ttm",
    "Txt",
    "Vbw",
    "Vdm",
    "Vdo",
    "Vhw",
    "Vlw",
    "Vtg",
    "Wpl",
    "Xdr",
    "Xte",
    "Zda",
    "degrees",
]

LIMIT = 1024
"""The maximum number of octets from the first character to the asterisk. The standard allows 79, but devices write more."""


def _with_comma(inside: bytes) -> bytes:
    return inside + b","


def _without_comma(inside: bytes) -> bytes:
    return inside[:-1]


_INSIDE = mapped(data(until=b"*", consume=False, limit=LIMIT), unpack=_with_comma, pack=_without_comma)
"""The part before the asterisk; a comma is added so that each field ends with one."""


class Body(Frame):
    """The address and the fields of a sentence."""

    talker: str = text(2, encoding="latin-1", strip=False)
    formatter: str = text(3, encoding="latin-1", strip=False)
    _comma: bytes = const(b",")
    fields: (
        Aam
        | Apb
        | Bod
        | Bwc
        | Dbt
        | Dpt
        | Dtm
        | Gbs
        | Gga
        | Gll
        | Gns
        | Grs
        | Gsa
        | Gst
        | Gsv
        | Hdg
        | Hdm
        | Hdt
        | Mtw
        | Mwd
        | Mwv
        | Rmb
        | Rmc
        | Rot
        | Rpm
        | Rsa
        | Rte
        | Ths
        | Tll
        | Ttm
        | Txt
        | Vbw
        | Vdm
        | Vdo
        | Vhw
        | Vlw
        | Vtg
        | Wpl
        | Xdr
        | Xte
        | Zda
        | list[str]
    ) = switch(
        this.formatter,
        {
            "AAM": Aam,
            "APB": Apb,
            "BOD": Bod,
            "BWC": Bwc,
            "DBT": Dbt,
            "DPT": Dpt,
            "DTM": Dtm,
            "GBS": Gbs,
            "GGA": Gga,
            "GLL": Gll,
            "GNS": Gns,
            "GRS": Grs,
            "GSA": Gsa,
            "GST": Gst,
            "GSV": Gsv,
            "HDG": Hdg,
            "HDM": Hdm,
            "HDT": Hdt,
            "MTW": Mtw,
            "MWD": Mwd,
            "MWV": Mwv,
            "RMB": Rmb,
            "RMC": Rmc,
            "ROT": Rot,
            "RPM": Rpm,
            "RSA": Rsa,
            "RTE": Rte,
            "THS": Ths,
            "TLL": Tll,
            "TTM": Ttm,
            "TXT": Txt,
            "VBW": Vbw,
            "VDM": Vdm,
            "VDO": Vdo,
            "VHW": Vhw,
            "VLW": Vlw,
            "VTG": Vtg,
            "WPL": Wpl,
            "XDR": Xdr,
            "XTE": Xte,
            "ZDA": Zda,
        },
        otherwise=array(value),
    )


class Sentence(Frame):
    """A sentence; one that begins with an exclamation mark encapsulates something else, such as AIS."""

    start: bytes = data(1, check={b"$", b"!"}, default=b"$")
    body: Body = field(Body, within=_INSIDE)
    _star: bytes = const(b"*")
    checksum: int = checksum(text_int(2, base=16), "xor", over=this.body)
    _end: bytes = const(b"\r\n")


class ProprietaryBody(Frame):
    """The manufacturer and its data; `sentence` is the text that directly follows the three letters, and may be empty."""

    _proprietary: bytes = const(b"P")
    manufacturer: str = text(3, encoding="latin-1", strip=False)
    sentence: str = value
    values: list[str] = array(value, default_factory=list)


class ProprietarySentence(Frame):
    """A sentence of a manufacturer."""

    start: bytes = data(1, check={b"$", b"!"}, default=b"$")
    body: ProprietaryBody = field(ProprietaryBody, within=_INSIDE)
    _star: bytes = const(b"*")
    checksum: int = checksum(text_int(2, base=16), "xor", over=this.body)
    _end: bytes = const(b"\r\n")


class TagBlock(Frame):
    """A TAG block, which is before a sentence in the same line (section 7), such as s:station,c:time."""

    _start: bytes = const(b"\\")
    content: str = text(until="*", consume=False, limit=LIMIT, encoding="latin-1")
    _star: bytes = const(b"*")
    checksum: int = checksum(text_int(2, base=16), "xor", over=this.content)
    _end: bytes = const(b"\\")


class TaggedSentence(Frame):
    """A TAG block and the sentence after it."""

    tag: TagBlock
    line: Line


class Line(Frame):
    """A line: `begins` has its first two characters, which determine its kind."""

    begins: int = peek(u16)
    content: Sentence | ProprietarySentence | TaggedSentence = switch(
        this.begins, {(0x2450, 0x2150): ProprietarySentence, range(0x5C00, 0x5D00): TaggedSentence}, otherwise=Sentence
    )


def degrees(angle: str, direction: str) -> float:
    """A latitude or a longitude in degrees, negative to the south and to the west.

    Args:
        angle: degrees times 100 plus minutes, as "4807.038".
        direction: N, S, E or W.

    Raises:
        ValueError: the angle is not a number.

    >>> round(degrees("01131.000", "W"), 4)
    -11.5167
    """
    whole, minutes = divmod(float(angle), 100)
    return (whole + minutes / 60) * (-1 if direction in ("S", "W") else 1)


PROTOCOL = Protocol(
    "nmea",
    title="NMEA 0183",
    source="NMEA 0183 4.10",
    ports={"tcp": [10110], "udp": [10110]},
    client=Line,
    options={"resync": True},
)
