"""Load: many connections to each kind of server, all sizes of frames there and back, hostile peers among them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scale import scaled

LOAD = Path(__file__).parents[2] / "bench" / "load.py"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the memory of a process")
def test_every_frame_arrives_once_and_in_order_and_memory_stays_bounded() -> None:
    amount = ["--megabytes", str(scaled(8, 100)), "--connections", str(scaled(50, 200))]
    done = subprocess.run([sys.executable, str(LOAD), *amount], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
