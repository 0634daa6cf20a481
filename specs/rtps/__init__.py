"""RTPS 2, the wire protocol of DDS: messages, submessages, and discovery parameters.

Source: OMG DDSI-RTPS 2.5, sections 9.3 (types), 9.4 (messages and submessages), 9.6 (parameters and ports) and 10 (payloads).
Kinds and parameters from other documents are marked with the document.

The lowest bit of a submessage's flags determines its byte order. A submessage of length 0 takes the rest of the message, unless
it is a PAD or an INFO_TS. The flags determine the fields of a submessage, so they are given to its body; the enumerations of
`codes` name them for each kind. Payloads of the discovery topics are lists of parameters. Others are bytes, because only the type
of a topic determines their layout; so are the submessages of DDS Security, the header extension, and vendor parameters. Bytes
that newer versions add to the end of a submessage are kept as `newer`.
"""

from __future__ import annotations

from framekit import (
    Expr,
    Frame,
    Protocol,
    Unknown,
    array,
    byteorder_by,
    choose,
    const,
    data,
    derived,
    field,
    given,
    i32,
    optional,
    rest,
    switch,
    this,
    u8,
    u16,
    u16be,
    u32,
    unknown,
)
from framekit.specs.rtps.codes import (
    AckNackFlags,
    BuiltinEndpoints,
    DataFlags,
    DataFragFlags,
    EntityKind,
    GapFlags,
    HeartbeatFlags,
    InfoReplyFlags,
    InfoTimestampFlags,
    LocatorKind,
    ParameterIdentifier,
    Representation,
    StatusInfo,
    SubmessageKind,
)
from framekit.specs.rtps.parameters import (
    BigParameterList,
    ContentFilterInfo,
    ContentFilterProperty,
    DurabilityService,
    EntityId,
    Flag,
    FragmentNumberSet,
    Guid,
    History,
    Ipv4Address,
    KindAndDuration,
    LittleParameterList,
    Locator,
    Octets,
    OriginalWriterInfo,
    PaddedVersion,
    Parameter,
    Presentation,
    Property,
    PropertyList,
    ResourceLimits,
    SequenceNumber,
    SequenceNumberSet,
    String,
    Time,
    Vendor,
    Version,
)

__all__ = [
    "PROTOCOL",
    "AckNack",
    "AckNackFlags",
    "BigParameterList",
    "BuiltinEndpoints",
    "ContentFilterInfo",
    "ContentFilterProperty",
    "Data",
    "DataFlags",
    "DataFrag",
    "DataFragFlags",
    "DurabilityService",
    "EntityId",
    "EntityKind",
    "Flag",
    "FragmentNumberSet",
    "Gap",
    "GapFlags",
    "GroupGap",
    "GroupInfo",
    "Guid",
    "Heartbeat",
    "HeartbeatFlags",
    "HeartbeatFrag",
    "History",
    "InfoDestination",
    "InfoReply",
    "InfoReplyFlags",
    "InfoReplyIp4",
    "InfoSource",
    "InfoTimestamp",
    "InfoTimestampFlags",
    "Ipv4Address",
    "KindAndDuration",
    "LittleParameterList",
    "Locator",
    "LocatorKind",
    "LocatorUdpV4",
    "Message",
    "NackFrag",
    "Octets",
    "OriginalWriterInfo",
    "Pad",
    "PaddedVersion",
    "Parameter",
    "ParameterIdentifier",
    "Presentation",
    "Property",
    "PropertyList",
    "Representation",
    "ResourceLimits",
    "SequenceNumber",
    "SequenceNumberSet",
    "SerializedPayload",
    "StatusInfo",
    "String",
    "Submessage",
    "SubmessageKind",
    "Time",
    "Vendor",
    "Version",
]


class SerializedPayload(Frame, byteorder="big"):
    """A change, or its key (section 9.4.2.12 and chapter 10)."""

    is_builtin: bool = given(doc="the writer is one of discovery")
    representation: Representation = field(u16)
    options: u16 = 0
    value: BigParameterList | LittleParameterList | bytes = switch(
        choose(this.is_builtin, this.representation, 0),
        {Representation.PL_CDR_BE: BigParameterList, Representation.PL_CDR_LE: LittleParameterList},
        otherwise=data(),
    )


_PARAMETER_LISTS = {0: BigParameterList, 1: LittleParameterList}
"""Byte orders, by the lowest bit of the flags."""


