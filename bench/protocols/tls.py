"""Hand-written TLS: hellos are read field by field, and extensions by a function for each type."""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any

from bench.case import Case, spec

tls: Any = spec("tls")

VERSIONS: dict[int, Any] = {int(each): each for each in tls.ProtocolVersion}
SUITES: dict[int, Any] = {int(each): each for each in tls.CipherSuite}
GROUPS: dict[int, Any] = {int(each): each for each in tls.NamedGroup}
SCHEMES: dict[int, Any] = {int(each): each for each in tls.SignatureScheme}
EXTENSION_TYPES: dict[int, Any] = {int(each): each for each in tls.ExtensionType}
HANDSHAKE_TYPES: dict[int, Any] = {int(each): each for each in tls.HandshakeType}
CLIENT = 1
SERVER = 2
HEAD = Struct("!BBH")
HELLO_HEAD = Struct("!H32sB")
CHOICE = Struct("!HB")
PAIR = Struct("!HH")
U16 = Struct("!H")


class ServerNameByHand:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class ServerNameListByHand:
    __slots__ = ("names",)

    def __init__(self, names: list[ServerNameByHand]) -> None:
        self.names = names


class ServerNameTakenByHand:
    __slots__ = ()


class SupportedGroupsByHand:
    __slots__ = ("groups",)

    def __init__(self, groups: list[Any]) -> None:
        self.groups = groups


class SignatureAlgorithmsByHand:
    __slots__ = ("schemes",)

    def __init__(self, schemes: list[Any]) -> None:
        self.schemes = schemes


class ProtocolsByHand:
    __slots__ = ("names",)

    def __init__(self, names: list[bytes]) -> None:
        self.names = names


class SupportedVersionsByHand:
    __slots__ = ("versions",)

    def __init__(self, versions: list[Any]) -> None:
        self.versions = versions


class SelectedVersionByHand:
    __slots__ = ("version",)

    def __init__(self, version: Any) -> None:
        self.version = version


class KeyShareByHand:
    __slots__ = ("group", "key_exchange")

    def __init__(self, group: Any, key_exchange: bytes | None) -> None:
        self.group = group
        self.key_exchange = key_exchange


class ClientKeySharesByHand:
    __slots__ = ("shares",)

    def __init__(self, shares: list[KeyShareByHand]) -> None:
        self.shares = shares


class UnknownByHand:
    __slots__ = ("data", "tag")

    def __init__(self, tag: Any, data: bytes) -> None:
        self.tag = tag
        self.data = data


class ExtensionByHand:
    __slots__ = ("body",)

    def __init__(self, body: Any) -> None:
        self.body = body


class ClientHelloByHand:
    __slots__ = ("cipher_suites", "compression_methods", "extensions", "random", "session_id", "version")

    def __init__(
        self,
        version: Any,
        random: bytes,
        session_id: bytes,
        cipher_suites: list[Any],
        compression_methods: bytes,
        extensions: list[ExtensionByHand] | None,
    ) -> None:
        self.version = version
        self.random = random
        self.session_id = session_id
        self.cipher_suites = cipher_suites
        self.compression_methods = compression_methods
        self.extensions = extensions


class ServerHelloByHand:
    __slots__ = ("cipher_suite", "compression_method", "extensions", "random", "session_id", "version")

    def __init__(
        self,
        version: Any,
        random: bytes,
        session_id: bytes,
        cipher_suite: Any,
        compression_method: int,
        extensions: list[ExtensionByHand] | None,
    ) -> None:
        self.version = version
        self.random = random
        self.session_id = session_id
        self.cipher_suite = cipher_suite
        self.compression_method = compression_method
        self.extensions = extensions


class HandshakeByHand:
    __slots__ = ("body",)

    def __init__(self, body: Any) -> None:
        self.body = body


# Reading


def end_of(wire: bytes, offset: int, end: int) -> int:
    """Return the end of a part with a length prefix of 2 bytes."""
    stop = offset + 2 + U16.unpack_from(wire, offset)[0]
    if stop > end:
        raise ValueError("a part exceeds its enclosing part")
    return stop


