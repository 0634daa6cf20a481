"""Messages of the Common Industrial Protocol: paths, and requests and replies of the message router."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from framekit import Expr, Frame, array, bool1, choose, data, derived, field, optional, pad, switch, text, this, u7, u8, u16, u32
from framekit.specs.enip.codes import GeneralStatus, SegmentType, Service


class LongAddress(Frame):
    """An address of several bytes, such as a name, padded to whole words (volume 1, C-1.4.1)."""

    size: int = derived(u8)
    address: bytes = data(this.size)
    _pad: None = pad(this.size & 1)


class ExtendedPortLongAddress(Frame, byteorder="little"):
    """A port over 14, and an address of several bytes (volume 1, C-1.4.1)."""

    size: int = derived(u8)
    port: u16
    address: bytes = data(this.size)
    _pad: None = pad(this.size & 1)


class ExtendedPort(Frame, byteorder="little"):
    """A port over 14 (volume 1, C-1.4.1)."""

    port: u16
    address: u8


class ElectronicKey(Frame, byteorder="little"):
    """The device that is meant (volume 1, C-1.4.2); 0 matches every device."""

    format: u8 = 4
    vendor: u16
    device_type: u16
    product_code: u16
    major_revision: u8 = field(doc="the highest bit indicates whether a compatible device is sufficient")
    minor_revision: u8


class Words(Frame):
    """Data in words of 16 bits, counted by a byte (volume 1, C-1.4.3 and C-1.4.5)."""

    count: int = derived(u8)
    words: bytes = data(this.count * 2)


class Symbol(Frame):
    """A name, padded to whole words (volume 1, C-1.4.5)."""

    size: int = derived(u8)
    name: str = text(this.size, encoding="latin-1", strip=False)
    _pad: None = pad(this.size & 1)


class ExtendedSymbol(Frame, byteorder="little"):
    """A name in letters of two or three bytes, or a number for a name (volume 1, C-1.4.4)."""

    format: u8
    name: int | bytes = switch(
        this.format,
        {
            range(0x21, 0x40): data((this.format & 31) * 2),
            range(0x41, 0x60): data((this.format & 31) * 3),
            0xC6: u8,
            0xC7: u16,
            0xC8: u32,
        },
    )
    _pad: None = pad(choose((this.format == 0xC6) | ((this.format >> 5 == 2) & (this.format & 1)), 1, 0))


class ElementaryType(Frame):
    """A data type, determined by the first byte (volume 1, C-6.1)."""


class Segment(Frame, byteorder="little"):
    """A segment of a padded path, which takes whole words (volume 1, C-1.4)."""

    type: SegmentType = field(u8)
    _pad: None = pad(choose((this.type >> 5 == 1) & (this.type & 3 > 0), 1, 0))
    value: (
        int
        | LongAddress
        | ExtendedPort
        | ExtendedPortLongAddress
        | ElectronicKey
        | Words
        | ExtendedSymbol
        | str
        | Symbol
        | bytes
        | ElementaryType
    ) = switch(
        this.type,
        {
            range(0x01, 0x0F): u8,
            SegmentType.EXTENDED_PORT: ExtendedPort,
            range(0x11, 0x1F): LongAddress,
            SegmentType.EXTENDED_PORT_WITH_LONG_ADDRESS: ExtendedPortLongAddress,
            (0x20, 0x24, 0x28, 0x2C, 0x30, 0x38): u8,
            (0x21, 0x25, 0x29, 0x2D, 0x31): u16,
            (0x22, 0x26, 0x2A, 0x2E, 0x32): u32,
            SegmentType.ELECTRONIC_KEY: ElectronicKey,
            range(0x40, 0x50): u8,
            range(0x50, 0x60): Words,
            SegmentType.EXTENDED_SYMBOL: ExtendedSymbol,
            range(0x61, 0x80): text(this.type & 31, encoding="latin-1", strip=False),
            SegmentType.SIMPLE_DATA: Words,
            SegmentType.ANSI_EXTENDED_SYMBOL: Symbol,
            range(0xA0, 0xC0): data(prefix=u8),
            range(0xC0, 0xE0): ElementaryType,
        },
    )
    _end: None = pad(choose((this.type >= 0x61) & (this.type < 0x80), (this.type + 1) & 1, 0))


class Path(Frame):
    """The target of a service request (volume 1, 2-4.1)."""

    size: int = derived(u8, doc="words of 16 bits")
    segments: list[Segment] = array(Segment, size=this.size * 2)


class AttributeList(Frame, byteorder="little"):
    """Request of Get_Attribute_List (volume 1, A-4.3)."""

    attributes: list[int] = array(u16, prefix=u16)


class AttributeValues(Frame, byteorder="little"):
    """Request of Set_Attribute_List (volume 1, A-4.4): attribute numbers, each with its value."""

    count: u16
    first: int | None = optional(u16, when=this.count > 0)
    values: bytes = data()


class AttributeReplies(Frame, byteorder="little"):
    """Reply of Get_Attribute_List (volume 1, A-4.3): attribute numbers, each with a status and, after success, a value."""

    count: u16
    first: int | None = optional(u16, when=this.count > 0)
    status: GeneralStatus | None = optional(field(u16), when=this.count > 0)
    values: bytes = data()


class AttributeStatus(Frame, byteorder="little"):
    """Whether an attribute could be set."""

    attribute: u16
    status: GeneralStatus = field(u16)


class AttributeStatuses(Frame, byteorder="little"):
    """Reply of Set_Attribute_List (volume 1, A-4.4)."""

    attributes: list[AttributeStatus] = array(AttributeStatus, prefix=u16)


class MultipleServices(Frame, byteorder="little"):
    """Several requests, or the replies to them (volume 1, A-4.10)."""

    offsets: list[int] = array(u16, prefix=u16, default_factory=list)
    services: bytes = data()

    @property
    def messages(self) -> list[Message]:
        """The messages at the offsets, which count from the number of services; ValueError if an offset is outside."""
        head = 2 + 2 * len(self.offsets)
        ends = [*(each - head for each in self.offsets), len(self.services)]
        if ends != sorted(ends) or ends[0] < 0:
            raise ValueError(f"offsets of services that are not in the packet: {self.offsets}")
        return [Message.unpack(self.services[start:end]) for start, end in pairwise(ends)]

    @classmethod
    def of(cls, messages: Sequence[Message]) -> MultipleServices:
        """A packet of these messages."""
        packed = [bytes(each.pack()) for each in messages]
        head = 2 + 2 * len(packed)
        offsets = [head + sum(map(len, packed[:index])) for index in range(len(packed))]
        return cls(offsets=offsets, services=b"".join(packed))


_WITH_LIST: Expr = (
    (this.general_status == GeneralStatus.SUCCESS)
    | (this.general_status == GeneralStatus.PARTIAL_TRANSFER)
    | (this.general_status == GeneralStatus.ATTRIBUTE_LIST_ERROR)
    | (this.general_status == GeneralStatus.EMBEDDED_SERVICE_ERROR)
)
"""Whether a reply has the data of its service; after other errors it has no data, or data that a class defines."""


class Message(Frame, byteorder="little"):
    """A request or a reply of the message router (volume 1, 2-4): a request has a path, and a reply a status."""

    is_reply: bool1
    service: Service = field(u7)
    path: Path | None = optional(Path, when=this.is_reply == 0, default=None)
    _reserved: None = pad(choose(this.is_reply == 1, 1, 0))
    general_status: GeneralStatus | None = optional(field(u8), when=this.is_reply == 1, default=None)
    additional_status: list[int] | None = optional(array(u16, prefix=u8), when=this.is_reply == 1, default=None)
    data: AttributeList | AttributeValues | AttributeReplies | AttributeStatuses | MultipleServices | bytes = switch(
        choose(this.is_reply == 1, choose(_WITH_LIST, this.service | 0x80, 0x80), this.service),
        {
            Service.GET_ATTRIBUTE_LIST: AttributeList,
            Service.SET_ATTRIBUTE_LIST: AttributeValues,
            Service.MULTIPLE_SERVICE_PACKET: MultipleServices,
            0x80 | Service.GET_ATTRIBUTE_LIST: AttributeReplies,
            0x80 | Service.SET_ATTRIBUTE_LIST: AttributeStatuses,
            0x80 | Service.MULTIPLE_SERVICE_PACKET: MultipleServices,
        },
        otherwise=data(),
    )
