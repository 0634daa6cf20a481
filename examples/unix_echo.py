"""An echo server and its client over a UNIX socket, whose file only the current user may open and which is finally removed."""

import os
import tempfile

from framekit import Frame, FrameStream, connect, data, serve, u32


class Blob(Frame):
    """Bytes with a length prefix."""

    body: bytes = data(prefix=u32)


def echo(stream: FrameStream[Blob]) -> None:
    """Send each blob back."""
    for blob in stream:
        stream.write(blob)


def main() -> None:
    """Send blobs of several sizes, the largest of which exceeds the buffer of a socket."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "echo.sock")
        with serve(f"unix:{path}", Blob, echo, mode=0o600) as server:
            print("file mode:", oct(os.stat(path).st_mode & 0o777))
            with connect(server.url, Blob, timeout=5) as client:
                for size in (0, 1, 500_000):
                    client.write(Blob(body=b"x" * size))
                    print(len(client.read().body), "bytes received")
        print("file removed:", not os.path.exists(path))


if __name__ == "__main__":
    main()
