"""What an independent dissector says of the captures that others made, and how a decoded frame is held against it.

Strategy: a unit of the truth is a frame of ours in the same packet with the same size. Each field of the truth has a place in the
unit and a value as it is shown to people. It is modelled if our frame has a field at the same place, whose value must then be the
same.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from framekit import Protocol, Timestamp, Unknown, open_capture, trace
from framekit.capture import Found
from framekit.compiler.explain.record import Span
from framekit.declare.declaration import spec_of
from framekit.spec.given import given_of
from framekit.specs import (
    bgp,
    dhcp,
    dns,
    enip,
    http2,
    mdns,
    modbus,
    mqtt,
    mqtt5,
    mysql,
    ntp,
    opcua,
    postgresql,
    ptp,
    radius,
    socks,
    someip,
    ssh,
    stun,
    tls,
    vxlan,
    websocket,
)

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures"
STUN = [
    Protocol("stun", client=stun.Packet, datagrams=stun.Datagram, ports={"tcp": [3478], "udp": [3478, 8801, 40003]}),
    Protocol("icetcp", client=stun.FramedMessage, ports={"tcp": [42000]}),
]
"""The protocols of one capture, with the ports that it has."""
CASES: list[tuple[str, str, Protocol | list[Protocol], dict[str, Any]]] = [
    ("dns_udp.pcap", "dns", dns.PROTOCOL, {"port": 53}),
    ("dns_edns.pcap", "dns", dns.PROTOCOL, {}),
    ("nsec3.pcap", "dns", dns.PROTOCOL, {}),
    ("mdns.pcap", "mdns", mdns.PROTOCOL, {}),
    ("dns_tcp_multi.pcap", "dns", dns.PROTOCOL, {}),
    ("dns_tcp_gap.pcap", "dns", dns.PROTOCOL, {}),
    ("mqtt31.pcap", "mqtt", mqtt.PROTOCOL, {}),
    ("mqtt311_sub.pcap", "mqtt", mqtt.PROTOCOL, {}),
    ("mqtt5_qos2.pcap", "mqtt", mqtt5.PROTOCOL, {}),
    ("mqtt5_mosquittoprops.pcap", "mqtt", mqtt5.PROTOCOL, {}),
    ("mysql_old.pcap", "mysql", mysql.PROTOCOL, {}),
    ("mysql_sha2.pcap", "mysql", mysql.PROTOCOL, {}),
    ("ntp.pcap", "ntp", ntp.PROTOCOL, {}),
    ("ntp_sync.pcap", "ntp", ntp.PROTOCOL, {}),
    ("pgsql_psql.pcap", "pgsql", postgresql.PROTOCOL, {}),
    ("pgsql_select.pcap", "pgsql", postgresql.PROTOCOL, {}),
    ("radius.pcap", "radius", radius.PROTOCOL, {}),
    ("radius_coa.pcap", "radius", radius.PROTOCOL, {}),
    ("radius_localhost.pcap", "radius", radius.PROTOCOL, {}),
    ("bgp_large_community.pcap", "bgp", bgp.PROTOCOL, {}),
    ("bgp_role.pcapng", "bgp", bgp.PROTOCOL, {}),
    ("http2_bugfixes.pcap", "http2", http2.PROTOCOL, {"port": 443}),
    ("http2_long_frame.pcap", "http2", http2.PROTOCOL, {"port": 8443}),
    ("websocket_fragments.pcap", "websocket", websocket.PROTOCOL, {}),
    ("websocket_jupyter.pcap", "websocket", websocket.PROTOCOL, {"port": 51185}),
    ("tls_change_cipher.pcap", "tls", tls.PROTOCOL, {}),
    ("ssh_single.pcap", "ssh", ssh.PROTOCOL, {}),
    ("ssh_dups.pcap", "ssh", ssh.PROTOCOL, {}),
    ("socks.pcap", "socks", socks.PROTOCOL, {"port": 8124}),
    ("socks_auth.pcap", "socks", socks.PROTOCOL, {}),
    ("modbus_small.pcap", "mbtcp", modbus.PROTOCOL, {}),
    ("modbus_part2.pcap", "mbtcp", modbus.PROTOCOL, {}),
    ("dhcp_time.pcap", "dhcp", dhcp.PROTOCOL, {}),
    ("dhcp_rfc3004.pcap", "dhcp", dhcp.PROTOCOL, {}),
    ("enip_cip.pcap", "enip", enip.PROTOCOL, {}),
    ("stun.pcap", "stun", STUN, {}),
    ("opcua_method.pcap", "opcua", opcua.PROTOCOL, {"port": 12001}),
    ("someip.pcap", "someip", someip.PROTOCOL, {}),
    ("someip_sd.pcap", "someip", someip.PROTOCOL, {}),
    ("ptp_v2_1.pcap", "ptp", ptp.PROTOCOL, {}),
    ("ptp_ethernet.pcap", "ptp", ptp.PROTOCOL, {}),
    ("vxlan.pcap", "vxlan", vxlan.PROTOCOL, {}),
]


NOT_MODELLED = {
    "stun.pcap": (1, "a message is in an ICMP error"),
    "ssh_single.pcap": (1, "two packets of one segment are one unit in the truth"),
    "ssh_dups.pcap": (138, "encrypted and repeated segments are units of the truth too"),
    "tls_change_cipher.pcap": (2, "two records of one packet are one unit in the truth, and packets are missing"),
    "modbus_part2.pcap": (9, "nine requests have fewer or more fields than their function"),
}
"""Captures of which units are not found: how many of them, and why."""
HEADS_ONLY = {"vxlan", "websocket"}
"""Units of which the truth counts the head alone."""
HEADS_WITH_LENGTHS = {"stun.channel"}
"""The same, for units that begin with such a field; the next field is the length of the rest."""
PADDED = (ptp.Message,)
"""Frames of a whole datagram, whose field `padding` is what the datagram has after the unit."""
NOT_IN_THE_TRUTH = {"RequestAnswer", "HttpHead"}
"""Frames that the dissector gives to another protocol, or to none."""
NOT_READABLE = {"tcp.payload", "ssh.packet_length_encrypted", "ssh.encrypted_packet"}
"""Fields that make up a unit that is encrypted, or passed on for somebody else; it may have a few more."""

COMPUTED = {
    "dns.count.labels",
    "dns.qry.name.len",
    "http2.header.count",
    "http2.header.length",
    "modbus.bitnum",
    "ptp.v2.clockidentity_manuf",
}
"""Fields without bytes of their own: numbers that the dissector has computed, or bytes of a field that it shows again."""
INSIDE = {"cip": "enip", "modbus": "mbtcp", "someipsd": "someip"}
"""Units that are inside a unit of another protocol, which is one frame with us."""
OTHER_FORMS = {"stun.att.port-xord", "stun.att.ipv4-xord", "stun.att.ipv6-xord"}
"""Fields that are there once more, with the value that they have for people."""
AS_SHOWN = {"<Root>": ""}


GOLDEN = Path(__file__).with_name("not_modelled.json")
"""How many fields each capture has, how many are modelled, and the names of the others; running this file writes it."""


class TruthField(NamedTuple):
    """A field as the dissector has it; a bit field shares its bytes with others."""

    name: str
    offset: int
    size: int
    raw: str
    shown: str | None
    is_bits: bool


class Unit(NamedTuple):
    """A protocol data unit as the dissector has it."""

    packet: int
    size: int
    fields: tuple[TruthField, ...]


def units_of(name: str, protocols: str) -> list[Unit]:
    """The units of a capture that can be read; of those with equal bytes in one packet, each."""
    lines = (CAPTURES / "truth" / f"{name}.jsonl").read_text().splitlines()
    records = list(map(json.loads, lines))
    for inner in records:
        if not inner["segs"] and inner["proto"] in INSIDE:
            _move_into_outer(inner, records)
    units = []
    for unit in records:
        fields = tuple(TruthField(*each) for each in unit["fields"])
        if unit["proto"] in protocols.split("|") and not any(each.name in NOT_READABLE for each in fields[:3]):
            rest = int(fields[1].raw, 16) if fields and fields[0].name in HEADS_WITH_LENGTHS else 0
            units.append(Unit(unit["frame"], unit["size"] + rest, fields))
    return units


def _move_into_outer(inner: dict[str, Any], records: list[dict[str, Any]]) -> None:
    """Give the fields of a unit to the unit of the same packet that holds it, or that it is the end of."""
    for outer in records:
        shift = inner["off"] - outer["off"]
        is_around = outer["frame"] == inner["frame"] and 0 <= shift <= outer["size"]
        if is_around and outer["proto"] == INSIDE[inner["proto"]]:
            outer["fields"] += [[name, offset + shift, *others] for name, offset, *others in inner["fields"]]
            outer["size"] = max(outer["size"], shift + inner["size"])


@dataclass
class Score:
    """How the fields of a capture compare.

    Attributes:
        fields: how many the truth has.
        modelled: how many have a field of ours at the same place.
        missing: names of the others, with how often each is missing.
        wrong: where the values differ.
    """

    fields: int = 0
    modelled: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def frames_of(name: str, protocol: Protocol | list[Protocol], options: dict[str, Any]) -> tuple[list[Found], list[Found]]:
    """The frames of a capture that the truth may have, with their bytes, and what is no frame."""
    with open_capture(CAPTURES / name) as capture:
        found = list(capture.frames(protocol, keep_bytes=True, **options))
    frames = [
        _without_padding(each) for each in found if each.frame is not None and type(each.frame).__name__ not in NOT_IN_THE_TRUTH
    ]
    return frames, [each for each in found if each.frame is None]


def _without_padding(found: Found) -> Found:
    """Units of the truth end before the padding of their datagram."""
    padding = len(found.frame.padding) if isinstance(found.frame, PADDED) else 0
    return replace(found, data=found.data[: found.size - padding], size=found.size - padding)


def compare(units: Sequence[Unit], found: Sequence[Found], *, heads: bool = False) -> Score:
    """Hold the fields of units against the frames that were found in the same packets.

    Args:
        units: of the truth.
        found: frames, with their bytes.
        heads: the truth has the heads of the units only, so that their sizes say nothing.
    """
    waiting: dict[tuple[int, int], list[Found]] = {}
    for each in found:
        waiting.setdefault((each.packets[-1], 0 if heads else each.size), []).append(each)
    score = Score()
    for unit in units:
        frames = waiting.get((unit.packet, 0 if heads else unit.size))
        if frames:
            _compare_unit(unit, frames.pop(0), score)
    return score


def _compare_unit(unit: Unit, found: Found, score: Score) -> None:
    spans = list(trace(type(found.frame), found.data, given=given_of(spec_of(type(found.frame)), found.frame)))
    for each in unit.fields:
        if not each.size or each.name in COMPUTED | OTHER_FORMS:
            continue
        score.fields += 1
        values = list(_values_at(spans, each))
        if not values:
            score.missing[each.name] += 1
            continue
        score.modelled += 1
        if not any(_is_same(value, each) for value in values):
            score.wrong.append(f"packet {unit.packet}, {each.name} at {each.offset}: {each.shown!r}, and ours {values!r:.200}")


def _values_at(spans: list[Span], wanted: TruthField) -> Iterator[Any]:
    """Values of our fields at a place, which may be a part of bits, or several fields together."""
    start, end = wanted.offset, wanted.offset + wanted.size
    covered = [span for span in spans if start <= span.start and span.end <= end]
    if wanted.is_bits:
        around = [span for span in spans if span.start <= start and end <= span.end and span.wire]
        for span in (*covered, *around):
            values = [span.value, *(each.value for each in spans if each.start == each.end == span.end)]
            yield from (value for value in values if isinstance(value, int))
            yield from (_packed(span.value)[start - span.start] for span in around if _is_bits(span.value))
    elif covered and covered[0].start == start and covered[-1].end == end:
        if len(covered) == 1:
            yield covered[0].value
        else:
            yield b"".join(span.wire for span in covered)
    else:
        around = [span for span in spans if span.start < end and start < span.end]
        texts = (span.value for span in around if isinstance(span.value, str))
        yield from (text for text in texts if text.rstrip("\r") == wanted.shown)  # with its length or its terminator
        lists = (span.value for span in around if isinstance(span.value, list))  # what the bits of a bitmap stand for
        numbers = (str(int(number)) for each in lists for number in each if isinstance(number, int))
        yield from (number for number in numbers if number == wanted.shown)


def _is_bits(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, bool) for each in value)


def _packed(bits: list[bool]) -> bytes:
    """The bytes of an array of bits, of which the first is the lowest of its byte."""
    number = sum(bit << place for place, bit in enumerate(bits))
    return number.to_bytes((len(bits) + 7) // 8, "little")


def _is_same(value: Any, wanted: TruthField) -> bool:
    shown = AS_SHOWN.get(wanted.shown or "", wanted.shown or "")
    raw = bytes.fromhex(wanted.raw)
    match value:
        case Enum() | int():
            number = int(getattr(value, "value", value))
            if wanted.is_bits:
                return bool({number, *_parts(number)} & _numbers(shown))
            return number in _wire_numbers(raw) | _numbers(shown)
        case float():  # fixed point is shown as the number that is on the wire
            return any(value * 2**bits in _numbers(shown) for bits in (0, 16, 32))
        case bytes():
            return value == raw
        case Unknown():
            return value.data == raw
        case list() if _is_bits(value):
            return _packed(value) == raw
        case str():
            labels = "".join(f"\\x{len(label):x}{label}" for label in value.split("."))  # a name as the bytes that it has
            return value.rstrip("\r") in (shown, raw.decode("utf-8", "surrogateescape")) or shown in (labels, raw.hex(":"))
        case datetime() if shown.endswith(" UTC"):
            return f"{value:%b %e, %Y %H:%M:%S.%f}000 UTC" == shown
        case Timestamp():
            return value == _moment(shown)
        case None:  # what is padding with us
            return True
        case _:
            return str(value) in (shown, shown.partition("/")[0])


def _moment(shown: str) -> Timestamp:
    """A time as the dissector shows it: "Sep  1, 2009 23:31:33.643006100 UTC"."""
    seconds, _, fraction = shown.removesuffix(" UTC").partition(".")
    whole = datetime.strptime(seconds, "%b %d, %Y %H:%M:%S").replace(tzinfo=UTC)
    return Timestamp(f"{whole:%Y-%m-%dT%H:%M:%S}.{fraction}Z")


def _parts(number: int) -> set[int]:
    """The values of the bit fields that may be in a number, as flags are one number with us."""
    return {number >> shift & (1 << width) - 1 for shift in range(16) for width in range(1, 17)}


def _numbers(shown: str) -> set[int]:
    try:
        return {int(shown, 0)}
    except ValueError:
        return {int(shown == "True")} if shown in ("True", "False") else set()


def _wire_numbers(raw: bytes) -> set[int]:
    return {int.from_bytes(raw, order, signed=signed) for order in ("big", "little") for signed in (True, False)}


def as_golden(score: Score) -> dict[str, Any]:
    """What is kept of a score."""
    return {"fields": score.fields, "modelled": score.modelled, "missing": dict(sorted(score.missing.items()))}


def main() -> None:
    """Write what is modelled now; the difference shows what has changed."""
    scores = {}
    for name, word, protocol, options in CASES:
        frames, _ = frames_of(name, protocol, options)
        scores[name] = as_golden(compare(units_of(name, word), frames, heads=word in HEADS_ONLY))
    GOLDEN.write_text(json.dumps(scores, indent=1) + "\n")
    total, modelled = (sum(each[key] for each in scores.values()) for key in ("fields", "modelled"))
    sys.stdout.write(f"{modelled} of {total} fields are modelled\n")


if __name__ == "__main__":
    main()
