"""Endpoints as URLs: parsing, and sockets connected to them.

Rules: a URL is parsed strictly, because a misspelled one could lead to the wrong peer. The standard library resolves names.
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
"""An address in the form of the socket module: a tuple that begins with host and port, or a path."""

SCHEMES = ("tcp", "udp", "unix", "unixgram")
_SOL_LOCAL, _LOCAL_PEERPID = 0, 2
"""The level and the option of getsockopt for the process ID of a peer on macOS (sys/un.h)."""
HAPPY_EYEBALLS_DELAY = 0.25
"""Seconds before a connection to the next address of a host is attempted in parallel (RFC 8305, section 5)."""
LONGEST_PATH = 107 if sys.platform == "linux" else 103
"""Maximum length of a UNIX path in bytes, without the final zero byte: `sun_path` has 108 on Linux (unix(7)), 104 on BSD."""


@dataclass(frozen=True)
class Endpoint:
    """The parts of a URL.

    Attributes:
        scheme: "tcp", "udp", "unix" or "unixgram".
        host: a name or an address, or "" for all addresses of this machine; "" for UNIX sockets.
        port: 0 to 65,535; 0 for UNIX sockets.
        path: the path of a UNIX socket, or its abstract name after a zero byte; "" for others.
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
        """True for a UNIX socket."""
        return self.scheme in ("unix", "unixgram")

    @property
    def is_abstract(self) -> bool:
        """True for a name in Linux's abstract namespace instead of a path."""
        return self.path.startswith("\0")


def parse_url(url: str, *allowed: Scheme) -> Endpoint:
    """Parse a URL.

    Args:
        url: `tcp://host:port`, `tcp://[::1]:port`, `udp://...`, `unix:path`, `unix:@abstract`, `unixgram:path`.
        allowed: the schemes that the caller accepts.

    Raises:
        InvalidAddress: the URL has another scheme, or is malformed.

    >>> parse_url("tcp://[::1]:80", "tcp")
    Endpoint(scheme='tcp', host='::1', port=80, path='')
    """
    scheme, colon, rest = url.partition(":")
    if not colon or scheme not in SCHEMES:
        raise InvalidAddress(f"{url!r}: expected a URL that begins with one of {', '.join(f'{each}:' for each in SCHEMES)}")
    if scheme not in allowed:
        raise InvalidAddress(f"{url!r}: expected {' or '.join(f'{each}:' for each in allowed)}, got {scheme}:")
    if scheme == "unix" or scheme == "unixgram":
        if not hasattr(socket, "AF_UNIX"):
            raise InvalidAddress(f"{url!r}: this system has no UNIX sockets; use {'tcp' if scheme == 'unix' else 'udp'}://")
        return Endpoint(scheme, path=_check_path(url, f"\0{rest[1:]}" if rest.startswith("@") else rest))
    if not rest.startswith("//") or re.search(r"\s", url):
        raise InvalidAddress(f"{url!r}: expected {scheme}://host:port")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise InvalidAddress(f"{url!r}: {fault}") from None
    if port is None or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise InvalidAddress(f"{url!r}: expected {scheme}://host:port and nothing else")
    return Endpoint("tcp" if scheme == "tcp" else "udp", host=parts.hostname or "", port=port)


def _check_path(url: str, path: str) -> str:
    if path in ("", "\0"):
        raise InvalidAddress(f"{url!r}: the path is empty")
    if "\0" in path[1:]:
        raise InvalidAddress(f"{url!r}: the path contains a zero byte, which would end it")
    size = len(os.fsencode(path))
    if size > LONGEST_PATH:
        raise InvalidAddress(f"{url!r}: expected a path of at most {LONGEST_PATH} bytes for a UNIX socket, got {size}")
    return path


def url_of(scheme: Scheme, address: Address) -> str:
    """Return the URL of an address of the socket module."""
    if scheme in ("unix", "unixgram"):
        return str(Endpoint(scheme, path=os.fsdecode(address)))
    return str(Endpoint(scheme, host=address[0], port=address[1]))


def connect_stream(url: str, timeout: float | None) -> socket.socket:
    """Connect a blocking stream socket. Raises InvalidAddress, OSError."""
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
    """Resolve a datagram endpoint to an address family and an address. Raises OSError."""
    if endpoint.is_unix:
        return socket.AF_UNIX, endpoint.path
    flags = socket.AI_PASSIVE if passive else 0
    found = socket.getaddrinfo(endpoint.host or None, endpoint.port, family=family, type=socket.SOCK_DGRAM, flags=flags)
    family, _, _, _, address = found[0]
    return family, address


def name_of_peer(sock: socket.socket) -> str:
    """Describe the other end of a socket, for logs."""
    with suppress(OSError):
        peer = sock.getpeername()
        if sock.family == getattr(socket, "AF_UNIX", None):
            mine = sock.getsockname()
            name = url_of("unix", peer or mine) if peer or mine else "an unnamed peer"
            return name + _process_of_peer(sock)
        return url_of("tcp", peer)
    return "a disconnected peer"


def _process_of_peer(sock: socket.socket) -> str:
    """Describe the process at the other end of a UNIX socket and this end's descriptor, to distinguish unnamed clients.

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
