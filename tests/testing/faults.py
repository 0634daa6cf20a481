"""One protocol, and hand-written code for it in which one fault each can be planted."""

from __future__ import annotations

import socket
import struct
import zlib
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any

from framekit import Frame, checksum, const, derived, field, i16, switch, text, this, u8, u16, u32


class Kind(IntEnum):
    NAME = 1
    VALUE = 2
    PAIR = 3


class Name(Frame):
    name: str = text(prefix=u8)


class Value(Frame):
    value: i16


class Pair(Frame):
    left: u16
    right: u32


class Message(Frame):
    magic: bytes = const(b"MS")
    length: int = derived(u16)
    kind: Kind = derived(u8)
    priority: u8 = field(check=this < 200)
    body: Name | Value | Pair = switch(this.kind, {Kind.NAME: Name, Kind.VALUE: Value, Kind.PAIR: Pair}, size=this.length - 2)
    crc: int = checksum(u32, "crc32")


class Refused(Exception):
    """The parser's own error."""


FAULTS = {
    "off by one": ("unpack", "the length is taken to be one less than it is"),
    "byte order": ("unpack", "one field is read in the wrong byte order"),
    "bound": ("unpack", "no check that there are as many bytes as the length says"),
    "stale": ("pack", "the checksum is that of the message before"),
    "swallowed": ("unpack", "an exception is swallowed, and None is given"),
    "signed": ("unpack", "an unsigned number is read as signed"),
    "arm": ("unpack", "a kind of message is forgotten"),
    "characters": ("pack", "the length of text is counted in characters"),
    "chunk": ("decoder", "a byte is lost at the border of a chunk"),
    "partial": ("reader", "what came before a timeout is lost"),
}
"""The faults that can be planted, with what they are planted in."""


def make_parser(fault: str = "") -> Callable[[bytes], Any]:
    """A parser of messages as someone would write it."""

    def parse(data: bytes) -> Any:
        if fault == "swallowed":
            try:
                return parsed(data)
            except Refused:
                return None
        return parsed(data)

    def parsed(data: bytes) -> dict[str, Any]:
        try:
            magic, length, kind, priority = struct.unpack_from(">2sHBB", data)
        except struct.error as error:
            raise Refused("short") from error
        if magic != b"MS" or priority >= 200 or length < 2:
            raise Refused("head")
        end = 4 + length
        if fault != "bound" and len(data) != end + 4:
            raise Refused("length")
        body = data[6:end]
        if fault == "off by one":
            body = data[6 : end - 1]
        if fault != "bound" and zlib.crc32(data[:end]) != int.from_bytes(data[end : end + 4], "big"):
            raise Refused("checksum")
        return {"priority": priority, "body": parse_body(kind, body)}

    def parse_body(kind: int, body: bytes) -> dict[str, Any]:
        match kind:
            case 1:
                if fault not in ("off by one", "bound") and (not body or body[0] != len(body) - 1):
                    raise Refused("name")
                try:
                    return {"name": body[1:].decode()}
                except UnicodeDecodeError as error:
                    raise Refused("name") from error
            case 2 if len(body) == 2:
                return {"value": int.from_bytes(body, "big", signed=True)}
            case 3 if len(body) == 6 and fault != "arm":
                left, right = struct.unpack(">hI" if fault == "signed" else ">HI", body)
                return {"left": left, "right": int.from_bytes(body[2:], "little") if fault == "byte order" else right}
        raise Refused("body")

    return parse


def make_builder(fault: str = "") -> Callable[[Message], bytes]:
    """A builder of messages as someone would write it."""
    last_crc = 0

    def build(message: Message) -> bytes:
        nonlocal last_crc
        body = message.body
        match body:
            case Name(name=name):
                encoded = name.encode()
                size = len(name) if fault == "characters" else len(encoded)
                kind, wire = 1, bytes([size]) + encoded
            case Value(value=value):
                kind, wire = 2, struct.pack(">h", value)
            case Pair(left=left, right=right):
                kind, wire = 3, struct.pack(">HI", left, right)
        head = struct.pack(">2sHBB", b"MS", len(wire) + 2, kind, message.priority)
        crc = zlib.crc32(head + wire)
        if fault == "stale":
            crc, last_crc = last_crc, crc
        return head + wire + crc.to_bytes(4, "big")

    return build


class StreamParser:
    """Makes messages of the bytes of a stream."""

    def __init__(self, fault: str = "") -> None:
        self._fault = fault
        self._buffer = b""
        self._parse = make_parser()

    def feed(self, data: bytes, /) -> Iterable[Any]:
        """The messages that are whole now."""
        if self._fault == "chunk" and len(self._buffer) == 3:
            self._buffer = self._buffer[:-1]
        self._buffer += data
        found = []
        while len(self._buffer) >= 4:
            end = 8 + int.from_bytes(self._buffer[2:4], "big")
            if len(self._buffer) < end:
                break
            found.append(self._parse(self._buffer[:end]))
            self._buffer = self._buffer[end:]
        return found


def make_reader(fault: str = "") -> Callable[[socket.socket], Callable[[], Any]]:
    """A reader of messages from a socket."""

    def reader(sock: socket.socket) -> Callable[[], Any]:
        kept = b""
        parse = make_parser()

        def read() -> Any:
            nonlocal kept
            buffer = b"" if fault == "partial" else kept
            kept = b""
            while len(buffer) < (needed := 4 if len(buffer) < 4 else 8 + int.from_bytes(buffer[2:4], "big")):
                try:
                    chunk = sock.recv(needed - len(buffer))
                except (TimeoutError, BlockingIOError):
                    kept = buffer
                    raise
                if not chunk:
                    raise EOFError
                buffer += chunk
            return parse(buffer)

        return read

    return reader
