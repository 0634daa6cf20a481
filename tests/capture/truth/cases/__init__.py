"""The captures by protocol: a file has the rules of one and its cases; the golden file beside it says what is modelled."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.capture.truth.case import Case

FOLDER = Path(__file__).parent
PROTOCOLS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def cases_of(protocol: str) -> list[Case]:
    """The captures of a protocol."""
    cases: list[Case] = import_module(f"{__name__}.{protocol}").CASES
    return cases


def golden_file(protocol: str) -> Path:
    """How many fields each capture of a protocol has, how many are modelled, and the names of the others."""
    return FOLDER / f"{protocol}.json"
