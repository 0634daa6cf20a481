"""Compare reading packets with dpkt, and decoding frames with dpkt and construct, scapy, and tshark if it is installed.

    python bench/captures.py [--megabytes 100]

The capture is synthetic: Modbus and MQTT on many simultaneous connections, and DNS in datagrams. All times are from one run; the
peak memory is that of framekit in a separate process.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from framekit import Frame, Protocol, data, derived, open_capture, this, u8, u16
from framekit.capture.containers.opening import Unpacked, read_packets
from specs import dns, mqtt

CONNECTIONS = 200
ACK, SYN = 16, 2
SAMPLE = 10 << 20
"""Size of the part of the capture that the other libraries decode, in bytes; they are much slower."""


class Modbus(Frame):
    """A Modbus message over TCP: the header, and the rest as bytes."""

    transaction: u16
    protocol: u16 = 0
    length: int = derived(u16)
    unit: u8
    function: u8
    body: bytes = data(this.length - 2)


MODBUS = Protocol("modbus", client=Modbus, ports={"tcp": [502]})


def tcp(source: tuple[int, int], target: tuple[int, int], sequence: int, payload: bytes, flags: int = ACK) -> bytes:
    head = struct.pack(">HHIIBBHHH", source[1], target[1], sequence % 2**32, 0, 0x50, flags, 1000, 0, 0)
    return ip(6, source[0], target[0], head + payload)


def udp(source: tuple[int, int], target: tuple[int, int], payload: bytes) -> bytes:
    return ip(17, source[0], target[0], struct.pack(">HHHH", source[1], target[1], 8 + len(payload), 0) + payload)


def ip(protocol: int, source: int, target: int, payload: bytes) -> bytes:
    head = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0, source, target)
    return b"\0" * 12 + b"\x08\0" + head + payload


def packets(size: int) -> Iterator[bytes]:
    """Yield packets of about `size` bytes in total."""
    source = random.Random(1)
    ports = {"modbus": 502, "mqtt": 1883}
    wires = {
        "modbus": [Modbus(transaction=7, unit=1, function=3, body=bytes(length)).pack() for length in (4, 4, 5, 21)],
        "mqtt": [bytes([0x30, 2 + 5 + 30, 0, 5]) + b"topic" + bytes(30), bytes([0x40, 2, 0, 7])],
    }
    question = struct.pack(">HHHHHH", 1, 0x100, 1, 0, 0, 0) + b"\3www\7example\3com\0\0\1\0\1"
    lines: list[list[Any]] = []
    for number in range(CONNECTIONS):
        kind = "modbus" if number % 2 else "mqtt"
        client, server = (0x0A000001 + number, 40000 + number), (0x0A640001, ports[kind])
        yield tcp(client, server, 99, b"", SYN)
        lines.append([kind, client, server, 100])
    made = 0
    while made < size:
        kind = source.random()
        if kind < 0.2:
            packet = udp((0x0A000001 + source.randrange(50), 5353), (0x0A640002, 53), question)
        else:
            line = source.choice(lines)
            payload = b"".join(source.choices(wires[line[0]], k=source.randrange(1, 4)))
            packet = tcp(line[1], line[2], line[3], payload)
            line[3] += len(payload)
        made += len(packet) + 16
        yield packet


def write(path: Path, size: int) -> int:
    count = 0
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number, packet in enumerate(packets(size)):
            file.write(struct.pack("<IIII", number // 10000, number % 10000 * 100, len(packet), len(packet)) + packet)
            count += 1
    return count


def timed(function: Callable[[], int]) -> tuple[float, int]:
    begun = time.perf_counter()
    count = function()
    return time.perf_counter() - begun, count


def read_by_framekit(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in read_packets(Unpacked(file)))


def read_by_dpkt(path: Path) -> int:
    import dpkt

    with path.open("rb") as file:
        return sum(1 for _ in dpkt.pcap.Reader(file))


def decode_by_framekit(path: Path) -> int:
    count = 0
    for protocol in (MODBUS, mqtt.PROTOCOL, dns.PROTOCOL):
        with open_capture(path) as capture:
            count += sum(1 for found in capture.frames(protocol) if found.frame is not None)
    return count


def modbus_by_framekit(path: Path) -> int:
    with open_capture(path) as capture:
        return sum(1 for found in capture.frames(MODBUS) if found.frame is not None)


def modbus_by_dpkt_and_construct(path: Path) -> int:
    """Decode as in a typical script: without reassembly, on the assumption that each segment contains complete frames."""
    import construct
    import dpkt

    schema = construct.Struct(
        "transaction" / construct.Int16ub,
        "protocol" / construct.Int16ub,
        "length" / construct.Int16ub,
        "unit" / construct.Int8ub,
        "function" / construct.Int8ub,
        "body" / construct.Bytes(this_length),
    )
    count = 0
    with path.open("rb") as file:
        for _, buffer in dpkt.pcap.Reader(file):
            segment = dpkt.ethernet.Ethernet(buffer).data.data
            if isinstance(segment, dpkt.tcp.TCP) and 502 in (segment.sport, segment.dport):
                wire = segment.data
                while wire:
                    found = schema.parse(wire)
                    wire = wire[6 + found.length :]
                    count += 1
    return count


def this_length(context: Any) -> int:
    return int(context.length) - 2


def modbus_by_scapy(path: Path) -> int:
    from scapy.contrib.modbus import ModbusADURequest  # type: ignore[import-untyped]
    from scapy.utils import PcapReader  # type: ignore[import-untyped]

    count = 0
    with PcapReader(str(path)) as reader:
        for packet in reader:
            count += 1 if ModbusADURequest in packet else 0
    return count


def modbus_by_tshark(path: Path) -> int:
    fields = [each for name in ("trans_id", "len", "unit_id") for each in ("-e", f"mbtcp.{name}")]
    command = ["tshark", "-n", "-r", str(path), "-Y", "mbtcp", "-T", "fields", *fields]
    output = subprocess.run(command, capture_output=True, check=True).stdout
    return sum(len(line.split(b"\t")[0].split(b",")) for line in output.splitlines())


def report(name: str, found: tuple[float, int], what: str, base: float | None = None) -> None:
    seconds, count = found
    rate = count / seconds
    ratio = (
        ""
        if base is None
        else f"{base / rate:8.1f} times slower than framekit"
        if rate < base
        else f"{rate / base:8.1f} times faster than framekit"
    )
    print(f"{name:<34} {rate:>12,.0f} {what} per second {ratio}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak:
        decode_by_framekit(arguments.peak)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "made.pcap", Path(folder) / "small.pcap"
        count = write(path, arguments.megabytes << 20)
        write(small, min(SAMPLE, arguments.megabytes << 20))
        print(f"{count:,} packets, {path.stat().st_size >> 20} MiB, {CONNECTIONS} connections")
        ours = timed(lambda: read_by_framekit(path))
        report("framekit reads", ours, "packets")
        report("dpkt reads", timed(lambda: read_by_dpkt(path)), "packets", ours[1] / ours[0])
        report("framekit decodes three protocols", timed(lambda: decode_by_framekit(path)), "frames")
        ours = timed(lambda: modbus_by_framekit(path))
        report("framekit decodes Modbus", ours, "frames")
        rate = ours[1] / ours[0]
        report("dpkt and construct", timed(lambda: modbus_by_dpkt_and_construct(small)), "frames", rate)
        report("scapy", timed(lambda: modbus_by_scapy(small)), "frames", rate)
        if shutil.which("tshark"):
            report("tshark -T fields", timed(lambda: modbus_by_tshark(small)), "frames", rate)
        else:
            print("tshark is not installed")
        command = [sys.executable, __file__, "--peak", str(path)]
        peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        print(f"peak memory of framekit: {peak} MiB")


if __name__ == "__main__":
    main()
