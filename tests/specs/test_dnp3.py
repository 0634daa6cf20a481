"""DNP3: link frames of real stations, and others laid out by hand as IEEE 1815 draws them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    InvalidValue,
    PackError,
    Timestamp,
    TruncatedFrame,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

dnp3: Any = load("dnp3")
LinkFrame = dnp3.LinkFrame
FRAMES: list[type[Frame]] = [
    dnp3.Control,
    dnp3.ApplicationStart,
    dnp3.FirstBlock,
    dnp3.LinkFrame,
    dnp3.ObjectHeader,
    dnp3.Fragment,
]

RESPONSE = bytes.fromhex("05640a44 0300 0400 7cae e6f7821000 4fbd")
CONFIRM = bytes.fromhex("056408c4 0400 0300 b4b8 c0d700 7ace")
WRITE = bytes.fromhex("056412c4 0400 0300 1e7c c1c10232010701ebe45a87ff00 2801")


def of_user_data(user_data: bytes, *, sequence: int = 0) -> Any:
    """A frame of a later segment, whose bytes are not taken apart."""
    first = dnp3.FirstBlock(
        size=min(len(user_data) + 1, 16), is_first=False, is_final=False, sequence=sequence, content=user_data[:15]
    )
    later = [user_data[start : start + 16] for start in range(15, len(user_data), 16)]
    return LinkFrame(
        length=len(user_data) + 6,
        control=dnp3.Control(from_master=False, body=dnp3.Primary(function=dnp3.PrimaryFunction.UNCONFIRMED_USER_DATA)),
        destination=1,
        source=10,
        first_block=first,
        blocks=[dnp3.Block(size=len(each), content=each) for each in later],
    )


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_unsolicited_response() -> None:
    frame = LinkFrame.unpack(RESPONSE)
    assert frame.control == dnp3.Control(
        from_master=False, body=dnp3.Primary(function=dnp3.PrimaryFunction.UNCONFIRMED_USER_DATA)
    )
    assert (frame.destination, frame.source) == (3, 4)
    assert (frame.first_block.is_first, frame.first_block.is_final, frame.first_block.sequence) == (True, True, 38)
    assert frame.first_block.content == dnp3.ApplicationStart(
        confirm=True,
        unsolicited=True,
        sequence=7,
        function=dnp3.ApplicationFunction.UNSOLICITED_RESPONSE,
        indications=dnp3.Indications.NEED_TIME,
    )
    assert frame.pack() == RESPONSE


@pytest.mark.parametrize(("wire", "function", "objects"), [(CONFIRM, "CONFIRM", ""), (WRITE, "WRITE", "32010701ebe45a87ff00")])
def test_requests_have_no_indications(wire: bytes, function: str, objects: str) -> None:
    frame = LinkFrame.unpack(wire)
    start = frame.first_block.content
    assert frame.control.from_master
    assert (start.function, start.indications) == (dnp3.ApplicationFunction[function], None)
    assert start.objects == bytes.fromhex(objects)
    assert frame.pack() == wire


@pytest.mark.parametrize(("size", "blocks"), [(1, 0), (15, 0), (16, 1), (31, 1), (32, 2), (249, 15)])
def test_blocks(size: int, blocks: int) -> None:
    user_data = bytes(range(size))
    wire = of_user_data(user_data).pack()
    assert len(wire) == 10 + size + 1 + 2 * (blocks + 1)
    frame = LinkFrame.unpack(wire)
    assert len(frame.blocks) == blocks
    assert frame.user_data == b"\0" + user_data
    assert frame.pack() == wire


def test_link_status_has_no_user_data() -> None:
    status = LinkFrame(
        length=5,
        control=dnp3.Control(
            from_master=True, body=dnp3.Secondary(data_flow_control=True, function=dnp3.SecondaryFunction.LINK_STATUS)
        ),
        destination=10,
        source=1,
    )
    wire = status.pack()
    assert wire[:8].hex() == "0564059b0a000100"
    assert len(wire) == 10
    assert LinkFrame.unpack(wire) == status
    assert status.user_data == b""


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\x05\x65" + RESPONSE[2:], ConstMismatch, "_start"),
        (b"\x05\x64\x04" + RESPONSE[3:], InvalidValue, "length"),
        (RESPONSE[:8] + b"\0\0" + RESPONSE[10:], ChecksumMismatch, "crc"),
        (RESPONSE[:-1] + b"\0", ChecksumMismatch, "first_block.crc"),
        (RESPONSE[:-1], TruncatedFrame, "first_block.crc"),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        LinkFrame.unpack(wire)
    assert caught.value.path == path


def test_the_length_is_held_against_the_blocks() -> None:
    frame = of_user_data(bytes(20))
    frame.length += 16
    with pytest.raises(PackError, match="length"):
        frame.pack()


def test_headers_of_a_request() -> None:
    wire = bytes.fromhex("c3 01 3c0206 1e0201 00000900 01001703020507")
    fragment = dnp3.Fragment.unpack(wire)
    classes, range_of, listed = fragment.objects
    assert (classes.group, classes.variation, classes.content) == (dnp3.Group.CLASS_OBJECTS, 2, dnp3.Everything())
    assert range_of.content == dnp3.Range(width=1, start=0, stop=9)
    assert (listed.prefix, listed.content) == (dnp3.Prefix.INDEX_8, [2, 5, 7])
    assert fragment.pack() == wire


def test_events_at_relative_times() -> None:
    wire = bytes.fromhex("f8 82 0000 330107 01 c75d7d87ff00 020328 0200 0200 01 0000 0100 81 0e03")
    common, events = dnp3.Fragment.unpack(wire).objects
    assert [each.value.time for each in common.content] == [Timestamp("2004-10-11T10:16:40.647Z")]
    flags = dnp3.objects.BinaryFlags
    assert [(each.index, each.value.flags, each.value.milliseconds) for each in events.content] == [
        (2, flags.ONLINE, 0),
        (1, flags.ONLINE | flags.STATE, 782),
    ]
    assert dnp3.Fragment.unpack(wire).pack() == wire


def test_static_values_have_a_range() -> None:
    wire = bytes.fromhex("c5 81 0000 010100 00 05 02 0a0200 00 01 01 81 1e0300 02 03 c5000000 ffffffff")
    bits, outputs, analogs = dnp3.Fragment.unpack(wire).objects
    assert (bits.content.stop, bits.content.states) == (5, [False, True, False, False, False, False])
    assert [each.value.flags & dnp3.objects.BinaryFlags.STATE for each in outputs.content.objects] == [0, 0x80]
    assert (analogs.content.start, [each.value for each in analogs.content.objects]) == (2, [197, -1])
    assert dnp3.Fragment.unpack(wire).pack() == wire


def test_a_command_can_be_made() -> None:
    block = dnp3.objects.RelayOutputBlock(operation=dnp3.objects.Operation.LATCH_ON, on_time=100, off_time=100)
    select = dnp3.Fragment(
        sequence=3,
        function=dnp3.ApplicationFunction.SELECT,
        objects=[
            dnp3.ObjectHeader(
                function=dnp3.ApplicationFunction.SELECT,
                group=dnp3.Group.BINARY_OUTPUT_COMMAND,
                variation=1,
                prefix=dnp3.Prefix.INDEX_16,
                range=dnp3.RangeSpecifier.COUNT_16,
                content=[dnp3.Object(type=0x0C01, prefix=2, index=34463, value=block)],
            )
        ],
    )
    assert select.pack().hex() == "c3030c012801009f86030164000000" + "6400000000"


def test_a_fragment_goes_on_over_frames() -> None:
    whole = bytes.fromhex("c5 81 0000 6e0a00 00 03") + b"0123456789" * 4
    parts = [whole[:20], whole[20:33], whole[33:]]
    frames = []
    for place, part in enumerate(parts):
        start = dnp3.ApplicationStart.unpack(part[:15]) if place == 0 else part[:15]
        frame = of_user_data(part, sequence=(63 + place) % 64)
        frame.first_block.is_first, frame.first_block.is_final = place == 0, place == 2
        frame.first_block.content = start
        frames.append(LinkFrame.unpack(frame.pack()))
    confirm, fragment = dnp3.fragments_of([*frames[:2], LinkFrame.unpack(CONFIRM), frames[2]])
    assert confirm.function is dnp3.ApplicationFunction.CONFIRM
    assert fragment.pack() == whole
    assert [each.value for each in fragment.objects[0].content.objects] == [b"0123456789"] * 4
    assert list(dnp3.fragments_of([frames[0], frames[2]])) == []


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ("c1 15 3c02 06 3c04 ed", "objects[1].content"),
        ("c1 81 0000 1e09 00 00 00 00", "objects[0].content.objects[0].value"),
        ("c1 81 0000 1e02 00 05 03", "objects[0].content.objects"),
    ],
    ids=["a qualifier that is reserved", "a variation that nobody knows", "a range that ends before it starts"],
)
def test_objects_that_are_wrong_are_refused(wire: str, path: str) -> None:
    with pytest.raises(UnpackError) as caught:
        dnp3.Fragment.unpack(bytes.fromhex(wire))
    assert caught.value.path == path
