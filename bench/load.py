"""Put a server under load: many connections, much data in frames of all sizes, and hostile peers.

    python bench/load.py                        # 100 MB over 200 connections to each kind of server
    python bench/load.py --megabytes 10 --connections 50

Strategy: the server, which echoes all frames, is a separate process, so that its memory can be measured. One asyncio process
runs all good peers, and checks that every frame comes back once, in order and unchanged. Hostile peers reset the connection, send
garbage, announce four gigabytes, stop in the middle of a frame, or never read.

The exit status is 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from framekit import Frame, FrameStream, data, serve, u32
from framekit.net import aio

SMALLEST, LARGEST = 64, 1 << 16
MOST_MEMORY = 400
"""Maximum memory of a server in megabytes: 200 connections, each with a chunk and a frame in both directions."""


class Numbered(Frame):
    number: u32
    body: bytes = data(prefix=u32)


def echo(stream: FrameStream[Numbered]) -> None:
    for frame in stream:
        stream.write(frame)


async def aio_echo(stream: aio.FrameStream[Numbered]) -> None:
    async for frame in stream:
        await stream.write(frame)


def run_server(kind: str, most: int) -> None:
    """Serve until standard input ends; the first line of the output is the URL."""
    options: dict[str, Any] = {"max_connections": most, "idle_timeout": 60, "max_frame_size": LARGEST + 16}
    if kind == "threads":
        with serve("tcp://127.0.0.1:0", Numbered, echo, **options) as server:
            print(server.url, flush=True)
            sys.stdin.read()
            server.shutdown(0)
        return

    async def main() -> None:
        async with aio.serve("tcp://127.0.0.1:0", Numbered, aio_echo, **options) as server:
            print(server.url, flush=True)
            await asyncio.to_thread(sys.stdin.read)
            await server.shutdown(0)

    asyncio.run(main())


def bodies(seed: int, amount: int) -> list[bytes]:
    """Return bodies of all sizes, which together take at least `amount` bytes with their frames."""
    source = random.Random(seed)
    made: list[bytes] = []
    while amount > 0:
        size = min(LARGEST, int(SMALLEST * 2 ** source.uniform(0, 10))) - 8
        made.append(source.randbytes(16) + bytes([seed % 256]) * (size - 16))
        amount -= size + 8
    return made


async def good_peer(url: str, seed: int, amount: int) -> int:
    """Send frames and receive them back; return the number of bytes in their bodies."""
    sent = bodies(seed, amount)
    async with aio.connect(url, Numbered, timeout=60) as stream:

        async def write() -> None:
            for number, body in enumerate(sent):
                await stream.write(Numbered(number=number, body=body))
            await stream.send_eof()

        writing = asyncio.create_task(write())
        number = 0
        async for frame in stream:
            assert (frame.number, frame.body) == (number, sent[number]), f"connection {seed}: frame {number} is wrong"
            number += 1
        await writing
        assert number == len(sent), f"connection {seed}: {number} of {len(sent)} frames came back"
    return sum(map(len, sent))


async def hostile_peer(address: tuple[str, int], seed: int) -> None:
    source = random.Random(seed)
    loop = asyncio.get_running_loop()
    with socket.socket() as sock, suppress(OSError):
        sock.setblocking(False)
        await loop.sock_connect(sock, address)
        match seed % 5:
            case 0:
                await loop.sock_sendall(sock, source.randbytes(5000))
            case 1:
                await loop.sock_sendall(sock, b"\0\0\0\0\xff\xff\xff\xff" + bytes(1000))
            case 2:
                await loop.sock_sendall(sock, b"\0\0\0\0\0\0\xff\xff1")
                await asyncio.sleep(2)
            case 3:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                await loop.sock_sendall(sock, Numbered(number=1, body=bytes(50_000)).pack()[: source.randrange(50_000)])
            case _:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
                with suppress(TimeoutError):
                    async with asyncio.timeout(2):
                        while True:
                            await loop.sock_sendall(sock, Numbered(number=1, body=bytes(50_000)).pack())


def peak_memory(process: int) -> float:
    """Return the peak memory of a process in megabytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise AssertionError("this system does not report the peak memory of a process")


def put_under_load(kind: str, megabytes: float, connections: int) -> None:
    """Put a server under load. Raises AssertionError if anything is wrong."""
    hostile = max(5, connections // 5)
    command = [sys.executable, __file__, "--server", kind, "--connections", str(connections + hostile)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        host, _, port = url.removeprefix("tcp://").rpartition(":")

        async def main() -> int:
            amount = int(megabytes * 1e6 / connections)
            enemies = [asyncio.create_task(hostile_peer((host, int(port)), seed)) for seed in range(hostile)]
            counts = await asyncio.gather(*(good_peer(url, seed, amount) for seed in range(connections)))
            await asyncio.gather(*enemies)
            return sum(counts)

        begin = time.perf_counter()
        total = asyncio.run(main())
        seconds = time.perf_counter() - begin
        memory = peak_memory(server.pid)
        server.communicate("")
    assert server.returncode == 0, f"the server ended with {server.returncode}"
    assert memory < MOST_MEMORY, f"the server took {memory:.0f} MB"
    print(
        f"{kind:8} {connections} connections and {hostile} hostile: {total / 1e6:.0f} MB echoed in {seconds:.1f} s, "
        f"{memory:.0f} MB of memory"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Put a server under load.")
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--server", choices=["threads", "asyncio"])
    arguments = parser.parse_args()
    if arguments.server:
        run_server(arguments.server, arguments.connections)
        return
    for kind in ("threads", "asyncio"):
        put_under_load(kind, arguments.megabytes, arguments.connections)


if __name__ == "__main__":
    main()
