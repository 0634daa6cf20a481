"""pcapng: the block-based capture file format, with interfaces, names, secrets and options, in both byte orders.

Source: draft-ietf-opsawg-pcapng, sections 3 (structure and options) and 4 (blocks); its appendix A for the Packet Block, which is
obsolete.

The byte order is that of the first section; further sections must have the same. Other block types and other option codes are
kept as bytes. The end of the packet in a Simple Packet Block depends on the snapshot length of the interface, so the packet
includes its padding. A time consists of the two halves of a number of units, whose size is the TIMESTAMP_RESOLUTION of the
interface. The frame is a whole file, which is read into memory; `framekit.open_capture` reads large files.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address

from framekit import (
    Frame,
    MacAddress,
    Unknown,
    align,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    i64,
    ipv4,
    ipv6,
    mac,
    pad,
    peek,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    u64,
    unknown,
)
from framekit.specs.pcap import LinkType

BIG, LITTLE = b"\x1a\x2b\x3c\x4d", b"\x4d\x3c\x2b\x1a"
"""The byte-order magic (section 4.1)."""


class BlockType(IntEnum):
    """The blocks (section 4, and the registry of block types). Others stay integers."""

    INTERFACE_DESCRIPTION = 1
    PACKET = 2
    SIMPLE_PACKET = 3
    NAME_RESOLUTION = 4
    INTERFACE_STATISTICS = 5
    ENHANCED_PACKET = 6
    SYSTEMD_JOURNAL = 9
    DECRYPTION_SECRETS = 10
    CUSTOM = 0x0BAD
    SECTION_HEADER = 0x0A0D0D0A
    CUSTOM_NOT_COPIED = 0x40000BAD


class OptionCode(IntEnum):
    """Options of every block (section 3.5)."""

    END = 0
    COMMENT = 1
    CUSTOM_TEXT = 2988
    CUSTOM_BINARY = 2989
    CUSTOM_TEXT_NOT_COPIED = 19372
    CUSTOM_BINARY_NOT_COPIED = 19373


class SectionOptionCode(IntEnum):
    """Options of a section (section 4.1), and of every block. Others stay integers."""

    END = 0
    COMMENT = 1
    HARDWARE = 2
    OPERATING_SYSTEM = 3
    USER_APPLICATION = 4
    CUSTOM_TEXT = 2988
    CUSTOM_BINARY = 2989
    CUSTOM_TEXT_NOT_COPIED = 19372
    CUSTOM_BINARY_NOT_COPIED = 19373


class InterfaceOptionCode(IntEnum):
    """Options of an interface (section 4.2), and of every block. Others stay integers."""

    END = 0
    COMMENT = 1
    NAME = 2
    DESCRIPTION = 3
    IPV4_ADDRESS = 4
    IPV6_ADDRESS = 5
    MAC_ADDRESS = 6
    EUI_ADDRESS = 7
    SPEED = 8
    TIMESTAMP_RESOLUTION = 9
    TIME_ZONE = 10
    FILTER = 11
    OPERATING_SYSTEM = 12
    FRAME_CHECK_LENGTH = 13
    TIMESTAMP_OFFSET = 14
    HARDWARE = 15
    TRANSMIT_SPEED = 16
    RECEIVE_SPEED = 17
    TIME_ZONE_NAME = 18
    CUSTOM_TEXT = 2988
    CUSTOM_BINARY = 2989
    CUSTOM_TEXT_NOT_COPIED = 19372
    CUSTOM_BINARY_NOT_COPIED = 19373


class PacketOptionCode(IntEnum):
    """Options of a packet (section 4.3), and of every block. Others stay integers."""

    END = 0
    COMMENT = 1
    FLAGS = 2
    HASH = 3
    DROP_COUNT = 4
    PACKET_ID = 5
    QUEUE = 6
    VERDICT = 7
    PROCESS_AND_THREAD = 8
    CUSTOM_TEXT = 2988
    CUSTOM_BINARY = 2989
    CUSTOM_TEXT_NOT_COPIED = 19372
    CUSTOM_BINARY_NOT_COPIED = 19373


class NameOptionCode(IntEnum):
    """Options of a Name Resolution Block (section 4.5), and of every block. Others stay integers."""

    END = 0
    COMMENT = 1
    SERVER_NAME = 2
    SERVER_IPV4_ADDRESS = 3
    SERVER_IPV6_ADDRESS = 4
    CUSTOM_TEXT = 2988
    CUSTOM_BINARY = 2989
    CUSTOM_TEXT_NOT_COPIED = 19372
    CUSTOM_BINARY_NOT_COPIED = 19373


class StatisticsOptionCode(IntEnum):
    """Options of interface statistics (section 4.6), and of every block. Others stay integers."""

    END = 0
    COMMENT = 1
    START_TIME = 2
    END_TIME = 3
    RECEIVED = 4
    DROPPED = 5
    FILTER_ACCEPTED = 6
    SYSTEM_DROPPED = 7
    DELIVERED = 8
    CUSTOM_TEXT = 2988
    CUSTOM_BINARY = 2989
    CUSTOM_TEXT_NOT_COPIED = 19372
    CUSTOM_BINARY_NOT_COPIED = 19373


class RecordType(IntEnum):
    """Records of names (section 4.5). Others stay integers."""

    IPV4 = 1
    IPV6 = 2
    EUI48 = 3
    EUI64 = 4


class SecretsType(IntEnum):
    """Formats of secrets (section 4.7). Others stay integers."""

    SSH_KEY_LOG = 0x5353484B
    TLS_KEY_LOG = 0x544C534B
    WIREGUARD_KEY_LOG = 0x57474B4C
    ZIGBEE_NETWORK_KEY = 0x5A4E574B
    ZIGBEE_APS_KEY = 0x5A415053


class CustomText(Frame, byteorder="outer"):
    """The value of a custom option: the number of an enterprise, and a text."""

    enterprise: u32
    text: str = text(errors="surrogateescape")


class CustomBinary(Frame, byteorder="outer"):
    """The value of a custom option: the number of an enterprise, and bytes."""

    enterprise: u32
    data: bytes = data()


TEXT = text(errors="surrogateescape")
COMMON: dict[int | tuple[int, ...], object] = {
    OptionCode.COMMENT: TEXT,
    (OptionCode.CUSTOM_TEXT, OptionCode.CUSTOM_TEXT_NOT_COPIED): CustomText,
    (OptionCode.CUSTOM_BINARY, OptionCode.CUSTOM_BINARY_NOT_COPIED): CustomBinary,
}


class Ipv4Network(Frame, byteorder="outer"):
    """An address of an interface, and its mask (section 4.2)."""

    address: ipv4
    mask: ipv4


class Ipv6Network(Frame, byteorder="outer"):
    """An address of an interface, and the length of its prefix (section 4.2)."""

    address: ipv6
    prefix_length: u8


class Marked(Frame, byteorder="outer"):
    """Bytes with a number that determines their format: a filter, a hash, or a verdict (sections 4.2 and 4.3)."""

    kind: u8
    data: bytes = data()


class Time(Frame, byteorder="outer"):
    """A number of units since 1970, in two halves (section 4.3)."""

    high: u32
    low: u32


class SectionOption(Frame, byteorder="outer"):
    """An option of a section (section 4.1). END is the last."""

    code: SectionOptionCode = field(u16)
    value: str | CustomText | CustomBinary | bytes = switch(
        this.code,
        {
            **COMMON,
            (
                SectionOptionCode.HARDWARE,
                SectionOptionCode.OPERATING_SYSTEM,
                SectionOptionCode.USER_APPLICATION,
            ): TEXT,
        },
        otherwise=data(),
        size_prefix=u16,
    )
    _: None = align(4)


class InterfaceOption(Frame, byteorder="outer"):
    """An option of an interface (section 4.2). END is the last."""

    code: InterfaceOptionCode = field(u16)
    value: str | int | MacAddress | Ipv4Network | Ipv6Network | Marked | CustomText | CustomBinary | bytes = switch(
        this.code,
        {
            **COMMON,
            (
                InterfaceOptionCode.NAME,
                InterfaceOptionCode.DESCRIPTION,
                InterfaceOptionCode.OPERATING_SYSTEM,
                InterfaceOptionCode.HARDWARE,
                InterfaceOptionCode.TIME_ZONE_NAME,
            ): TEXT,
            InterfaceOptionCode.IPV4_ADDRESS: Ipv4Network,
            InterfaceOptionCode.IPV6_ADDRESS: Ipv6Network,
            InterfaceOptionCode.MAC_ADDRESS: mac,
            (InterfaceOptionCode.SPEED, InterfaceOptionCode.TRANSMIT_SPEED, InterfaceOptionCode.RECEIVE_SPEED): u64,
            (InterfaceOptionCode.TIMESTAMP_RESOLUTION, InterfaceOptionCode.FRAME_CHECK_LENGTH): u8,
            InterfaceOptionCode.TIME_ZONE: u32,
            InterfaceOptionCode.FILTER: Marked,
            InterfaceOptionCode.TIMESTAMP_OFFSET: i64,
        },
        otherwise=data(),
        size_prefix=u16,
    )
    _: None = align(4)


class PacketOption(Frame, byteorder="outer"):
    """An option of a packet (section 4.3). END is the last."""

    code: PacketOptionCode = field(u16)
    value: str | int | Marked | CustomText | CustomBinary | bytes = switch(
        this.code,
        {
            **COMMON,
            (PacketOptionCode.FLAGS, PacketOptionCode.QUEUE): u32,
            (PacketOptionCode.HASH, PacketOptionCode.VERDICT): Marked,
            (PacketOptionCode.DROP_COUNT, PacketOptionCode.PACKET_ID, PacketOptionCode.PROCESS_AND_THREAD): u64,
        },
        otherwise=data(),
        size_prefix=u16,
    )
    _: None = align(4)


class NameOption(Frame, byteorder="outer"):
    """An option of a Name Resolution Block (section 4.5). END is the last."""

    code: NameOptionCode = field(u16)
    value: str | IPv4Address | IPv6Address | CustomText | CustomBinary | bytes = switch(
        this.code,
        {
            **COMMON,
            NameOptionCode.SERVER_NAME: TEXT,
            NameOptionCode.SERVER_IPV4_ADDRESS: ipv4,
            NameOptionCode.SERVER_IPV6_ADDRESS: ipv6,
        },
        otherwise=data(),
        size_prefix=u16,
    )
    _: None = align(4)


class StatisticsOption(Frame, byteorder="outer"):
    """An option of interface statistics (section 4.6). END is the last."""

    code: StatisticsOptionCode = field(u16)
    value: str | int | Time | CustomText | CustomBinary | bytes = switch(
        this.code,
        {
            **COMMON,
            (StatisticsOptionCode.START_TIME, StatisticsOptionCode.END_TIME): Time,
            tuple(range(StatisticsOptionCode.RECEIVED, StatisticsOptionCode.DELIVERED + 1)): u64,
        },
        otherwise=data(),
        size_prefix=u16,
    )
    _: None = align(4)


class Option(Frame, byteorder="outer"):
    """An option of a block without specific options. END is the last."""

    code: OptionCode = field(u16)
    value: str | CustomText | CustomBinary | bytes = switch(this.code, COMMON, otherwise=data(), size_prefix=u16)
    _: None = align(4)


class SectionHeader(Frame, byteorder="outer"):
    """Begins a section (section 4.1)."""

    _magic: int = const(0x1A2B3C4D, u32)
    major_version: u16 = 1
    minor_version: u16 = 0
    section_length: i64 = field(default=-1, doc="bytes of the blocks that follow; -1 if unspecified")
    options: list[SectionOption] = array(SectionOption, default_factory=list)


class InterfaceDescription(Frame, byteorder="outer"):
    """Describes the next interface of the section (section 4.2)."""

    link_type: LinkType = field(u16)
    _: None = pad(2)
    snapshot_length: u32 = field(default=0, doc="bytes; 0 means unlimited")
    options: list[InterfaceOption] = array(InterfaceOption, default_factory=list)


class EnhancedPacket(Frame, byteorder="outer"):
    """A packet (section 4.3)."""

    interface_id: u32
    timestamp: Time
    captured_length: int = derived(u32)
    original_length: u32
    data: bytes = data(length=this.captured_length)
    _: None = align(4)
    options: list[PacketOption] = array(PacketOption, default_factory=list)


class SimplePacket(Frame, byteorder="outer"):
    """A packet of the first interface, without a time (section 4.4)."""

    original_length: u32
    data: bytes = data()


class ObsoletePacket(Frame, byteorder="outer"):
    """A packet in old files (appendix A)."""

    interface_id: u16
    drop_count: u16
    timestamp: Time
    captured_length: int = derived(u32)
    original_length: u32
    data: bytes = data(length=this.captured_length)
    _: None = align(4)
    options: list[PacketOption] = array(PacketOption, default_factory=list)


class NamesOfIpv4(Frame, byteorder="outer"):
    """Names of an address (section 4.5)."""

    address: ipv4
    names: list[str] = array(text(until="\0", errors="surrogateescape"))


class NamesOfIpv6(Frame, byteorder="outer"):
    """Names of an address (section 4.5)."""

    address: ipv6
    names: list[str] = array(text(until="\0", errors="surrogateescape"))


class NameRecord(Frame, byteorder="outer"):
    """A record of names (section 4.5)."""

    type: RecordType = field(u16)
    value: NamesOfIpv4 | NamesOfIpv6 | bytes = switch(
        this.type, {RecordType.IPV4: NamesOfIpv4, RecordType.IPV6: NamesOfIpv6}, otherwise=data(), size_prefix=u16
    )
    _: None = align(4)


class NameResolution(Frame, byteorder="outer"):
    """Names of addresses (section 4.5); a record of type 0 and length 0 follows the records."""

    records: list[NameRecord] = array(NameRecord, until=bytes(4), default_factory=list)
    options: list[NameOption] = array(NameOption, default_factory=list)


class InterfaceStatistics(Frame, byteorder="outer"):
    """Counts of an interface (section 4.6)."""

    interface_id: u32
    timestamp: Time
    options: list[StatisticsOption] = array(StatisticsOption, default_factory=list)


class JournalEntry(Frame, byteorder="outer"):
    """An entry of systemd's journal, in its export format, with padding (section 4.8)."""

    entry: bytes = data()


