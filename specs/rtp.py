"""RTP and RTCP: media packets, reports about them, and feedback.

Source: RFC 3550, sections 5.1 and 5.3.1 (RTP) and 6.4 to 6.7 (RTCP); RFC 3551, section 6 (payload types); RFC 8285, section 4
(elements of header extensions); RFC 4585, section 6 (feedback); RFC 5761, section 4 (distinguishing the two in datagrams); other
numbers from the registries of IANA.

A header extension is kept as bytes, because it may be encrypted (RFC 6904); `OneByteElements` and `TwoByteElements` read those of
RFC 8285. The payload includes the padding at its end, which `RtpPacket.media` removes. The padding of an RTCP packet is in its
last field; a padded BYE without a reason reads as one with an empty reason. Feedback from other documents and other packets, such
as extended reports (RFC 3611), have bodies of bytes. SRTP (RFC 3711) encrypts the payload of RTP, which is bytes in any case, and
everything in RTCP except the first eight octets; such RTCP is refused.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Unknown,
    align,
    array,
    bool1,
    choose,
    const,
    data,
    derived,
    field,
    i24,
    optional,
    peek,
    rest,
    switch,
    text,
    this,
    u1,
    u2,
    u4,
    u5,
    u6,
    u7,
    u8,
    u13,
    u16,
    u32,
    unknown,
)


class PayloadType(IntEnum):
    """Types of payloads (RFC 3551, tables 4 and 5). Others are agreed upon elsewhere, and stay integers."""

    PCMU = 0
    GSM = 3
    G723 = 4
    DVI4_8000 = 5
    DVI4_16000 = 6
    LPC = 7
    PCMA = 8
    G722 = 9
    L16_STEREO = 10
    L16 = 11
    QCELP = 12
    CN = 13
    MPA = 14
    G728 = 15
    DVI4_11025 = 16
    DVI4_22050 = 17
    G729 = 18
    CELB = 25
    JPEG = 26
    NV = 28
    H261 = 31
    MPV = 32
    MP2T = 33
    H263 = 34


class PacketType(IntEnum):
    """RTCP packets, from the registry of IANA. Others stay integers."""

    SMPTE_TIME_CODE = 194
    IJ = 195
    SR = 200
    RR = 201
    SDES = 202
    BYE = 203
    APP = 204
    RTPFB = 205
    PSFB = 206
    XR = 207
    AVB = 208
    RSI = 209
    TOKEN = 210
    IDMS = 211
    RGRS = 212
    SNM = 213


class SdesType(IntEnum):
    """Types of items about a source, from the registry of IANA; 0 ends a list. Others stay integers."""

    CNAME = 1
    NAME = 2
    EMAIL = 3
    PHONE = 4
    LOC = 5
    TOOL = 6
    NOTE = 7
    PRIV = 8
    H323_CADDR = 9
    APSI = 10
    RGRP = 11
    RTP_STREAM_ID = 12
    REPAIRED_RTP_STREAM_ID = 13
    CCID = 14
    MID = 15


class TransportFormat(IntEnum):
    """Feedback about transport, from the registry of IANA. Others stay integers."""

    GENERIC_NACK = 1
    TMMBR = 3
    TMMBN = 4
    RTCP_SR_REQ = 5
    RAMS = 6
    TLLEI = 7
    RTCP_ECN_FB = 8
    PAUSE_RESUME = 9
    DBI = 10
    CCFB = 11


class PayloadFormat(IntEnum):
    """Feedback about a payload, from the registry of IANA. Others stay integers."""

    PLI = 1
    SLI = 2
    RPSI = 3
    FIR = 4
    TSTR = 5
    TSTN = 6
    VBCM = 7
    PSLEI = 8
    ROI = 9
    LRR = 10
    AFB = 15


class HeaderExtension(Frame):
    """A header extension (RFC 3550, section 5.3.1)."""

    profile: u16 = field(base=16, doc="0xBEDE: one-byte elements; 0x1000 to 0x100F: two-byte elements")
    length: int = derived(u16)
    data: bytes = data(this.length * 4)


class OneByteElement(Frame, size=choose(this.identifier == 15, rest, choose(this.identifier == 0, 1, this.length + 2))):
    """An element (RFC 8285, section 4.2); the identifier 0 is an octet of padding, and 15 ends the elements."""

    identifier: u4
    length: u4 = field(default=0, doc="octets of data minus one; 0 in padding")
    data: bytes = data(default=b"")


class OneByteElements(Frame):
    """The data of a header extension of the profile 0xBEDE."""

    elements: list[OneByteElement] = array(OneByteElement)


class TwoByteElement(Frame):
    """An element, or with the identifier 0 an octet of padding (RFC 8285, section 4.3)."""

    identifier: u8
    data: bytes | None = optional(data(prefix=u8), when=this.identifier != 0, default=None)


class TwoByteElements(Frame):
    """The data of a header extension of the profiles 0x1000 to 0x100F."""

    elements: list[TwoByteElement] = array(TwoByteElement)


class RtpPacket(Frame):
    """A packet of media (RFC 3550, section 5.1)."""

    _version: int = const(2, u2)
    padding: bool1 = field(default=False, doc="the last octet of the payload counts the octets of padding, itself included")
    has_extension: bool = derived(bool1)
    csrc_count: int = derived(u4)
    marker: bool1 = False
    payload_type: PayloadType = field(u7)
    sequence_number: u16
    timestamp: u32
    ssrc: u32 = field(base=16)
    csrc: list[int] = array(field(u32, base=16), count=this.csrc_count, default_factory=list)
    extension: HeaderExtension | None = optional(HeaderExtension, when=this.has_extension, default=None)
    payload: bytes = data()

    @property
    def media(self) -> bytes:
        """The payload without padding."""
        return self.payload[: -self.payload[-1] or None] if self.padding and self.payload else self.payload


class ReportBlock(Frame):
    """A receiver's report about one source (RFC 3550, section 6.4.1)."""

    ssrc: u32 = field(base=16)
    fraction_lost: u8 = field(doc="of 256")
    cumulative_lost: i24
    cycles: u16 = field(doc="the number of times that the sequence number has wrapped")
    highest_sequence_number: u16
    interarrival_jitter: u32 = field(doc="units of the RTP timestamp")
    last_sr: u32 = field(doc="the middle 32 bits of the NTP timestamp of the last sender report; 0 if there is none")
    delay_since_last_sr: u32 = field(doc="units of 1/65536 seconds")


