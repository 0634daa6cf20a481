"""Nothing of a user's enters generated code as it is: names are checked, constants are plain, titles are escaped."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    Frame,
    SpecError,
    array,
    codec_source,
    const,
    custom,
    data,
    field,
    make_frame,
    mapped,
    pad,
    switch,
    text,
    this,
    u8,
    u16,
)

HIT: list[str] = []
SMUGGLED = "\nfrom tests.compiler.test_injection import HIT; HIT.append('x')\n#"


class Number(int):
    def __repr__(self) -> str:
        return f"({int(self)}, HIT.append(1))[0]"

    __str__ = __repr__

    def __format__(self, how: str) -> str:
        return repr(self)


class Words(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return f"({str.__repr__(self)}, HIT.append(1))[0]"


class Octets(bytes):
    def __repr__(self) -> str:
        return f"({bytes.__repr__(self)}, HIT.append(1))[0]"


@pytest.fixture(autouse=True)
def nothing_runs() -> Any:
    HIT.clear()
    yield
    assert HIT == []


def use(frame: type[Frame]) -> None:
    assert "HIT.append(1)" not in codec_source(frame)
    for verb in ("unpack", "unpack_from"):
        try:
            getattr(frame, verb)(bytes(64))
        except ValueError:
            continue


def test_the_name_of_a_module_is_escaped() -> None:
    frame = make_frame("A", {"x": u8}, module="x" + SMUGGLED)
    assert frame(x=7).pack() == b"\7"
    assert frame.unpack(b"\7") == frame(x=7)
    assert "\nfrom tests" not in codec_source(frame)


@pytest.mark.parametrize("name", ["A" + SMUGGLED, "A B", "class", "1a", ""])
def test_a_name_that_is_none_is_refused_whatever_makes_the_class(name: str) -> None:
    metaclass: Any = type(Frame)
    with pytest.raises(SpecError, match="is not a valid Python name"):
        metaclass(name, (Frame,), {"__annotations__": {"x": u8}})
    with pytest.raises(SpecError, match="is not a valid Python name"):
        metaclass("A", (Frame,), {"__annotations__": {name: u8}})
    with pytest.raises(SpecError, match="is not a valid Python name"):
        make_frame("A", {name: u8})


def test_a_name_that_python_reads_otherwise_is_refused() -> None:
    metaclass: Any = type(Frame)
    with pytest.raises(SpecError, match="write it in that form"):
        metaclass("A", (Frame,), {"__annotations__": {"ﬁeld": u8}})


@pytest.mark.parametrize(
    "declared",
    [
        data(Number(2)),
        data(Number(2), pad=Octets(b" ")),
        data(prefix=u8, limit=Number(3)),
        data(until=Octets(b"|")),
        data(until=b"|", limit=Number(9)),
        text(prefix=u8, encoding=Words("utf-8"), errors=Words("replace")),
        text(until=Words("|")),
        array(u8, Number(2)),
        array(u8, Number(20)),
        array(u8, until=Octets(b"\xff")),
        array(text(prefix=u8), prefix=u8, limit=Number(3)),
        pad(Number(2), fill=Number(7)),
        const(Number(3), u8),
        const(Octets(b"ab")),
        const(Words("ab")),
        field(u8, check=this < Number(3)),
        field(u8, check={Number(3)}),
        field(u8, check=range(Number(3))),
        custom(lambda buffer, offset, end: (0, offset + 1), lambda value: b"", minimum=Number(1), maximum=Number(2)),
        mapped(u8, unpack=str, pack=int, name=Words("x)#")),
        mapped(u8, unpack=str, pack=int, name="3d ſ"),
    ],
)
def test_constants_are_plain(declared: Any) -> None:
    use(make_frame("Plain", {"x": (Any, declared), "y": u8}))


def test_tags_options_and_expressions_are_plain() -> None:
    use(make_frame("Tagged", {"k": data(1), "x": (Any, switch(this.k, {Octets(b"a"): u8, (Octets(b"b"), b"c"): data(2)}))}))
    use(make_frame("Worded", {"k": text(1), "x": (Any, switch(this.k, {Words("a"): u8}, otherwise=u16))}))
    use(make_frame("Compared", {"k": data(2), "x": (Any, data(length=this.k == Octets(b"ab")))}))

    class Deep(Frame, max_depth=Number(9), max_items=Number(7)):
        inner: list[Deep] = array(prefix=u8)

    use(Deep)
