"""Every program of examples/ runs, and says what it is to say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"

SAYS = {
    "addresses": ["c0 00 02 07 00 50", "127.0.0.1 8080", "2130706433 127.0.0.1", "20010db80000000000000000000000070050"],
    "chat": ["Ann sees that Bob has joined", "Bob says to Ann: Hi Ann!", "Ann says to Bob: Hi Bob!"],
    "hexadecimal": ["11 03 06 ae 41 56 52 43 40 49 ad", "at byte 9: expected 0x6d74 (crc16-modbus of 9 bytes)"],
    "length_prefixed": ["bytes needed: 3", "Message(text='wörld')", "4294967299 bytes exceed the limit of 1000"],
    "tcp_echo": ["received: Hello, server", "received: grüß dich"],
    "threaded_server": ["total: 4500"],
    "timed_reads": ["immediately: NEED_DATA", "later: Counter(value=7)", "would block"],
    "udp": ["sensor 1: 20.5 °C", "sensor 3: 21.25 °C", "sent by the sender's address: True"],
    "unix_echo": ["file mode: 0o600", "500000 bytes received", "file removed: True"],
}


def test_all_are_here() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(SAYS)
    page = (EXAMPLES / "README.md").read_text()
    assert all(f"({name}.py)" in page for name in SAYS)


@pytest.mark.parametrize("name", SAYS)
def test_an_example(name: str) -> None:
    command = [sys.executable, "-W", "error", "-X", "utf8", str(EXAMPLES / f"{name}.py")]
    paths = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False, env=paths)
    assert (done.returncode, done.stderr) == (0, "")
    for line in SAYS[name]:
        assert line in done.stdout
