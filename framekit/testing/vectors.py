"""Golden vectors: frames with their bytes in a JSON file, to which other implementations, and later versions, can be held.

Strategy: of many frames, those are kept that try something new of the declaration, and of their mutants one of each way. The file
holds what JSON can hold: fields as `asdict` gives them, bytes as hex.

Rules: a file that is wrong is told with the place in it; a change of the wire or of what is refused is told with the vector.
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
"""The form of the file, as it says in "form"."""
LARGEST = 1 << 12
"""Bytes of the largest frame that is kept."""
MOST_REFUSED = 40


def make_vectors(cls: type[Frame], /, *, examples: int = 500, seed: int = 0) -> dict[str, Any]:
    """Golden vectors of a frame, as what JSON can hold.

    Args:
        cls: the class.
        examples: of so many frames, those are kept that try something new.
        seed: the same seed gives the same vectors, as long as the declaration is the same.

    >>> from framekit import Frame, u8
    >>> class Byte(Frame):
    ...     number: u8
    >>> vectors = make_vectors(Byte, examples=100)
    >>> vectors["frame"], vectors["good"][0]
    ('Byte', {'fields': {'number': 0}, 'bytes': '00'})
    >>> vectors["refused"][0]
    {'way': 'cut', 'change': 'cut after 0 of 1 bytes', 'bytes': '', 'error': 'TruncatedFrame', 'path': 'number'}
    """
    from framekit.testing.mutation import mutants_of  # they need hypothesis, which holding a frame to its vectors does not
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
    """Write golden vectors, of one frame or of several, to a file."""
    text = json.dumps(list(vectors), indent=1, ensure_ascii=True, allow_nan=False)
    Path(path).write_text(text + "\n", encoding="utf-8")


def load_vectors(path: str | Path) -> list[dict[str, Any]]:
    """Read golden vectors from a file.

    Raises:
        ValueError: it is no such file.
        OSError: it cannot be read.
    """
    try:
        loaded = json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"{path} holds no JSON: {fault}") from None
    if not isinstance(loaded, list) or not all(isinstance(each, dict) and each.get("form") == FORM for each in loaded):
        raise ValueError(f"{path} holds no golden vectors of form {FORM}")
    for index, each in enumerate(loaded):
        if not isinstance(each.get("frame"), str):
            raise ValueError(f"{path}: 'frame' is missing in entry {index}, or no name")
        for part, keys in (("good", ("fields", "bytes")), ("refused", ("bytes", "error", "path"))):
            entries = each.get(part)
            if not isinstance(entries, list):
                raise ValueError(f"{path}: {each['frame']}: {part!r} is missing, or no list")
            for place, entry in enumerate(entries):
                if not isinstance(entry, dict) or any(key not in entry for key in keys) or not _is_hex(entry["bytes"]):
                    raise ValueError(f"{path}: {each['frame']}: {part}[{place}] lacks one of {', '.join(keys)}, or holds no hex")
                if entry.get("given_by", 0) not in range(max(1, len(each["good"]))):
                    raise ValueError(f"{path}: {each['frame']}: {part}[{place}]: 'given_by' is no index into 'good'")
    return loaded


def check_vectors(cls: type[Frame], vectors: Mapping[str, Any], /) -> int:
    """Hold a frame to its golden vectors.

    Each good one packs to its bytes, which unpack to its fields; each refused one is refused, with its class and path.

    Args:
        cls: the class.
        vectors: as `make_vectors` gives them, or `load_vectors` for each frame.

    Returns:
        How many vectors were held.

    Raises:
        LawBroken: one does not hold: the wire has changed, or what is refused has.
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
        raise LawBroken(cls, f"{which} cannot be packed now: {error}", data=data) from error
    if wire != data:
        reason = f"{which} packs to other bytes than before\n  before {data.hex(' ')}\n  now    {wire.hex(' ')}"
        raise LawBroken(cls, reason, data=wire, marked=differing(wire, data))
    try:
        found = asdict(cls.unpack(data, **given_of(spec_of(cls), frame)), mode="json")
    except FramekitError as error:
        raise LawBroken(cls, f"{which} is refused now: {error}", data=data) from error
    if found != fields:
        differ = [Difference(name, found.get(name), fields.get(name)) for name in {**found, **fields}]
        changed = [each for each in differ if each.ours != each.theirs]
        raise LawBroken(cls, f"{which} unpacks to other fields than before", data=data, differences=changed)


def _check_refused(cls: type[Frame], index: int, entry: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    data = bytes.fromhex(entry["bytes"])
    expected = f"{entry['error']} at {entry['path'] or 'the frame'}"
    try:
        found = f"is taken for {cls.unpack(data, **given)!r}"
    except UnpackError as error:
        if type(error).__name__ == entry["error"] and error.path == entry["path"]:
            return
        found = f"gives {type(error).__name__} at {error.path or 'the frame'}"
    raise LawBroken(cls, f"refused vector {index} ({entry.get('change', '')}) {found} now, and gave {expected}", data=data)


def _is_hex(text: Any) -> bool:
    try:
        bytes.fromhex(text)
    except (TypeError, ValueError):
        return False
    return True
