"""sFlow 5: sample datagrams, with flow records and counter records.

Source: sFlow Version 5 (sflow.org, July 2004), section 5; sFlow Dropped Packet Notification Structures, and further structures of
sflow.org, which the modules of the records name.

Lengths of samples and records mark their ends, so those of other formats, and of enterprises, are kept as bytes. A sampled header
is bytes. A record longer than its structure is refused.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, Protocol, Unknown, array, const, derived, field, switch, this, u2, u8, u24, u30, u32, unknown
from framekit.specs.sflow.counters import (
    CounterFormat,
    CounterRecord,
    Direction,
    DomainState,
    Ethernet,
    GenericInterface,
    HostAdapter,
    HostAdapters,
    HostCpu,
    HostDescription,
    HostDiskIo,
    HostMemory,
    HostNetIo,
    HostParent,
    Ieee80211,
    LagPort,
    MachineType,
    OpenFlowPort,
    OsName,
    PaddedMac,
    PortName,
    Processor,
    Radio,
    Status,
    TokenRing,
    Vg100Base,
    VirtCpu,
    VirtDiskIo,
    VirtMemory,
    VirtNetIo,
    VirtNode,
    Vlan,
)
from framekit.specs.sflow.flows import (
    AclDirection,
    AsPathSegment,
    AsPathType,
    DecapsulateEgress,
    DecapsulateIngress,
    Extended80211Payload,
    Extended80211Rx,
    Extended80211Tx,
    ExtendedAcl,
    ExtendedEgressQueue,
    ExtendedFunction,
    ExtendedGateway,
    ExtendedMpls,
    ExtendedMplsFtn,
    ExtendedMplsLdpFec,
    ExtendedMplsTunnel,
    ExtendedMplsVc,
    ExtendedNat,
    ExtendedNatPort,
    ExtendedQueueDepth,
    ExtendedRouter,
    ExtendedSwitch,
    ExtendedTransitDelay,
    ExtendedUrl,
    ExtendedUser,
    ExtendedVlanTunnel,
    FlowFormat,
    FlowRecord,
    HeaderProtocol,
    Ipv4TunnelEgress,
    Ipv4TunnelIngress,
    Ipv6TunnelEgress,
    Ipv6TunnelIngress,
    L2TunnelEgress,
    L2TunnelIngress,
    SampledEthernet,
    SampledHeader,
    SampledIpv4,
    SampledIpv6,
    SocketIpv4,
    SocketIpv6,
    UrlDirection,
    VniEgress,
    VniIngress,
)
from framekit.specs.sflow.values import (
    Address,
    AddressType,
    DropReason,
    InterfaceFormat,
    SourceType,
)

__all__ = [
    "PROTOCOL",
    "AclDirection",
    "Address",
    "AddressType",
    "AsPathSegment",
    "AsPathType",
    "CounterFormat",
    "CounterRecord",
    "CountersSample",
    "CountersSampleExpanded",
    "Datagram",
    "DecapsulateEgress",
    "DecapsulateIngress",
    "Direction",
    "DiscardedPacket",
    "DomainState",
    "DropReason",
    "Ethernet",
    "Extended80211Payload",
    "Extended80211Rx",
    "Extended80211Tx",
    "ExtendedAcl",
    "ExtendedEgressQueue",
    "ExtendedFunction",
    "ExtendedGateway",
    "ExtendedMpls",
    "ExtendedMplsFtn",
    "ExtendedMplsLdpFec",
    "ExtendedMplsTunnel",
    "ExtendedMplsVc",
    "ExtendedNat",
    "ExtendedNatPort",
    "ExtendedQueueDepth",
    "ExtendedRouter",
    "ExtendedSwitch",
    "ExtendedTransitDelay",
    "ExtendedUrl",
    "ExtendedUser",
    "ExtendedVlanTunnel",
    "FlowFormat",
    "FlowRecord",
    "FlowSample",
    "FlowSampleExpanded",
    "GenericInterface",
    "HeaderProtocol",
    "HostAdapter",
    "HostAdapters",
    "HostCpu",
    "HostDescription",
    "HostDiskIo",
    "HostMemory",
    "HostNetIo",
    "HostParent",
    "Ieee80211",
    "InterfaceFormat",
    "Ipv4TunnelEgress",
    "Ipv4TunnelIngress",
    "Ipv6TunnelEgress",
    "Ipv6TunnelIngress",
    "L2TunnelEgress",
    "L2TunnelIngress",
    "LagPort",
    "MachineType",
    "OpenFlowPort",
    "OsName",
    "PaddedMac",
    "PortName",
    "Processor",
    "Radio",
    "Sample",
    "SampleFormat",
    "SampledEthernet",
    "SampledHeader",
    "SampledIpv4",
    "SampledIpv6",
    "SocketIpv4",
    "SocketIpv6",
    "SourceType",
    "Status",
    "TokenRing",
    "UrlDirection",
    "Vg100Base",
    "VirtCpu",
    "VirtDiskIo",
    "VirtMemory",
    "VirtNetIo",
    "VirtNode",
    "Vlan",
    "VniEgress",
    "VniIngress",
]


class SampleFormat(IntEnum):
    """Formats of samples; those of an enterprise have its number times 4096 added. Others stay integers."""

    FLOW_SAMPLE = 1
    COUNTERS_SAMPLE = 2
    FLOW_SAMPLE_EXPANDED = 3
    COUNTERS_SAMPLE_EXPANDED = 4
    DISCARDED_PACKET = 5


class FlowSample(Frame):
    """A packet that was sampled."""

    sequence_number: u32
    source_id_type: SourceType = field(u8)
    source_id_index: u24
    sampling_rate: u32 = field(doc="one in this many packets is sampled")
    sample_pool: u32 = field(doc="packets that could have been sampled")
    drops: u32
    input_format: InterfaceFormat = field(u2)
    input_value: u30
    output_format: InterfaceFormat = field(u2)
    output_value: u30
    flow_records: list[FlowRecord] = array(FlowRecord, prefix=u32)


class CountersSample(Frame):
    """Counters of a source."""

    sequence_number: u32
    source_id_type: SourceType = field(u8)
    source_id_index: u24
    counters_records: list[CounterRecord] = array(CounterRecord, prefix=u32)


class FlowSampleExpanded(Frame):
    """A packet that was sampled; indexes have 32 bits."""

    sequence_number: u32
    source_id_type: SourceType = field(u32)
    source_id_index: u32
    sampling_rate: u32 = field(doc="one in this many packets is sampled")
    sample_pool: u32 = field(doc="packets that could have been sampled")
    drops: u32
    input_format: InterfaceFormat = field(u32)
    input_value: u32
    output_format: InterfaceFormat = field(u32)
    output_value: u32
    flow_records: list[FlowRecord] = array(FlowRecord, prefix=u32)


class CountersSampleExpanded(Frame):
    """Counters of a source; the index has 32 bits."""

    sequence_number: u32
    source_id_type: SourceType = field(u32)
    source_id_index: u32
    counters_records: list[CounterRecord] = array(CounterRecord, prefix=u32)


class DiscardedPacket(Frame):
    """A packet that was dropped, and why (sFlow Dropped Packet Notification Structures)."""

    sequence_number: u32
    source_id_type: SourceType = field(u32)
    source_id_index: u32
    drops: u32
    input_if_index: u32
    output_if_index: u32
    reason: DropReason = field(u32)
    flow_records: list[FlowRecord] = array(FlowRecord, prefix=u32)


class Sample(Frame):
    """A sample; the format is derived from the class of the data."""

    sample_format: SampleFormat = derived(u32)
    sample_length: int = derived(u32)
    sample_data: FlowSample | CountersSample | FlowSampleExpanded | CountersSampleExpanded | DiscardedPacket | Unknown = switch(
        this.sample_format,
        {
            SampleFormat.FLOW_SAMPLE: FlowSample,
            SampleFormat.COUNTERS_SAMPLE: CountersSample,
            SampleFormat.FLOW_SAMPLE_EXPANDED: FlowSampleExpanded,
            SampleFormat.COUNTERS_SAMPLE_EXPANDED: CountersSampleExpanded,
            SampleFormat.DISCARDED_PACKET: DiscardedPacket,
        },
        otherwise=unknown(),
        size=this.sample_length,
    )


class Datagram(Frame):
    """A datagram from an agent to a collector."""

    _version: int = const(5, u32)
    agent_address: Address
    sub_agent_id: u32
    sequence_number: u32
    uptime: u32 = field(doc="milliseconds")
    samples: list[Sample] = array(Sample, prefix=u32)


PROTOCOL = Protocol("sflow", title="sFlow 5", source="sFlow Version 5, sflow.org", ports={"udp": [6343]}, client=Datagram)
