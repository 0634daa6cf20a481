"""NetFlow: datagrams laid out by hand as Cisco and RFC 3954 draw them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import Frame, InvalidLength, MacAddress, PackError, Session, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

netflow: Any = load("netflow")
Element = netflow.InformationElement

NETFLOW_5 = bytes.fromhex(
    "0005 0001 0000ea60 5d67a80c 00000000 00000007 01 02 4064"
    "c000020c c00002fe c0000201 0001 0002 00000005 000001f4 00001000 00002000 d431 0050 00 1b 06 00 fde8 fde9 18 10 0000"
)
NETFLOW_9 = bytes.fromhex(
    "0009 0004 244e08ee 5d67a80c 166fa688 00000001"
    "0000 0010 0103 0002 0008 0004 0002 0004"
    "0001 0014 0104 0004 0004 0002 0004 0022 0002 0000"
    "0103 000c c000020c 00000005"
    "0104 000c 00000007 0064 0000"
)
"""A template of two fields; options about interfaces, with two octets of padding; a record of each, the second one padded."""


def read(datagrams: list[bytes]) -> Iterator[Any]:
    """The datagrams of one exporter, in their order."""
    steps = netflow.PROTOCOL.client(Session())
    frame = next(steps)
    for each in datagrams:
        export = frame.unpack(each)
        yield export
        frame = steps.send(export)


@pytest.mark.parametrize("frame", [netflow.Export, netflow.NetFlow9], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_version_5() -> None:
    export = netflow.Export.unpack(NETFLOW_5)
    body = export.body
    assert export.version is netflow.Version.NETFLOW_5
    assert (body.count, body.system_uptime, body.flow_sequence) == (1, 60_000, 7)
    assert (body.sampling_mode, body.sampling_interval) == (netflow.SamplingMode.DETERMINISTIC, 100)
    (record,) = body.records
    assert (record.source_address, record.next_hop) == (IPv4Address("192.0.2.12"), IPv4Address("192.0.2.1"))
    assert (record.packets, record.octets, record.destination_port, record.tcp_flags) == (5, 500, 80, 0x1B)
    assert (record.source_as, record.source_mask, record.destination_mask) == (65000, 24, 16)
    assert export.pack() == NETFLOW_5


def test_version_9() -> None:
    export = netflow.Export.unpack(NETFLOW_9)
    templates, options, records, _ = export.body.flow_sets
    (template,) = templates.content
    assert [each.field_type for each in template.fields] == [Element.SOURCE_IPV4_ADDRESS, Element.PACKET_DELTA_COUNT]
    option, padding = options.content
    assert option.fields.scope_fields == [netflow.ScopeField(scope_type=netflow.ScopeType.INTERFACE, scope_length=4)]
    assert option.fields.option_fields == [netflow.TemplateField(field_type=Element.SAMPLING_INTERVAL, field_length=2)]
    assert padding == netflow.OptionsTemplate9(template_id=0)
    assert (records.flowset_id, records.length) == (template.template_id, 12)
    lengths = [each.field_length for each in template.fields]
    assert netflow.records_of(lengths, records.content) == [[b"\xc0\0\2\x0c", b"\0\0\0\5"]]
    assert export.pack() == NETFLOW_9


def test_other_versions_stay_readable() -> None:
    assert netflow.Export.unpack(b"\0\7\0\1").body == Unknown(tag=7, data=b"\0\1")
    with pytest.raises(PackError):
        netflow.FlowSet(flowset_id=256, content=bytes(1 << 16)).pack()


def test_records_are_read_with_templates_of_earlier_datagrams() -> None:
    other = NETFLOW_9[:16] + b"\0\0\0\2" + NETFLOW_9[56:]  # of a source that has sent no templates
    datagrams = [NETFLOW_9[:20] + NETFLOW_9[56:], NETFLOW_9, NETFLOW_9[:20] + NETFLOW_9[56:], other]
    before, first, later, foreign = read(datagrams)
    assert [type(each.content) for each in before.body.flow_sets + first.body.flow_sets[2:]] == [bytes] * 4
    flows, options = (each.content for each in later.body.flow_sets)
    (flow,) = flows.records
    assert (flow.source_ipv4_address, flow.packet_delta_count, flows.padding) == (IPv4Address("192.0.2.12"), 5, b"")
    (option,) = options.records
    assert (option.scope_interface, option.sampling_interval, options.padding) == (7, 100, b"\0\0")
    assert later.pack() == datagrams[0]
    assert [type(each.content) for each in foreign.body.flow_sets] == [bytes, bytes]


def test_a_template_replaces_the_one_before_it() -> None:
    templates = netflow.Templates()
    assert netflow.learn(templates, netflow.Export.unpack(NETFLOW_9).body)
    assert not netflow.learn(templates, netflow.Export.unpack(NETFLOW_9).body)
    changed = NETFLOW_9.replace(bytes.fromhex("00080004 00020004"), bytes.fromhex("00380006 00020002"))
    assert netflow.learn(templates, netflow.Export.unpack(changed).body)
    read = netflow.export_of(templates.arms()).unpack(NETFLOW_9)
    (record,) = read.body.flow_sets[2].content.records
    assert (record.source_mac_address, record.packet_delta_count) == (MacAddress("c0:00:02:0c:00:00"), 5)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (NETFLOW_5[:-1], TruncatedFrame, "body.records"),
        (NETFLOW_9[:23] + b"\3" + NETFLOW_9[24:], InvalidLength, "body.flow_sets[0].content"),
        (NETFLOW_9[:23] + b"\x0e" + NETFLOW_9[24:], InvalidLength, "body.flow_sets[0].content[0].fields"),
    ],
    ids=["cut", "length below the head", "length below a template"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        netflow.Export.unpack(wire)
    assert caught.value.path == path
