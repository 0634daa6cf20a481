"""Frames that chain: each says where the next begins, and the last takes the rest."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    Expr,
    FrameDecoder,
    InvalidLength,
    PackError,
    SpecError,
    TruncatedFrame,
    analyse,
    array,
    choose,
    data,
    make_frame,
    rest,
    spec_of,
    this,
    u8,
    u16,
)
from framekit.framing import Delimiter
from framekit.spec.chains import ends_chain
from framekit.spec.describe import describe
from tests.kinds_ends import ChainedParts, Compound, Compounds

WIRE = bytes.fromhex("07" + "01 0006 616263" + "02 0004 00" + "03 0000 78")


def test_an_array_ends_after_the_one_that_takes_the_rest() -> None:
    frame = Compounds.unpack(WIRE)
    assert [(each.kind, each.next, each.body) for each in frame.messages] == [(1, 6, b"abc"), (2, 4, b"\0"), (3, 0, b"x")]
    assert frame.pack() == WIRE
    assert describe(spec_of(Compounds).fields[1].kind) == "array(Compound, until=item.next == 0, or_end=True)"


def test_the_last_may_say_its_size_too() -> None:
    wire = WIRE[:-4] + bytes.fromhex("03 0004 78")
    assert Compounds.unpack(wire).messages[-1].next == 4
    assert Compounds.unpack(wire).pack() == wire


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([Compound(kind=1, next=0, body=b"a"), Compound(kind=2, next=0, body=b"b")], r"at byte 5: the previous item ends"),
        ([Compound(kind=1, next=9, body=b"a")], r"messages\[0\] at byte 1: expected size 9 \(choose\(.*, rest\)\), found 4"),
    ],
)
def test_packing_refuses_one_that_would_be_read_otherwise(messages: list[Compound], reason: str) -> None:
    with pytest.raises(PackError, match=reason):
        Compounds(head=1, messages=messages).pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\7\1\0\2", InvalidLength, "messages[0]"),
        (b"\7\1\0\x20ab", TruncatedFrame, "messages[0]"),
        (b"\7\1\0\6abc\1", TruncatedFrame, "messages[1].next"),
    ],
)
def test_a_size_that_cannot_be_is_refused_where_it_is(wire: bytes, error: type[Exception], path: str) -> None:
    with pytest.raises(error) as caught:
        Compounds.unpack(wire)
    assert getattr(caught.value, "path", None) == path


def test_a_stream_needs_to_know_where_the_last_one_ends() -> None:
    with pytest.raises(SpecError):
        FrameDecoder(Compound)
    assert any("end" in str(each) for each in analyse(Compound))
    decoder = FrameDecoder(Compounds, framing=Delimiter(b"|"))
    assert decoder.feed(WIRE + b"|")[0].messages[2].kind == 3
    assert ChainedParts.unpack(bytes.fromhex("0008 00 05 01 0007 01 00 00 09")).parts[1].last == 1


@pytest.mark.parametrize(
    ("size", "fields", "reason"),
    [
        (rest - 3, {}, "must be one of the choices"),
        (choose(this.n, rest, rest), {}, "must be one of the choices"),
        (choose(this.n, this.n, rest + 1), {}, "must be one of the choices"),
        (None, {"x": (bytes, data(choose(this.n, this.n, rest)))}, r"rest in .* is allowed only in the size= of a class"),
        (None, {"x": (list[Compound], array(Compound, prefix=u16))}, "does not indicate where it ends"),
        (None, {"x": (list[Compound], array(Compound, until=b"|"))}, "does not indicate where it ends"),
    ],
)
def test_the_rest_is_of_a_size_alone(size: Expr | None, fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", {"n": u8, **fields}, size=size)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (choose(this.a != 0, this.b, rest), "item.a == 0"),
        (choose(this.a < 3, this.b, rest), "item.a >= 3"),
        (choose(this.a & 1, this.b, rest), "item.a & 1 == 0"),
        (choose(this.a & 1, rest, this.b), "item.a & 1"),
        (this.a, "None"),
    ],
)
def test_the_end_of_a_chain_follows_from_the_size(size: Expr, shown: str) -> None:
    assert str(ends_chain(size)) == shown