class Data(Frame, byteorder="outer"):
    """DATA: a change of a writer (section 9.4.5.4)."""

    flags: u8 = given(doc="flags of the submessage")
    extra_flags: u16 = 0
    octets_to_inline_qos: int = derived(u16)
    reader: EntityId
    writer: EntityId
    sequence_number: SequenceNumber
    newer: bytes = data(this.octets_to_inline_qos - 16, default=b"")
    inline_qos: BigParameterList | LittleParameterList | None = optional(
        switch(this.flags & 1, _PARAMETER_LISTS), when=this.flags & DataFlags.INLINE_QOS != 0, default=None
    )
    payload: SerializedPayload | bytes | None = optional(
        switch(
            this.flags & DataFlags.NON_STANDARD_PAYLOAD,
            {0: SerializedPayload.given(is_builtin=this.writer.kind & 0xC0 == 0xC0)},
            otherwise=data(),
        ),
        when=this.flags & (DataFlags.DATA | DataFlags.KEY) != 0,
        default=None,
    )


class DataFrag(Frame, byteorder="outer"):
    """DATA_FRAG: fragments of a change (section 9.4.5.5)."""

    flags: u8 = given(doc="flags of the submessage")
    extra_flags: u16 = 0
    octets_to_inline_qos: int = derived(u16)
    reader: EntityId
    writer: EntityId
    sequence_number: SequenceNumber
    fragment_starting_number: u32
    fragments_in_submessage: u16
    fragment_size: u16
    sample_size: u32
    newer: bytes = data(this.octets_to_inline_qos - 28, default=b"")
    inline_qos: BigParameterList | LittleParameterList | None = optional(
        switch(this.flags & 1, _PARAMETER_LISTS), when=this.flags & DataFragFlags.INLINE_QOS != 0, default=None
    )
    payload: bytes = data()


class GroupInfo(Frame, byteorder="outer"):
    """The group of writers in a HEARTBEAT (section 9.4.5.7)."""

    current: SequenceNumber
    first: SequenceNumber
    last: SequenceNumber
    writer_set: bytes = data(4)
    secure_writer_set: bytes = data(4)


class Heartbeat(Frame, byteorder="outer"):
    """HEARTBEAT: the changes that a writer has (section 9.4.5.7)."""

    flags: u8 = given(doc="flags of the submessage")
    reader: EntityId
    writer: EntityId
    first: SequenceNumber
    last: SequenceNumber
    count: i32
    group: GroupInfo | None = optional(GroupInfo, when=this.flags & HeartbeatFlags.GROUP_INFO != 0, default=None)
    newer: bytes = data(default=b"")


class AckNack(Frame, byteorder="outer"):
    """ACKNACK: the changes that a reader has, and those that it lacks (section 9.4.5.3)."""

    reader: EntityId
    writer: EntityId
    state: SequenceNumberSet
    count: i32
    newer: bytes = data(default=b"")


class GroupGap(Frame, byteorder="outer"):
    """The numbers of a gap in a group (section 9.4.5.6)."""

    start: SequenceNumber
    end: SequenceNumber


class Gap(Frame, byteorder="outer"):
    """GAP: numbers without a relevant change for a reader (section 9.4.5.6)."""

    flags: u8 = given(doc="flags of the submessage")
    reader: EntityId
    writer: EntityId
    start: SequenceNumber
    gaps: SequenceNumberSet
    group: GroupGap | None = optional(GroupGap, when=this.flags & GapFlags.GROUP_INFO != 0, default=None)
    newer: bytes = data(default=b"")


class InfoTimestamp(Frame, byteorder="outer"):
    """INFO_TS: the time of the submessages that follow (section 9.4.5.12)."""

    flags: u8 = given(doc="flags of the submessage")
    timestamp: Time | None = optional(Time, when=this.flags & InfoTimestampFlags.INVALIDATE == 0, default=None)
    newer: bytes = data(default=b"")


class InfoSource(Frame, byteorder="outer"):
    """INFO_SRC: the source of the submessages that follow (section 9.4.5.11)."""

    unused: i32 = 0
    version: Version
    vendor: u16be
    prefix: bytes = data(12)
    newer: bytes = data(default=b"")


class InfoDestination(Frame, byteorder="outer"):
    """INFO_DST: the destination of the submessages that follow; zeros mean all (section 9.4.5.9)."""

    prefix: bytes = data(12)
    newer: bytes = data(default=b"")


