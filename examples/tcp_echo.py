"""An echo server and its client over TCP."""

from framekit import Frame, FrameStream, connect, serve, text, u16


class Line(Frame):
    """A text of at most 65,535 bytes, behind its length."""

    text: str = text(prefix=u16)


def echo(stream: FrameStream[Line]) -> None:
    """Send back what comes, until the client has ended its side."""
    for line in stream:
        stream.write(line)


def main() -> None:
    """Start the server, and send it two lines in one call."""
    with serve("tcp://127.0.0.1:0", Line, echo, idle_timeout=60) as server, connect(server.url, Line, timeout=5) as client:
        client.write(Line(text="Hello, server"), Line(text="grüß dich"))
        client.send_eof()
        for line in client:
            print("it came back:", line.text)


if __name__ == "__main__":
    main()
