"""An echo server and its client over TCP."""

from framekit import Frame, FrameStream, connect, serve, text, u16


class Line(Frame):
    """A text of at most 65,535 bytes with a length prefix."""

    text: str = text(prefix=u16)


def echo(stream: FrameStream[Line]) -> None:
    """Send each line back until the client ends its side."""
    for line in stream:
        stream.write(line)


def main() -> None:
    """Start the server, and send two lines to it in one call."""
    with serve("tcp://127.0.0.1:0", Line, echo, idle_timeout=60) as server, connect(server.url, Line, timeout=5) as client:
        client.write(Line(text="Hello, server"), Line(text="grüß dich"))
        client.send_eof()
        for line in client:
            print("received:", line.text)


if __name__ == "__main__":
    main()
