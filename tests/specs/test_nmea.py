"""NMEA 0183: sentences of receivers and instruments, each with its checksum."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    FrameTooLarge,
    InvalidLength,
    InvalidValue,
    TruncatedFrame,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

nmea: Any = load("nmea")
Line = nmea.Line


def sentence(inside: str, start: str = "$") -> bytes:
    total = 0
    for character in inside:
        total ^= ord(character)
    return f"{start}{inside}*{total:02X}\r\n".encode("latin-1")


GGA = b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
RMC = b"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n"
GSA = b"$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39\r\n"
AIS = b"!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D\r\n"
UBX = b"$PUBX,40,ZDA,0,0,0,0*44\r\n"


@pytest.mark.parametrize(
    "frame", [nmea.Sentence, nmea.ProprietarySentence, nmea.TagBlock, nmea.Gsv], ids=lambda frame: frame.__name__
)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_fix() -> None:
    read = Line.unpack(GGA).content
    assert (read.start, read.body.talker, read.body.formatter) == (b"$", "GP", "GGA")
    fix = read.body.fields
    assert (fix.time, fix.quality, fix.satellites, fix.altitude, fix.station) == (
        "123519", nmea.Quality.AUTONOMOUS, "08", "545.4", "",
    )  # fmt: skip
    assert round(nmea.degrees(fix.latitude, fix.north_south), 4) == 48.1173
    assert round(nmea.degrees(fix.longitude, "W"), 4) == -11.5167
    assert read.pack() == GGA


def test_later_versions_have_more_fields() -> None:
    first = Line.unpack(RMC).content.body.fields
    assert (first.date, first.variation, first.variation_direction, first.mode) == ("230394", "003.1", "W", None)
    longer = sentence("GNRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,,,A,V")
    read = Line.unpack(longer)
    fields = read.content.body.fields
    assert (fields.variation, fields.mode, fields.navigational_status, fields.more) == ("", "A", "V", [])
    assert read.pack() == longer
    assert Line.unpack(sentence("GPHDT,274.07,T,x,")).content.body.fields.more == ["x", ""]


def test_lists_of_satellites() -> None:
    used = Line.unpack(GSA).content.body.fields
    assert used.satellites == ["04", "05", "", "09", "12", "", "", "24", "", "", "", ""]
    assert (used.fix, used.position_dilution, used.vertical_dilution, used.system) == ("3", "2.5", "2.1", None)
    wire = sentence("GPGSV,2,2,07,16,17,308,41,18,07,344,,19,05,200,30,1")
    view = Line.unpack(wire).content.body.fields
    assert view.satellites == [
        nmea.SatelliteInView("16", "17", "308", "41"),
        nmea.SatelliteInView("18", "07", "344", ""),
        nmea.SatelliteInView("19", "05", "200", "30"),
    ]
    assert (view.in_view, view.signal) == ("07", "1")
    assert Line.unpack(wire).pack() == wire
    assert Line.unpack(sentence("GPGSV,1,1,00")).content.body.fields.signal is None


@pytest.mark.parametrize(
    ("wire", "formatter", "fields"),
    [
        (AIS, "VDM", nmea.Vdm(
            fragments="1", number="1", message="", channel="A", payload="14eG;o@034o8sd<L9i:a;WF>062D", fill_bits="0",
        )),
        (sentence("IIMWV,214,R,0.1,K,A"), "MWV", nmea.Mwv(angle="214", reference="R", speed="0.1", speed_unit="K", status="A")),
        (sentence("WIXDR,C,19.5,C,AIR,P,1.013,B,BARO"), "XDR", nmea.Xdr(transducers=[
            nmea.Transducer(kind="C", measurement="19.5", unit="C", name="AIR"),
            nmea.Transducer(kind="P", measurement="1.013", unit="B", name="BARO"),
        ])),
        (sentence("GPRTE,1,1,c,0,PBRCPK,PBRTO"), "RTE", nmea.Rte(
            messages="1", number="1", mode="c", route="0", waypoints=["PBRCPK", "PBRTO"],
        )),
        (sentence("CCGPQ,GGA"), "GPQ", ["GGA"]),
    ],
    ids=["ais", "wind", "transducers", "route", "query"],
)  # fmt: skip
def test_sentences(wire: bytes, formatter: str, fields: Any) -> None:
    read = Line.unpack(wire).content
    assert (read.body.formatter, read.body.fields) == (formatter, fields)
    assert read.pack() == wire
    body = nmea.Body(talker=read.body.talker, formatter=formatter, fields=fields)
    assert nmea.Sentence(start=wire[:1], body=body).pack() == wire


def test_sentences_of_manufacturers_and_tag_blocks() -> None:
    own = Line.unpack(UBX).content
    assert (own.body.manufacturer, own.body.sentence, own.body.values) == ("UBX", "", ["40", "ZDA", "0", "0", "0", "0"])
    other = Line.unpack(sentence("PGRME,15.0,M")).content.body
    assert (other.manufacturer, other.sentence, other.values) == ("GRM", "E", ["15.0", "M"])
    tag = sentence("s:rORBCOMM000,c:1379001600", "\\")[:-2] + b"\\"
    read = Line.unpack(tag + AIS)
    assert read.content.tag.content == "s:rORBCOMM000,c:1379001600"
    assert read.content.line == Line.unpack(AIS)
    assert read.pack() == tag + AIS


def test_sentences_are_found_in_a_stream() -> None:
    talker, _ = nmea.PROTOCOL.decoders(on_error="skip")
    found = talker.feed(b"8,,*47\r\n" + GGA + b"\xb5\x62\0\0" + RMC[:20] + AIS)
    assert [each.pack() for each in found if isinstance(each, Line)] == [GGA, AIS]


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (GGA.replace(b"*47", b"*48"), ChecksumMismatch, "content.checksum"),
        (b"#" + GGA[1:], InvalidValue, "content.start"),
        (GGA[:-2] + b"\n\n", ConstMismatch, "content._end"),
        (GGA[:40], TruncatedFrame, "content.body"),
        (sentence("GPHDT,274.07"), InvalidLength, "content.body.fields.mark"),
        (sentence("GPTXT,01,01,02," + "x" * 1100), FrameTooLarge, "content.body"),
    ],
    ids=["checksum", "start", "end", "cut", "too few fields", "too long"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Line.unpack(wire)
    assert caught.value.path == path
