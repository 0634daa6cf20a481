"""Both sides of a conversation: a frame from one may let the other continue.

Rules: the items of each side do not depend on how its bytes were split, or on which side's bytes arrived first, as long as the
protocol's functions wait for what they need from the other side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from framekit.decoder import NEED_DATA
from framekit.errors import EndOfStream, FramekitError
from framekit.protocol.session import Session
from framekit.protocol.side_reader import Item, SideReader
from framekit.protocol.stepping import Sends

CLIENT, SERVER = 0, 1


class Conversation:
    """Two sides that share a session.

    Args:
        client: what the client sends.
        server: what the server sends.
        session: the session that both share; a new one if None.
        options: the options of the decoders.

    Attributes:
        session: the session.
        client: the reader of what the client sends.
        server: the reader of what the server sends.
        sides: both readers.
        is_fixed: whether the frames of each side are of one class, so that neither waits for the other.
    """

    def __init__(self, client: Sends, server: Sends, session: Session | None, options: Mapping[str, Any]) -> None:
        self.session = Session() if session is None else session
        self.client = SideReader(client, self.session, "client", options)
        self.server = SideReader(server, self.session, "server", options)
        self.sides = (self.client, self.server)
        self.is_fixed = isinstance(client, type) and isinstance(server, type)

    def drain(self, side: int) -> Iterator[tuple[int, int, int, Item | FramekitError]]:
        """Yield the items that a side has now, and those of the other side if it was waiting for them.

        Yields:
            The side, the offsets at which the item begins and ends, and a frame, `Skipped`, `Opaque`, or the error that the bytes
            cause.
        """
        while True:
            reader = self.sides[side]
            end = reader.offset
            while True:
                start = end
                try:
                    item = reader.next_frame()
                except EndOfStream:
                    break
                except FramekitError as error:
                    end = reader.offset
                    yield side, start, end, error
                    continue
                if item is NEED_DATA:
                    break
                end = reader.offset
                yield side, start, end, item
            side = 1 - side
            if not self.sides[side].wake():
                return
