"""Listening sockets, for servers with threads, asyncio and anyio."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framekit.net.endpoint import Address, Endpoint, parse_url, url_of

if TYPE_CHECKING:
    from framekit.net.unixfile import SocketFile

BACKLOG = 128


@dataclass(frozen=True)
class Listener:
    """A listening socket.

    Attributes:
        sock: the socket, which is non-blocking.
        endpoint: the parts of the URL.
        file: the file of a UNIX socket, or None.
    """

    sock: socket.socket
    endpoint: Endpoint
    file: SocketFile | None

    @property
    def address(self) -> Address:
        """The local address: host and port (and more, in IPv6), or a path."""
        return self.endpoint.path if self.endpoint.is_unix else self.sock.getsockname()

    @property
    def url(self) -> str:
        """The local address as a URL."""
        return url_of(self.endpoint.scheme, self.address)

    def close(self) -> None:
        """Stop listening, and remove the socket file unless it was replaced."""
        if self.file is not None:
            self.file.remove()
        self.sock.close()


def listen(url: str, *, backlog: int = BACKLOG, mode: int | None = None) -> Listener:
    """Listen at a URL. Raises InvalidAddress, OSError."""
    endpoint = parse_url(url, "tcp", "unix")
    if endpoint.is_unix and not endpoint.is_abstract:
        from framekit.net.unixfile import bind_file  # needs fcntl, which some systems lack

        sock, file = bind_file(socket.SOCK_STREAM, endpoint.path, mode, backlog)
    else:
        sock, file = _listen_without_file(endpoint, backlog), None
    sock.setblocking(False)
    return Listener(sock, endpoint, file)


def _listen_without_file(endpoint: Endpoint, backlog: int) -> socket.socket:
    if endpoint.is_unix:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.bind(endpoint.path)
            sock.listen(backlog)
        except BaseException:
            sock.close()
            raise
        return sock
    if not endpoint.host and socket.has_dualstack_ipv6():
        return socket.create_server(("", endpoint.port), family=socket.AF_INET6, backlog=backlog, dualstack_ipv6=True)
    found = socket.getaddrinfo(endpoint.host or None, endpoint.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = found[0]
    # create_server sets SO_REUSEADDR only on systems where it has the intended meaning.
    return socket.create_server(address[:2], family=family, backlog=backlog)
