"""PTP, the Precision Time Protocol, version 2.1: all messages and TLVs, with the management data sets.

Source: IEEE 1588-2019, sections 13 (messages), 14 (TLVs), 15 (management), 16 and 17 (options); annexes on UDP and Ethernet.

Anything after a message in its datagram is padding: two octets over IPv6, or the padding of a short Ethernet frame. Reserved
octets of Announce and Pdelay_Req are kept, because some clocks use them; other reserved octets are packed as zero and ignored
when reading. The protection of an AUTHENTICATION TLV is bytes, because a security association determines the lengths of its
parts; the data of organizations, and of TLVs outside the standard, are bytes too.
"""

from __future__ import annotations

from framekit import (
    Frame,
    Protocol,
    Unknown,
    array,
    const,
    data,
    derived,
    field,
    i8,
    i16,
    pad,
    switch,
    this,
    u4,
    u8,
    u16,
    u32,
    unknown,
)
from framekit.specs.ptp.codes import (
    Action,
    ClockAccuracy,
    ControlField,
    DelayMechanism,
    Flags,
    ManagementError,
    ManagementId,
    MessageType,
    NetworkProtocol,
    PortState,
    TimeSource,
    TlvType,
)
from framekit.specs.ptp.management import (
    AcceptableMaster,
    AcceptableMasterTable,
    Accuracy,
    AlternateMaster,
    AlternateTimeOffsetEnable,
    AlternateTimeOffsetName,
    AlternateTimeOffsetProperties,
    ClockDescription,
    ClockType,
    CurrentDataSet,
    DefaultDataSet,
    DefaultFlags,
    Enable,
    ExternalPortConfiguration,
    FaultLog,
    FaultRecord,
    GrandmasterClusterTable,
    Initialize,
    Interval,
    Mechanism,
    Number,
    OtherData,
    ParentDataSet,
    PathTraceList,
    PortDataSet,
    TableSize,
    TimeFlags,
    TimeProperties,
    TimescaleProperties,
    TraceabilityProperties,
    TransparentClockDefaultDataSet,
    TransparentClockPortDataSet,
    UnicastMasterTable,
    UtcProperties,
    VersionNumber,
)
from framekit.specs.ptp.tlvs import (
    AcknowledgeCancelUnicastTransmission,
    AlternateTimeOffsetIndicator,
    Authentication,
    Availability,
    CancelUnicastTransmission,
    CumulativeRateRatio,
    EnhancedAccuracyMetrics,
    EventTimestamp,
    GrantUnicastTransmission,
    L1Sync,
    L1SyncOptions,
    Management,
    ManagementErrorStatus,
    OrganizationExtension,
    OrganizationExtensionDoNotPropagate,
    OrganizationExtensionPropagate,
    Padding,
    PathTrace,
    PortCommunicationAvailability,
    ProtocolAddress,
    RequestUnicastTransmission,
    SlaveRxSyncComputedData,
    SlaveRxSyncTimingData,
    SlaveTxEventTimestamps,
    SyncComputed,
    SyncTiming,
    Tlv,
)
from framekit.specs.ptp.values import (
    ClockQuality,
    PaddedText,
    PortAddress,
    PortIdentity,
    TimeInterval,
    Timestamp,
)

__all__ = [
    "PROTOCOL",
    "AcceptableMaster",
    "AcceptableMasterTable",
    "Accuracy",
    "AcknowledgeCancelUnicastTransmission",
    "Action",
    "AlternateMaster",
    "AlternateTimeOffsetEnable",
    "AlternateTimeOffsetIndicator",
    "AlternateTimeOffsetName",
    "AlternateTimeOffsetProperties",
    "Announce",
    "Authentication",
    "Availability",
    "CancelUnicastTransmission",
    "ClockAccuracy",
    "ClockDescription",
    "ClockQuality",
    "ClockType",
    "ControlField",
    "CumulativeRateRatio",
    "CurrentDataSet",
    "DefaultDataSet",
    "DefaultFlags",
    "DelayMechanism",
    "DelayReq",
    "DelayResp",
    "Enable",
    "EnhancedAccuracyMetrics",
    "EventTimestamp",
    "ExternalPortConfiguration",
    "FaultLog",
    "FaultRecord",
    "Flags",
    "FollowUp",
    "GrandmasterClusterTable",
    "GrantUnicastTransmission",
    "Initialize",
    "Interval",
    "L1Sync",
    "L1SyncOptions",
    "Management",
    "ManagementError",
    "ManagementErrorStatus",
    "ManagementId",
    "ManagementMessage",
    "Mechanism",
    "Message",
    "MessageType",
    "NetworkProtocol",
    "Number",
    "OrganizationExtension",
    "OrganizationExtensionDoNotPropagate",
    "OrganizationExtensionPropagate",
    "OtherData",
    "PaddedText",
    "Padding",
    "ParentDataSet",
    "PathTrace",
    "PathTraceList",
    "PdelayReq",
    "PdelayResp",
    "PdelayRespFollowUp",
    "PortAddress",
    "PortCommunicationAvailability",
    "PortDataSet",
    "PortIdentity",
    "PortState",
    "ProtocolAddress",
    "RequestUnicastTransmission",
    "Signaling",
    "SlaveRxSyncComputedData",
    "SlaveRxSyncTimingData",
    "SlaveTxEventTimestamps",
    "Sync",
    "SyncComputed",
    "SyncTiming",
    "TableSize",
    "TimeFlags",
    "TimeInterval",
    "TimeProperties",
    "TimeSource",
    "TimescaleProperties",
    "Timestamp",
    "Tlv",
    "TlvType",
    "TraceabilityProperties",
    "TransparentClockDefaultDataSet",
    "TransparentClockPortDataSet",
    "UnicastMasterTable",
    "UtcProperties",
    "VersionNumber",
]


