"""Golden vectors and coverage: any change of the wire shows, and what was not tried is told."""

from __future__ import annotations

import json
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest

from framekit import (
    Frame,
    array,
    bool1,
    checksum,
    const,
    field,
    i16,
    make_frame,
    optional,
    switch,
    text,
    this,
    u7,
    u8,
    u16,
    u16le,
    u32le,
)
from framekit.testing import Coverage, LawBroken, check_vectors, load_vectors, make_vectors, sample, save_vectors
from tests.kinds import KINDS
from tests.kinds_given import Sized
from tests.specs.catalogue import SPEC_FRAMES


class Kind(IntEnum):
    ONE = 1
    TWO = 2


class Ping(Frame):
    token: u8


class Message(Frame):
    magic: bytes = const(b"M")
    urgent: bool1
    level: u7
    kind: Kind = field(u8)
    shift: i16
    tag: u8
    body: Ping | str = switch(this.tag, {1: Ping, 2: text(prefix=u8)})
    maybe: int | None = optional(u8, when=this.urgent)
    items: list[int] = array(u8, prefix=u8)
    crc: int = checksum(u16, "crc16")


@pytest.mark.parametrize("frame", [*KINDS, *SPEC_FRAMES], ids=lambda frame: frame.__name__)
def test_vectors_of_every_frame_hold_after_a_way_through_json(frame: type[Frame]) -> None:
    vectors = make_vectors(frame, examples=5)
    assert check_vectors(frame, json.loads(json.dumps(vectors, allow_nan=False))) >= 1


def test_a_refused_vector_says_which_good_one_has_what_it_is_given(tmp_path: Path) -> None:
    vectors = make_vectors(Sized, examples=20)
    assert check_vectors(Sized, vectors) > 1
    for wrong in (len(vectors["good"]), -1, "0"):
        vectors["refused"][0]["given_by"] = wrong
        save_vectors(tmp_path / "vectors.json", vectors)
        with pytest.raises(ValueError, match="given_by"):
            load_vectors(tmp_path / "vectors.json")


def test_vectors_are_the_same_each_time_and_kept_in_a_file(tmp_path: Path) -> None:
    vectors = make_vectors(Message, examples=100)
    save_vectors(tmp_path / "vectors.json", vectors, make_vectors(Ping))
    loaded = load_vectors(tmp_path / "vectors.json")
    assert loaded == [make_vectors(Message, examples=100), make_vectors(Ping)]
    assert check_vectors(Message, loaded[0]) == len(vectors["good"]) + len(vectors["refused"])
    assert {each["error"] for each in vectors["refused"]} >= {
        "TruncatedFrame",
        "ConstMismatch",
        "ChecksumMismatch",
        "TrailingData",
    }


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("other byte order", {"small": u8, "number": u16le}),
    ("other order", {"number": (int, field(u16)), "small": u8}),
    ("another width", {"small": u8, "number": u8}),
    ("a new field", {"small": u8, "number": u16, "more": u8}),
    ("a new check", {"small": u8, "number": (int, field(u16, check=this < 9))}),
]


@pytest.mark.parametrize(("what", "fields"), CHANGES, ids=[what for what, _ in CHANGES])
def test_a_change_of_the_declaration_that_changes_the_wire_shows(what: str, fields: dict[str, Any]) -> None:
    before = make_frame("Frame", {"small": u8, "number": u16})
    vectors = make_vectors(before, examples=60)
    assert check_vectors(make_frame("Frame", {"small": u8, "number": u16}), vectors)
    with pytest.raises(LawBroken):
        check_vectors(make_frame("Frame", fields), vectors)


def test_a_change_of_the_items_of_an_array_shows() -> None:
    vectors = make_vectors(make_frame("Frame", {"xs": (list, array(i16, prefix=u8))}))
    for item in (u16, u32le):
        with pytest.raises(LawBroken):
            check_vectors(make_frame("Frame", {"xs": (list, array(item, prefix=u8))}), vectors)


def test_what_is_refused_no_more_shows() -> None:
    strict = make_frame("Frame", {"small": (int, field(u8, check=this < 9))})
    with pytest.raises(LawBroken, match=r"refused vector \d+ .*: expected .*, got"):
        check_vectors(make_frame("Frame", {"small": u8}), make_vectors(strict))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ("{}", "does not contain golden vectors"),
        ('[{"form": 2}]', "does not contain golden vectors"),
        ('[{"form": 1, "frame": "F", "good": []}]', "'refused' is missing"),
        ('[{"form": 1, "frame": "F", "good": [{"fields": {}, "bytes": "0x"}], "refused": []}]', r"good\[0\]"),
    ],
)
def test_a_file_that_is_wrong_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "vectors.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        load_vectors(path)


def test_coverage_knows_every_arm_member_edge_and_presence() -> None:
    coverage = Coverage(Message)
    assert coverage.goals == {
        "urgent": ["False", "True"],
        "level": ["least", "greatest"],
        "kind": ["ONE", "TWO", "unknown member"],
        "shift": ["between", "least", "0", "greatest"],
        "body": ["Ping", "text(prefix=u8, utf-8) for 2"],
        "body:Ping.token": ["least", "greatest"],
        "body:text(prefix=u8, utf-8) for 2": ["empty", "some", "longest"],
        "maybe": ["absent", "present", "least", "greatest"],
        "items": ["empty", "some"],
        "items[]": ["least", "greatest"],
    }
    for seed in range(5):  # one run draws much that is alike
        for each in sample(Message, 200, seed=seed):
            coverage.saw(each)
    assert coverage.missing() == {}
    assert coverage.frames == 1_000
    assert 0 < len(coverage.kept) < 60


def test_coverage_knows_the_values_that_a_check_lists() -> None:
    class Checked(Frame):
        version: int = field(u8, check={1, 2, 6})
        port: int = field(u16, check=range(1024, 2049))
        even: int = field(u8, check=this & 1 == 0)

    coverage = Coverage(Checked)
    assert coverage.goals == {"version": ["1", "2", "6"], "port": ["1024", "2048"]}
    coverage.saw(Checked(version=2, port=1024, even=4))
    assert coverage.missing() == {"version": ["1", "6"], "port": ["2048"]}
    for each in sample(Checked, 60):
        coverage.saw(each)
    assert coverage.missing() == {}


def test_what_was_not_tried_is_told() -> None:
    coverage = Coverage(Message)
    coverage.saw(Message(urgent=False, level=0, kind=Kind.ONE, shift=5, tag=1, body=Ping(token=255), maybe=None, items=[]))
    missing = coverage.missing()
    assert missing["kind"] == ["TWO", "unknown member"]
    assert missing["shift"] == ["least", "0", "greatest"]
    assert missing["body:Ping.token"] == ["least"]
    assert missing["items"] == ["some"]
    met, goals = coverage.counts()
    assert met + sum(map(len, missing.values())) == goals
