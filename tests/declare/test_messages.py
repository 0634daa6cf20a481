"""Messages as somebody reads them who is wrong for the first time: what happened, and what to write instead."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from framekit import (
    Frame,
    FramekitError,
    SpecError,
    asdict,
    checksum,
    const,
    data,
    derived,
    from_dict,
    make_frame,
    measure,
    scaled,
    switch,
    text,
    this,
    trace,
    u8,
    u16,
    u64,
    varint,
)
from tests.declare.test_refusals import WRONG

GOLDEN = Path(__file__).parent / "golden" / "refusals.txt"


class Ping(Frame):
    token: u8


class Pong(Frame):
    token: u8


class Message(Frame):
    magic: bytes = const(b"FK")
    kind: int = derived(u8)
    length: int = derived(u16)
    body: Ping | Pong = switch(this.kind, {1: Ping, 2: Pong}, size=this.length)
    crc: int = checksum(u8, "sum")


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="some texts quote Python, whose words differ between versions")
def test_the_text_of_every_refusal_is_as_written() -> None:
    """With FRAMEKIT_GOLDEN=write in the environment the file is written anew; its diff shows what has changed."""
    lines = []
    for case, (fields, options, _) in sorted(WRONG.items()):
        try:
            make_frame("Wrong", fields, **options)
        except SpecError as error:
            lines.append(f"{case}\n    {error}\n")
    found = "\n".join(lines)
    if os.environ.get("FRAMEKIT_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"n": (int, varint("leb128", bits=32))}, "is a kind and cannot be a default"),
        ({"n": (int, u16)}, "u16 is a kind and cannot be a default; write it as the annotation, or `n: ... = field(u16)`"),
        ({"body": (Ping | Pong, 7)}, r"`body: Ping | Pong = switch(this.tag, {1: Ping, 2: Pong})`"),
        ({"a": data(3), "crc": checksum(u16, "crc-modbus")}, "did you mean 'crc16-modbus', 'crc8-smbus', 'modbus'?"),
        ({"a": u8, "b": data(prefix=Ping)}, "prefix=Ping"),
        ({"a": data(u16)}, "data(u16): expected the length as a number"),
    ],
)
def test_a_wrong_field_says_what_to_write(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecError) as caught:
        make_frame("Wrong", fields)
    assert said in str(caught.value)


def test_kinds_are_spelled_as_they_are_written() -> None:
    with pytest.raises(SpecError, match=r"^scaled\(u64\): a float is exact for integers of at most 53 bits"):
        scaled(u64, 1e-8)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("length", "Message.length is derived from body and cannot be passed; use pack(override={'length': ...})"),
        ("kind", "Message.kind is derived from body"),
        ("magic", "Message.magic is always b'FK'"),
        ("crc", "Message.crc is a checksum, computed when packing, and cannot be passed"),
        ("bodi", "Message has no field 'bodi'; did you mean 'body'?"),
        ("whatever", "its constructor takes body"),
    ],
)
def test_an_argument_that_is_not_taken_says_why(name: str, said: str) -> None:
    make: Any = Message
    with pytest.raises(TypeError) as caught:
        make(body=Ping(token=1), **{name: 3})
    assert said in str(caught.value)


def test_a_value_that_no_arm_takes_lists_the_arms() -> None:
    wrong: Any = 7
    with pytest.raises(FramekitError, match=r"expected a value of one of the arms \(Ping, Pong\), got int"):
        Message(body=wrong).pack()
    with pytest.raises(FramekitError, match=r"'Pingg' is not an arm \(did you mean 'Ping'\?\); the arms are Ping, Pong"):
        from_dict(Message, {"body": {"Pingg": {"token": 1}}})


def test_an_expression_that_cannot_be_says_what_to_write() -> None:
    reference: Any = this.a
    with pytest.raises(SpecError, match=r"this\.a\['b'\] is not an item of an array; write this\.name\[index\]"):
        reference["b"]
    with pytest.raises(SpecError, match=r"len\(this\.a\) has no value"):
        len(reference)


def test_a_field_that_hides_a_word_is_named_as_the_reason() -> None:
    with pytest.raises(SpecError, match="a field of this class hides the function"):

        class Hides(Frame):
            text: str = text(prefix=u8)
            more: str = text(prefix=u8)


CALLS: dict[str, Callable[[], object]] = {
    "unpack": lambda: Message.unpack(b""),
    "unpack_from": lambda: Message.unpack_from(b"FK\1"),
    "pack": lambda: Message(body=Ping(token=999)).pack(),
    "trace": lambda: trace(Message, b"FK"),
    "measure": lambda: measure(Message, b"FK\1\0\1", 9),
    "from_dict": lambda: from_dict(Message, {}),
    "asdict": lambda: asdict(Message(body=None)),  # type: ignore[arg-type]
    "make_frame": lambda: make_frame("Wrong", {"a": data(this.n)}),
    "class": lambda: type(Frame)("Wrong", (Frame,), {"__annotations__": {"a": int}}),  # type: ignore[call-arg]
}


@pytest.mark.parametrize("call", CALLS)
def test_an_error_is_raised_by_one_line_of_framekit(call: str) -> None:
    with pytest.raises(FramekitError) as caught:
        CALLS[call]()
    places = [each.filename for each in traceback.extract_tb(caught.value.__traceback__)]
    assert len([each for each in places if each != __file__]) == 1
    assert caught.value.__context__ is None or caught.value.__suppress_context__
