"""Syslog: messages in datagrams, and in streams with or without octet counting.

Source: RFC 5424, sections 6 (format) and 6.2.1 (numbers); RFC 3164, section 4.1 (the BSD format); RFC 5426 (UDP); RFC 6587,
section 3.4 (octet counting and non-transparent framing over TCP).

The first three characters after the priority determine the format of a message: the version and up to two further characters, or
a month. Any other message is text; one that begins with a month must continue as in RFC 3164. `mark` has these characters, and
packing compares it with the characters written there; a message of fewer than three characters is refused.

Structured data is text as on the wire, because its values end at a quotation mark without a preceding backslash: a function of
this file finds the end, and `elements` returns the content. Times of RFC 5424 are text too, because their precision and zone may
be written in several ways. Bytes that are not valid UTF-8 are surrogate escapes.
"""

from __future__ import annotations

import re
from enum import IntEnum

from framekit import Frame, Protocol, computed, const, custom, data, field, mapped, peek, switch, text, text_int, this, u8


class Facility(IntEnum):
    """The origin of a message (RFC 5424, table 1)."""

    KERN = 0
    USER = 1
    MAIL = 2
    DAEMON = 3
    AUTH = 4
    SYSLOG = 5
    LPR = 6
    NEWS = 7
    UUCP = 8
    CRON = 9
    AUTHPRIV = 10
    FTP = 11
    NTP = 12
    AUDIT = 13
    ALERT = 14
    CLOCK = 15
    LOCAL0 = 16
    LOCAL1 = 17
    LOCAL2 = 18
    LOCAL3 = 19
    LOCAL4 = 20
    LOCAL5 = 21
    LOCAL6 = 22
    LOCAL7 = 23


class Severity(IntEnum):
    """The severity of a message (RFC 5424, table 2)."""

    EMERGENCY = 0
    ALERT = 1
    CRITICAL = 2
    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFORMATIONAL = 6
    DEBUG = 7


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DIGITS = tuple("0123456789")
STARTS = ("1 -", *(f"1 {digit}" for digit in DIGITS))
"""Version 1, a space, and the first character of a time, or NILVALUE."""
NAME = rb"[!#-<>-\\^-~]{1,32}"
PARAMETER = re.compile(rb' (%b)="((?:[^"\\\]]|\\.)*)"' % NAME, re.DOTALL)
STRUCTURED_DATA = re.compile(rb'-|(?:\[%b(?: %b="(?:[^"\\\]]|\\.)*")*\])+' % (NAME, NAME), re.DOTALL)
NIL = "-"


def _read_structured(buffer: bytes, offset: int, end: int) -> tuple[str, int]:
    found = STRUCTURED_DATA.match(buffer, offset, end)
    if found is None:
        raise ValueError("the bytes are not structured data")
    return found.group().decode("utf-8", "surrogateescape"), found.end()


def _write_structured(value: str) -> bytes:
    wire = value.encode("utf-8", "surrogateescape")
    if STRUCTURED_DATA.fullmatch(wire) is None:
        raise ValueError("the text is not structured data")
    return wire


def _read_message(rest: str) -> str | None:
    if rest and rest[0] != " ":
        raise ValueError("expected a space before the message")
    return rest[1:] if rest else None


def _write_message(message: str | None) -> str:
    return "" if message is None else f" {message}"


def _read_tag(buffer: bytes, offset: int, end: int) -> tuple[str, int]:
    last = offset
    while last < end and chr(buffer[last]) in ALPHANUMERIC:
        last += 1
    return bytes(buffer[offset:last]).decode("ascii"), last


def _write_tag(tag: str) -> bytes:
    if not ALPHANUMERIC.issuperset(tag):
        raise ValueError("expected a tag of letters and digits only")
    return tag.encode("ascii")


def _content(content: str) -> str:
    if ALPHANUMERIC.issuperset(content[:1]) and content:
        raise ValueError("the text after a tag must not begin with a letter or a digit")
    return content


def _time(time: str) -> str:
    if time != NIL and time[:1] not in DIGITS:
        raise ValueError("expected a time that begins with the year, or '-'")
    return time


def _plain(message: str) -> str:
    return message


ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
WORD = text(until=" ", errors="surrogateescape")
NILVALUE = text(until=" ", errors="surrogateescape", default=NIL)
REST = text(errors="surrogateescape")
TEXT = mapped(REST, unpack=_plain, pack=_plain, values=["It's time", "%% 50", "last message repeated 2 times"])
"""A message of neither format; property tests make some that are long enough for its mark."""


