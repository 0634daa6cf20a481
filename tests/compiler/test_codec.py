"""The generated codec: its boundary, the buffers it takes, its source."""

from __future__ import annotations

import array as stdarray
import linecache
import mmap
import re
import struct
import tempfile
import traceback
from contextlib import suppress
from enum import IntFlag
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import (
    Frame,
    PackError,
    SpecError,
    TrailingData,
    TruncatedFrame,
    UnpackError,
    array,
    bool8,
    codec_source,
    data,
    derived,
    f32,
    field,
    make_frame,
    measure,
    text,
    this,
    trace,
    u8,
    u16,
    u24,
    u32,
    u128,
)
from framekit.testing import frames
from tests.kinds import KINDS, Arrays, Color, Counted, Empty, Enums, Flags, Keywords, Named, Nested, Point, Prefixed, RestOfText


def buffers(wire: bytes) -> list[Any]:
    return [wire, bytearray(wire), memoryview(wire), memoryview(bytearray(b"\0" + wire + b"\0"))[1:-1]]


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_every_buffer_unpacks_to_the_same(frame: type[Frame]) -> None:
    @given(frames(frame))
    def law(value: Frame) -> None:
        for buffer in buffers(value.pack()):
            assert frame.unpack(buffer) == value
            assert frame.unpack_from(buffer) == value

    law()


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_frames_follow_one_another(frame: type[Frame]) -> None:
    @given(st.lists(frames(frame), min_size=1, max_size=3))
    def law(values: list[Frame]) -> None:
        wires = [value.pack() for value in values]
        wire = b"".join(wires)
        try:
            measure(frame, wire)
        except SpecError:
            return
        if not wire:
            return
        for buffer in buffers(wire):
            assert list(frame.iter_unpack(buffer)) == values
        assert frame.unpack_from(wire, len(wires[0]) - len(wire) if len(wires) > 1 else 0) == values[len(wires) > 1]
        last = frame.unpack_from(b"\xff" + wire, 1 + len(wire) - len(wires[-1]))
        assert last == values[-1]

    law()


def test_buffers_of_wider_items_and_with_gaps_are_bytes() -> None:
    words = stdarray.array("I", [1, 2])
    assert Point.unpack_from(words, 4).pack() == words.tobytes()[4:8]
    assert Point.unpack(memoryview(b"a-b-c-d-")[::2]).pack() == b"abcd"
    assert RestOfText.unpack(memoryview(b"\1a-b-"[:1] + b"ab")) == RestOfText(kind=1, message="ab")
    with tempfile.TemporaryFile() as file:
        file.write(b"\0\1a\0")
        file.flush()
        with mmap.mmap(file.fileno(), 0) as mapped:
            assert Named.unpack_from(mapped, 1) == Named(n=1, name="a")


@pytest.mark.parametrize("wrong", ["text", 5, None, [1], 1.5])
def test_what_is_no_buffer_is_a_type_error(wrong: Any) -> None:
    for frame in (Point, Named):
        with pytest.raises(TypeError):
            frame.unpack(wrong)
        with pytest.raises(TypeError):
            frame.unpack_from(wrong)
        with pytest.raises(TypeError):
            list(frame.iter_unpack(wrong))


def test_offsets_outside_of_the_buffer_are_truncated_frames() -> None:
    for frame in (Point, Named, RestOfText):
        for offset in (3, 99, -3, -99):
            for buffer in buffers(b"\0\0"):
                with pytest.raises(TruncatedFrame) as caught:
                    frame.unpack_from(buffer, offset)
                assert caught.value.needed > 0


def test_pack_into_writes_all_or_nothing() -> None:
    buffer = bytearray(b"......")
    Point(x=1, y=2).pack_into(buffer, 1)
    assert buffer == b".\0\1\0\2."
    Point(x=3, y=4).pack_into(memoryview(buffer), -4)
    assert buffer == b".\0\0\3\0\4"
    for offset in (3, 7, -3, -7):
        with pytest.raises(PackError):
            Point(x=9, y=9).pack_into(buffer, offset)
    with pytest.raises(PackError):
        Point(x=9, y=70000).pack_into(buffer)
    assert buffer == b".\0\0\3\0\4"
    with pytest.raises(TypeError):
        Point(x=9, y=9).pack_into(b"read only")


def test_good_frames_come_before_the_error_of_iter_unpack() -> None:
    wire = Named(n=1, name="a").pack() * 2 + b"\x05"
    for buffer in buffers(wire):
        coming = Named.iter_unpack(buffer)
        assert [next(coming), next(coming)] == [Named(n=1, name="a")] * 2
        with pytest.raises(TruncatedFrame) as caught:
            next(coming)
        assert caught.value.offset == 5


