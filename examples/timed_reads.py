"""Reading without blocking, and with a timeout: whatever has come of a frame stays, and the next call goes on."""

import socket

from framekit import NEED_DATA, Frame, FrameStream, u32


class Counter(Frame):
    """A number."""

    value: u32


def main() -> None:
    """A peer sends a frame in two pieces."""
    peer, sock = socket.socketpair()
    with peer, FrameStream(sock, Counter) as stream:
        print("at once:", stream.try_read())
        wire = Counter(value=7).pack()
        peer.sendall(wire[:3])
        try:
            stream.read(timeout=0.05)
        except TimeoutError:
            print("three bytes are not enough; nothing is lost")
        peer.sendall(wire[3:])
        print("then:", stream.read(timeout=5))
        sock.setblocking(False)  # however the socket is set
        try:
            stream.read()
        except BlockingIOError:
            print("would block")
        assert stream.try_read() is NEED_DATA


if __name__ == "__main__":
    main()
