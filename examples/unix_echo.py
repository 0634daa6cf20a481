"""An echo server and its client over a UNIX socket, whose file only this user may open and which is gone in the end."""

import os
import tempfile

from framekit import Frame, FrameStream, connect, data, serve, u32


class Blob(Frame):
    """Bytes behind their length."""

    body: bytes = data(prefix=u32)


def echo(stream: FrameStream[Blob]) -> None:
    """Send back what comes."""
    for blob in stream:
        stream.write(blob)


def main() -> None:
    """Send more than any socket's buffer holds, a piece at a time."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "echo.sock")
        with serve(f"unix:{path}", Blob, echo, mode=0o600) as server:
            print("mode of the file:", oct(os.stat(path).st_mode & 0o777))
            with connect(server.url, Blob, timeout=5) as client:
                for size in (0, 1, 500_000):
                    client.write(Blob(body=b"x" * size))
                    print(len(client.read().body), "bytes came back")
        print("the file is gone:", not os.path.exists(path))


if __name__ == "__main__":
    main()
