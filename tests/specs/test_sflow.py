"""sFlow: samples of a capture, and records laid out by hand as sFlow Version 5 has them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, MacAddress, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

sflow: Any = load("sflow")
Datagram = sflow.Datagram

INTERFACE = bytes.fromhex(
    "00000005 00000001 0fb808c3 00000001 00a03668 00c5fe2d 00000001"
    "00000004 000000ac 001ea04b 00000000 00000008 00000002"
    "00000001 00000058 00000008 00000075 000000003b9aca00 00000001 00000003 00000000e6037cd4 00c947b9 000004bf 00006011"
    "00000000 00000000 00000000 00000000988ac920 00f61252 001dd420 01358412 00000000 00000000 00000002"
    "00000002 00000034" + "00000000" * 13
)
"""Counters of an interface, from a capture; the address is another."""
HOST = bytes.fromhex(
    "000007d1 00000014 00000001 00000002 00000001 1cc1de1896f00000"
    "000007d3 00000044 3ca3d70a 3c23d70a 3d23d70a 00000001 00000186 00000018 00000640 009643b9 1e74d09c 01876bc0"
    "142d000a cc79de36 00a5dd9a 005160bc 041a9f4c 7a8f6da7 38428b86"
    "000007d0 0000002c 00000002 6831 0000 36383935343153554530333134374b32 00000003 00000002 00000006 322e362e3138 0000"
    "00bf4001 00000004 01020304"
)
"""An adapter, processors, a description, and a record of an enterprise."""
FLOW = bytes.fromhex(
    "00000001 00000058 00000007 00000008 00000100 00001000 00000000 00000008 80000002 00000002"
    "00000001 00000018 00000001 00000040 00000004 00000006 001122334455 0000"
    "000003e9 00000010 00000064 00000000 000000c8 00000005"
)
"""Six octets of a packet from interface 8 to two interfaces, and its VLANs."""


@pytest.mark.parametrize(
    "frame", [sflow.FlowRecord, sflow.CounterRecord, sflow.Sample, sflow.Datagram], ids=lambda frame: frame.__name__
)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_counters_of_an_interface() -> None:
    datagram = Datagram.unpack(INTERFACE)
    assert datagram.agent_address == sflow.Address(type=sflow.AddressType.IP_V4, address=IPv4Address("15.184.8.195"))
    assert (datagram.sub_agent_id, datagram.sequence_number, datagram.uptime) == (1, 10499688, 12975661)
    (sample,) = datagram.samples
    assert sample.sample_format is sflow.SampleFormat.COUNTERS_SAMPLE_EXPANDED
    assert (sample.sample_data.source_id_type, sample.sample_data.source_id_index) == (sflow.SourceType.INTERFACE, 8)
    interface, ethernet = (each.counter_data for each in sample.sample_data.counters_records)
    assert (interface.if_index, interface.if_speed, interface.if_in_octets) == (8, 10**9, 3858988244)
    assert interface.if_status == sflow.Status.ADMIN_UP | sflow.Status.OPER_UP
    assert interface.if_direction is sflow.Direction.FULL_DUPLEX
    assert ethernet.symbol_errors == 0
    assert datagram.pack() == INTERFACE


def test_counters_of_a_host() -> None:
    adapters, cpu, description, other = sflow.CounterRecord.iter_unpack(HOST)
    (adapter,) = adapters.counter_data.adapters
    assert adapter.mac_addresses == [sflow.PaddedMac(address=MacAddress("1c:c1:de:18:96:f0"))]
    assert round(cpu.counter_data.load_one, 3) == 0.02
    assert (cpu.counter_data.cpu_num, cpu.counter_data.cpu_speed, cpu.counter_data.cpu_steal) == (24, 1600, None)
    host = description.counter_data
    assert (host.hostname, host.os_release, host.os_name) == ("h1", "2.6.18", sflow.OsName.LINUX)
    assert host.uuid.bytes == b"689541SUE03147K2"
    assert other.counter_data == Unknown(tag=3060 << 12 | 1, data=b"\1\2\3\4")
    assert b"".join(each.pack() for each in (adapters, cpu, description, other)) == HOST


def test_a_flow_sample() -> None:
    sample = sflow.Sample.unpack(FLOW)
    flow = sample.sample_data
    assert (flow.source_id_type, flow.source_id_index, flow.sampling_rate) == (sflow.SourceType.INTERFACE, 8, 256)
    assert (flow.input_format, flow.input_value) == (sflow.InterfaceFormat.IF_INDEX, 8)
    assert (flow.output_format, flow.output_value) == (sflow.InterfaceFormat.MULTIPLE_INTERFACES, 2)
    header, vlans = (each.flow_data for each in flow.flow_records)
    assert (header.header_protocol, header.frame_length, header.header.hex()) == (1, 64, "001122334455")
    assert (vlans.source_vlan, vlans.destination_vlan, vlans.destination_priority) == (100, 200, 5)
    assert sample.pack() == FLOW


def test_a_packet_that_was_dropped() -> None:
    wire = bytes.fromhex(
        "00000005 00000034 00000009 00000000 00000003 00000000 00000003 00000000 00000102 00000001"
        "0000040e 0000000c 00000006 6970345f7276 0000"
    )
    sample = sflow.Sample.unpack(wire)
    assert sample.sample_data.reason is sflow.DropReason.ACL
    assert sample.sample_data.flow_records[0].flow_data == sflow.ExtendedFunction(symbol="ip4_rv")
    assert sample.pack() == wire


@pytest.mark.parametrize(
    ("wire", "record"),
    [
        (
            "000003ea 0000001c 00000002 20010db8000000000000000000000001 00000030 00000040",
            sflow.ExtendedRouter(
                next_hop=sflow.Address(type=sflow.AddressType.IP_V6, address=IPv6Address("2001:db8::1")),
                source_mask_length=48,
                destination_mask_length=64,
            ),
        ),
        (
            "000003eb 00000030 00000000 0000fde8 0000fde9 0000fdea 00000001 00000002 00000002 0000fdeb 0000fdec"
            "00000001 fde80001 00000064",
            sflow.ExtendedGateway(
                next_hop=sflow.Address(type=sflow.AddressType.UNKNOWN, address=b""),
                autonomous_system=65000,
                source_as=65001,
                source_peer_as=65002,
                destination_as_path=[sflow.AsPathSegment(type=sflow.AsPathType.AS_SEQUENCE, as_numbers=[65003, 65004])],
                communities=[0xFDE80001],
                local_preference=100,
            ),
        ),
        (
            "000003ed 00000018 00000002 00000003 2f6162 00 00000005 612e6263 64 000000",
            sflow.ExtendedUrl(direction=sflow.UrlDirection.DESTINATION, url="/ab", host="a.bcd"),
        ),
        (
            "0000040d 00000010 00000007 00000003 6f7574 00 00000002",
            sflow.ExtendedAcl(number=7, name="out", direction=sflow.AclDirection.EGRESS),
        ),
        ("00000405 00000004 00001388", sflow.VniEgress(vni=5000)),
        ("00000406 00000004 00001388", sflow.VniIngress(vni=5000)),
    ],
    ids=["router", "gateway", "url", "acl", "vni egress", "vni ingress"],
)
def test_flow_records(wire: str, record: Any) -> None:
    read = sflow.FlowRecord.unpack(bytes.fromhex(wire))
    assert read.flow_data == record
    assert sflow.FlowRecord(flow_data=record).pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\0\0\0\4" + INTERFACE[4:], ConstMismatch, "_version"),
        (INTERFACE[:7] + b"\3" + INTERFACE[8:], InvalidValue, "agent_address.type"),
        (INTERFACE[:-1], TruncatedFrame, "samples[0].sample_data"),
        (INTERFACE[:35] + b"\xa8" + INTERFACE[36:], InvalidLength, "samples[0].sample_data.counters_records[1].counter_data"),
    ],
    ids=["version", "address", "cut", "length of a sample"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Datagram.unpack(wire)
    assert caught.value.path == path