def test_a_frame_of_no_bytes_is_not_repeated_for_ever() -> None:
    assert list(Empty.iter_unpack(b"")) == []
    with pytest.raises(SpecError, match="0 bytes"):
        list(Empty.iter_unpack(b"x"))


def test_trailing_bytes_are_refused() -> None:
    with pytest.raises(TrailingData) as caught:
        Point.unpack(b"12345")
    assert (caught.value.offset, caught.value.expected, caught.value.found) == (4, 4, 5)


# Nothing is made on the word of a length


class Huge(Frame):
    a: bytes = data(prefix=u128)


class HugeCounts(Frame):
    n: u32
    rows: list[bytes] = array(data(length=this.n), prefix=u32)
    frames: list[Named] = array(Named, prefix=u32)
    words: list[int] = array(u16, prefix=u128)
    points: list[Point] = array(Point, prefix=u128)


@pytest.mark.parametrize("wire", [b"\xff" * 16, b"\xff" * 40, b"\xff" * 16 + b"x"])
def test_a_huge_length_is_refused_at_once(wire: bytes) -> None:
    with pytest.raises(TruncatedFrame) as caught:
        Huge.unpack(wire)
    assert caught.value.needed == 2**128 - 1 - (len(wire) - 16)
    assert measure(Huge, wire) == 2**128 - 1 + 16


@pytest.mark.parametrize("zeros", range(0, 60, 4))
def test_a_huge_count_is_refused_at_once(zeros: int) -> None:
    wire = b"\0" * zeros + b"\xff" * 44
    with pytest.raises(UnpackError):
        HugeCounts.unpack(wire)


def test_a_count_of_empty_items_is_limited() -> None:
    most = b"\0\0\0\0\0\0\x10\0"
    assert len(HugeCounts.unpack(most + b"\0" * 36).rows) == 4096
    with pytest.raises(UnpackError, match="limit of 4096"):
        HugeCounts.unpack(b"\0\0\0\0\0\0\x10\1" + b"\0" * 40)


def test_a_wild_shift_is_an_error_of_ours() -> None:
    class Shifted(Frame):
        n: u32
        body: bytes = data(length=this.n << this.n)

    class Divided(Frame):
        n: u8
        body: bytes = data(length=this.n // this.n)

    with pytest.raises(UnpackError, match="shift"):
        Shifted.unpack(b"\xff\xff\xff\xff")
    with pytest.raises(UnpackError, match="zero"):
        Divided.unpack(b"\0")
    with pytest.raises(PackError, match="zero"):
        Divided(n=0, body=b"").pack()
    with pytest.raises(PackError, match="shift"):
        Shifted(n=2**32 - 1, body=b"").pack()


# Values that cannot be written


class Values(Frame):
    number: u16 = 0
    odd: u24 = 0
    flag: bool8 = False
    real: f32 = 0.0
    exact: bytes = data(2, default=b"ab")
    name: str = text(4, default="")
    body: bytes = data(prefix=u8, default=b"")
    words: list[int] = array(u16, 2, default_factory=lambda: [0, 0])
    points: list[Point] = array(Point, prefix=u8, default_factory=list)
    point: Point = field(default_factory=lambda: Point(x=0, y=0))
    strict: Color = field(u8, default=Color.RED, strict=True)
    open: Color = field(u8, default=Color.RED)


class Explosive:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("boom")

    def __repr__(self) -> str:
        raise RuntimeError("boom")

    def __index__(self) -> int:
        raise RuntimeError("boom")


WRONG_VALUES: list[tuple[str, Any, str]] = [
    *[("number", value, "number") for value in (-1, 65536, 1.0, "1", None, b"1", Explosive(), [1])],
    *[("odd", value, "odd") for value in (-1, 1 << 24, 1.0, "1", None, Explosive())],
    *[("flag", value, "flag") for value in (2, "yes", None, 1.0, Explosive())],
    *[("real", value, "real") for value in ("1", None, 1e39, 1j, Explosive())],
    *[("exact", value, "exact") for value in (b"", b"a", b"abc", "ab", None, 2, [1, 2], memoryview(b"\1\0\0\0").cast("i"))],
    *[("name", value, "name") for value in ("abcde", "abé\u20ac", "a\0", b"a", None, "\ud800", Explosive())],
    *[("body", value, "body") for value in (b"x" * 256, "x", None, 3, Explosive())],
    *[("words", value, "words") for value in ([1], [1, 2, 3], (1, 2), "ab", None, {1: 2, 3: 4})],
    ("words", [1, 70000], "words[1]"),
    ("words", [1, Explosive()], "words[1]"),
    *[("points", value, "points") for value in ((), None, "ab", {})],
    ("points", [Point(x=1, y=2), 3], "points[1]"),
    ("points", [Point(x=1, y=70000)], "points[0].y"),
    *[("point", value, "point") for value in (None, 3, Named(n=0, name=""), Explosive())],
    ("point", Point(x="1", y=2), "point.x"),  # type: ignore[arg-type]
    *[("strict", value, "strict") for value in (3, "RED", None, 1.5)],
    *[("open", value, "open") for value in (256, -1, "RED", None, 1.5)],
]


@pytest.mark.parametrize("index", range(len(WRONG_VALUES)), ids=lambda index: f"{WRONG_VALUES[index][0]}-{index}")
def test_a_value_that_cannot_be_written_is_named(index: int) -> None:
    name, value, path = WRONG_VALUES[index]
    with pytest.raises(PackError) as caught:
        Values(**{name: value}).pack()
    assert caught.value.path == path
    assert caught.value.frame == "Values"
    assert isinstance(caught.value, ValueError)


MEAN_THE_SAME: list[tuple[str, Any]] = [
    ("number", True),
    ("flag", 1),
    ("exact", bytearray(b"xy")),
    ("exact", memoryview(b"xy")),
    ("body", bytearray(b"z")),
    ("open", 77),
    ("real", 1),
]


@pytest.mark.parametrize(("name", "value"), MEAN_THE_SAME)
def test_values_that_mean_the_same_are_taken(name: str, value: Any) -> None:
    frame = Values(**{name: value})
    assert getattr(Values.unpack(frame.pack()), name) == value


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.binary().map(bytearray)
    | st.complex_numbers(),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from([name for name in Values.__match_args__ if name != "real"]), ANYTHING)
