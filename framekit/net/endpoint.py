"""Endpoints as URLs: what they say, and sockets that lead to them.

Rules: a URL is read strictly, since a misspelled one would talk to somebody else. Names are resolved by the standard library.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from framekit.errors import InvalidAddress

Scheme: TypeAlias = Literal["tcp", "udp", "unix", "unixgram"]
Address: TypeAlias = Any
"""What the socket module takes and gives for an address: a tuple that begins with host and port, or a path."""

SCHEMES = ("tcp", "udp", "unix", "unixgram")
_SOL_LOCAL, _LOCAL_PEERPID = 0, 2
"""The level and the option with which macOS gives the process of a peer (sys/un.h)."""
HAPPY_EYEBALLS_DELAY = 0.25
"""Seconds until the next address of a host is tried beside the first (RFC 8305, section 5)."""
LONGEST_PATH = 107 if sys.platform == "linux" else 103
"""Bytes of a UNIX socket's path without the zero byte that ends it: `sun_path` has 108 on Linux (unix(7)), 104 on BSD."""


@dataclass(frozen=True)
class Endpoint:
    """What a URL says.

    Attributes:
        scheme: "tcp", "udp", "unix" or "unixgram".
        host: a name or an address, or "" for all of this machine's; "" for UNIX sockets.
        port: 0 to 65,535.
        path: of a UNIX socket, with a zero byte before it where it is abstract.
    """

    scheme: Scheme
    host: str = ""
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        if self.scheme in ("unix", "unixgram"):
            return f"{self.scheme}:{self.path.replace(chr(0), '@', 1) if self.is_abstract else self.path}"
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def is_unix(self) -> bool:
        """It is on this machine, by path."""
        return self.scheme in ("unix", "unixgram")

    @property
    def is_abstract(self) -> bool:
        """It has a name of Linux's abstract namespace instead of a path."""
        return self.path.startswith("\0")


def parse_url(url: str, *allowed: Scheme) -> Endpoint:
    """Read a URL.

    Args:
        url: `tcp://host:port`, `tcp://[::1]:port`, `udp://...`, `unix:path`, `unix:@abstract`, `unixgram:path`.
        allowed: the schemes that make sense here.

    Raises:
        InvalidAddress: it is none of them, or names nothing.

    >>> parse_url("tcp://[::1]:80", "tcp")
    Endpoint(scheme='tcp', host='::1', port=80, path='')
    """
    scheme, colon, rest = url.partition(":")
    if not colon or scheme not in SCHEMES:
        raise InvalidAddress(f"{url!r} begins with none of {', '.join(f'{each}:' for each in SCHEMES)}")
    if scheme not in allowed:
        raise InvalidAddress(f"{url!r} does not fit here, where {' or '.join(f'{each}:' for each in allowed)} does")
    if scheme == "unix" or scheme == "unixgram":
        if not hasattr(socket, "AF_UNIX"):
            raise InvalidAddress(f"{url!r}: this system has no UNIX sockets; use {'tcp' if scheme == 'unix' else 'udp'}://")
        return Endpoint(scheme, path=_check_path(url, f"\0{rest[1:]}" if rest.startswith("@") else rest))
    if not rest.startswith("//") or re.search(r"\s", url):
        raise InvalidAddress(f"{url!r} is to look like {scheme}://host:port")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise InvalidAddress(f"{url!r}: {fault}") from None
    if port is None or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise InvalidAddress(f"{url!r} is to look like {scheme}://host:port, with nothing else")
    return Endpoint("tcp" if scheme == "tcp" else "udp", host=parts.hostname or "", port=port)


def _check_path(url: str, path: str) -> str:
    if path in ("", "\0"):
        raise InvalidAddress(f"{url!r} has no path")
    if "\0" in path[1:]:
        raise InvalidAddress(f"{url!r} holds a zero byte, which would end the path")
    size = len(os.fsencode(path))
    if size > LONGEST_PATH:
        raise InvalidAddress(f"{url!r}: the path takes {size} bytes, and a UNIX socket's may take {LONGEST_PATH}")
    return path


def url_of(scheme: Scheme, address: Address) -> str:
    """The URL of an address as the socket module gives it."""
    if scheme in ("unix", "unixgram"):
        return str(Endpoint(scheme, path=os.fsdecode(address)))
    return str(Endpoint(scheme, host=address[0], port=address[1]))


def connect_stream(url: str, timeout: float | None) -> socket.socket:
    """A connected socket, which blocks. Raises InvalidAddress, OSError."""
    endpoint = parse_url(url, "tcp", "unix")
    if not endpoint.is_unix:
        sock = socket.create_connection((endpoint.host or "localhost", endpoint.port), timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    else:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.settimeout(timeout)
            sock.connect(endpoint.path)
        except BaseException:
            sock.close()
            raise
    sock.settimeout(None)
    return sock


def resolve_datagram(endpoint: Endpoint, *, passive: bool, family: int = 0) -> tuple[int, Address]:
    """The address family and the address of a datagram endpoint. Raises OSError."""
    if endpoint.is_unix:
        return socket.AF_UNIX, endpoint.path
    flags = socket.AI_PASSIVE if passive else 0
    found = socket.getaddrinfo(endpoint.host or None, endpoint.port, family=family, type=socket.SOCK_DGRAM, flags=flags)
    family, _, _, _, address = found[0]
    return family, address


def name_of_peer(sock: socket.socket) -> str:
    """Who is at the other end, in words for logs."""
    with suppress(OSError):
        peer = sock.getpeername()
        if sock.family == getattr(socket, "AF_UNIX", None):
            mine = sock.getsockname()
            name = url_of("unix", peer or mine) if peer or mine else "a peer without a name"
            return name + _process_of_peer(sock)
        return url_of("tcp", peer)
    return "a peer that is gone"


def _process_of_peer(sock: socket.socket) -> str:
    """The process at the other end of a UNIX socket, and this end's descriptor, which tell clients without a name apart.

    Source: SO_PEERCRED in unix(7) of Linux, and LOCAL_PEERPID in sys/un.h of macOS.
    """
    with suppress(OSError):
        if hasattr(socket, "SO_PEERCRED"):
            process, user, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
            return f" (process {process} of user {user}, descriptor {sock.fileno()})"
        if sys.platform == "darwin":
            (process,) = struct.unpack("i", sock.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID, struct.calcsize("i")))
            return f" (process {process}, descriptor {sock.fileno()})"
    return f" (descriptor {sock.fileno()})"
