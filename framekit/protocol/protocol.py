"""Protocol: the name, the usual ports, and the frames of both sides.

Rules: a side is a Frame class, if all its frames are of that class, or a generator function that takes the session and yields the
class of each next frame. Nothing is decoded here.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, TypeAlias

from framekit.declare.frame import Frame
from framekit.declare.showing import show_value
from framekit.protocol.conversation import Conversation
from framekit.protocol.options import check_decoder_options
from framekit.protocol.session import Session
from framekit.protocol.side_reader import SideReader
from framekit.protocol.stepping import Sends

Steps: TypeAlias = Generator[Any, Any, None]
"""Yields what comes next: a Frame class; a tuple of a Frame class and options of its decoder; a `Wait`; or None, after which the
bytes are not frames. `yield` returns the frame that was decoded."""
TRANSPORTS = ("tcp", "udp", "sctp", "ip", "ethernet", "unix")


@dataclass(frozen=True)
class Protocol:
    """What the two sides of a conversation send.

    Args:
        name: the short name, as in `--protocol NAME`.
        title: the descriptive name.
        source: the document that specifies it.
        ports: the usual ports of the server for each transport: "tcp", "udp" and "sctp"; for "ip", the protocol numbers; for
            "ethernet", the EtherTypes.
        client: what the client sends: a Frame class, or a generator function that takes the session.
        server: what the server sends; the same as the client if left out.
        datagrams: the Frame class of datagrams from either side, if it differs from that in streams: for example, DNS over TCP
            puts a length before each message.
        options: the options of the decoders: `framing`, `max_frame_size`, `on_error`, `resync`, `max_skip`, `given`.

    Raises:
        TypeError: a side is neither a Frame class nor a function, a transport or an option is unknown, or ports are not a list of
            numbers.
        ValueError, SpecError: a port is outside 0 to 65535, or an option has a value that is not allowed.

    >>> from framekit import Frame, text, u8
    >>> class Greeting(Frame):
    ...     name: str = text(prefix=u8)
    >>> class Line(Frame):
    ...     line: str = text(until="\\n")
    >>> def client(session):
    ...     greeting = yield Greeting
    ...     session.name = greeting.name
    ...     while True:
    ...         yield Line
    >>> protocol = Protocol("lines", ports={"tcp": [7000]}, client=client, server=Line)
    >>> reader, _ = protocol.decoders()
    >>> reader.feed(b"\\x02mehello\\n")
    [Greeting(name='me'), Line(line='hello')]
    """

    name: str
    _: KW_ONLY
    title: str = ""
    source: str = ""
    ports: Mapping[str, Sequence[int]] = field(default_factory=dict)
    client: Sends
    server: Sends | None = None
    datagrams: type[Frame] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("client", "server"):
            sends = getattr(self, name)
            if not (callable(sends) or (name == "server" and sends is None)):
                raise TypeError(f"{name}= must be a Frame class or a function that yields Frame classes, got {show_value(sends)}")
        if self.datagrams is not None and not isinstance(self.datagrams, type):
            raise TypeError(f"datagrams= must be a Frame class, got {show_value(self.datagrams)}")
        if not isinstance(self.ports, Mapping):
            raise TypeError(f"ports={show_value(self.ports)}: expected a dict of lists, such as {{'tcp': [7000]}}")
        for transport, ports in self.ports.items():
            if transport not in TRANSPORTS:
                raise TypeError(f"ports= has an unknown transport {transport!r}; expected one of {', '.join(TRANSPORTS)}")
            _check_ports(transport, ports)
        check_decoder_options(self.options)

    @classmethod
    def of(cls, protocol: type[Frame] | Protocol) -> Protocol:
        """Return a protocol unchanged, or for a Frame class a protocol in which both sides send it."""
        return protocol if isinstance(protocol, Protocol) else cls(protocol.__name__, client=protocol)

    @property
    def sides(self) -> tuple[Sends, Sends]:
        """What the client sends in a stream, and what the server sends."""
        return self.client, self.client if self.server is None else self.server

    @property
    def datagram_sides(self) -> tuple[Sends, Sends]:
        """What the client sends in datagrams, and what the server sends."""
        return self.sides if self.datagrams is None else (self.datagrams, self.datagrams)

    def decoders(self, session: Session | None = None, **options: Any) -> tuple[SideReader, SideReader]:
        """Return two decoders without I/O that share a session: one for what the client sends, one for what the server sends.

        Args:
            session: the session of the conversation; a new one if left out.
            options: options of the decoders, which override those of the protocol.
        """
        conversation = self.conversation(session, **options)
        return conversation.client, conversation.server

    def conversation(self, session: Session | None = None, **options: Any) -> Conversation:
        """Return both sides of one conversation. The arguments are those of `decoders`."""
        return Conversation(*self.sides, session, {**self.options, **options})


def _check_ports(transport: str, ports: object) -> None:
    if not isinstance(ports, Sequence | AbstractSet) or isinstance(ports, str | bytes):
        wanted = f"expected a list of numbers, such as {{{transport!r}: [7000]}}"
        raise TypeError(f"ports={{{transport!r}: {show_value(ports)}}}: {wanted}")
    for port in ports:
        if not isinstance(port, int) or isinstance(port, bool):
            raise TypeError(f"ports={{{transport!r}: ...}}: expected a number, got {show_value(port)}")
        if not 0 <= port <= 0xFFFF:
            raise ValueError(f"ports={{{transport!r}: ...}}: {port} is outside 0 to 65535")
