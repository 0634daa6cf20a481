"""Every form is recognised, or refused as ambiguous, and read back; no line that bears bytes is lost."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit.capture.text.forms import FORMS, read_text
from framekit.capture.text.pieces import DumpError
from tests.capture.text.renderings import DUMPS, RENDERINGS
from tests.scale import scaled


def joined(text: str, form: str = "auto") -> bytes:
    return b"".join(piece.data for piece in read_text(text, form))


WORDS = st.sampled_from(
    [b"FK\1\2", b"GET / HTTP/1.1\r\n", b"\0" * 20, b"AB ab 01 ff", b"10 20 30 ", b"    ", b"|*#<>", b"\xff\xfe"]
)
PAYLOADS = st.binary(min_size=1, max_size=70) | st.lists(WORDS | st.binary(max_size=9), min_size=1, max_size=9).map(
    b"".join
).filter(len)


@pytest.mark.parametrize("name", RENDERINGS)
@given(PAYLOADS)
def test_what_is_rendered_is_read_back(name: str, data: bytes) -> None:
    form, render = RENDERINGS[name]
    text = render(data)
    for each in (form, "auto"):
        try:
            assert joined(text, each) == data
        except DumpError as refused:
            reason = str(refused)
            by_base = form == "od" and "may be in base" in reason
            either = each == "auto" and "choose with --input" in reason
            assert by_base or either, text


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_long_text_of_each_form_is_recognised(name: str) -> None:
    data = bytes(range(256)) + b"some text, 0123 abcd | and more"
    assert joined(RENDERINGS[name][1](data)) == data
    assert joined(RENDERINGS[name][1](data).replace("\n", "\r\n")) == data


def test_every_form_is_rendered() -> None:
    assert {form for form, _ in RENDERINGS.values()} | {"follow"} == set(FORMS)


@pytest.mark.parametrize("name", [*DUMPS, "log", "hex", "C", "base64 in lines", "Saleae"])
@given(st.binary(min_size=1, max_size=60), st.data())
def test_a_garbled_line_is_refused_or_read(name: str, data: bytes, draw: st.DataObject) -> None:
    """One character is replaced. What is read must hold all bytes of the lines that were not touched, in order."""
    lines = RENDERINGS[name][1](data).split("\n")
    number = draw.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    if not line:
        return
    at = draw.draw(st.integers(0, len(line) - 1))
    garbled = draw.draw(st.sampled_from("0aFgz .:|x#*-,\t'\"/"))
    lines[number] = line[:at] + garbled + line[at + 1 :]
    try:
        found = joined("\n".join(lines))
    except DumpError:
        return
    size = {"C": 12, "base64 in lines": 57, "Saleae": 1}.get(name, 16)
    for place in range(0, len(data), size):
        row = data[place : place + size]
        touched = row_of_line(name, number) == place // size
        if not touched:
            assert row in found, "\n".join(lines)
        else:
            assert len(found) >= len(data) - len(row) + 1, "\n".join(lines)


def test_a_line_of_a_log_that_is_commented_out_is_refused() -> None:
    line = "2026-01-02 12:00:00.123 INFO RX: 00 01 02 03"
    assert joined(f"# recorded today\n{line}") == bytes([0, 1, 2, 3])
    with pytest.raises(DumpError, match="none of the supported forms"):
        joined(f"#{line}\n{line}")
    with pytest.raises(DumpError, match="the comment may be a line with bytes"):
        list(read_text(f"#{line}\n{line}", "log"))


def row_of_line(name: str, number: int) -> int:
    return number - {"hexyl": 1, "tcpdump -X": 1, "Wireshark": 3, "C": 1, "Saleae": 1}.get(name, 0)


@pytest.mark.parametrize("name", DUMPS)
@given(st.binary(min_size=33, max_size=64), st.data())
def test_a_row_that_is_missing_is_noticed(name: str, data: bytes, draw: st.DataObject) -> None:
    """The offsets show it, if a row follows."""
    form, render = RENDERINGS[name]
    lines = render(data).split("\n")
    first = {"hexyl": 1, "tcpdump -X": 1, "Wireshark": 3}.get(name, 0)
    number = draw.draw(st.integers(first + 1, first + (len(data) - 1) // 16 - 1))
    del lines[number]
    with pytest.raises(DumpError):
        joined("\n".join(lines), form)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("10 20 30\n", {"hex", "decimal"}),
        ("42", {"hex", "decimal"}),
        ("AAAA", {"hex", "base64"}),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", {"hex", "base64"}),
        ("deadbeef", {"hex", "base64"}),
        ("password", {"base64", "raw"}),
        ('"hello"', {"string", "raw"}),
        ("time,data\n1,46\n2,12\n", {"csv-hex", "csv-decimal"}),
        ("0000  46 4b 01 02", {"wireshark", "hex"}),
    ],
)
def test_what_can_be_two_things_is_refused_and_both_are_named(text: str, ways: set[str]) -> None:
    if text.startswith("0000"):
        assert joined(text) == b"FK\1\2"  # groups of two widths are not a list
        return
    with pytest.raises(DumpError) as caught:
        joined(text)
    assert {word for word in str(caught.value).replace(",", " ").split() if word in {*FORMS, "raw"}} >= ways


@pytest.mark.parametrize(
    "text",
    [
        "hello world\n",
        "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        '{"a": 1}',
        "2024-01-02 10:20:30",
        "10.0.0.1",
        "The quick brown fox\njumps over\n",
        "int main(void) { return 0; }",
        "import os\nprint('x')\n",
        "name,age\nada,36\n",
        "#!/bin/sh\necho 46 4b\n",
        "464b0102 4142 43",
        "46 4b 0\n",
    ],
)
def test_other_text_is_refused_and_told_how_to_be_read(text: str) -> None:
    with pytest.raises(DumpError, match="--input raw"):
        joined(text)


@given(st.text(alphabet="0123456789abcdef :|*.\nxFK,[]'\"\\#=b<>\t", max_size=200))
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    for form in ["auto", *FORMS]:
        try:
            for _ in read_text(text, form):
                pass
        except DumpError:
            pass


def test_a_form_that_does_not_exist_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="unknown form"):
        list(read_text("", "nothing"))


@pytest.mark.parametrize("end", ["z", "", " |", '"', "'", "\\", ":", " zz", "0x", "/*", "#"])
@pytest.mark.parametrize(
    "unit",
    [
        "00",
        "00 ",
        "0x00, ",
        "00:",
        "a: ",
        "12 ",
        "\\x00",
        "0000 ",
        "'",
        "[",
        "<00> ",
        "-",
        "A",
        "1.",
        "b'' ",
        "\t",
        "a-1: 00 ",
        "a=1,",
    ],
)
def test_a_long_line_takes_no_more_than_linear_time(unit: str, end: str) -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        for text in (unit * size + end, f"RX: {unit * size}{end}", f"0000  {unit * size}{end}"):
            with suppress(DumpError):
                joined(text)
        return time.process_time() - begun

    large = scaled(1600, 4000)
    assert seconds(large) < max(0.5, 3 * large / 400 * seconds(400))
