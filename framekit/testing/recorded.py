"""Recorded frames, saved as golden vectors or as a test.

Strategy: the first of identical frames is kept, up to a maximum number for each class. Refused bytes are kept with their error.

Rules: frames that are not kept are counted, including those that pack to different bytes than they were read from.
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
"""Maximum number of frames kept for a class."""
MOST_REFUSED = 40


class Recorded:
    """Collection of recorded frames.

    Attributes:
        left_out: number of frames that are not kept, by reason.

    >>> from framekit import Frame, u8
    >>> class Byte(Frame):
    ...     number: u8
    >>> recorded = Recorded()
    >>> recorded.add(Byte(number=7), b"\\x07"); recorded.add(Byte(number=7), b"\\x07")
    >>> recorded.vectors()[0]["good"], dict(recorded.left_out)
    ([{'fields': {'number': 7}, 'bytes': '07'}], {'duplicate': 1})
    """

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self._good: dict[type[Frame], dict[bytes, Any]] = {}
        self._refused: dict[type[Frame], dict[bytes, UnpackError]] = {}

    def add(self, frame: Frame, wire: bytes) -> None:
        """Add a frame with the bytes that it was read from."""
        kept = self._good.setdefault(type(frame), {})
        if wire in kept:
            self.left_out["duplicate"] += 1
        elif len(kept) >= MOST_GOOD:
            self.left_out[f"more than {MOST_GOOD} of one class"] += 1
        elif len(wire) > LARGEST:
            self.left_out[f"longer than {LARGEST} bytes"] += 1
        elif not _packs_to(frame, wire):
            self.left_out["packs to different bytes"] += 1
        else:
            kept[wire] = asdict(frame, mode="json")

    def refuse(self, cls: type[Frame], wire: bytes) -> None:
        """Add bytes that are not a valid frame of a class."""
        kept = self._refused.setdefault(cls, {})
        if wire in kept or len(kept) >= MOST_REFUSED or len(wire) > LARGEST:
            return
        try:
            cls.unpack(wire)
        except UnpackError as error:
            kept[wire] = error

    @property
    def classes(self) -> list[type[Frame]]:
        """Return the classes for which frames or refused bytes are kept."""
        return list(dict.fromkeys((*self._good, *self._refused)))

    def vectors(self) -> list[dict[str, Any]]:
        """Return golden vectors for each class, as `save_vectors` takes them."""
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
        """Return the source of a test of the recorded frames, which needs only pytest, framekit and the frames.

        Args:
            title: title of the capture.
            beside: the folder of the test, to which the paths of the files with the frames are relative.
        """
        lines = [f'"""Recorded frames: {ascii(title)[1:-1]}."""', "", "import sys", "from pathlib import Path", ""]
        lines += ["import pytest", ""]
        lines += ["from framekit import UnpackError, asdict", ""]
        files = {cls: file for cls in self.classes if (file := _file_of(cls)) is not None}
        for folder in sorted({file.parent for file in files.values()}):
            lines.append(f"sys.path.insert(0, {_path_to(folder, beside)})  # the folder that declares the frames")
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
def test_recorded_frames_round_trip(frame, wire, fields):
    found = frame.unpack(bytes.fromhex(wire))
    assert asdict(found, mode="json") == fields
    assert found.pack().hex() == wire
"""
_REFUSED_TEST = """

@pytest.mark.parametrize(("frame", "wire", "path"), REFUSED)
def test_recorded_invalid_bytes_are_refused(frame, wire, path):
    with pytest.raises(UnpackError) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path
"""


def _file_of(cls: type[Frame]) -> Path | None:
    """Return the file that declares a class if it is not in a package, so that importing it requires the path of its folder."""
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    return None if file is None or "." in cls.__module__ else Path(file).resolve()


def _path_to(folder: Path, beside: Path) -> str:
    """Return source for the path of a folder, relative to the folder of the test if both are on the same drive."""
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