def whole_of(wire: bytes, offset: int, end: int) -> None:
    """Require that a part with a length prefix of 2 bytes ends at the end of its enclosing part."""
    if offset + 2 > end or end_of(wire, offset, end) != end:
        raise ValueError("wrong length of an extension")


def members(wire: bytes, offset: int, end: int, names: dict[int, Any]) -> list[Any]:
    count, rest = divmod(end - offset, 2)
    if rest:
        raise ValueError("incomplete item")
    return [names.get(each, each) for each in Struct(f"!{count}H").unpack_from(wire, offset)]


def read_server_names(wire: bytes, offset: int, end: int) -> ServerNameListByHand:
    whole_of(wire, offset, end)
    offset += 2
    names = []
    while offset < end:
        if offset + 3 > end:
            raise ValueError("truncated name")
        if wire[offset]:
            raise ValueError("unknown kind of name")
        stop = end_of(wire, offset + 1, end)
        names.append(ServerNameByHand(wire[offset + 3 : stop].decode("ascii")))
        offset = stop
    return ServerNameListByHand(names)


def read_server_name_taken(wire: bytes, offset: int, end: int) -> ServerNameTakenByHand:
    if offset != end:
        raise ValueError("trailing data")
    return ServerNameTakenByHand()


def read_groups(wire: bytes, offset: int, end: int) -> SupportedGroupsByHand:
    whole_of(wire, offset, end)
    return SupportedGroupsByHand(members(wire, offset + 2, end, GROUPS))


def read_schemes(wire: bytes, offset: int, end: int) -> SignatureAlgorithmsByHand:
    whole_of(wire, offset, end)
    return SignatureAlgorithmsByHand(members(wire, offset + 2, end, SCHEMES))


def read_protocols(wire: bytes, offset: int, end: int) -> ProtocolsByHand:
    whole_of(wire, offset, end)
    offset += 2
    names = []
    while offset < end:
        stop = offset + 1 + wire[offset]
        if stop > end:
            raise ValueError("truncated name")
        names.append(wire[offset + 1 : stop])
        offset = stop
    return ProtocolsByHand(names)


def read_versions(wire: bytes, offset: int, end: int) -> SupportedVersionsByHand:
    if offset == end or offset + 1 + wire[offset] != end:
        raise ValueError("wrong length of an extension")
    return SupportedVersionsByHand(members(wire, offset + 1, end, VERSIONS))


def read_version(wire: bytes, offset: int, end: int) -> SelectedVersionByHand:
    if end - offset != 2:
        raise ValueError("wrong length of an extension")
    (version,) = U16.unpack_from(wire, offset)
    return SelectedVersionByHand(VERSIONS.get(version, version))


def read_shares(wire: bytes, offset: int, end: int) -> ClientKeySharesByHand:
    whole_of(wire, offset, end)
    offset += 2
    shares = []
    while offset < end:
        if offset + 4 > end:
            raise ValueError("truncated share")
        group, size = PAIR.unpack_from(wire, offset)
        offset += 4
        stop = offset + size
        if stop > end:
            raise ValueError("truncated share")
        shares.append(KeyShareByHand(GROUPS.get(group, group), wire[offset:stop]))
        offset = stop
    return ClientKeySharesByHand(shares)


def read_share(wire: bytes, offset: int, end: int) -> KeyShareByHand:
    if end - offset < 2:
        raise ValueError("truncated share")
    (group,) = U16.unpack_from(wire, offset)
    if end - offset == 2:
        return KeyShareByHand(GROUPS.get(group, group), None)
    whole_of(wire, offset + 2, end)
    return KeyShareByHand(GROUPS.get(group, group), wire[offset + 4 : end])


