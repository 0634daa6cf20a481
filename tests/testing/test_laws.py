"""The laws find faults of framekit itself, when some are planted there, and give tests to paste that fail for the same reason."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, FrameDecoder, UnpackError, text, u8, u16
from framekit.testing import LawBroken, check_all, check_backends, check_refusals, check_round_trip, check_stream
from framekit.testing.laws import LAWS, backends, stream

EXAMPLES = 300
"""Enough to find what is planted, whatever the profile."""


class Word(Frame):
    number: u16
    word: str = text(prefix=u8)


def run_pasted(source: str, **more: Any) -> None:
    space: dict[str, Any] = dict(more)
    exec(source, space)
    next(value for name, value in space.items() if name.startswith("test_"))()


def test_construct_that_reads_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    real = backends._constructed

    def wrong(*arguments: Any) -> Any:
        value, end = real(*arguments)
        return ({**value, "number": 0}, end) if value["number"] > 99 else (value, end)

    monkeypatch.setattr(backends, "_constructed", wrong)
    with pytest.raises(LawBroken, match="do not agree") as caught:
        check_backends(Word, examples=EXAMPLES, seed=1)
    assert Word.unpack_from(caught.value.data).number == 100
    run_pasted(caught.value.paste)  # construct itself is right, so what is pasted passes


def test_construct_that_does_not_build(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: Any) -> Any:
        raise KeyError("n")

    monkeypatch.setattr(backends, "_as_construct_takes", failing)
    with pytest.raises(LawBroken, match=r"construct refuses to pack.*KeyError"):
        check_backends(Word, examples=EXAMPLES, seed=1)


class Lossy(FrameDecoder[Any]):
    """Loses a byte where a chunk begins with zero."""

    def receive_data(self, data: Any, /) -> None:
        super().receive_data(data[1:] if len(data) > 1 and not data[0] and self.offset else data)

    def feed(self, data: Any, /) -> list[Any]:
        return super().feed(data[1:] if len(data) > 1 and not data[0] and self.offset else data)


def test_a_decoder_that_loses_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "FrameDecoder", Lossy)
    with pytest.raises(LawBroken) as caught:
        check_stream(Word, examples=EXAMPLES, seed=1)
    assert "chunks" in caught.value.reason
    source = caught.value.paste.replace("from framekit import FrameDecoder", "")
    with pytest.raises((AssertionError, UnpackError)):
        run_pasted(source, FrameDecoder=Lossy)


def test_a_reader_that_takes_what_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Word.unpack

    def lenient(data: bytes, /) -> Any:
        return real(bytes(data) + bytes(3 - len(data)) if len(data) < 3 else data)

    monkeypatch.setattr(Word, "unpack", staticmethod(lenient))
    with pytest.raises(LawBroken, match="cut"):
        check_refusals(Word, examples=EXAMPLES, seed=1)


def test_a_frame_that_changes_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Word.unpack

    def wrong(data: bytes, /) -> Any:
        frame = real(data)
        frame.number = min(frame.number, 1000)
        return frame

    monkeypatch.setattr(Word, "unpack", staticmethod(wrong))
    with pytest.raises(LawBroken, match="a different frame") as caught:
        check_round_trip(Word, examples=EXAMPLES, seed=1)
    assert str(caught.value.differences[0]) == "number: ours is 1001, theirs is 1000"
    with pytest.raises(AssertionError):
        run_pasted(caught.value.paste)


def test_a_seed_repeats_a_run_and_a_watcher_sees_every_frame() -> None:
    runs: list[list[str]] = []
    for _ in range(2):
        seen: list[str] = []
        check_all(Word, examples=20, seed=5, watch=lambda frame, seen=seen: seen.append(repr(frame)))  # type: ignore[misc]
        runs.append(seen)
    assert runs[0] == runs[1]
    assert len(runs[0]) >= 3 * 20


def test_every_law_takes_the_same_options() -> None:
    for law in LAWS.values():
        law(Word, examples=3, seed=1, watch=lambda frame: None)
