"""A case of the protocol benchmarks: a frame, its bytes, and the code that a person would write for it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from framekit import Frame

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Case:
    """What is measured.

    Attributes:
        name: for the table.
        frame: the Frame class.
        wire: the bytes of one frame.
        unpack: from those bytes to an object of hand-written slotted classes, with the checks that the frame makes.
        pack: from that object back to the bytes.
    """

    name: str
    frame: type[Frame]
    wire: bytes
    unpack: Callable[[bytes], Any]
    pack: Callable[[Any], bytes]


def spec(name: str) -> ModuleType:
    """The module specs/<name>.py."""
    if name not in sys.modules:
        found = importlib.util.spec_from_file_location(name, ROOT / "specs" / f"{name}.py")
        assert found is not None
        assert found.loader is not None
        module = importlib.util.module_from_spec(found)
        sys.modules[name] = module
        found.loader.exec_module(module)
    return sys.modules[name]
