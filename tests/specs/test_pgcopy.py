"""COPY BINARY: files that PostgreSQL 15.18 wrote, and files that are none."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

pgcopy: Any = load("pgcopy")
FRAMES: list[type[Frame]] = [pgcopy.Tuple, pgcopy.CopyFile]
# COPY (VALUES (1::int4, 'Ada'::text, 36.5::float8, NULL::bool), (2, '', NULL, true), (NULL, 'naïve', -1, false))
#   TO STDOUT (FORMAT binary)
FILE = bytes.fromhex(
    "5047434f50590aff0d0a0000000000000000000004000000040000000100000003416461000000084042400000000000ffffffff000400000004"
    "0000000200000000ffffffff00000001010004ffffffff000000066e61c3af766500000008bff00000000000000000000100ffff"
)
# COPY (SELECT 1 WHERE false) TO STDOUT (FORMAT binary)
EMPTY = bytes.fromhex("5047434f50590aff0d0a000000000000000000ffff")
HEADER = EMPTY[:19]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_file_unpacks_and_packs_to_itself() -> None:
    copy = pgcopy.CopyFile.unpack(FILE)
    assert (copy.flags, copy.extension) == (0, b"")
    assert [row.fields for row in copy.tuples] == [
        [struct.pack(">i", 1), b"Ada", struct.pack(">d", 36.5), None],
        [struct.pack(">i", 2), b"", None, b"\1"],
        [None, "naïve".encode(), struct.pack(">d", -1), b"\0"],
    ]
    assert copy.pack() == FILE


def test_a_file_without_tuples() -> None:
    assert pgcopy.CopyFile.unpack(EMPTY) == pgcopy.CopyFile(tuples=[])
    assert pgcopy.CopyFile(tuples=[]).pack() == EMPTY


def test_a_header_that_is_longer() -> None:
    wire = EMPTY[:11] + b"\0\0\x00\x05" + b"\0\0\0\x03new" + b"\0\0" + b"\xff\xff"
    copy = pgcopy.CopyFile.unpack(wire)
    assert copy == pgcopy.CopyFile(flags=5, extension=b"new", tuples=[pgcopy.Tuple(fields=[])])
    assert copy.pack() == wire


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (FILE.replace(b"\r\n", b"\n"), ConstMismatch, "signature"),
        (FILE.replace(b"\xff\r", b"\x7f\r"), ConstMismatch, "signature"),
        (EMPTY[:11] + b"\0\1\0\0" + EMPTY[15:], InvalidValue, "flags"),
        (FILE[:-2], TruncatedFrame, "tuples"),
        (FILE + b"\0", TrailingData, ""),
        (HEADER + b"\0\1\xff\xff\xff\xfe\xff\xff", InvalidLength, "tuples[0].fields[0]"),
        (HEADER + b"\0\1\0\0\0\3ab\xff\xff", UnpackError, None),
        (HEADER + b"\0\1\x7f\xff\xff\xff\xff\xff", TruncatedFrame, "tuples[0].fields[0]"),
        (HEADER + b"\xff\xfe\xff\xff", UnpackError, "tuples[0].fields"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        pgcopy.CopyFile.unpack(wire)
    assert path is None or caught.value.path == path


def test_wrong_values_are_refused() -> None:
    for wrong in ("text", 7, [1]):
        with pytest.raises(PackError, match=r"fields\[1\]"):
            pgcopy.Tuple(fields=[None, wrong]).pack()
    with pytest.raises(PackError, match="flags"):
        pgcopy.CopyFile(flags=1 << 16, tuples=[]).pack()
