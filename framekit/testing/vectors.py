"""Golden vectors: frames with their bytes in a JSON file, for checking other implementations and later versions.

Strategy: of many frames, those are kept that meet a new coverage goal, with one mutant for each way, error class and path. Fields
are stored in the form that `asdict` returns, and bytes as hex.

Rules: an error in a file is reported with its location. A change of the wire format or of a refusal is reported with the vector.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from framekit.declare.convert import asdict, from_dict
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import FramekitError, UnpackError
from framekit.spec.given import given_of
from framekit.testing.coverage import Coverage
from framekit.testing.report.broken import LawBroken, differing
from framekit.testing.report.difference import Difference

FORM = 1
"""Version of the file format, which each entry has as "form"."""
LARGEST = 1 << 12
"""Maximum length of a frame that is kept, in bytes."""
MOST_REFUSED = 40


def make_vectors(cls: type[Frame], /, *, examples: int = 500, seed: int = 0) -> dict[str, Any]:
    """Return golden vectors of a frame, in a form that JSON can represent.

    Args:
        cls: the frame class.
        examples: number of frames from which the vectors are chosen.
        seed: seed; the same seed gives the same vectors as long as the declaration does not change.

    >>> from framekit import Frame, u8
    >>> class Byte(Frame):
    ...     number: u8
    >>> vectors = make_vectors(Byte, examples=100)
    >>> vectors["frame"], vectors["good"][0]
    ('Byte', {'fields': {'number': 0}, 'bytes': '00'})
    >>> vectors["refused"][0]
    {'way': 'cut', 'change': 'cut after 0 of 1 byte', 'bytes': '', 'error': 'TruncatedFrame', 'path': 'number'}
    """
    from framekit.testing.mutation import mutants_of  # imports hypothesis, which checking vectors does not require
    from framekit.testing.strategies.sampling import sample

    coverage = Coverage(cls)
    made = sorted(((frame.pack(), frame) for frame in sample(cls, examples, seed=seed)), key=lambda pair: (len(pair[0]), pair[0]))
    for wire, frame in made:
        if len(wire) <= LARGEST:
            coverage.saw(frame)
    kept = coverage.kept or sample(cls, 1, seed=seed)
    refused: dict[tuple[str, str, str], dict[str, Any]] = {}
    for index, frame in enumerate(kept):
        for mutant in mutants_of(frame):
            key = mutant.way, mutant.error.__name__, mutant.path
            if key not in refused and len(refused) < MOST_REFUSED:
                refused[key] = {
                    "way": mutant.way,
                    "change": mutant.change,
                    "bytes": mutant.data.hex(),
                    "error": mutant.error.__name__,
                    "path": mutant.path,
                }
                if given_of(spec_of(cls), frame):
                    refused[key]["given_by"] = index
    good = [{"fields": asdict(frame, mode="json"), "bytes": frame.pack().hex()} for frame in kept]
    return {"form": FORM, "frame": cls.__name__, "good": good, "refused": list(refused.values())}


def save_vectors(path: str | Path, *vectors: Mapping[str, Any]) -> None:
    """Write golden vectors of one or more frames to a file."""
    text = json.dumps(list(vectors), indent=1, ensure_ascii=True, allow_nan=False)
    Path(path).write_text(text + "\n", encoding="utf-8")


def load_vectors(path: str | Path) -> list[dict[str, Any]]:
    """Read golden vectors from a file.

    Raises:
        ValueError: the file does not contain valid golden vectors.
        OSError: the file cannot be read.
    """
    try:
        loaded = json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"{path} is not valid JSON: {fault}") from None
    if not isinstance(loaded, list) or not all(isinstance(each, dict) and each.get("form") == FORM for each in loaded):
        raise ValueError(f"{path} does not contain golden vectors of form {FORM}")
    for index, each in enumerate(loaded):
        if not isinstance(each.get("frame"), str):
            raise ValueError(f"{path}: entry {index}: 'frame' is missing or not a string")
        for part, keys in (("good", ("fields", "bytes")), ("refused", ("bytes", "error", "path"))):
            entries = each.get(part)
            if not isinstance(entries, list):
                raise ValueError(f"{path}: {each['frame']}: {part!r} is missing or not a list")
            for place, entry in enumerate(entries):
                if not isinstance(entry, dict) or any(key not in entry for key in keys) or not _is_hex(entry["bytes"]):
                    expected = f"expected an object with {', '.join(keys)}, and 'bytes' in hex"
                    raise ValueError(f"{path}: {each['frame']}: {part}[{place}]: {expected}")
                if entry.get("given_by", 0) not in range(max(1, len(each["good"]))):
                    raise ValueError(f"{path}: {each['frame']}: {part}[{place}]: 'given_by' is not an index into 'good'")
    return loaded


def check_vectors(cls: type[Frame], vectors: Mapping[str, Any], /) -> int:
    """Check a frame against its golden vectors.

    A good vector must pack to its bytes, which must unpack to its fields; a refused one must raise its error at its path.

    Args:
        cls: the frame class.
        vectors: vectors from `make_vectors`, or an item of the list from `load_vectors`.

    Returns:
        The number of vectors that were checked.

    Raises:
        LawBroken: a vector does not hold, because the wire format or a refusal has changed.
    """
    for index, entry in enumerate(vectors["good"]):
        _check_good(cls, index, entry["fields"], bytes.fromhex(entry["bytes"]))
    for index, entry in enumerate(vectors["refused"]):
        owner = entry.get("given_by")
        given = {} if owner is None else given_of(spec_of(cls), from_dict(cls, vectors["good"][owner]["fields"]))
        _check_refused(cls, index, entry, given)
    return len(vectors["good"]) + len(vectors["refused"])


def _check_good(cls: type[Frame], index: int, fields: Any, data: bytes) -> None:
    which = f"good vector {index}"
    try:
        frame = from_dict(cls, fields)
        wire = frame.pack()
    except FramekitError as error:
        raise LawBroken(cls, f"{which} can no longer be packed: {error}", data=data) from error
    if wire != data:
        reason = f"{which} packs to different bytes than before\n  before {data.hex(' ')}\n  now    {wire.hex(' ')}"
        raise LawBroken(cls, reason, data=wire, marked=differing(wire, data))
    try:
        found = asdict(cls.unpack(data, **given_of(spec_of(cls), frame)), mode="json")
    except FramekitError as error:
        raise LawBroken(cls, f"{which} is now refused: {error}", data=data) from error
    if found != fields:
        differ = [Difference(name, found.get(name), fields.get(name)) for name in {**found, **fields}]
        changed = [each for each in differ if each.ours != each.theirs]
        raise LawBroken(cls, f"{which} unpacks to different fields than before", data=data, differences=changed)


def _check_refused(cls: type[Frame], index: int, entry: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    data = bytes.fromhex(entry["bytes"])
    expected = f"{entry['error']} at {entry['path'] or 'the frame'}"
    try:
        found = f"{cls.unpack(data, **given)!r}"
    except UnpackError as error:
        if type(error).__name__ == entry["error"] and error.path == entry["path"]:
            return
        found = f"{type(error).__name__} at {error.path or 'the frame'}"
    change = f" ({entry['change']})" if entry.get("change") else ""
    raise LawBroken(cls, f"refused vector {index}{change}: expected {expected} as before, got {found}", data=data)


def _is_hex(text: Any) -> bool:
    try:
        bytes.fromhex(text)
    except (TypeError, ValueError):
        return False
    return True
