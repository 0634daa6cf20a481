"""memcached: examples of protocol.txt and of the draft of the binary protocol, and what a capture has of them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

memcached: Any = load("memcached")
Request, Response, Command, Answer = memcached.Request, memcached.Response, memcached.Command, memcached.Answer
FRAMES: list[type[Frame]] = [
    memcached.TextCommand,
    memcached.TextAnswer,
    memcached.BinaryRequest,
    memcached.BinaryResponse,
    memcached.Request,
    memcached.Response,
    memcached.Datagram,
]

INCREMENT = bytes.fromhex(
    "80 05 0007 14 00 0000 0000001b 00000000 0000000000000000 0000000000000001 0000000000000000 00000e10 636f756e746572"
)
"""Adds 1 to the key `counter`, which begins with 0 and expires in an hour."""
INCREMENTED = bytes.fromhex("81 05 0000 00 00 0000 00000008 00000000 0000000000000005 0000000000000000")
FOUND = bytes.fromhex("81 00 0000 04 00 0000 00000009 00000000 0000000000000001 deadbeef 576f726c64")
NOT_FOUND = bytes.fromhex("81 00 0000 00 00 0001 00000009 00000000 0000000000000000 4e6f7420666f756e64")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "command", "arguments"),
    [
        (b"get a key:2\r\n", Command.GET, memcached.Keys(keys=["a", "key:2"])),
        (b"gat 10 a\r\n", Command.GAT, memcached.TouchAndKeys(exptime=10, keys=["a"])),
        (
            b"set k 1 -1 4 noreply\r\na\r\nb\r\n",
            Command.SET,
            memcached.Storage(key="k", flags=1, exptime=-1, length=4, noreply=True, data=b"a\r\nb"),
        ),
        (b"cas k 0 0 1 77\r\nx\r\n", Command.CAS, memcached.CompareAndStore(key="k", length=1, unique=77, data=b"x")),
        (b"incr k 5\r\n", Command.INCR, memcached.Step(key="k", value=5)),
        (b"delete k noreply\r\n", Command.DELETE, memcached.Deletion(key="k", noreply=True)),
        (b"ms k 2 T90 F1\r\nhi\r\n", Command.META_SET, memcached.MetaStorage(key="k", length=2, flags=["T90", "F1"], data=b"hi")),
        (b"mg k t v\r\n", Command.META_GET, memcached.Meta(key="k", flags=["t", "v"])),
        (b"stats\r\n", Command.STATS, memcached.Words()),
        (b"stats items\r\n", Command.STATS, memcached.Words(words=["items"])),
        (b"new 1\r\n", int.from_bytes(b"new", "big"), memcached.Words(words=["1"])),
    ],
)
def test_text_commands(wire: bytes, command: object, arguments: object) -> None:
    request = Request(mark=wire[0], message=memcached.TextCommand(command=command, arguments=arguments))
    assert Request.unpack(wire) == request
    assert request.pack() == wire


def test_the_size_of_data_is_held_against_it() -> None:
    request = memcached.store(Command.SET, "color", b"red")
    assert request.pack() == b"set color 0 0 3\r\nred\r\n"
    request.message.arguments.length = 4
    with pytest.raises(PackError, match="length"):
        request.pack()


def test_text_answers_are_one_line_or_all_up_to_the_end() -> None:
    wire = b"VALUE a 1 3\r\nabc\r\nVALUE b 0 2 9\r\n\r\n\r\nEND\r\n"
    answer = Response.unpack(wire).message
    assert answer.answer is Answer.VALUE
    assert answer.content.items == [
        memcached.Item(key="a", flags=1, length=3, data=b"abc"),
        memcached.Item(key="b", length=2, unique=9, data=b"\r\n"),
    ]
    assert Response.unpack(wire).pack() == wire
    answer = Response.unpack(b"STAT pid 8837\r\nSTAT version 1.4.15\r\nEND\r\n").message
    assert answer.content.statistics == {"pid": "8837", "version": "1.4.15"}
    assert Response.unpack(b"END\r\n").message.answer is Answer.END
    assert Response.unpack(b"12\r\n").message.word == "12"
    error = Response.unpack(b"CLIENT_ERROR bad data chunk\r\n").message
    assert (error.answer, error.content) == (Answer.CLIENT_ERROR, "bad data chunk")
    meta = Response.unpack(b"VA 2 t5\r\nhi\r\n").message
    assert meta.content == memcached.MetaItem(length=2, flags=["t5"], data=b"hi")


def test_binary_requests_and_responses() -> None:
    request = Request.unpack(INCREMENT)
    assert request.message.opcode is memcached.Opcode.INCREMENT
    assert request.message.extras == memcached.CounterExtras(delta=1, expiration=3600)
    assert request.message.key == b"counter"
    assert request.pack() == INCREMENT
    incremented = Response.unpack(INCREMENTED).message
    assert (incremented.cas, incremented.value) == (5, 0)
    found = Response.unpack(FOUND).message
    assert (found.extras, found.value) == (memcached.ItemExtras(flags=0xDEADBEEF), b"World")
    missing = Response.unpack(NOT_FOUND).message
    assert (missing.status, missing.extras, missing.value) == (memcached.Status.KEY_NOT_FOUND, b"", b"Not found")
    for wire in (INCREMENTED, FOUND, NOT_FOUND):
        assert Response.unpack(wire).pack() == wire


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"set k 0 0 3\r\nabcd\r\n", ConstMismatch, "message.arguments._end"),
        (b"set k 0 0 -3\r\n", InvalidLength, "message.arguments.data"),
        (b"set k 0 0 3 x\r\nabc\r\n", InvalidValue, "message.arguments.noreply"),
        (b"incr k +5\r\n", InvalidValue, "message.arguments.value"),
        (b"get  k\r\n", InvalidValue, "message.arguments.keys[0]"),
        (b"get " + b"k" * 251 + b"\r\n", InvalidValue, "message.arguments.keys[0]"),
        (b"a-name-of-too-many-letters\r\n", InvalidValue, "message.command"),
        (b"get", TruncatedFrame, "message.command"),
        (INCREMENT[:-1], TruncatedFrame, "message"),
        (INCREMENT[:4] + b"\x13" + INCREMENT[5:], InvalidLength, "message.extras.expiration"),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Request.unpack(wire)
    assert caught.value.path == path
