"""Other people's code held to a declaration: good code passes, and each of ten planted faults is found within 200 examples."""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from framekit import Frame, SpecError, checksum, connect, const, data, i16, serve, u8, u16, u32
from framekit.testing import LawBroken, check_against
from tests.scale import scaled
from tests.testing.faults import FAULTS, Message, Name, Pair, StreamParser, make_builder, make_parser, make_reader

EXAMPLES = 200


def code_with(fault: str) -> dict[str, Any]:
    """The code in which a fault is planted, by what it does."""
    return {
        "unpack": make_parser(fault),
        "pack": make_builder(fault),
        "decoder": lambda: StreamParser(fault),
        "reader": make_reader(fault),
    }


def test_good_code_passes() -> None:
    check_against(Message, examples=scaled(60, EXAMPLES), **code_with(""))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_planted_fault_is_found_within_200_examples(fault: str, seed: int) -> None:
    role = FAULTS[fault][0]
    with pytest.raises(LawBroken):
        check_against(Message, examples=EXAMPLES, seed=seed, **{role: code_with(fault)[role]})


def broken(**code: Any) -> LawBroken:
    with pytest.raises(LawBroken) as caught:
        check_against(Message, examples=EXAMPLES, seed=5, **code)
    return caught.value


def test_the_smallest_difference_is_shown_field_by_field() -> None:
    error = broken(unpack=make_parser("byte order"), ways=())
    assert [each.path for each in error.differences] == ["body.right"]
    assert error.differences[0].ours == 1
    assert error.differences[0].theirs == 1 << 24
    assert Message.unpack(error.data) == Message(priority=0, body=Pair(left=0, right=1))
    assert "body.right: ours is 1, theirs is 16777216" in str(error)
    assert "00 00 00 01  1\n" in str(error)
    assert "^^" in str(error)


def test_a_mutant_that_is_taken_is_shown_with_what_was_changed() -> None:
    error = broken(unpack=make_parser("bound"))
    assert "accepts invalid bytes" in str(error)
    assert "pytest.raises" in error.paste


def test_bytes_that_differ_are_marked() -> None:
    error = broken(pack=make_builder("characters"))
    message = Message.unpack(error.data)
    assert isinstance(message.body, Name)
    assert len(message.body.name) == 1
    assert "ours " in error.reason
    assert "theirs" in error.reason


def test_a_test_to_paste_fails_for_the_same_reason_and_passes_when_mended() -> None:
    error = broken(unpack=make_parser("signed"), ways=())
    for fault, fails in (("signed", True), ("", False)):
        space: dict[str, Any] = {"Message": Message, "parse": make_parser(fault)}
        exec(error.paste, space)
        test = next(value for name, value in space.items() if name.startswith("test_"))
        if fails:
            with pytest.raises(AssertionError):
                test()
        else:
            test()


def run_pasted(error: LawBroken, **names: Any) -> None:
    space: dict[str, Any] = {"Reading": Reading, **names}
    exec(error.paste, space)
    next(value for name, value in space.items() if name.startswith("test_"))()


def make_decoder(*, signed: bool) -> Any:
    class Decoder:
        def __init__(self) -> None:
            self.kept = b""

        def feed(self, chunk: bytes, /) -> list[dict[str, int]]:
            self.kept += chunk
            found = []
            while len(self.kept) >= 3:
                wire, self.kept = self.kept[:3], self.kept[3:]
                found.append({"sensor": wire[0], "value": int.from_bytes(wire[1:], "big", signed=signed)})
            return found

    return Decoder


def make_reading(*, signed: bool) -> Any:
    def reader(sock: Any) -> Any:
        decoder = make_decoder(signed=signed)()
        waiting: list[Any] = []

        def read() -> Any:
            while not waiting:
                piece = sock.recv(100)
                if not piece:
                    raise EOFError
                waiting.extend(decoder.feed(piece))
            return waiting.pop(0)

        return read

    return reader