class Sync(Frame):
    """Sync (section 13.6): the time, or a notice that a Follow_Up will contain it."""

    origin_timestamp: Timestamp
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class DelayReq(Frame):
    """Delay_Req (section 13.6): measures the path delay to the master."""

    origin_timestamp: Timestamp
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class FollowUp(Frame):
    """Follow_Up (section 13.7): when the Sync was sent."""

    precise_origin_timestamp: Timestamp
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class DelayResp(Frame):
    """Delay_Resp (section 13.8): when a Delay_Req was received."""

    receive_timestamp: Timestamp
    requesting_port_identity: PortIdentity
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class PdelayReq(Frame):
    """Pdelay_Req (section 13.9): measures the path delay to the neighbour."""

    origin_timestamp: Timestamp
    reserved: bytes = data(10, default=bytes(10))
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class PdelayResp(Frame):
    """Pdelay_Resp (section 13.10): when a Pdelay_Req was received."""

    request_receipt_timestamp: Timestamp
    requesting_port_identity: PortIdentity
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class PdelayRespFollowUp(Frame):
    """Pdelay_Resp_Follow_Up (section 13.11): when the Pdelay_Resp was sent."""

    response_origin_timestamp: Timestamp
    requesting_port_identity: PortIdentity
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class Announce(Frame):
    """Announce (section 13.5): the grandmaster that a port follows, and its quality."""

    origin_timestamp: Timestamp
    current_utc_offset: i16 = field(doc="seconds")
    reserved: u8 = 0
    grandmaster_priority1: u8
    grandmaster_clock_quality: ClockQuality
    grandmaster_priority2: u8
    grandmaster_identity: bytes = data(8)
    steps_removed: u16
    time_source: TimeSource = field(u8)
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class Signaling(Frame):
    """Signaling (section 13.12): TLVs for one port, or for all if each bit of the identity is set."""

    target_port_identity: PortIdentity
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class ManagementMessage(Frame):
    """Management (section 15.4)."""

    target_port_identity: PortIdentity
    starting_boundary_hops: u8
    boundary_hops: u8
    _: None = pad(bits=4)
    action_field: Action = field(u4)
    _reserved: None = pad(1)
    tlvs: list[Tlv] = array(Tlv, default_factory=list)


class Message(Frame):
    """A message with its header (section 13.3), and any bytes after it in its datagram; the type is derived from the body."""

    major_sdo_id: u4 = 0
    message_type: MessageType = derived(u4)
    minor_version_ptp: u4 = 1
    _version_ptp: int = const(2, u4)
    message_length: int = derived(u16, check=this >= 34)
    domain_number: u8 = 0
    minor_sdo_id: u8 = 0
    flag_field: Flags = field(u16, default=Flags(0))
    correction_field: TimeInterval = field(default_factory=TimeInterval)
    message_type_specific: u32 = 0
    source_port_identity: PortIdentity
    sequence_id: u16
    control_field: ControlField = field(u8, default=ControlField.SYNC)
    log_message_interval: i8 = field(default=0x7F, doc="a power of 2 in seconds; 127 if there is none")
    body: (
        Sync
        | DelayReq
        | PdelayReq
        | PdelayResp
        | FollowUp
        | DelayResp
        | PdelayRespFollowUp
        | Announce
        | Signaling
        | ManagementMessage
        | Unknown
    ) = switch(
        this.message_type,
        {
            MessageType.SYNC: Sync,
            MessageType.DELAY_REQ: DelayReq,
            MessageType.PDELAY_REQ: PdelayReq,
            MessageType.PDELAY_RESP: PdelayResp,
            MessageType.FOLLOW_UP: FollowUp,
            MessageType.DELAY_RESP: DelayResp,
            MessageType.PDELAY_RESP_FOLLOW_UP: PdelayRespFollowUp,
            MessageType.ANNOUNCE: Announce,
            MessageType.SIGNALING: Signaling,
            MessageType.MANAGEMENT: ManagementMessage,
        },
        otherwise=unknown(),
        size=this.message_length - 34,
    )
    padding: bytes = data(default=b"", doc="bytes after the message in its datagram")


PROTOCOL = Protocol(
    "ptp",
    title="Precision Time Protocol 2.1",
    source="IEEE 1588-2019",
    ports={"udp": [319, 320], "ethernet": [0x88F7]},
    client=Message,
)