def test_whatever_the_value_it_is_refused_or_comes_back(name: str, value: Any) -> None:
    frame = Values(**{name: value})
    try:
        wire = frame.pack()
    except PackError:
        return
    assert getattr(Values.unpack(wire), name) == value


def test_a_deleted_attribute_is_named() -> None:
    point = Point(x=1, y=2)
    del point.x
    with pytest.raises(PackError, match="deleted") as caught:
        point.pack()
    assert caught.value.path == "x"


def test_a_length_that_contradicts_its_field_is_refused() -> None:
    for wrong in (Named(n=2, name="a"), Named(n=0, name="a")):
        with pytest.raises(PackError, match=r"expected length . \(this\.n\), found 1"):
            wrong.pack()

    class Quads(Frame):
        n: int = derived(u8)
        body: bytes = data(length=this.n * 4)

    assert Quads(body=b"12345678").pack() == b"\x0212345678"
    with pytest.raises(PackError, match="multiple of 4"):
        Quads(body=b"123").pack()


def test_a_frame_larger_than_its_length_field_is_refused() -> None:
    assert len(Counted(kind=1, body=b"x" * 65535).pack()) == 65538
    with pytest.raises(PackError) as caught:
        Counted(kind=1, body=b"x" * 65536).pack()
    assert caught.value.path == "length"


# Enumerations


def test_unknown_values_of_open_enumerations_stay_integers() -> None:
    frame = Enums(open=Color.RED, strict=Color.GREEN, flags=Flags.SYN, known=Flags.ACK, several=[])
    wire = bytearray(frame.pack())
    wire[0], wire[6] = 99, 0x81
    again = Enums.unpack(wire)
    assert (again.open, type(again.open)) == (99, int)
    assert (again.flags, type(again.flags)) == (0x81, int)
    assert again.pack() == wire
    wire[0], wire[6] = 2, 0x41
    again = Enums.unpack(wire)
    assert again.open is Color.GREEN
    assert again.flags == Flags.SYN | Flags.FIN
    assert type(again.flags) is Flags


def test_unknown_values_of_strict_enumerations_are_refused() -> None:
    frame = Enums(open=Color.RED, strict=Color.GREEN, flags=Flags.SYN, known=Flags.ACK, several=[])
    wire = bytearray(frame.pack())
    for at, value, path in ((2, 9, "strict"), (7, 0x80, "known")):
        wrong = bytearray(wire)
        wrong[at] = value
        with pytest.raises(UnpackError, match="is no") as caught:
            Enums.unpack(wrong)
        assert caught.value.path == path


def test_many_unknown_flags_do_not_fill_memory() -> None:
    class Some(IntFlag):
        A = 1

    class Holder(Frame):
        some: Some = field(u16)

    for number in range(65536):
        Holder.unpack(struct.pack("!H", number))
    assert len(Some._value2member_map_) < 10
    every = IntFlag("Every", {f"B{bit}": 1 << bit for bit in range(16)})
    known: Any = make_frame("Known", {"some": (every, field(u16))})
    for number in range(65536):
        assert known.unpack(struct.pack("!H", number)).some == number
    assert len(every._value2member_map_) < 20
    assert repr(known.unpack(b"\0\3").some) == repr(every(3))