class DecryptionSecrets(Frame, byteorder="outer"):
    """Secrets for later packets (section 4.7)."""

    secrets_type: SecretsType = field(u32)
    secrets: bytes = data(prefix=u32)
    _: None = align(4)
    options: list[Option] = array(Option, default_factory=list)


class Custom(Frame, byteorder="outer"):
    """A block of an enterprise; only the enterprise knows where its options begin (section 4.9)."""

    enterprise: u32
    data: bytes = data()


class CustomNotCopied(Custom):
    """The same, which must not be copied to a file that is changed."""


class Block(Frame, size=this.length, byteorder="outer"):
    """A block (section 3.1). The length is repeated at the end."""

    type: BlockType = derived(u32)
    length: int = derived(u32, check=this % 4 == 0)
    body: (
        SectionHeader
        | InterfaceDescription
        | ObsoletePacket
        | SimplePacket
        | NameResolution
        | InterfaceStatistics
        | EnhancedPacket
        | JournalEntry
        | DecryptionSecrets
        | Custom
        | CustomNotCopied
        | Unknown
    ) = switch(
        this.type,
        {
            BlockType.SECTION_HEADER: SectionHeader,
            BlockType.INTERFACE_DESCRIPTION: InterfaceDescription,
            BlockType.PACKET: ObsoletePacket,
            BlockType.SIMPLE_PACKET: SimplePacket,
            BlockType.NAME_RESOLUTION: NameResolution,
            BlockType.INTERFACE_STATISTICS: InterfaceStatistics,
            BlockType.ENHANCED_PACKET: EnhancedPacket,
            BlockType.SYSTEMD_JOURNAL: JournalEntry,
            BlockType.DECRYPTION_SECRETS: DecryptionSecrets,
            BlockType.CUSTOM: Custom,
            BlockType.CUSTOM_NOT_COPIED: CustomNotCopied,
        },
        otherwise=unknown(),
        size=this.length - 12,
    )
    _repeated: bytes = checksum(data(4), bytes, over=this.length)


class FirstBlock(Frame, size=this.length, byteorder="outer"):
    """The first block of a file, which is a section header (section 4.1)."""

    _type: int = const(BlockType.SECTION_HEADER, u32)
    length: int = derived(u32, check=this % 4 == 0)
    body: SectionHeader = field(size=this.length - 12, default_factory=SectionHeader)
    _repeated: bytes = checksum(data(4), bytes, over=this.length)


class BigEndianBlocks(Frame, byteorder="big"):
    """The blocks of a file whose numbers are big-endian."""

    section: FirstBlock = field(default_factory=FirstBlock)
    blocks: list[Block] = array(Block, default_factory=list)


class LittleEndianBlocks(Frame, byteorder="little"):
    """The blocks of a file whose numbers are little-endian."""

    section: FirstBlock = field(default_factory=FirstBlock)
    blocks: list[Block] = array(Block, default_factory=list)


class PcapngFile(Frame):
    """A file (section 3.2), which begins with a section header, whose magic number determines the byte order."""

    magic: bytes = peek(data(4), ahead=8)
    content: BigEndianBlocks | LittleEndianBlocks = switch(this.magic, {BIG: BigEndianBlocks, LITTLE: LittleEndianBlocks})
