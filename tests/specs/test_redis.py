"""Redis: the examples of its documentation, and what a capture has of them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, FrameTooLarge, InvalidLength, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

redis: Any = load("redis")
Value, Bulk, Type, Pair = redis.Value, redis.Bulk, redis.Type, redis.Pair
FRAMES: list[type[Frame]] = [redis.Value, redis.Command]

MESSAGE = bytes.fromhex("2a330d0a24370d0a6d6573736167650d0a24330d0a466f6f0d0a2431310d0a4869207468657265203a290d0a")
"""What a subscriber is sent (RESP 2)."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_message_to_a_subscriber() -> None:
    message = Value.unpack(MESSAGE)
    assert message.type is Type.ARRAY
    assert [each.value.data for each in message.value] == [b"message", b"Foo", b"Hi there :)"]
    assert message.pack() == MESSAGE


@pytest.mark.parametrize(
    ("wire", "kind", "value"),
    [
        (b"+OK\r\n", Type.SIMPLE_STRING, "OK"),
        (b"-ERR unknown command 'asdf'\r\n", Type.SIMPLE_ERROR, "ERR unknown command 'asdf'"),
        (b":-42\r\n", Type.INTEGER, -42),
        (b"$5\r\nhello\r\n", Type.BULK_STRING, Bulk(data=b"hello")),
        (b"$2\r\n\r\n\r\n", Type.BULK_STRING, Bulk(data=b"\r\n")),
        (b"$0\r\n\r\n", Type.BULK_STRING, Bulk(data=b"")),
        (b"$-1\r\n", Type.BULK_STRING, None),
        (b"*0\r\n", Type.ARRAY, []),
        (b"*-1\r\n", Type.ARRAY, None),
        (b"_\r\n", Type.NULL, redis.Null()),
        (b"#t\r\n", Type.BOOLEAN, True),
        (b",-inf\r\n", Type.DOUBLE, "-inf"),
        (b"(3492890328409238509324850943850943825024385\r\n", Type.BIG_NUMBER, 3492890328409238509324850943850943825024385),
        (b"!21\r\nSYNTAX invalid syntax\r\n", Type.BULK_ERROR, Bulk(data=b"SYNTAX invalid syntax")),
        (b"=15\r\ntxt:Some string\r\n", Type.VERBATIM_STRING, redis.Verbatim(encoding="txt", data=b"Some string")),
    ],
)
def test_values(wire: bytes, kind: object, value: object) -> None:
    assert Value.unpack(wire) == Value(type=kind, value=value)
    assert Value(type=kind, value=value).pack() == wire


def test_arrays_and_maps_hold_values_of_all_types() -> None:
    wire = b"*2\r\n%1\r\n+first\r\n:1\r\n~2\r\n$-1\r\n>1\r\n#f\r\n"
    first, second = Value.unpack(wire).value
    assert first.value == [Pair(key=Value(type=Type.SIMPLE_STRING, value="first"), value=Value(type=Type.INTEGER, value=1))]
    assert [each.value for each in second.value] == [None, [Value(type=Type.BOOLEAN, value=False)]]
    assert Value.unpack(wire).pack() == wire


def test_attributes_do_not_count_as_items() -> None:
    wire = b"*3\r\n:1\r\n:2\r\n|1\r\n+ttl\r\n:3600\r\n:3\r\n"
    _, _, third = Value.unpack(wire).value
    assert third.value.attributes[0].key.value == "ttl"
    assert third.value.value == Value(type=Type.INTEGER, value=3)
    assert Value.unpack(wire).pack() == wire


def test_commands_are_arrays_or_lines() -> None:
    wire = b"*2\r\n$3\r\nGET\r\n$12\r\nsanity_check\r\n"
    assert redis.command(b"GET", b"sanity_check").pack() == wire
    assert redis.Command.unpack(wire) == redis.command(b"GET", b"sanity_check")
    inline = redis.Command.unpack(b'PUBLISH Foo "Hi there :)"\r\n')
    assert inline.command == redis.Inline(line='PUBLISH Foo "Hi there :)"')
    assert redis.Command(mark=ord("P"), command=redis.Inline(line="PING")).pack() == b"PING\r\n"
    with pytest.raises(PackError, match="mark"):
        redis.Command(mark=ord("G"), command=redis.Inline(line="PING")).pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"?\r\n", InvalidValue, "type"),
        (b":1_0\r\n", InvalidValue, "value"),
        (b":9223372036854775808\r\n", InvalidValue, "value"),
        (b"#yes\r\n", InvalidValue, "value"),
        (b"$3\r\nabcd\r\n", ConstMismatch, "value._end"),
        (b"$-2\r\n", InvalidLength, "value.data"),
        (b"$?\r\n", InvalidValue, "value"),
        (b"~-1\r\n", InvalidLength, "value"),
        (b"=3\r\nabc\r\n", ConstMismatch, "value._colon"),
        (b"*2\r\n:1\r\n:1\r", TruncatedFrame, "value[1].value"),
        (b"*99999999999\r\n", TruncatedFrame, "value"),
        (b"*1\r\n" * 65, FrameTooLarge, ".".join(["value[0]"] * 64)),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Value.unpack(wire)
    assert caught.value.path == path
