"""A chat server in asyncio: whoever joins gets what the others say. Two kinds of message: Join and Say."""

import asyncio

from framekit import Frame, derived, switch, text, this, u8, u16
from framekit.net.aio import FrameStream, connect, serve


class Join(Frame):
    """Somebody comes."""

    name: str = text(prefix=u8)


class Say(Frame):
    """Somebody says something."""

    name: str = text(prefix=u8)
    words: str = text(prefix=u16)


class Message(Frame):
    """Either, by its kind."""

    kind: int = derived(u8)
    body: Join | Say = switch(this.kind, {1: Join, 2: Say})


class Room:
    """Everybody who is there."""

    def __init__(self) -> None:
        self.members: dict[FrameStream[Message], str] = {}

    async def handle(self, stream: FrameStream[Message]) -> None:
        """One connection. A slow member is waited for no longer than the server's idle timeout, and then ends alone."""
        try:
            async for message in stream:
                if isinstance(message.body, Join):
                    self.members[stream] = message.body.name
                await self.tell(message, but=stream)
        finally:
            self.members.pop(stream, None)

    async def tell(self, message: Message, but: FrameStream[Message]) -> None:
        """Send a message to all others; one who is gone does not keep it from the rest."""
        others = [member for member in self.members if member is not but]
        await asyncio.gather(*(member.write(message) for member in others), return_exceptions=True)


async def main() -> None:
    """Two people meet."""
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
                    print(f"Ann sees that {name} has come")
                case Say(name=name, words=words):
                    print(f"Ann hears {name} say: {words}")
        await ann.write(Message(body=Say(name="Ann", words="Hi Bob!")))
        answer = await bob.read()
        assert isinstance(answer.body, Say)
        print(f"Bob hears {answer.body.name} say: {answer.body.words}")


if __name__ == "__main__":
    asyncio.run(main())