class SenderReport(Frame, size=this.length * 4 + 4):
    """SR (RFC 3550, section 6.4.1)."""

    _version: int = const(2, u2)
    padding: bool1 = False
    reception_report_count: int = derived(u5)
    packet_type: PacketType = field(u8, default=PacketType.SR)
    length: int = derived(u16)
    ssrc: u32 = field(base=16)
    ntp_seconds: u32 = field(doc="seconds since 1900-01-01")
    ntp_fraction: u32 = field(doc="units of 2**-32 seconds")
    rtp_timestamp: u32
    sender_packet_count: u32
    sender_octet_count: u32
    reports: list[ReportBlock] = array(ReportBlock, count=this.reception_report_count, default_factory=list)
    extension: bytes = data(default=b"", doc="added by a profile")


class ReceiverReport(Frame, size=this.length * 4 + 4):
    """RR (RFC 3550, section 6.4.2)."""

    _version: int = const(2, u2)
    padding: bool1 = False
    reception_report_count: int = derived(u5)
    packet_type: PacketType = field(u8, default=PacketType.RR)
    length: int = derived(u16)
    ssrc: u32 = field(base=16)
    reports: list[ReportBlock] = array(ReportBlock, count=this.reception_report_count, default_factory=list)
    extension: bytes = data(default=b"", doc="added by a profile")


class PrivateItem(Frame):
    """The value of a PRIV item (RFC 3550, section 6.5.8)."""

    prefix: str = text(prefix=u8, errors="surrogateescape")
    value: str = text(errors="surrogateescape")


class SdesItem(Frame):
    """An item of a chunk (RFC 3550, section 6.5)."""

    type: SdesType = field(u8, check=this > 0)
    value: PrivateItem | str = switch(
        this.type, {SdesType.PRIV: PrivateItem}, otherwise=text(errors="surrogateescape"), size_prefix=u8
    )


class SdesChunk(Frame):
    """Information about one source (RFC 3550, section 6.5)."""

    ssrc: u32 = field(base=16)
    items: list[SdesItem] = array(SdesItem, until=b"\0")
    _: None = align(4)


class SourceDescription(Frame, size=this.length * 4 + 4):
    """SDES (RFC 3550, section 6.5)."""

    _version: int = const(2, u2)
    padding: bool1 = False
    source_count: int = derived(u5)
    packet_type: PacketType = field(u8, default=PacketType.SDES)
    length: int = derived(u16)
    chunks: list[SdesChunk] = array(SdesChunk, count=this.source_count)
    padding_octets: bytes = data(default=b"")


class Reason(Frame):
    """The reason why a source leaves."""

    text: str = text(prefix=u8, errors="surrogateescape")
    _: None = align(4)


class Goodbye(Frame, size=this.length * 4 + 4):
    """BYE (RFC 3550, section 6.6)."""

    _version: int = const(2, u2)
    padding: bool1 = False
    source_count: int = derived(u5)
    packet_type: PacketType = field(u8, default=PacketType.BYE)
    length: int = derived(u16)
    sources: list[int] = array(field(u32, base=16), count=this.source_count)
    reason: Reason | None = optional(Reason, default=None)
    padding_octets: bytes = data(default=b"")