# The source


def test_the_source_is_shown_in_tracebacks_and_compiles_once() -> None:
    source = codec_source(Prefixed)
    assert codec_source(Prefixed) == source
    with suppress(UnpackError):
        Prefixed.unpack(b"")  # the first use puts the generated functions in place
    assert "def read_many(buffer, offset, end, limit, append):" in source
    assert "def unpack(data, /):" in source
    filename = Prefixed.unpack.__code__.co_filename  # type: ignore[attr-defined]
    assert source.startswith("".join(linecache.getlines(filename)))
    try:
        Prefixed.unpack(b"\x05")
    except UnpackError as error:
        shown = "".join(traceback.format_exception(error))
    assert "raise error" in shown
    assert "Refused" not in shown
    assert "struct.error" not in shown


def test_an_error_does_not_keep_the_buffer_from_growing() -> None:
    buffer = bytearray(b"\x05ab")
    kept: list[Exception] = []
    for read in (Named.unpack, Named.unpack_from, lambda each: list(Named.iter_unpack(each)), lambda each: trace(Named, each)):
        try:
            read(buffer)
        except UnpackError as error:
            kept.append(error)
            buffer += b"c"
            del buffer[-1:]
    try:
        measure(make_frame("Limited", {"x": data(prefix=u8, limit=1)}), buffer)
    except UnpackError as error:
        kept.append(error)
        buffer += b"c"
    assert len(kept) == 5


def test_offsets_are_checked() -> None:
    for offset in (-7, 7):
        with pytest.raises(UnpackError):
            measure(Named, b"\1\2\3\4\5\6", offset)
        with pytest.raises(UnpackError):
            measure(Point, b"\1\2\3\4\5\6", offset)
    for wrong in (None, "1", 1.0):
        with pytest.raises(TypeError):
            Named.unpack_from(b"\1a", wrong)  # type: ignore[arg-type]


def test_numbers_of_other_types_are_taken_by_every_width() -> None:
    class Five:
        def __index__(self) -> int:
            return 5

    made: Any = make_frame("Made", {"a": u16, "b": u24})
    assert made(a=Five(), b=Five()).pack() == b"\0\5\0\0\5"


def test_the_source_goes_when_its_frame_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framekit.declare.frame.observers", [])  # hypothesis would keep the class
    import gc

    made = make_frame("Gone", {"x": u8})
    made.unpack(b"\0")
    filename = made.unpack.__code__.co_filename  # type: ignore[attr-defined]
    assert filename in linecache.cache
    del made
    gc.collect()
    make_frame("Next", {"x": u8}).unpack(b"\0")
    assert filename not in linecache.cache


def test_neighbours_are_one_struct_through_nested_frames() -> None:
    source = codec_source(Nested)
    assert 'Struct(">BBhh")' in source
    assert 'Struct(">hhH")' in source


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_the_source_reads_like_code(frame: type[Frame]) -> None:
    source = codec_source(frame)
    assert max(len(line) for line in source.splitlines() if line[:1] != "#") < 360, (
        "a line holds one struct call, of some dozens of arguments"
    )
    assert not re.search(r"\bNone\b", re.sub(r"override=None|\w+ ?= ?None|is (not )?None|None\)\n", "", source))
    for verb in ("read", "unpack", "unpack_from", "write", "pack", "pack_into"):
        assert f"def {verb}(" in source


def test_fields_called_after_what_generated_code_uses_do_no_harm() -> None:
    frame = Keywords(
        self=1,
        buffer=2,
        offset=b"3",
        end=4,
        data=5,
        frame=6,
        start=7,
        stop=8,
        new=9,
        struct_0=10,
        len="11",
        Keywords=12,
        value=13,
        size=14,
    )
    assert Keywords.unpack(frame.pack()) == frame
    assert frame.Keywords == 12


def test_arrays_of_anything_unpack() -> None:
    frame = Arrays(
        few=[1, 2, 3],
        many=list(range(20)),
        odd=[1 << 20],
        flags=[True],
        floats=[0.5],
        points=[Point(x=1, y=2)],
        fixed_points=[Point(x=3, y=4), Point(x=5, y=6)],
        names=[Named(n=1, name="a")],
        texts=["b", ""],
        rows=[[1], []],
        grid=[[1, 2], [3, 4]],
        fixed_texts=["c"],
        colors=[Color.RED, 7],  # type: ignore[list-item]
        rest=[9],
    )
    assert Arrays.unpack(frame.pack()) == frame
