"""Recorded frames as golden vectors, and as a test to run.

Strategy: of what was found, different frames are kept, the first of each, up to a number for each class; bytes that are refused
are kept with their error.

Rules: what is left out is counted. A frame that packs to other bytes than it came from is no good vector, and is counted too.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from framekit.declare.convert import asdict
from framekit.declare.frame import Frame
from framekit.errors import FramekitError, UnpackError
from framekit.testing.report.paste import import_of
from framekit.testing.vectors import FORM, LARGEST

MOST_GOOD = 200
"""Frames of one class that are kept."""
MOST_REFUSED = 40


class Recorded:
    """Collects frames.

    Attributes:
        left_out: how many frames are not kept, and why.

    >>> from framekit import Frame, u8
    >>> class Byte(Frame):
    ...     number: u8
    >>> recorded = Recorded()
    >>> recorded.add(Byte(number=7), b"\\x07"); recorded.add(Byte(number=7), b"\\x07")
    >>> recorded.vectors()[0]["good"], dict(recorded.left_out)
    ([{'fields': {'number': 7}, 'bytes': '07'}], {'the same as others': 1})
    """

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self._good: dict[type[Frame], dict[bytes, Any]] = {}
        self._refused: dict[type[Frame], dict[bytes, UnpackError]] = {}

    def add(self, frame: Frame, wire: bytes) -> None:
        """Take a frame in, with the bytes that it came from."""
        kept = self._good.setdefault(type(frame), {})
        if wire in kept:
            self.left_out["the same as others"] += 1
        elif len(kept) >= MOST_GOOD:
            self.left_out[f"more than {MOST_GOOD} of a class"] += 1
        elif len(wire) > LARGEST:
            self.left_out[f"larger than {LARGEST} bytes"] += 1
        elif not _packs_to(frame, wire):
            self.left_out["they pack to other bytes"] += 1
        else:
            kept[wire] = asdict(frame, mode="json")

    def refuse(self, cls: type[Frame], wire: bytes) -> None:
        """Take bytes in that are no such frame."""
        kept = self._refused.setdefault(cls, {})
        if wire in kept or len(kept) >= MOST_REFUSED or len(wire) > LARGEST:
            return
        try:
            cls.unpack(wire)
        except UnpackError as error:
            kept[wire] = error

    @property
    def classes(self) -> list[type[Frame]]:
        """The classes of which frames are kept."""
        return list(dict.fromkeys((*self._good, *self._refused)))

    def vectors(self) -> list[dict[str, Any]]:
        """Golden vectors of each class, as `save_vectors` writes them."""
        made = []
        for cls in self.classes:
            good = [{"fields": fields, "bytes": wire.hex()} for wire, fields in self._good.get(cls, {}).items()]
            refused = [
                {"way": "recorded", "change": "", "bytes": wire.hex(), "error": type(error).__name__, "path": error.path}
                for wire, error in self._refused.get(cls, {}).items()
            ]
            made.append({"form": FORM, "frame": cls.__name__, "good": good, "refused": refused})
        return made

    def test_source(self, title: str, beside: Path) -> str:
        """The source of a test of the same, which needs pytest and the frames alone.

        Args:
            title: of the capture.
            beside: the folder of the test, from which the files with the frames are found.
        """
        lines = [f'"""Frames that were recorded: {ascii(title)[1:-1]}."""', "", "import sys", "from pathlib import Path", ""]
        lines += ["import pytest", ""]
        lines += ["from framekit import UnpackError, asdict", ""]
        files = {cls: file for cls in self.classes if (file := _file_of(cls)) is not None}
        for folder in sorted({file.parent for file in files.values()}):
            lines.append(f"sys.path.insert(0, {_path_to(folder, beside)})  # where the frames are declared")
        lines += sorted(
            {f"from {files[cls].stem} import {cls.__name__}" if cls in files else import_of(cls) for cls in self.classes}
        )
        lines += ["", "GOOD = ["]
        for cls, kept in self._good.items():
            lines += [f'    ({cls.__qualname__}, "{wire.hex()}", {fields!a}),' for wire, fields in kept.items()]
        lines += ["]", *_GOOD_TEST.splitlines()]
        if any(self._refused.values()):
            lines += ["", "", "REFUSED = ["]
            for cls, refused in self._refused.items():
                lines += [f'    ({cls.__qualname__}, "{wire.hex()}", {error.path!a}),' for wire, error in refused.items()]
            lines += ["]", *_REFUSED_TEST.splitlines()]
        return "\n".join([*lines, ""])


_GOOD_TEST = """

@pytest.mark.parametrize(("frame", "wire", "fields"), GOOD)
def test_recorded_frames_are_read_and_written_alike(frame, wire, fields):
    found = frame.unpack(bytes.fromhex(wire))
    assert asdict(found, mode="json") == fields
    assert found.pack().hex() == wire
"""
_REFUSED_TEST = """

@pytest.mark.parametrize(("frame", "wire", "path"), REFUSED)
def test_recorded_bytes_that_are_no_frame_are_refused(frame, wire, path):
    with pytest.raises(UnpackError) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path
"""


def _file_of(cls: type[Frame]) -> Path | None:
    """The file that declares a class, if it is no part of a package, so that its folder must be known to import it."""
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    return None if file is None or "." in cls.__module__ else Path(file).resolve()


def _path_to(folder: Path, beside: Path) -> str:
    """The source of the path of a folder, from the folder of the test if both are on one drive."""
    try:
        steps = os.path.relpath(folder, beside.resolve())
    except ValueError:
        return ascii(str(folder))
    return f"str(Path(__file__).resolve().parent / {Path(steps).as_posix()!a})"


def _packs_to(frame: Frame, wire: bytes) -> bool:
    try:
        return frame.pack() == wire
    except FramekitError:
        return False
