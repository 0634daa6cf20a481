"""pcap: libpcap's capture file format, in both byte orders.

Source: draft-ietf-opsawg-pcap, sections 4 (file header) and 5 (packet record); libpcap's pcap-savefile(5) and pcap-linktype(7).

The magic number determines the byte order, and the unit of fractions of a second: microseconds or nanoseconds. A third one marks
the "modified" format of some Linux systems, whose records have eight more bytes. The frame is a whole file, which is read into
memory; `framekit.open_capture` reads large files.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Expr, Frame, array, byteorder_by, data, derived, given, i32, optional, pad, this, u8, u16, u32

MICROSECONDS = 0xA1B2C3D4
"""The magic number of files whose fractions of a second are microseconds."""
NANOSECONDS = 0xA1B23C4D
"""The same for nanoseconds."""
MODIFIED = 0xA1B2CD34
"""The same for microseconds, and records with more fields."""
MAGIC_NUMBERS = (MICROSECONDS, NANOSECONDS, MODIFIED)


class LinkType(IntEnum):
    """The headers at the start of packets (the registry of link-layer header types): common ones."""

    NULL = 0
    ETHERNET = 1
    AX25 = 3
    IEEE802_5 = 6
    ARCNET_BSD = 7
    SLIP = 8
    PPP = 9
    FDDI = 10
    PPP_HDLC = 50
    PPP_ETHER = 51
    RAW = 101
    C_HDLC = 104
    IEEE802_11 = 105
    FRELAY = 107
    LOOP = 108
    LINUX_SLL = 113
    LTALK = 114
    PFLOG = 117
    IEEE802_11_PRISM = 119
    IP_OVER_FC = 122
    SUNATM = 123
    IEEE802_11_RADIOTAP = 127
    ARCNET_LINUX = 129
    APPLE_IP_OVER_IEEE1394 = 138
    MTP2_WITH_PHDR = 139
    MTP2 = 140
    MTP3 = 141
    SCCP = 142
    DOCSIS = 143
    LINUX_IRDA = 144
    USER0 = 147
    USER15 = 162
    IEEE802_11_AVS = 163
    BACNET_MS_TP = 165
    PPP_PPPD = 166
    GPRS_LLC = 169
    LINUX_LAPD = 177
    BLUETOOTH_HCI_H4 = 187
    USB_LINUX = 189
    PPI = 192
    IEEE802_15_4_WITHFCS = 195
    SITA = 196
    ERF = 197
    BLUETOOTH_HCI_H4_WITH_PHDR = 201
    AX25_KISS = 202
    LAPD = 203
    PPP_WITH_DIR = 204
    FRELAY_WITH_DIR = 206
    IPMB_LINUX = 209
    FLEXRAY = 210
    LIN = 212
    USB_LINUX_MMAPPED = 220
    FC_2 = 224
    CAN_SOCKETCAN = 227
    IPV4 = 228
    IPV6 = 229
    IEEE802_15_4_NOFCS = 230
    DBUS = 231
    DVB_CI = 235
    MUX27010 = 236
    NFLOG = 239
    NETANALYZER = 240
    IPOIB = 242
    MPEG_2_TS = 243
    SCTP = 248
    USBPCAP = 249
    RTAC_SERIAL = 250
    BLUETOOTH_LE_LL = 251
    NETLINK = 253
    BLUETOOTH_LINUX_MONITOR = 254
    BLUETOOTH_LE_LL_WITH_PHDR = 256
    PROFIBUS_DL = 257
    PKTAP = 258
    EPON = 259
    ISO_14443 = 264
    USB_DARWIN = 266
    SDLC = 268
    VSOCK = 271
    NORDIC_BLE = 272
    DOCSIS31_XRA31 = 273
    ETHERNET_MPACKET = 274
    DISPLAYPORT_AUX = 275
    LINUX_SLL2 = 276
    OPENVIZSLA = 278
    EBHSCR = 279
    VPP_DISPATCH = 280
    ZWAVE_SERIAL = 287
    ETW = 289


class ModifiedFields(Frame, byteorder="outer"):
    """The additional fields of a record in the modified format."""

    interface_index: u32
    protocol: u16
    packet_type: u8
    _: None = pad(1)


class Record(Frame, byteorder="outer"):
    """A packet (section 5)."""

    is_modified: bool = given(default=False, doc="the file has the modified format")
    seconds: u32
    fraction: u32
    captured_length: int = derived(u32)
    original_length: u32
    modified: ModifiedFields | None = optional(ModifiedFields, when=this.is_modified, default=None)
    data: bytes = data(length=this.captured_length)


def _marks(order: str) -> tuple[bytes, ...]:
    return tuple(number.to_bytes(4, order) for number in MAGIC_NUMBERS)  # type: ignore[arg-type]


BIG, LITTLE = _marks("big"), _marks("little")
IS_MODIFIED: Expr = (this.magic == BIG[2]) | (this.magic == LITTLE[2])


class PcapFile(Frame, byteorder=byteorder_by(this.magic, big=BIG, little=LITTLE)):
    """A file (section 4). The lowest 16 bits of `link` are the type, and the highest 4 the size of a frame check sequence."""

    magic: bytes = data(4, check={*BIG, *LITTLE}, default=LITTLE[0])
    major_version: u16 = 2
    minor_version: u16 = 4
    time_zone: i32 = 0
    significant_figures: u32 = 0
    snapshot_length: u32 = 262144
    link: u32
    records: list[Record] = array(Record.given(is_modified=IS_MODIFIED), default_factory=list)

    @property
    def link_type(self) -> int:
        """A member of `LinkType`, or another number."""
        number = self.link & 0xFFFF
        return LinkType(number) if number in LinkType.__members__.values() else number

    @property
    def has_nanoseconds(self) -> bool:
        """Whether the fractions of a second are nanoseconds."""
        return self.magic in (BIG[1], LITTLE[1])
