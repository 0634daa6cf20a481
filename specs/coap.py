"""CoAP: messages in datagrams and in streams, with their options.

Source: RFC 7252, sections 3 (message format), 5.10 (options) and 12 (codes, option numbers, content formats); RFC 7641 (Observe);
RFC 7959 (Block1, Block2, Size2); RFC 8323, section 3.2 (messages over TCP) and 5 (signals). Codes and option numbers from later
documents follow the CoRE Parameters registry.

On the wire, an option contains the difference between its number and that of the preceding option, so the meaning of its value
depends on all options before it. The value is therefore bytes; `numbered` returns the numbers, with the values as text, numbers
or blocks. The payload is the last item of the options, because its marker occupies the place of an option; `payload_of` returns
it. `options` builds the whole list.

The content of a stream message is bytes, which `Content` reads. Each signal code has its own option numbers. The values of these
options stay bytes, as do those of options that protect a message (OSCORE, EDHOC). A marker without a payload is read as an empty
payload, and a message of code 0.00 may contain more than its header, although RFC 7252 requires receivers to reject both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple, TypeAlias

from framekit import Expr, Frame, Protocol, array, choose, const, data, derived, field, optional, rest, this, u2, u4, u8, u16, u32


class Type(IntEnum):
    """How a message is sent (RFC 7252, section 3)."""

    CONFIRMABLE = 0
    NON_CONFIRMABLE = 1
    ACKNOWLEDGEMENT = 2
    RESET = 3


class Code(IntEnum):
    """Methods, responses and signals: the class in the upper three bits, the detail in the others (section 12.1)."""

    EMPTY = 0x00
    GET = 0x01
    POST = 0x02
    PUT = 0x03
    DELETE = 0x04
    FETCH = 0x05
    PATCH = 0x06
    IPATCH = 0x07
    CREATED = 0x41
    DELETED = 0x42
    VALID = 0x43
    CHANGED = 0x44
    CONTENT = 0x45
    CONTINUE = 0x5F
    BAD_REQUEST = 0x80
    UNAUTHORIZED = 0x81
    BAD_OPTION = 0x82
    FORBIDDEN = 0x83
    NOT_FOUND = 0x84
    METHOD_NOT_ALLOWED = 0x85
    NOT_ACCEPTABLE = 0x86
    REQUEST_ENTITY_INCOMPLETE = 0x88
    CONFLICT = 0x89
    PRECONDITION_FAILED = 0x8C
    REQUEST_ENTITY_TOO_LARGE = 0x8D
    UNSUPPORTED_CONTENT_FORMAT = 0x8F
    UNPROCESSABLE_ENTITY = 0x96
    TOO_MANY_REQUESTS = 0x9D
    INTERNAL_SERVER_ERROR = 0xA0
    NOT_IMPLEMENTED = 0xA1
    BAD_GATEWAY = 0xA2
    SERVICE_UNAVAILABLE = 0xA3
    GATEWAY_TIMEOUT = 0xA4
    PROXYING_NOT_SUPPORTED = 0xA5
    HOP_LIMIT_REACHED = 0xA8
    CAPABILITIES_AND_SETTINGS = 0xE1
    PING = 0xE2
    PONG = 0xE3
    RELEASE = 0xE4
    ABORT = 0xE5


class OptionNumber(IntEnum):
    """Option numbers; an odd number is critical (section 5.10)."""

    IF_MATCH = 1
    URI_HOST = 3
    ETAG = 4
    IF_NONE_MATCH = 5
    OBSERVE = 6
    URI_PORT = 7
    LOCATION_PATH = 8
    OSCORE = 9
    URI_PATH = 11
    CONTENT_FORMAT = 12
    MAX_AGE = 14
    URI_QUERY = 15
    HOP_LIMIT = 16
    ACCEPT = 17
    Q_BLOCK1 = 19
    LOCATION_QUERY = 20
    EDHOC = 21
    BLOCK2 = 23
    BLOCK1 = 27
    SIZE2 = 28
    Q_BLOCK2 = 31
    PROXY_URI = 35
    PROXY_SCHEME = 39
    SIZE1 = 60
    ECHO = 252
    NO_RESPONSE = 258
    REQUEST_TAG = 292
    OCF_ACCEPT_CONTENT_FORMAT_VERSION = 2049
    OCF_CONTENT_FORMAT_VERSION = 2053


class ContentFormat(IntEnum):
    """Formats of payloads: those of RFC 7252, section 12.3, and of RFC 8132, 8428, 8613 and 8949. Others stay integers."""

    TEXT_PLAIN = 0
    LINK_FORMAT = 40
    XML = 41
    OCTET_STREAM = 42
    EXI = 47
    JSON = 50
    JSON_PATCH = 51
    MERGE_PATCH = 52
    CBOR = 60
    SENML_JSON = 110
    SENSML_JSON = 111
    SENML_CBOR = 112
    SENSML_CBOR = 113
    SENML_EXI = 114
    SENSML_EXI = 115
    SENML_XML = 310
    SENSML_XML = 311
    OSCORE = 10001


TEXTS = {
    OptionNumber.URI_HOST,
    OptionNumber.LOCATION_PATH,
    OptionNumber.URI_PATH,
    OptionNumber.URI_QUERY,
    OptionNumber.LOCATION_QUERY,
    OptionNumber.PROXY_URI,
    OptionNumber.PROXY_SCHEME,
}
NUMBERS = {
    OptionNumber.OBSERVE,
    OptionNumber.URI_PORT,
    OptionNumber.CONTENT_FORMAT,
    OptionNumber.MAX_AGE,
    OptionNumber.HOP_LIMIT,
    OptionNumber.ACCEPT,
    OptionNumber.SIZE2,
    OptionNumber.SIZE1,
    OptionNumber.NO_RESPONSE,
    OptionNumber.OCF_ACCEPT_CONTENT_FORMAT_VERSION,
    OptionNumber.OCF_CONTENT_FORMAT_VERSION,
}
KNOWN = frozenset(OptionNumber)
BLOCKS = {OptionNumber.Q_BLOCK1, OptionNumber.BLOCK2, OptionNumber.BLOCK1, OptionNumber.Q_BLOCK2}


class Block(NamedTuple):
    """The value of a block option: its number, whether more follow, and the size of blocks (RFC 7959, section 2.2).

    >>> Block(number=3, more=True, exponent=6).size
    1024
    """

    number: int
    more: bool
    exponent: int

    @property
    def size(self) -> int:
        """The length of a block in bytes; if the exponent is 7, blocks are a multiple of it (RFC 8323, section 6)."""
        return 16 << min(self.exponent, 6)


Value: TypeAlias = bytes | str | int | Block
"""Formats of option values."""

BYTE, WORD, LONG = 13, 14, 15
"""Nibbles that indicate one, two or four additional bytes of a number (section 3.1)."""
LEAST_WORD, LEAST_LONG = 269, 65805
"""The smallest numbers that take two and four additional bytes."""
MARKER = 0xFF
"""The marker before the payload; no option has a nibble of 15."""


def _more(nibble: Expr) -> Expr:
    """The number of additional bytes of a number."""
    return choose(nibble == BYTE, 1, choose(nibble == WORD, 2, choose(nibble == LONG, 4, 0)))


DELTA, LENGTH = this.head >> 4, this.head & 15
LENGTH_OF_VALUE = choose(LENGTH == BYTE, this.length_byte + BYTE, choose(LENGTH == WORD, this.length_word + LEAST_WORD, LENGTH))


class Option(Frame, size=choose(this.head == MARKER, rest, 1 + _more(DELTA) + _more(LENGTH) + LENGTH_OF_VALUE)):
    """An option (section 3.1): the difference from the number of the preceding option, and the value.

    The nibbles of the header are the delta and the length, or indicate additional bytes. After a header of 0xFF, the marker
    (section 3), the value is the payload.
    """

    head: u8 = field(check=(this == MARKER) | ((this & 15 != 15) & (this >> 4 != 15)), base=16)
    delta_byte: int | None = optional(u8, when=DELTA == BYTE, default=None)
    delta_word: int | None = optional(u16, when=DELTA == WORD, default=None)
    length_byte: int | None = optional(u8, when=LENGTH == BYTE, default=None)
    length_word: int | None = optional(u16, when=LENGTH == WORD, default=None)
    value: bytes = data(default=b"")


class Message(Frame):
    """A message of a datagram (section 3)."""

    version: int = const(1, u2)
    type: Type = field(u2)
    token_length: int = derived(u4, check=this <= 8)
    code: Code = field(u8)
    message_id: u16
    token: bytes = data(this.token_length, default=b"")
    options: list[Option] = array(Option, default_factory=list)


class Content(Frame):
    """The options and the payload of a message of a stream."""

    options: list[Option] = array(Option, default_factory=list)


LONG_LENGTH = choose(this.length == LONG, this.length_long + LEAST_LONG, this.length)
WORD_LENGTH = choose(this.length == WORD, this.length_word + LEAST_WORD, LONG_LENGTH)


class StreamMessage(Frame):
    """A message of a stream (RFC 8323, section 3.2). The length counts the options and the payload."""

    length: u4
    token_length: int = derived(u4, check=this <= 8)
    length_byte: int | None = optional(u8, when=this.length == BYTE, default=None)
    length_word: int | None = optional(u16, when=this.length == WORD, default=None)
    length_long: int | None = optional(u32, when=this.length == LONG, default=None)
    code: Code = field(u8)
    token: bytes = data(this.token_length, default=b"")
    content: bytes = data(choose(this.length == BYTE, this.length_byte + BYTE, WORD_LENGTH), default=b"")


def numbered(options: Iterable[Option]) -> Iterator[tuple[int, Value]]:
    """The numbers and the values of options, without the payload.

    >>> list(numbered(Content.unpack(b"\\xb1a\\x01b\\xff123").options))
    [(<OptionNumber.URI_PATH: 11>, 'a'), (<OptionNumber.URI_PATH: 11>, 'b')]
    """
    number = 0
    for option in options:
        if option.head == MARKER:
            return
        number += _number(option.head >> 4, option.delta_byte, option.delta_word)
        known = OptionNumber(number) if number in KNOWN else number
        yield known, _value(known, option.value)


def _number(nibble: int, byte: int | None, word: int | None) -> int:
    if byte is not None:
        return byte + BYTE
    return nibble if word is None else word + LEAST_WORD


def _value(number: int, value: bytes) -> Value:
    if number in TEXTS:
        return value.decode("utf-8", "surrogateescape")
    if number not in NUMBERS | BLOCKS:
        return value
    bits = int.from_bytes(value, "big")
    return bits if number in NUMBERS else Block(bits >> 4, bool(bits & 8), bits & 7)


def payload_of(options: Iterable[Option]) -> bytes:
    """The payload of a message, which is empty if no marker is among its options."""
    return next((option.value for option in options if option.head == MARKER), b"")


def options(values: Iterable[tuple[int, Value]] = (), payload: bytes = b"") -> list[Option]:
    """The options of a message, in the order of their numbers, and its payload.

    >>> Content(options=options([(OptionNumber.ACCEPT, 50), (OptionNumber.URI_PATH, "a")], b"123")).pack()
    b'\\xb1aa2\\xff123'
    """
    made = []
    before = 0
    for number, value in sorted(values, key=lambda pair: pair[0]):
        made.append(_option(number - before, _wire(value)))
        before = number
    return [*made, Option(head=MARKER, value=payload)] if payload else made


def _option(delta: int, value: bytes) -> Option:
    upper, delta_byte, delta_word = _nibble(delta)
    lower, length_byte, length_word = _nibble(len(value))
    return Option(
        head=upper << 4 | lower,
        delta_byte=delta_byte,
        delta_word=delta_word,
        length_byte=length_byte,
        length_word=length_word,
        value=value,
    )


def _nibble(number: int) -> tuple[int, int | None, int | None]:
    """A number as a nibble, and its additional byte or two bytes."""
    if number < BYTE:
        return number, None, None
    return (BYTE, number - BYTE, None) if number < LEAST_WORD else (WORD, None, number - LEAST_WORD)


def _wire(value: Value) -> bytes:
    match value:
        case Block(number=number, more=more, exponent=exponent):
            return _wire(number << 4 | more << 3 | exponent)
        case str():
            return value.encode("utf-8", "surrogateescape")
        case int():
            return value.to_bytes((value.bit_length() + 7) // 8, "big")
    return value


def stream_message(code: Code, content: Content, token: bytes = b"") -> StreamMessage:
    """A message of a stream, with its length.

    >>> stream_message(Code.GET, Content(options=options([(OptionNumber.URI_PATH, "a")]))).pack().hex(" ")
    '20 01 b1 61'
    """
    wire = content.pack()
    size = len(wire)
    if size >= LEAST_LONG:
        return StreamMessage(length=LONG, length_long=size - LEAST_LONG, code=code, token=token, content=wire)
    nibble, byte, word = _nibble(size)
    return StreamMessage(length=nibble, length_byte=byte, length_word=word, code=code, token=token, content=wire)


PROTOCOL = Protocol(
    "coap",
    title="Constrained Application Protocol",
    source="RFC 7252, RFC 7641, RFC 7959, RFC 8323",
    ports={"udp": [5683], "tcp": [5683]},
    client=StreamMessage,
    datagrams=Message,
)
