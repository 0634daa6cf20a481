"""The Trivial File Transfer Protocol, with options.

Source: RFC 1350, section 5 (packets) and its appendix (error codes); RFC 2347 (options, and their acknowledgement); RFC 2348
(`blksize`), RFC 2349 (`timeout`, `tsize`) and RFC 7440 (`windowsize`).

A packet is a whole UDP datagram. The request goes to port 69, but the server answers from another port, which is known only from
its first packet: pass it as `port=` to decode a capture, or let framekit detect the protocol. The value of an option is text, as
on the wire; its names may be in any case.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, Protocol, array, data, derived, field, switch, text, this, u16


class Operation(IntEnum):
    """Kinds of packets (opcode)."""

    READ_REQUEST = 1
    WRITE_REQUEST = 2
    DATA = 3
    ACKNOWLEDGEMENT = 4
    ERROR = 5
    OPTION_ACKNOWLEDGEMENT = 6


class ErrorCode(IntEnum):
    """The reason why a transfer ends."""

    NOT_DEFINED = 0
    FILE_NOT_FOUND = 1
    ACCESS_VIOLATION = 2
    DISK_FULL = 3
    ILLEGAL_OPERATION = 4
    UNKNOWN_TRANSFER_ID = 5
    FILE_ALREADY_EXISTS = 6
    NO_SUCH_USER = 7
    OPTIONS_REFUSED = 8


class Option(Frame):
    """A name and a value, both text: `blksize`, `1428` (RFC 2347)."""

    name: str = text(until="\0", encoding="ascii")
    value: str = text(until="\0", encoding="ascii")


class ReadRequest(Frame):
    """Asks for a file; the mode is `netascii`, `octet` or `mail`, in any case."""

    filename: str = text(until="\0", encoding="ascii")
    mode: str = text(until="\0", encoding="ascii", default="octet")
    options: list[Option] = array(Option, default_factory=list)


class WriteRequest(Frame):
    """Offers a file."""

    filename: str = text(until="\0", encoding="ascii")
    mode: str = text(until="\0", encoding="ascii", default="octet")
    options: list[Option] = array(Option, default_factory=list)


class Data(Frame):
    """A block of the file; a partial block is the last one."""

    block: u16
    content: bytes = data()


class Acknowledgement(Frame):
    """Acknowledges a block, or, as block 0, permits a write to begin."""

    block: u16


class Error(Frame):
    """Ends the transfer."""

    code: ErrorCode = field(u16)
    message: str = text(until="\0", encoding="ascii")


class OptionAcknowledgement(Frame):
    """The options that the server accepts, whose values may differ from those requested (RFC 2347)."""

    options: list[Option] = array(Option, default_factory=list)


class TftpPacket(Frame):
    """One packet; the operation is derived from the body."""

    operation: Operation = derived(u16)
    body: ReadRequest | WriteRequest | Data | Acknowledgement | Error | OptionAcknowledgement = switch(
        this.operation,
        {
            Operation.READ_REQUEST: ReadRequest,
            Operation.WRITE_REQUEST: WriteRequest,
            Operation.DATA: Data,
            Operation.ACKNOWLEDGEMENT: Acknowledgement,
            Operation.ERROR: Error,
            Operation.OPTION_ACKNOWLEDGEMENT: OptionAcknowledgement,
        },
    )


PROTOCOL = Protocol("tftp", title="TFTP", source="RFC 1350, RFC 2347", ports={"udp": [69]}, client=TftpPacket)
