"""Real captures, held against what an independent dissector says: where each unit ends, in which packet, and who has sent it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from framekit import Protocol, open_capture
from specs import bgp, dns, dns_tcp, http2, mqtt, mqtt5, mysql, ntp, postgresql, radius, tls, websocket

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures"
needs_captures = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")

CASES: list[tuple[str, str, Protocol, dict[str, Any]]] = [
    ("dns_udp.pcap", "dns", dns.PROTOCOL, {"port": 53}),
    ("dns_edns.pcap", "dns", dns.PROTOCOL, {}),
    ("nsec3.pcap", "dns", dns.PROTOCOL, {}),
    ("mdns.pcap", "mdns", dns.PROTOCOL, {}),
    ("dns_tcp_multi.pcap", "dns", dns_tcp.PROTOCOL, {}),
    ("dns_tcp_gap.pcap", "dns", dns_tcp.PROTOCOL, {}),
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
]


NOT_MODELLED = {
    "bgp_large_community.pcap": (5, "numbers of systems that take four bytes (RFC 6793), which the speakers agree on before"),
    "bgp_role.pcapng": (7, "the same"),
    "tls_change_cipher.pcap": (2, "two records of one packet are one unit in the truth, and packets are missing"),
}
"""Captures of which units are not found: how many of them, and why."""
HEADS_ONLY = {"websocket"}
"""Units of which the truth counts the head alone."""
NOT_IN_THE_TRUTH = {"RequestAnswer", "HttpHead"}
"""Frames that the dissector gives to another protocol, or to none."""


def units_of(name: str, protocol: str) -> Counter[tuple[int, int]]:
    lines = (CAPTURES / "truth" / f"{name}.jsonl").read_text().splitlines()
    units = [json.loads(line) for line in lines]
    return Counter(
        (unit["frame"], 0 if protocol in HEADS_ONLY else unit["size"]) for unit in units if unit["proto"] in protocol.split("|")
    )


@needs_captures
@pytest.mark.parametrize(("name", "word", "protocol", "options"), CASES, ids=lambda each: each if isinstance(each, str) else "")
def test_every_unit_is_found_in_its_packet(name: str, word: str, protocol: Protocol, options: dict[str, Any]) -> None:
    with open_capture(CAPTURES / name) as capture:
        found = list(capture.frames(protocol, **options))
    frames = [each for each in found if each.frame is not None and type(each.frame).__name__ not in NOT_IN_THE_TRUTH]
    ours = Counter((each.packets[-1], 0 if word in HEADS_ONLY else each.size) for each in frames)
    theirs = units_of(name, word)
    odd = [each for each in found if each.frame is None]
    missing, reason = NOT_MODELLED.get(name, (0, ""))
    shown = f"not found: {theirs - ours}; not in the truth: {ours - theirs}; {odd}"
    assert (theirs - ours).total() == missing, shown
    assert reason or ours == theirs, shown