Reader = Callable[[bytes, int, int], Any]
CLIENT_READERS: dict[int, Reader] = {
    0: read_server_names,
    10: read_groups,
    13: read_schemes,
    16: read_protocols,
    43: read_versions,
    51: read_shares,
}
SERVER_READERS: dict[int, Reader] = {0: read_server_name_taken, 16: read_protocols, 43: read_version, 51: read_share}


def read_extensions(wire: bytes, offset: int, readers: dict[int, Reader]) -> list[ExtensionByHand] | None:
    end = len(wire)
    if offset == end:
        return None
    if end_of(wire, offset, end) != end:
        raise ValueError("trailing data")
    offset += 2
    extensions = []
    while offset < end:
        if offset + 4 > end:
            raise ValueError("truncated extension")
        kind, size = PAIR.unpack_from(wire, offset)
        offset += 4
        stop = offset + size
        if stop > end:
            raise ValueError("truncated extension")
        reader = readers.get(kind)
        if reader is None:
            body: Any = UnknownByHand(EXTENSION_TYPES.get(kind, kind), wire[offset:stop])
        else:
            body = reader(wire, offset, stop)
        extensions.append(ExtensionByHand(body))
        offset = stop
    return extensions


def read_client_hello(wire: bytes) -> ClientHelloByHand:
    version, random, size = HELLO_HEAD.unpack_from(wire, 4)
    if size > 32:
        raise ValueError("the session is too long")
    end = len(wire)
    offset = 39 + size
    session = wire[39:offset]
    stop = end_of(wire, offset, end)
    suites = members(wire, offset + 2, stop, SUITES)
    offset = stop + 1 + wire[stop]
    if offset > end:
        raise ValueError("truncated compression methods")
    methods = wire[stop + 1 : offset]
    extensions = read_extensions(wire, offset, CLIENT_READERS)
    return ClientHelloByHand(VERSIONS.get(version, version), random, session, suites, methods, extensions)


def read_server_hello(wire: bytes) -> ServerHelloByHand:
    version, random, size = HELLO_HEAD.unpack_from(wire, 4)
    if size > 32:
        raise ValueError("the session is too long")
    offset = 39 + size
    session = wire[39:offset]
    suite, method = CHOICE.unpack_from(wire, offset)
    extensions = read_extensions(wire, offset + 3, SERVER_READERS)
    return ServerHelloByHand(VERSIONS.get(version, version), random, session, SUITES.get(suite, suite), method, extensions)


def unpack(wire: bytes) -> HandshakeByHand:
    kind, high, low = HEAD.unpack_from(wire)
    if (high << 16 | low) + 4 != len(wire):
        raise ValueError("wrong length")
    if kind == CLIENT:
        return HandshakeByHand(read_client_hello(wire))
    if kind == SERVER:
        return HandshakeByHand(read_server_hello(wire))
    return HandshakeByHand(UnknownByHand(HANDSHAKE_TYPES.get(kind, kind), wire[4:]))


# Writing


def counted(parts: list[bytes]) -> bytes:
    body = b"".join(parts)
    return U16.pack(len(body)) + body


def numbers(values: list[Any]) -> bytes:
    return Struct(f"!H{len(values)}H").pack(2 * len(values), *values)


def write_server_names(body: ServerNameListByHand) -> bytes:
    parts = []
    for each in body.names:
        name = each.name.encode("ascii")
        parts.append(b"\0" + U16.pack(len(name)) + name)
    return counted(parts)


def write_server_name_taken(body: ServerNameTakenByHand) -> bytes:
    return b""


def write_groups(body: SupportedGroupsByHand) -> bytes:
    return numbers(body.groups)


def write_schemes(body: SignatureAlgorithmsByHand) -> bytes:
    return numbers(body.schemes)


def write_protocols(body: ProtocolsByHand) -> bytes:
    return counted([bytes((len(each),)) + each for each in body.names])


def write_versions(body: SupportedVersionsByHand) -> bytes:
    return Struct(f"!B{len(body.versions)}H").pack(2 * len(body.versions), *body.versions)


