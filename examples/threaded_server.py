"""A server with a thread for each connection, which keeps a total over all its clients."""

import threading
from enum import IntEnum

from framekit import Frame, FrameStream, connect, derived, field, serve, switch, this, u8, u32, u64


class Operation(IntEnum):
    """Operation of a request."""

    ADD = 1
    TOTAL = 2


class Add(Frame):
    """Add a number to the total."""

    amount: u32


class Total(Frame):
    """Ask for the total."""


class Request(Frame):
    """A request, whose kind is derived from its body."""

    kind: Operation = derived(u8)
    body: Add | Total = switch(this.kind, {Operation.ADD: Add, Operation.TOTAL: Total})


class Answer(Frame):
    """The total so far."""

    status: u8 = field(default=0)
    total: u64


class Bank:
    """State that all connections share."""

    def __init__(self) -> None:
        self.total = 0
        self.lock = threading.Lock()

    def handle(self, stream: FrameStream[Request, Answer]) -> None:
        """Serve one connection, which receives requests and sends answers."""
        for request in stream:
            match request.body:
                case Add(amount=amount):
                    with self.lock:
                        self.total += amount
                case Total():
                    stream.write(Answer(total=self.total))


def main() -> None:
    """Run ten clients simultaneously, each in its own thread."""
    bank = Bank()
    with serve("tcp://127.0.0.1:0", Request, bank.handle, sends=Answer, max_connections=20) as server:

        def client(number: int) -> None:
            with connect(server.url, Answer, sends=Request, timeout=5) as stream:
                stream.write(*[Request(body=Add(amount=number)) for _ in range(100)], Request(body=Total()))
                stream.read()

        threads = [threading.Thread(target=client, args=(number,)) for number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with connect(server.url, Answer, sends=Request, timeout=5) as stream:
            stream.write(Request(body=Total()))
            print("total:", stream.read().total)


if __name__ == "__main__":
    main()
