"""Both sides of a conversation: what comes of one may let the other go on.

Rules: the items of each side are the same however its bytes were cut, and whichever side's came first, as long as the protocol's
functions wait for what they ask of the other side.
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
        session: shared by both; a new one if left out.
        options: of the decoders.

    Attributes:
        session: as given.
        client: decodes what the client sends.
        server: decodes what the server sends.
        sides: both of them.
        is_fixed: the frames of each side are of one class, so that neither waits for the other.
    """

    def __init__(self, client: Sends, server: Sends, session: Session | None, options: Mapping[str, Any]) -> None:
        self.session = Session() if session is None else session
        self.client = SideReader(client, self.session, "client", options)
        self.server = SideReader(server, self.session, "server", options)
        self.sides = (self.client, self.server)
        self.is_fixed = isinstance(client, type) and isinstance(server, type)

    def drain(self, side: int) -> Iterator[tuple[int, int, int, Item | FramekitError]]:
        """What a side has now, and what the other one has if it was waiting for that.

        Yields:
            The side, the offsets at which the item begins and ends, and a frame, `Skipped`, `Opaque`, or the error that the bytes
            give.
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
