"""BitTorrent: the handshake and the peer messages.

Source: BEP 3 (peer protocol, bencoding), BEP 5 (PORT), BEP 6 (fast extension), BEP 10 (extension protocol) and BEP 52 (hashes).

A handshake begins with the byte 19 and the name of the protocol; no message length begins with these bytes. The payload of an
extended message is bytes, except for the handshake of BEP 10: the meaning of the other payloads depends on the numbers that both
peers have chosen in that handshake. Bencoded integers have at most 1,000 digits. Encrypted messages are not declared; if only the
beginning of a connection is obfuscated (message stream encryption), `resync=True` skips it and finds the messages after it.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TypeAlias

from framekit import (
    Frame,
    Protocol,
    Unknown,
    array,
    const,
    data,
    derived,
    mapped,
    optional,
    pad,
    peek,
    switch,
    text,
    text_int,
    this,
    u8,
    u16,
    u32,
    unknown,
)

HANDSHAKE = 19
"""The first byte of a handshake: the length of the name of the protocol."""
DIGITS = frozenset(b"-0123456789")
"""The first characters of a length; a negative one is refused."""


class MessageId(IntEnum):
    """The kinds of messages. Others stay integers, and their payloads bytes."""

    CHOKE = 0
    UNCHOKE = 1
    INTERESTED = 2
    NOT_INTERESTED = 3
    HAVE = 4
    BITFIELD = 5
    REQUEST = 6
    PIECE = 7
    CANCEL = 8
    PORT = 9
    SUGGEST_PIECE = 0x0D
    HAVE_ALL = 0x0E
    HAVE_NONE = 0x0F
    REJECT_REQUEST = 0x10
    ALLOWED_FAST = 0x11
    EXTENDED = 20
    HASH_REQUEST = 21
    HASHES = 22
    HASH_REJECT = 23


def _read_number(digits: str) -> int:
    if re.fullmatch("0|-?[1-9][0-9]*", digits) is None:
        raise ValueError("expected decimal digits without leading zeros")
    return int(digits)


class Integer(Frame):
    """An integer, between `i` and `e` (BEP 3, bencoding)."""

    _begin: None = pad(1, fill=ord("i"))
    value: int = mapped(text(until="e", encoding="ascii", limit=1000), unpack=_read_number, pack=str, values=[0, -1, 10**20])


class List(Frame):
    """Values, between `l` and `e` (BEP 3, bencoding)."""

    _begin: None = pad(1, fill=ord("l"))
    values: list[Value] = array(until=b"e")


class Entry(Frame):
    """A key of a dictionary, and its value (BEP 3, bencoding)."""

    key: bytes = data(prefix=text_int(until=":"))
    value: Value


class Dictionary(Frame):
    """Keys, which should be in order, and their values, between `d` and `e` (BEP 3, bencoding)."""

    _begin: None = pad(1, fill=ord("d"))
    entries: list[Entry] = array(Entry, until=b"e")


class Value(Frame):
    """A bencoded value: bytes, or the kind that its first byte, `mark`, determines (BEP 3, bencoding)."""

    mark: u8 = peek(u8)
    value: Integer | List | Dictionary | bytes = switch(
        this.mark,
        {
            ord("i"): Integer,
            ord("l"): List,
            ord("d"): Dictionary,
            DIGITS: data(prefix=text_int(until=":")),
        },
    )


Plain: TypeAlias = "int | bytes | list[Plain] | dict[bytes, Plain]"
"""Values that bencoding can represent."""


def bencoded(value: Plain) -> Value:
    """The bencoded form of a value; the keys of a dictionary are sorted.

    >>> bencoded({b"m": {b"ut_pex": 1}, b"p": 6881}).pack()
    b'd1:md6:ut_pexi1ee1:pi6881ee'
    """
    match value:
        case int():
            return Value(mark=ord("i"), value=Integer(value=value))
        case bytes():
            return Value(mark=ord(str(len(value))[0]), value=value)
        case list():
            return Value(mark=ord("l"), value=List(values=[bencoded(each) for each in value]))
        case dict():
            entries = [Entry(key=key, value=bencoded(value[key])) for key in sorted(value)]
            return Value(mark=ord("d"), value=Dictionary(entries=entries))
    raise TypeError(f"expected an integer, bytes, a list or a dictionary, got {type(value).__name__}")


def plain(value: Value) -> Plain:
    """The Python value of a bencoded value.

    >>> plain(Value.unpack(b"d1:pi6881ee"))
    {b'p': 6881}
    """
    match value.value:
        case Integer(value=number):
            return number
        case List(values=values):
            return [plain(each) for each in values]
        case Dictionary(entries=entries):
            return {each.key: plain(each.value) for each in entries}
        case other:
            return other


class Handshake(Frame):
    """The first message of each peer (BEP 3)."""

    _length: None = pad(1, fill=HANDSHAKE)
    _protocol: bytes = const(b"BitTorrent protocol")
    reserved: bytes = data(8, strip=False, default=bytes(8))
    info_hash: bytes = data(20)
    peer_id: bytes = data(20)


class Choke(Frame):
    """The sender will not answer requests (BEP 3)."""


class Unchoke(Frame):
    """The sender will answer requests (BEP 3)."""


class Interested(Frame):
    """The sender wants pieces that the receiver has (BEP 3)."""


class NotInterested(Frame):
    """The sender wants none of them (BEP 3)."""


class Have(Frame):
    """The sender has another piece (BEP 3)."""

    index: u32


class Bitfield(Frame):
    """The pieces that the sender has: a bit for each, the first one the highest of the first byte (BEP 3)."""

    bitfield: bytes = data()


class Block(Frame):
    """A part of a piece."""

    index: u32
    begin: u32
    length: u32


class Request(Block):
    """Asks for a part of a piece (BEP 3)."""


class Piece(Frame):
    """A part of a piece (BEP 3)."""

    index: u32
    begin: u32
    block: bytes = data()


class Cancel(Block):
    """Withdraws a request (BEP 3)."""


class Port(Frame):
    """The port at which the node of the sender listens for the distributed hash table (BEP 5)."""

    port: u16


class SuggestPiece(Frame):
    """A piece that the sender suggests to the receiver (BEP 6)."""

    index: u32


class HaveAll(Frame):
    """The sender has all pieces (BEP 6)."""


class HaveNone(Frame):
    """The sender has no pieces (BEP 6)."""


class RejectRequest(Block):
    """A request will not be answered (BEP 6)."""


class AllowedFast(Frame):
    """A piece that the receiver may ask for while it is choked (BEP 6)."""

    index: u32


class Extended(Frame):
    """A message of an extension; number 0 is the handshake, which defines the numbers of the others (BEP 10)."""

    extension: u8
    payload: Value | bytes = switch(this.extension, {0: Value}, otherwise=data())


class HashRange(Frame):
    """Hashes of a file (BEP 52)."""

    pieces_root: bytes = data(32)
    base_layer: u32
    index: u32
    length: u32
    proof_layers: u32


class HashRequest(HashRange):
    """Asks for hashes (BEP 52)."""


class Hashes(HashRange):
    """Hashes, and those that prove them (BEP 52)."""

    hashes: list[bytes] = array(data(32))


class HashReject(HashRange):
    """A request for hashes will not be answered (BEP 52)."""


class Payload(Frame):
    """The payload of a message, which determines its number."""

    id: MessageId = derived(u8)
    content: (
        Choke
        | Unchoke
        | Interested
        | NotInterested
        | Have
        | Bitfield
        | Request
        | Piece
        | Cancel
        | Port
        | SuggestPiece
        | HaveAll
        | HaveNone
        | RejectRequest
        | AllowedFast
        | Extended
        | HashRequest
        | Hashes
        | HashReject
        | Unknown
    ) = switch(
        this.id,
        {
            MessageId.CHOKE: Choke,
            MessageId.UNCHOKE: Unchoke,
            MessageId.INTERESTED: Interested,
            MessageId.NOT_INTERESTED: NotInterested,
            MessageId.HAVE: Have,
            MessageId.BITFIELD: Bitfield,
            MessageId.REQUEST: Request,
            MessageId.PIECE: Piece,
            MessageId.CANCEL: Cancel,
            MessageId.PORT: Port,
            MessageId.SUGGEST_PIECE: SuggestPiece,
            MessageId.HAVE_ALL: HaveAll,
            MessageId.HAVE_NONE: HaveNone,
            MessageId.REJECT_REQUEST: RejectRequest,
            MessageId.ALLOWED_FAST: AllowedFast,
            MessageId.EXTENDED: Extended,
            MessageId.HASH_REQUEST: HashRequest,
            MessageId.HASHES: Hashes,
            MessageId.HASH_REJECT: HashReject,
        },
        otherwise=unknown(),
    )


class Message(Frame):
    """A message after its length (BEP 3); without a payload, it keeps the connection alive."""

    length: int = derived(u32)
    payload: Payload | None = optional(Payload, size=this.length, when=this.length != 0, default=None)


class PeerMessage(Frame):
    """A handshake or a message, as determined by its first byte, `mark`."""

    mark: u8 = peek(u8, default=0)
    message: Handshake | Message = switch(this.mark, {HANDSHAKE: Handshake}, otherwise=Message)


PROTOCOL = Protocol(
    "bittorrent",
    title="BitTorrent peer wire protocol",
    source="BEP 3, BEP 6, BEP 10, BEP 52",
    ports={"tcp": [6881, 6882, 6883, 6884, 6885, 6886, 6887, 6888, 6889]},
    client=PeerMessage,
)
