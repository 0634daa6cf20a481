"""A relay between clients and a server, which passes bytes on unchanged and reports them.

Strategy: each connection has two threads, one for each direction, which read and write plain sockets. For datagrams, one thread
receives everything that clients send, and one more for each client receives the answers to it.

Rules: a report only takes the bytes; it does not delay or change them. It is made before they are passed on, so an answer is
never reported before its question. The end of one direction is passed on as an end; a reset ends both directions.
"""

from __future__ import annotations

import itertools
import socket
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Literal, NamedTuple, Self

from framekit.net.endpoint import Address, connect_stream, name_of_peer, parse_url, resolve_datagram, url_of
from framekit.net.listening import listen
from framekit.net.packets import bind_datagram, connect_datagram


class Passed(NamedTuple):
    """An event in a relay: bytes that passed, or an end.

    Attributes:
        number: the number of the connection, counted from 0.
        side: 0 if the client sent it, 1 if the server did.
        data: the bytes; None for the end of that side.
        client: the URL of the client.
        fault: why the connection cannot continue, or "".
    """

    number: int
    side: Literal[0, 1]
    data: bytes | None
    client: str
    fault: str = ""


Report = Callable[[Passed], None]
"""A function that is called with each event, from several threads."""
SIZE = 1 << 16
MOST_CLIENTS = 256
"""Maximum number of clients of a datagram relay that can receive answers; the least recently active one is dropped."""
CONNECT_TIMEOUT = 10.0


class Relay:
    """A relay between the clients of one URL and the server at another, until it is closed; a context manager.

    Args:
        url: the URL that clients connect to: `tcp://`, `unix:`, or `udp://`.
        target: the URL of the server; UDP at both ends or at neither.
        report: a function that is called with each event, from several threads.

    Attributes:
        url: the URL at which the relay listens.

    Raises:
        InvalidAddress: a URL is not that of a suitable endpoint.
        OSError: the address is in use, or not permitted.
    """

    def __init__(self, url: str, target: str, report: Report) -> None:
        self._target = target
        self._report = report
        self._numbers = itertools.count()
        self._closed = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_datagram = url.startswith("udp:")
        if self._is_datagram:
            sock, endpoint, _ = bind_datagram(url, mode=None, join=(), interface=None)
            sock.setblocking(True)
            self._end = parse_url(target, "udp")
            self._listening, self._close = sock, sock.close
            self.url = url_of(endpoint.scheme, sock.getsockname())
            run = self._relay_datagrams
        else:
            parse_url(target, "tcp", "unix")
            listener = listen(url)
            listener.sock.setblocking(True)
            self._listening, self._close = listener.sock, listener.close
            self.url = listener.url
            run = self._accept
        threading.Thread(target=run, name=f"framekit relay {self.url}", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, and close all connections."""
        self._closed.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._close()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    # Streams

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listening.accept()
            except OSError:
                if self._closed.wait(0.1):
                    return
                continue
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        name, number = name_of_peer(client), next(self._numbers)
        try:
            server = connect_stream(self._target, CONNECT_TIMEOUT)
        except OSError as fault:
            client.close()
            reason = f"{name}: the server cannot be reached: {fault.strerror or fault}"
            self._report(Passed(number, 1, None, name, reason))
            return
        client.settimeout(None)
        server.settimeout(None)
        with self._lock:
            self._open |= {client, server}
        other = threading.Thread(target=self._pump, args=(number, 1, server, client, name), daemon=True)
        other.start()
        self._pump(number, 0, client, server, name)
        other.join()
        with self._lock:
            self._open -= {client, server}
        client.close()
        server.close()

    def _pump(self, number: int, side: Literal[0, 1], source: socket.socket, sink: socket.socket, name: str) -> None:
        try:
            while data := source.recv(SIZE):
                self._report(Passed(number, side, data, name))
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for each in (source, sink):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        self._report(Passed(number, side, None, name))

    # Datagrams

    def _relay_datagrams(self) -> None:
        known: OrderedDict[Address, tuple[int, socket.socket]] = OrderedDict()
        while not self._closed.is_set():
            try:
                data, address = self._listening.recvfrom(SIZE)
                if address not in known:
                    known[address] = self._answer(address)
                    if len(known) > MOST_CLIENTS:
                        _, (_, oldest) = known.popitem(last=False)
                        with suppress(OSError):
                            oldest.shutdown(socket.SHUT_RDWR)
                known.move_to_end(address)
                number, server = known[address]
                self._report(Passed(number, 0, data, url_of("udp", address)))
                server.send(data)
            except OSError:  # nothing listens at the server's address, or the relay is closed
                if self._closed.wait(0.01):
                    break
        for _, server in known.values():
            server.close()

    def _answer(self, client: Address) -> tuple[int, socket.socket]:
        family, address = resolve_datagram(self._end, passive=False)
        server, _, _ = connect_datagram(self._end, family, address)
        server.setblocking(True)
        number = next(self._numbers)
        with self._lock:
            self._open.add(server)

        def pump() -> None:
            while not self._closed.is_set():
                try:
                    data = server.recv(SIZE)
                    if not data and self._closed.is_set():
                        return
                    self._report(Passed(number, 1, data, url_of("udp", client)))
                    self._listening.sendto(data, client)
                except ConnectionRefusedError:
                    continue
                except OSError:
                    return

        threading.Thread(target=pump, daemon=True).start()
        return number, server