class Rfc5424(Frame):
    """A message after its priority; `-` is written for unknown values (RFC 5424, section 6)."""

    version: int = text_int(until=" ", check={1}, default=1)
    timestamp: str = mapped(
        WORD, unpack=_time, pack=_time, values=[NIL, "1985-04-12T23:20:50.52Z", "2003-08-24T05:14:15.000003-07:00"], default=NIL
    )
    hostname: str = NILVALUE
    app_name: str = NILVALUE
    process_id: str = NILVALUE
    message_id: str = NILVALUE
    structured_data: str = custom(
        _read_structured,
        _write_structured,
        name="structured data",
        minimum=1,
        values=[NIL, "[a@1]", '[a@1 b="c" d="\\"\\]"][e]'],
        default=NIL,
    )
    message: str | None = mapped(REST, unpack=_read_message, pack=_write_message, values=[None, "", "su failed"], default=None)

    @property
    def elements(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The elements of the structured data: their names, and the names and values of their parameters."""
        elements: list[tuple[str, list[tuple[str, str]]]] = []
        wire = self.structured_data.encode("utf-8", "surrogateescape")
        place = 1
        while place < len(wire):
            name = re.compile(NAME).match(wire, place)
            if name is None:
                raise ValueError("the text is not structured data")
            place = name.end()
            parameters = []
            while found := PARAMETER.match(wire, place):
                value = re.sub(rb'\\(["\\\]])', rb"\1", found[2])
                parameters.append((found[1].decode("ascii"), value.decode("utf-8", "surrogateescape")))
                place = found.end()
            elements.append((name.group().decode("ascii"), parameters))
            place += 2
        return elements


class Rfc3164(Frame):
    """A message of the BSD format after its priority: a local time, a host, a tag, and the text after the tag (section 4.1)."""

    month: str = text(3, strip=False, encoding="ascii", check=frozenset(MONTHS))
    _after_month: bytes = const(b" ")
    day: int = text_int(2, pad=" ", check=range(1, 32))
    _after_day: bytes = const(b" ")
    hour: int = text_int(2, check=range(24))
    _after_hour: bytes = const(b":")
    minute: int = text_int(2, check=range(60))
    _after_minute: bytes = const(b":")
    second: int = text_int(2, check=range(61))
    _after_second: bytes = const(b" ")
    hostname: str = WORD
    tag: str = custom(_read_tag, _write_tag, name="tag", values=["", "su", "cron2"])
    content: str = mapped(REST, unpack=_content, pack=_content, values=["", ": 'su root' failed", "[12]: started"])


class Message(Frame):
    """A message in a datagram (RFC 5424, section 6). The priority is eight times the facility, plus the severity."""

    _open: bytes = const(b"<")
    priority: int = text_int(until=">", check=range(192))
    facility: int = computed(this.priority // 8)
    severity: int = computed(this.priority % 8)
    mark: str = peek(text(3, strip=False, encoding="latin-1"))
    body: Rfc5424 | Rfc3164 | str = switch(this.mark, {STARTS: Rfc5424, MONTHS: Rfc3164}, otherwise=TEXT)


FIRST_OF_SIZE = frozenset(b"-0123456789")
"""The first characters of a number; a negative one is refused as a size."""


class Counted(Frame):
    """A message after its size (RFC 6587, section 3.4.1)."""

    message: Message = field(Message, size_prefix=text_int(until=" ", strict=True))


class Terminated(Frame):
    """A message terminated by a line feed (RFC 6587, section 3.4.2)."""

    message: Message = field(Message, within=data(until=b"\n"))


class StreamMessage(Frame):
    """A message of a stream: its first byte, `mark`, determines how it is framed (RFC 6587, section 3.4)."""

    mark: u8 = peek(u8)
    framed: Counted | Terminated = switch(this.mark, {FIRST_OF_SIZE: Counted}, otherwise=Terminated)


PROTOCOL = Protocol(
    "syslog",
    title="Syslog",
    source="RFC 5424, RFC 3164, RFC 6587",
    ports={"tcp": [514, 601], "udp": [514]},
    client=StreamMessage,
    datagrams=Message,
)