class InfoReply(Frame, byteorder="outer"):
    """INFO_REPLY: the addresses for answers (section 9.4.5.10)."""

    flags: u8 = given(doc="flags of the submessage")
    unicast: list[Locator] = array(Locator, prefix=u32)
    multicast: list[Locator] | None = optional(
        array(Locator, prefix=u32), when=this.flags & InfoReplyFlags.MULTICAST != 0, default=None
    )
    newer: bytes = data(default=b"")


class LocatorUdpV4(Frame, byteorder="outer"):
    """An IPv4 address as a number, and a port (section 9.3.2.6)."""

    address: u32
    port: u32


class InfoReplyIp4(Frame, byteorder="outer"):
    """INFO_REPLY_IP4: the same for IPv4 (section 9.4.5.15)."""

    flags: u8 = given(doc="flags of the submessage")
    unicast: LocatorUdpV4
    multicast: LocatorUdpV4 | None = optional(LocatorUdpV4, when=this.flags & InfoReplyFlags.MULTICAST != 0, default=None)
    newer: bytes = data(default=b"")


class NackFrag(Frame, byteorder="outer"):
    """NACK_FRAG: the fragments that a reader lacks (section 9.4.5.13)."""

    reader: EntityId
    writer: EntityId
    sequence_number: SequenceNumber
    state: FragmentNumberSet
    count: i32
    newer: bytes = data(default=b"")


class HeartbeatFrag(Frame, byteorder="outer"):
    """HEARTBEAT_FRAG: the fragments that a writer has (section 9.4.5.8)."""

    reader: EntityId
    writer: EntityId
    sequence_number: SequenceNumber
    last_fragment: u32
    count: i32
    newer: bytes = data(default=b"")


class Pad(Frame):
    """PAD: meaningless bytes (section 9.4.5.14)."""

    padding: bytes = data(default=b"")


K = SubmessageKind
_TAKES_THE_REST: Expr = (this.octets_to_next_header == 0) & (this.kind != K.PAD) & (this.kind != K.INFO_TS)


class Submessage(
    Frame,
    byteorder=byteorder_by(this.flags, big=tuple(range(0, 256, 2)), little=tuple(range(1, 256, 2))),
    size=choose(_TAKES_THE_REST, rest, this.octets_to_next_header + 4),
):
    """A submessage: its kind is derived from the body, and a length of 0 means the rest of the message (section 9.4.5.1)."""

    kind: SubmessageKind = derived(u8)
    flags: u8
    octets_to_next_header: u16 = 0
    body: (
        Data
        | DataFrag
        | Heartbeat
        | AckNack
        | Gap
        | InfoTimestamp
        | InfoSource
        | InfoDestination
        | InfoReply
        | InfoReplyIp4
        | NackFrag
        | HeartbeatFrag
        | Pad
        | Unknown
    ) = switch(
        this.kind,
        {
            K.ACKNACK: AckNack,
            K.HEARTBEAT: Heartbeat.given(flags=this.flags),
            K.GAP: Gap.given(flags=this.flags),
            K.INFO_SRC: InfoSource,
            K.INFO_REPLY_IP4: InfoReplyIp4.given(flags=this.flags),
            K.INFO_DST: InfoDestination,
            K.INFO_REPLY: InfoReply.given(flags=this.flags),
            K.NACK_FRAG: NackFrag,
            K.HEARTBEAT_FRAG: HeartbeatFrag,
            K.DATA: Data.given(flags=this.flags),
            K.DATA_FRAG: DataFrag.given(flags=this.flags),
            K.INFO_TS: InfoTimestamp.given(flags=this.flags),
            K.PAD: Pad,
        },
        otherwise=unknown(),
    )


class Message(Frame):
    """A message: a header and submessages (section 9.4.4)."""

    _protocol: bytes = const(b"RTPS")
    version: Version
    vendor: u16be
    prefix: bytes = data(12, doc="of the globally unique identifiers of the sender's entities")
    submessages: list[Submessage] = array(Submessage, default_factory=list)


PORTS = [7400 + 250 * domain + offset for domain in range(4) for offset in (0, 1, *range(10, 20))]
"""The ports of the first five participants of the first four domains (section 9.6.1)."""

PROTOCOL = Protocol("rtps", title="RTPS 2 (DDS)", source="OMG DDSI-RTPS 2.5", ports={"udp": PORTS}, client=Message)
