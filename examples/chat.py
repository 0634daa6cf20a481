"""A chat server with asyncio, in which each member receives what the others say. It has two kinds of message, Join and Say."""

import asyncio

from framekit import Frame, derived, switch, text, this, u8, u16
from framekit.net.aio import FrameStream, connect, serve


class Join(Frame):
    """A member joins the room."""

    name: str = text(prefix=u8)


class Say(Frame):
    """A member says something."""

    name: str = text(prefix=u8)
    words: str = text(prefix=u16)


class Message(Frame):
    """A Join or a Say, as indicated by its kind."""

    kind: int = derived(u8)
    body: Join | Say = switch(this.kind, {1: Join, 2: Say})


class Room:
    """The members that are connected."""

    def __init__(self) -> None:
        self.members: dict[FrameStream[Message], str] = {}

    async def handle(self, stream: FrameStream[Message]) -> None:
        """Serve one connection. A slow member is disconnected after the server's idle timeout, without affecting the others."""
        try:
            async for message in stream:
                if isinstance(message.body, Join):
                    self.members[stream] = message.body.name
                await self.tell(message, but=stream)
        finally:
            self.members.pop(stream, None)

    async def tell(self, message: Message, but: FrameStream[Message]) -> None:
        """Send a message to all other members; an error with one of them does not affect the rest."""
        others = [member for member in self.members if member is not but]
        await asyncio.gather(*(member.write(message) for member in others), return_exceptions=True)


async def main() -> None:
    """Let two members exchange messages."""
    room = Room()
    async with (
        serve("tcp://127.0.0.1:0", Message, room.handle, idle_timeout=60) as server,
        connect(server.url, Message, timeout=5) as ann,
        connect(server.url, Message, timeout=5) as bob,
    ):
        await ann.write(Message(body=Join(name="Ann")))
        while len(room.members) < 1:
            await asyncio.sleep(0.01)
        await bob.write(Message(body=Join(name="Bob")), Message(body=Say(name="Bob", words="Hi Ann!")))
        for _ in range(2):
            match (await ann.read()).body:
                case Join(name=name):
                    print(f"Ann sees that {name} has joined")
                case Say(name=name, words=words):
                    print(f"{name} says to Ann: {words}")
        await ann.write(Message(body=Say(name="Ann", words="Hi Bob!")))
        answer = await bob.read()
        assert isinstance(answer.body, Say)
        print(f"{answer.body.name} says to Bob: {answer.body.words}")


if __name__ == "__main__":
    asyncio.run(main())