class Application(Frame, size=this.length * 4 + 4):
    """APP (RFC 3550, section 6.7)."""

    _version: int = const(2, u2)
    padding: bool1 = False
    subtype: u5
    packet_type: PacketType = field(u8, default=PacketType.APP)
    length: int = derived(u16)
    ssrc: u32 = field(base=16)
    name: bytes = data(4)
    data: bytes = data(default=b"")


class Nack(Frame):
    """A lost packet, and flags for lost ones among the 16 after it (RFC 4585, section 6.2.1)."""

    packet_identifier: u16
    lost_packets: u16 = field(doc="bit n: the packet n + 1 after it is lost too", base=2)


class GenericNack(Frame):
    """Lost packets (RFC 4585, section 6.2.1)."""

    nacks: list[Nack] = array(Nack)


class TransportFeedback(Frame, size=this.length * 4 + 4):
    """RTPFB (RFC 4585, section 6.2); the format is derived from the class of the control information."""

    _version: int = const(2, u2)
    padding: bool1 = False
    format: TransportFormat = derived(u5)
    packet_type: PacketType = field(u8, default=PacketType.RTPFB)
    length: int = derived(u16)
    sender_ssrc: u32 = field(base=16)
    media_ssrc: u32 = field(base=16)
    control_information: GenericNack | Unknown = switch(
        this.format, {TransportFormat.GENERIC_NACK: GenericNack}, otherwise=unknown()
    )


class PictureLoss(Frame):
    """PLI, which has no control information (RFC 4585, section 6.3.1)."""


class SliceLoss(Frame):
    """Lost macroblocks (RFC 4585, section 6.3.2)."""

    first: u13
    number: u13
    picture_id: u6


class SliceLosses(Frame):
    """SLI (RFC 4585, section 6.3.2)."""

    slices: list[SliceLoss] = array(SliceLoss)


class ReferencePicture(Frame):
    """RPSI (RFC 4585, section 6.3.3): the bit string is defined by the codec, and its padding is counted in bits."""

    padding_bits: u8
    _zero: int = const(0, u1)
    payload_type: u7
    bit_string: bytes = data()


class ApplicationFeedback(Frame):
    """AFB (RFC 4585, section 6.4)."""

    data: bytes = data()


class PayloadFeedback(Frame, size=this.length * 4 + 4):
    """PSFB (RFC 4585, section 6.3); the format is derived from the class of the control information."""

    _version: int = const(2, u2)
    padding: bool1 = False
    format: PayloadFormat = derived(u5)
    packet_type: PacketType = field(u8, default=PacketType.PSFB)
    length: int = derived(u16)
    sender_ssrc: u32 = field(base=16)
    media_ssrc: u32 = field(base=16)
    control_information: PictureLoss | SliceLosses | ReferencePicture | ApplicationFeedback | Unknown = switch(
        this.format,
        {
            PayloadFormat.PLI: PictureLoss,
            PayloadFormat.SLI: SliceLosses,
            PayloadFormat.RPSI: ReferencePicture,
            PayloadFormat.AFB: ApplicationFeedback,
        },
        otherwise=unknown(),
    )


class OtherPacket(Frame, size=this.length * 4 + 4):
    """An RTCP packet of another document."""

    _version: int = const(2, u2)
    padding: bool1 = False
    count: u5
    packet_type: PacketType = field(u8)
    length: int = derived(u16)
    data: bytes = data()


class RtcpPacket(Frame):
    """One packet of a compound."""

    packet_type: PacketType = peek(u8, ahead=1)
    packet: (
        SenderReport
        | ReceiverReport
        | SourceDescription
        | Goodbye
        | Application
        | TransportFeedback
        | PayloadFeedback
        | OtherPacket
    ) = switch(
        this.packet_type,
        {
            PacketType.SR: SenderReport,
            PacketType.RR: ReceiverReport,
            PacketType.SDES: SourceDescription,
            PacketType.BYE: Goodbye,
            PacketType.APP: Application,
            PacketType.RTPFB: TransportFeedback,
            PacketType.PSFB: PayloadFeedback,
        },
        otherwise=OtherPacket,
    )


class RtcpCompound(Frame):
    """The RTCP packets of a datagram (RFC 3550, section 6.1)."""

    packets: list[RtcpPacket] = array(RtcpPacket)


class Datagram(Frame):
    """RTP or RTCP, distinguished by the second octet (RFC 5761, section 4)."""

    second_octet: u8 = peek(u8, ahead=1)
    content: RtcpCompound | RtpPacket = switch(this.second_octet, {range(192, 224): RtcpCompound}, otherwise=RtpPacket)


PROTOCOL = Protocol("rtp", title="RTP and RTCP", source="RFC 3550, RFC 4585", ports={"udp": [5004, 5005]}, client=Datagram)
