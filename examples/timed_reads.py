"""Read without blocking and with a timeout: a partly received frame is kept, and the next call continues with it."""

import socket

from framekit import NEED_DATA, Frame, FrameStream, u32


class Counter(Frame):
    """A number."""

    value: u32


def main() -> None:
    """Read a frame that a peer sends in two pieces."""
    peer, sock = socket.socketpair()
    with peer, FrameStream(sock, Counter) as stream:
        print("immediately:", stream.try_read())
        wire = Counter(value=7).pack()
        peer.sendall(wire[:3])
        try:
            stream.read(timeout=0.05)
        except TimeoutError:
            print("timeout after 3 of 4 bytes; none of them is lost")
        peer.sendall(wire[3:])
        print("later:", stream.read(timeout=5))
        sock.setblocking(False)  # the stream also works with a non-blocking socket
        try:
            stream.read()
        except BlockingIOError:
            print("would block")
        assert stream.try_read() is NEED_DATA


if __name__ == "__main__":
    main()