@pytest.mark.parametrize("role", ["decoder", "reader"])
def test_a_pasted_test_of_a_stream_compares_the_values(role: str) -> None:
    make, name = (make_decoder, "Decoder") if role == "decoder" else (make_reading, "reader")
    check_against(Reading, **{role: make(signed=True)}, examples=EXAMPLES)
    with pytest.raises(LawBroken) as caught:
        check_against(Reading, **{role: make(signed=False)}, examples=EXAMPLES)
    with pytest.raises(AssertionError):
        run_pasted(caught.value, **{name: make(signed=False)})
    run_pasted(caught.value, **{name: make(signed=True)})


def test_what_cannot_be_meant_is_refused_at_once() -> None:
    ways: Any = ["cutt"]
    with pytest.raises(ValueError, match="unknown way 'cutt'; choose from cut"):
        check_against(Reading, unpack=misread, ways=ways)
    with pytest.raises(ValueError, match="no such field; choose from sensor, value"):
        check_against(Reading, unpack=misread, ignore=["valu"])


class Reading(Frame):
    sensor: u8
    value: i16


def misread(wire: bytes) -> dict[str, int]:
    return {"sensor": wire[0], "value": int.from_bytes(wire[1:3], "big")}


def test_a_function_of_a_module_is_imported_by_the_test_to_paste() -> None:
    with pytest.raises(LawBroken) as caught:
        check_against(Reading, unpack=misread, ways=(), examples=EXAMPLES)
    assert "from tests.testing.test_foreign import Reading" in caught.value.paste
    assert "from tests.testing.test_foreign import misread" in caught.value.paste
    space: dict[str, Any] = {}
    exec(caught.value.paste, space)
    with pytest.raises(AssertionError):
        space["test_reading_is_read_by_misread"]()


def test_what_other_code_does_not_know_can_be_left_out() -> None:
    def parse(wire: bytes) -> dict[str, int]:
        return {"sensor": wire[0]}

    check_against(Reading, unpack=parse, ways=(), ignore=["value"])
    with pytest.raises(LawBroken, match="value"):
        check_against(Reading, unpack=parse, ways=(), examples=EXAMPLES)


def test_other_code_that_refuses_a_good_frame_is_told() -> None:
    def parse(wire: bytes) -> dict[str, int]:
        raise KeyError("no")

    with pytest.raises(LawBroken, match=r"refuses Reading\(sensor=0, value=0\): KeyError"):
        check_against(Reading, unpack=parse)


class Guarded(Frame):
    magic: bytes = const(b"AB")
    value: u16
    crc: int = checksum(u32, "crc32")


def test_a_checksum_that_is_checked_hides_no_check_that_is_missing() -> None:
    def parse(wire: bytes) -> dict[str, int]:  # it never looks at the magic number
        if len(wire) != 8 or zlib.crc32(wire[:4]) != int.from_bytes(wire[4:], "big"):
            raise ValueError("wrong")
        return {"value": int.from_bytes(wire[2:4], "big")}

    with pytest.raises(LawBroken, match="const: magic") as caught:
        check_against(Guarded, unpack=parse, examples=EXAMPLES)
    with pytest.raises(NameError):  # what is missing in the test to paste is no refusal
        space: dict[str, Any] = {"Guarded": Guarded}
        exec(caught.value.paste, space)
        next(value for name, value in space.items() if name.startswith("test_"))()


def test_nothing_to_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="unpack="):
        check_against(Reading)


def test_a_stream_needs_a_frame_that_shows_its_end() -> None:
    class Rest(Frame):
        body: bytes = data()

    with pytest.raises(SpecError):
        check_against(Rest, decoder=StreamParser)


def test_a_server_behind_a_socket_is_a_parser_too() -> None:
    """It is asked for what it understood, and answers with what it would send back."""

    def serve_one(stream: Any) -> None:
        for message in stream:
            if isinstance(message.body, Pair):
                message = Message(priority=message.priority, body=Pair(left=message.body.left, right=message.body.right % 1000))
            stream.write(message)

    with serve("tcp://127.0.0.1:0", Message, serve_one) as server, connect(server.url, Message, timeout=10) as stream:

        def ask(wire: bytes) -> Message:
            stream.write(Message.unpack(wire))
            return stream.read()

        with pytest.raises(LawBroken) as caught:
            check_against(Message, unpack=ask, ways=(), examples=EXAMPLES, seed=1)
    assert str(caught.value.differences[0]) == "body.right: ours is 1000, theirs is 0"