def write_version(body: SelectedVersionByHand) -> bytes:
    return U16.pack(body.version)


def write_shares(body: ClientKeySharesByHand) -> bytes:
    parts = []
    for each in body.shares:
        key = each.key_exchange
        if key is None:
            raise ValueError("missing key")
        parts.append(PAIR.pack(each.group, len(key)) + key)
    return counted(parts)


def write_share(body: KeyShareByHand) -> bytes:
    if body.key_exchange is None:
        return U16.pack(body.group)
    return PAIR.pack(body.group, len(body.key_exchange)) + body.key_exchange


Writer = Callable[[Any], bytes]
CLIENT_WRITERS: dict[type, tuple[int, Writer]] = {
    ServerNameListByHand: (0, write_server_names),
    SupportedGroupsByHand: (10, write_groups),
    SignatureAlgorithmsByHand: (13, write_schemes),
    ProtocolsByHand: (16, write_protocols),
    SupportedVersionsByHand: (43, write_versions),
    ClientKeySharesByHand: (51, write_shares),
}
SERVER_WRITERS: dict[type, tuple[int, Writer]] = {
    ServerNameTakenByHand: (0, write_server_name_taken),
    ProtocolsByHand: (16, write_protocols),
    SelectedVersionByHand: (43, write_version),
    KeyShareByHand: (51, write_share),
}


def write_extensions(
    extensions: list[ExtensionByHand] | None, writers: dict[type, tuple[int, Writer]], readers: dict[int, Reader]
) -> bytes:
    if extensions is None:
        return b""
    parts = []
    for each in extensions:
        body = each.body
        if type(body) is UnknownByHand:
            kind, wire = body.tag, body.data
            if kind in readers:
                raise ValueError("unknown extension has a known type")
        else:
            kind, writer = writers[type(body)]
            wire = writer(body)
        parts.append(PAIR.pack(kind, len(wire)))
        parts.append(wire)
    return counted(parts)


def hello_head(hello: ClientHelloByHand | ServerHelloByHand) -> bytes:
    if len(hello.random) != 32 or len(hello.session_id) > 32:
        raise ValueError("wrong length")
    return HELLO_HEAD.pack(hello.version, hello.random, len(hello.session_id)) + hello.session_id


def pack(handshake: HandshakeByHand) -> bytes:
    hello = handshake.body
    if type(hello) is ClientHelloByHand:
        kind = CLIENT
        methods = hello.compression_methods
        parts = [
            hello_head(hello),
            numbers(hello.cipher_suites),
            bytes((len(methods),)),
            methods,
            write_extensions(hello.extensions, CLIENT_WRITERS, CLIENT_READERS),
        ]
    elif type(hello) is ServerHelloByHand:
        kind = SERVER
        parts = [
            hello_head(hello),
            CHOICE.pack(hello.cipher_suite, hello.compression_method),
            write_extensions(hello.extensions, SERVER_WRITERS, SERVER_READERS),
        ]
    else:
        if hello.tag in (CLIENT, SERVER):
            raise ValueError("unknown message has a known type")
        kind, parts = hello.tag, [hello.data]
    body = b"".join(parts)
    size = len(body)
    if size >> 24:
        raise ValueError("too long")
    return HEAD.pack(kind, size >> 16, size & 0xFFFF) + body


# RFC 8448, section 3
CLIENT_HELLO = bytes.fromhex(
    "010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302010000910000000b000900"
    "0006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000003300260024001d002099381de560e4bd"
    "43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e0403050306030203080408050806040105010601"
    "02010402050206020202002d00020101001c00024001"
)
SERVER_HELLO = bytes.fromhex(
    "020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e00330024001d0020c98288761120"
    "95fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304"
)
CASES: list[Case] = [
    Case("TLS ClientHello, 9 extensions", tls.Handshake, CLIENT_HELLO, unpack, pack),
    Case("TLS ServerHello, 2 extensions", tls.Handshake, SERVER_HELLO, unpack, pack),
]
