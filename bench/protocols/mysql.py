"""Hand-written MySQL: the payload of a packet is separated from its header, and read according to its first byte."""

from __future__ import annotations

from struct import Struct
from typing import Any

from bench.case import Case, spec

mysql: Any = spec("mysql")
Low: Any = mysql.CapabilitiesLow
High: Any = mysql.CapabilitiesHigh
Status: Any = mysql.ServerStatus

PACKET_HEAD = Struct("<HBBB")
AFTER_VERSION = Struct("<I8sxHBHHB10s")
STATUS = Struct("<HH")
ERROR_HEAD = Struct("<H6s")
U16 = Struct("<H")
U64 = Struct("<Q")
SECURE_CONNECTION = 0x8000
PLUGIN_AUTH = 0x0008
ALL_LOW = sum(map(int, Low))
ALL_HIGH = sum(map(int, High))
ALL_STATUS = sum(map(int, Status))
STATUSES: dict[int, Any] = {}
LOWS: dict[int, Any] = {}
HIGHS: dict[int, Any] = {}


def flags(kind: Any, value: int, known: int, seen: dict[int, Any]) -> Any:
    """Return a member of an enumeration, which is cached, or an integer if a bit has no name."""
    found = seen.get(value)
    if found is None:
        if value & ~known:
            return value
        found = kind(value)
        if len(seen) < 1024:
            seen[value] = found
    return found


class HandshakeByHand:
    __slots__ = (
        "capabilities_high",
        "capabilities_low",
        "character_set",
        "plugin",
        "reserved",
        "scramble_begin",
        "scramble_length",
        "scramble_rest",
        "server_version",
        "status",
        "thread_id",
    )

    def __init__(
        self,
        server_version: str,
        thread_id: int,
        scramble_begin: bytes,
        capabilities_low: Any,
        character_set: int,
        status: Any,
        capabilities_high: Any,
        scramble_length: int,
        reserved: bytes,
        scramble_rest: bytes | None,
        plugin: str | None,
    ) -> None:
        self.server_version = server_version
        self.thread_id = thread_id
        self.scramble_begin = scramble_begin
        self.capabilities_low = capabilities_low
        self.character_set = character_set
        self.status = status
        self.capabilities_high = capabilities_high
        self.scramble_length = scramble_length
        self.reserved = reserved
        self.scramble_rest = scramble_rest
        self.plugin = plugin


class OkByHand:
    __slots__ = ("affected_rows", "info", "last_insert_id", "status", "warnings")

    def __init__(self, affected_rows: int, last_insert_id: int, status: Any, warnings: int, info: str | None) -> None:
        self.affected_rows = affected_rows
        self.last_insert_id = last_insert_id
        self.status = status
        self.warnings = warnings
        self.info = info


class ErrorByHand:
    __slots__ = ("code", "message", "sql_state")

    def __init__(self, code: int, sql_state: str, message: str) -> None:
        self.code = code
        self.sql_state = sql_state
        self.message = message


class UnknownByHand:
    __slots__ = ("data", "tag")

    def __init__(self, tag: int, data: bytes) -> None:
        self.tag = tag
        self.data = data


class ResponseByHand:
    __slots__ = ("body", "sequence_id")

    def __init__(self, sequence_id: int, body: Any) -> None:
        self.sequence_id = sequence_id
        self.body = body


def read_number(wire: bytes, offset: int) -> tuple[int, int]:
    first = wire[offset]
    if first < 251:
        return first, offset + 1
    if first == 0xFC:
        return U16.unpack_from(wire, offset + 1)[0], offset + 3
    if first == 0xFD:
        if offset + 4 > len(wire):
            raise ValueError("truncated number")
        return int.from_bytes(wire[offset + 1 : offset + 4], "little"), offset + 4
    if first == 0xFE:
        return U64.unpack_from(wire, offset + 1)[0], offset + 9
    raise ValueError("invalid number")


def read_ok(wire: bytes) -> OkByHand:
    rows, offset = read_number(wire, 5)
    inserted, offset = read_number(wire, offset)
    status, warnings = STATUS.unpack_from(wire, offset)
    offset += 4
    info = None
    if offset < len(wire):
        size, offset = read_number(wire, offset)
        if offset + size != len(wire):
            raise ValueError("wrong length of the text")
        info = wire[offset:].decode("utf-8", "surrogateescape")
    return OkByHand(rows, inserted, flags(Status, status, ALL_STATUS, STATUSES), warnings, info)


def read_error(wire: bytes) -> ErrorByHand:
    code, state = ERROR_HEAD.unpack_from(wire, 5)
    if state[0] != 0x23:
        raise ValueError("missing marker")
    return ErrorByHand(code, state[1:].decode("ascii"), wire[13:].decode("utf-8", "surrogateescape"))


