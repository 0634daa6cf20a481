"""How tools and people write bytes down: a renderer for each form, made apart from the readers."""

from __future__ import annotations

import base64
from collections.abc import Callable


def rows(data: bytes, size: int = 16) -> list[tuple[int, bytes]]:
    return [(at, data[at : at + size]) for at in range(0, len(data), size)]


def characters(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)


def xxd(data: bytes) -> str:
    lines = []
    for at, row in rows(data):
        groups = " ".join(row[place : place + 2].hex() for place in range(0, len(row), 2))
        lines.append(f"{at:08x}: {groups:<39}  {characters(row)}")
    return "\n".join(lines)


def hexdump_c(data: bytes) -> str:
    lines = []
    for at, row in rows(data):
        lines.append(f"{at:08x}  {row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}  |{characters(row)}|")
    return "\n".join([*lines, f"{len(data):08x}"])


def hexdump_words(data: bytes) -> str:
    lines = []
    for at, row in rows(data):
        full = row + b"\0" * (len(row) % 2)
        lines.append(f"{at:07x} " + " ".join(full[place : place + 2][::-1].hex() for place in range(0, len(full), 2)))
    return "\n".join([*lines, f"{len(data):07x}"])


def od_bytes(data: bytes) -> str:
    return "\n".join([*(f"{at:07o} {row.hex(' ')}" for at, row in rows(data)), f"{len(data):07o}"])


def od_words(data: bytes) -> str:
    lines = []
    for at, row in rows(data):
        full = row + b"\0" * (-len(row) % 4)
        lines.append(f"{at:07o} " + " ".join(full[place : place + 4][::-1].hex() for place in range(0, len(full), 4)))
    return "\n".join([*lines, f"{len(data):07o}"])


def hexyl(data: bytes) -> str:
    border = "─" * 8, "─" * 25
    lines = [f"┌{border[0]}┬{border[1]}┬{border[1]}┬{border[0]}┬{border[0]}┐"]
    for at, row in rows(data):
        left, right = (" ".join(f"{byte:02x}" for byte in half).ljust(23) for half in (row[:8], row[8:]))
        shown = "".join(
            "0" if byte == 0 else " " if byte == 32 else chr(byte) if 32 < byte < 127 else "_" if byte in b"\t\n\r\f" else "×"
            for byte in row
        )
        lines.append(f"│{at:08x}│ {left} ┊ {right} │{shown[:8]:<8}┊{shown[8:]:<8}│")
    return "\n".join([*lines, f"└{border[0]}┴{border[1]}┴{border[1]}┴{border[0]}┴{border[0]}┘"])


def tcpdump(data: bytes) -> str:
    lines = ["10:23:45.678901 IP 127.0.0.1.40000 > 127.0.0.1.5432: Flags [P.], seq 1:19, ack 1, win 512, length 18"]
    for at, row in rows(data):
        groups = " ".join(row[place : place + 2].hex() for place in range(0, len(row), 2))
        lines.append(f"\t0x{at:04x}:  {groups:<39}  {characters(row).replace(' ', '.')}")
    return "\n".join(lines)


def wireshark(data: bytes) -> str:
    lines = ["Frame 1: 18 bytes on wire (144 bits)", "    Some protocol: of 0x0000 and more", ""]
    lines += [f"{at:04x}  {row.hex(' '):<47}   {characters(row)}" for at, row in rows(data)]
    return "\n".join(lines)


def c_array(data: bytes) -> str:
    lines = ["unsigned char dump_bin[] = {"]
    lines += ["  " + ", ".join(f"0x{byte:02x}" for byte in row) + "," for _, row in rows(data, 12)]
    return "\n".join([*lines[:-1], lines[-1].rstrip(","), "};", f"unsigned int dump_bin_len = {len(data)};"])


def log(data: bytes) -> str:
    return "\n".join(f"2026-01-02 12:00:0{at // 16 % 10}.123 INFO RX: {row.hex(' ')}" for at, row in rows(data))


def saleae(data: bytes) -> str:
    return "\n".join(
        ["Time [s],Value,Parity Error,Framing Error", *(f"{at / 1000:.6f},0x{byte:02X},," for at, byte in enumerate(data))]
    )


def csv_decimal(data: bytes) -> str:
    return "\n".join(["time,data", *(f"{at},{byte}" for at, byte in enumerate(data))])


def lines_of(data: bytes, render: Callable[[bytes], str]) -> str:
    return "\n".join(render(row) for _, row in rows(data))


RENDERINGS: dict[str, tuple[str, Callable[[bytes], str]]] = {
    "xxd": ("xxd", xxd),
    "hexdump -C": ("hexdump", hexdump_c),
    "hexdump": ("hexdump", hexdump_words),
    "od -t x1": ("od", od_bytes),
    "od -t x4": ("od", od_words),
    "hexyl": ("hexyl", hexyl),
    "tcpdump -X": ("tcpdump", tcpdump),
    "Wireshark": ("wireshark", wireshark),
    "hex": ("hex", lambda data: lines_of(data, lambda row: row.hex(" "))),
    "hex, contiguous": ("hex", lambda data: lines_of(data, bytes.hex)),
    "hex, colons": ("hex", lambda data: lines_of(data, lambda row: row.hex(":"))),
    "0x": ("hex", lambda data: ", ".join(f"{byte:#x}" for byte in data)),
    "h": ("hex", lambda data: " ".join(f"{byte:02X}h" for byte in data)),
    "angles": ("hex", lambda data: f"<{data.hex(' ')}>"),
    "escapes": ("hex", lambda data: "".join(f"\\x{byte:02x}" for byte in data)),
    "string": ("string", lambda data: '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'),
    "repr": ("python", repr),
    "bytearray": ("python", lambda data: repr(bytearray(data))),
    "fromhex": ("python", lambda data: f"data = bytes.fromhex({data.hex(' ')!r})"),
    "bytes of a list": ("python", lambda data: f"bytes({list(data)})"),
    "C": ("c", c_array),
    "base64": ("base64", lambda data: base64.b64encode(data).decode()),
    "base64 in lines": ("base64", lambda data: base64.encodebytes(data).decode()),
    "decimal": ("decimal", lambda data: ", ".join(map(str, data))),
    "list": ("decimal", lambda data: str(list(data))),
    "log": ("log", log),
    "Saleae": ("csv-hex", saleae),
    "decimal table": ("csv-decimal", csv_decimal),
}
"""By name: the form that reads it, and the renderer."""

DUMPS = ["xxd", "hexdump -C", "hexdump", "od -t x1", "od -t x4", "hexyl", "tcpdump -X", "Wireshark"]
