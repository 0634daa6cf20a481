"""memcached: the text protocol, the binary protocol, and the header of datagrams.

Source: "protocol.txt" of the memcached distribution (storage, retrieval, the other commands, meta commands, datagrams), and
"Memcached Binary Protocol", the draft draft-stone-memcache-binary-01 as its page BinaryProtocolRevamped continues it.

The first byte of a message determines its protocol. A word of a text command ends at a space or at the end of the line; which of
the two depends on the command or on its last words, so functions of this package read the words. The caller supplies the size of
data, which is checked when packing; `store` fills it in. The command names are numbers made of their letters, so that they can
select the fields that follow.

The extension parts that the draft does not specify (vbuckets, TAP, ranges) are bytes. A datagram contains part of a message,
which is bytes too.
"""

from __future__ import annotations

from framekit import Frame, Protocol, data, field, peek, switch, this, u8, u16
from framekit.specs.memcached.binary import (
    BinaryRequest,
    BinaryResponse,
    CounterExtras,
    Expiration,
    ItemExtras,
    Magic,
    Opcode,
    Status,
    StorageExtras,
    Verbosity,
)
from framekit.specs.memcached.lines import (
    CompareAndStore,
    Deletion,
    Item,
    Items,
    Keys,
    Meta,
    MetaFlags,
    MetaItem,
    MetaStorage,
    OtherItem,
    OtherStatistic,
    Statistic,
    Statistics,
    Step,
    Storage,
    TextAnswer,
    TextCommand,
    TouchAndKeys,
    Words,
)
from framekit.specs.memcached.words import Answer, Command, write_name

__all__ = [
    "PROTOCOL",
    "Answer",
    "BinaryRequest",
    "BinaryResponse",
    "Command",
    "CompareAndStore",
    "CounterExtras",
    "Datagram",
    "Deletion",
    "Expiration",
    "Item",
    "ItemExtras",
    "Items",
    "Keys",
    "Magic",
    "Meta",
    "MetaFlags",
    "MetaItem",
    "MetaStorage",
    "Opcode",
    "OtherItem",
    "OtherStatistic",
    "Request",
    "Response",
    "Statistic",
    "Statistics",
    "Status",
    "Step",
    "Storage",
    "StorageExtras",
    "TextAnswer",
    "TextCommand",
    "TouchAndKeys",
    "Verbosity",
    "Words",
    "store",
]


class Request(Frame):
    """A message of a client. `mark` is its first byte."""

    mark: u8 = peek(u8)
    message: BinaryRequest | TextCommand = switch(this.mark, {0x80: BinaryRequest}, otherwise=TextCommand)


class Response(Frame):
    """A message of a server. `mark` is its first byte."""

    mark: u8 = peek(u8)
    message: BinaryResponse | TextAnswer = switch(this.mark, {0x81: BinaryResponse}, otherwise=TextAnswer)


class Datagram(Frame):
    """A datagram: a part of a request or of a response (UDP protocol)."""

    request: u16
    sequence: u16 = 0
    count: u16 = field(default=1, doc="datagrams needed for the message")
    _reserved: u16 = 0
    part: bytes = data()


def store(command: Command, key: str, value: bytes, *, flags: int = 0, exptime: int = 0, noreply: bool = False) -> Request:
    """Make a storage command with the size of its data.

    >>> store(Command.SET, "color", b"red").pack()
    b'set color 0 0 3\\r\\nred\\r\\n'
    """
    arguments = Storage(key=key, flags=flags, exptime=exptime, length=len(value), noreply=noreply, data=value)
    return Request(mark=write_name(command)[0], message=TextCommand(command=command, arguments=arguments))


PROTOCOL = Protocol(
    "memcached",
    title="memcached",
    source="protocol.txt of memcached, BinaryProtocolRevamped",
    ports={"tcp": [11211], "udp": [11211]},
    client=Request,
    server=Response,
    datagrams=Datagram,
)
