"""SOCKS 4, 4A and 5: connection requests to a proxy. Data after the proxy's consent are passed through unchanged.

Source: RFC 1928 (SOCKS 5) and RFC 1929 (user name and password); "SOCKS: A protocol for TCP proxy across firewalls" and
"SOCKS 4A: A simple extension to SOCKS 4 protocol" by Ying-Da Lee.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from framekit import (
    Frame,
    Protocol,
    Session,
    array,
    const,
    derived,
    field,
    ipv4,
    ipv6,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
)
from framekit.protocol import Steps

NAMED_BELOW = 256
"""In SOCKS 4A, an address from 0.0.0.1 to 0.0.0.255 means that a name follows."""


class Method(IntEnum):
    """Authentication methods of a client (section 3)."""

    NONE = 0
    GSSAPI = 1
    USER_AND_PASSWORD = 2
    NO_ACCEPTABLE = 0xFF


class Command(IntEnum):
    """Commands (section 4)."""

    CONNECT = 1
    BIND = 2
    UDP_ASSOCIATE = 3


class AddressType(IntEnum):
    """The kind of an address (section 5)."""

    IPV4 = 1
    DOMAIN_NAME = 3
    IPV6 = 4


class ReplyCode(IntEnum):
    """Result of a request (section 6)."""

    SUCCEEDED = 0
    GENERAL_FAILURE = 1
    NOT_ALLOWED = 2
    NETWORK_UNREACHABLE = 3
    HOST_UNREACHABLE = 4
    CONNECTION_REFUSED = 5
    TTL_EXPIRED = 6
    COMMAND_NOT_SUPPORTED = 7
    ADDRESS_TYPE_NOT_SUPPORTED = 8


class Socks4Code(IntEnum):
    """Result of a request of SOCKS 4."""

    GRANTED = 90
    REJECTED = 91
    NO_IDENTD = 92
    OTHER_USER = 93


class Methods(Frame):
    """The methods that a client of SOCKS 5 supports."""

    methods: list[Method] = array(u8, prefix=u8)


class Socks4Request(Frame):
    """A request of SOCKS 4, or of SOCKS 4A if a name follows."""

    command: Command = field(u8)
    port: u16
    address: u32
    user: str = text(until="\0", errors="surrogateescape")
    name: str | None = optional(
        text(until="\0", errors="surrogateescape"), when=(this.address > 0) & (this.address < NAMED_BELOW), default=None
    )


class Greeting(Frame):
    """The first message of a client."""

    version: int = derived(u8)
    body: Methods | Socks4Request = switch(this.version, {5: Methods, 4: Socks4Request})


class MethodSelection(Frame):
    """The method that the server has chosen."""

    version: int = const(5, u8)
    method: Method = field(u8)


class Credentials(Frame):
    """User name and password (RFC 1929, section 2)."""

    version: int = const(1, u8)
    user: str = text(prefix=u8, errors="surrogateescape")
    password: str = text(prefix=u8, errors="surrogateescape")


class CredentialsAnswer(Frame):
    """Zero for success; after anything else the server closes the connection."""

    version: int = const(1, u8)
    status: u8


ADDRESSES: Any = {
    AddressType.IPV4: ipv4,
    AddressType.DOMAIN_NAME: text(prefix=u8, errors="surrogateescape"),
    AddressType.IPV6: ipv6,
}


class Request(Frame):
    """A request of a SOCKS 5 client."""

    version: int = const(5, u8)
    command: Command = field(u8)
    reserved: u8 = 0
    address_type: AddressType = field(u8, strict=True)
    address: IPv4Address | str | IPv6Address = switch(this.address_type, ADDRESSES)
    port: u16


class Reply(Frame):
    """The result of a request, and the address that the server uses for it."""

    version: int = const(5, u8)
    code: ReplyCode = field(u8)
    reserved: u8 = 0
    address_type: AddressType = field(u8, strict=True)
    address: IPv4Address | str | IPv6Address = switch(this.address_type, ADDRESSES)
    port: u16


class Socks4Reply(Frame):
    """The answer of SOCKS 4."""

    version: int = const(0, u8)
    code: Socks4Code = field(u8)
    port: u16
    address: ipv4


def _client(session: Session) -> Steps:
    """The greeting, the credentials if the server asks for them, the request; then data that the proxy passes on."""
    if session.joined:
        yield None
    greeting = yield Greeting
    session.version = greeting.version
    session.command = greeting.body.command if isinstance(greeting.body, Socks4Request) else 0
    if session.version == 4 or not (yield session.after("server")):
        yield None
    if session.method == Method.USER_AND_PASSWORD:
        yield Credentials
        yield session.after("server", 2)
    if session.method not in (Method.NONE, Method.USER_AND_PASSWORD) or session.refused:
        yield None
    request = yield Request
    session.command = request.command
    yield None


def _server(session: Session) -> Steps:
    """The answers to the client; there are two replies to BIND (section 6)."""
    session.refused = False
    if session.joined or not (yield session.after("client")):
        yield None
    if session.version == 4:
        yield Socks4Reply
        if session.command == Command.BIND:
            yield Socks4Reply
        yield None
    selection = yield MethodSelection
    session.method = selection.method
    requests = 2
    if session.method == Method.USER_AND_PASSWORD:
        answer = yield CredentialsAnswer
        session.refused = answer.status != 0
        requests = 3
    if session.method not in (Method.NONE, Method.USER_AND_PASSWORD) or session.refused:
        yield None
    reply = yield Reply
    yield session.after("client", requests)
    if session.command == Command.BIND and reply.code == ReplyCode.SUCCEEDED:
        yield Reply
    yield None


PROTOCOL = Protocol(
    "socks", title="SOCKS 4 and 5", source="RFC 1928, RFC 1929", ports={"tcp": [1080]}, client=_client, server=_server
)