def read_handshake(wire: bytes) -> HandshakeByHand:
    end = wire.index(b"\0", 5)
    version = wire[5:end].decode("utf-8")
    thread, begin, low, charset, status, high, length, reserved = AFTER_VERSION.unpack_from(wire, end + 1)
    offset = end + 32
    rest = plugin = None
    if low & SECURE_CONNECTION:
        stop = offset + (length - 8 if length > 21 else 13)
        if stop > len(wire):
            raise ValueError("truncated scramble")
        rest = wire[offset:stop]
        offset = stop
    if high & PLUGIN_AUTH:
        stop = wire.index(b"\0", offset)
        plugin = wire[offset:stop].decode("utf-8")
        offset = stop + 1
    if offset != len(wire):
        raise ValueError("trailing data")
    return HandshakeByHand(
        version,
        thread,
        begin,
        flags(Low, low, ALL_LOW, LOWS),
        charset,
        flags(Status, status, ALL_STATUS, STATUSES),
        flags(High, high, ALL_HIGH, HIGHS),
        length,
        reserved,
        rest,
        plugin,
    )


def unpack(wire: bytes) -> ResponseByHand:
    low, high, sequence, kind = PACKET_HEAD.unpack_from(wire)
    if (high << 16 | low) + 4 != len(wire):
        raise ValueError("wrong length")
    body: Any
    if kind == 0:
        body = read_ok(wire)
    elif kind == 0xFF:
        body = read_error(wire)
    elif kind == 10:
        body = read_handshake(wire)
    else:
        body = UnknownByHand(kind, wire[5:])
    return ResponseByHand(sequence, body)


def write_number(value: int) -> bytes:
    if value < 251:
        return bytes((value,))
    if value < 1 << 16:
        return b"\xfc" + U16.pack(value)
    if value < 1 << 24:
        return b"\xfd" + value.to_bytes(3, "little")
    return b"\xfe" + U64.pack(value)


def write_ok(body: OkByHand) -> bytes:
    wire = write_number(body.affected_rows) + write_number(body.last_insert_id) + STATUS.pack(body.status, body.warnings)
    if body.info is None:
        return wire
    info = body.info.encode("utf-8", "surrogateescape")
    return wire + write_number(len(info)) + info


def write_error(body: ErrorByHand) -> bytes:
    state = body.sql_state.encode("ascii")
    if len(state) != 5:
        raise ValueError("expected a state of 5 letters")
    return ERROR_HEAD.pack(body.code, b"#" + state) + body.message.encode("utf-8", "surrogateescape")


def write_handshake(body: HandshakeByHand) -> bytes:
    version = body.server_version.encode("utf-8")
    if b"\0" in version or len(body.scramble_begin) != 8 or len(body.reserved) != 10:
        raise ValueError("wrong length")
    head = AFTER_VERSION.pack(
        body.thread_id,
        body.scramble_begin,
        body.capabilities_low,
        body.character_set,
        body.status,
        body.capabilities_high,
        body.scramble_length,
        body.reserved,
    )
    parts = [version, b"\0", head]
    rest, plugin = body.scramble_rest, body.plugin
    if (rest is not None) != bool(int(body.capabilities_low) & SECURE_CONNECTION):
        raise ValueError("the scramble and its flag disagree")
    if (plugin is not None) != bool(int(body.capabilities_high) & PLUGIN_AUTH):
        raise ValueError("the plugin and its flag disagree")
    if rest is not None:
        if len(rest) != max(13, body.scramble_length - 8):
            raise ValueError("wrong length of the scramble")
        parts.append(rest)
    if plugin is not None:
        name = plugin.encode("utf-8")
        if b"\0" in name:
            raise ValueError("name contains a zero byte")
        parts.append(name + b"\0")
    return b"".join(parts)


def pack(response: ResponseByHand) -> bytes:
    body = response.body
    kind = type(body)
    if kind is OkByHand:
        number, wire = 0, write_ok(body)
    elif kind is ErrorByHand:
        number, wire = 0xFF, write_error(body)
    elif kind is HandshakeByHand:
        number, wire = 10, write_handshake(body)
    else:
        number, wire = body.tag, body.data
        if number in (0, 10, 0xFF):
            raise ValueError("unknown value has a known kind")
    length = len(wire) + 1
    if length >> 24:
        raise ValueError("too long")
    return PACKET_HEAD.pack(length & 0xFFFF, length >> 16, response.sequence_id, number) + wire


CASES: list[Case] = [
    Case(
        "MySQL handshake",
        mysql.Response,
        bytes.fromhex(
            "640000000a352e352e352d31302e31312e31392d4d6172696144422d302b646562313275310003000000586c3a776e3f327700fef7080200"
            "ff81150000000000001d00000027555a41785a3b557b2b6128006d7973716c5f6e61746976655f70617373776f726400"
        ),
        unpack,
        pack,
    ),
    Case(
        "MySQL OK with a text",
        mysql.Response,
        bytes.fromhex("2e00000100030102000000265265636f7264733a203320204475706c6963617465733a203020205761726e696e67733a2030"),
        unpack,
        pack,
    ),
    Case(
        "MySQL error",
        mysql.Response,
        bytes.fromhex(
            "47000002ff15042332383030304163636573732064656e69656420666f7220757365722027726f6f742740276c6f63616c686f7374272028"
            "7573696e672070617373776f72643a204e4f29"
        ),
        unpack,
        pack,
    ),
]
