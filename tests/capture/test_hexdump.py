"""Hex dumps of the usual tools become the bytes they were made from."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit.capture.hexdump import EXPANSION_LIMIT, DumpError, InputForm, read_dump, tell_form


def undump(text: str, form: InputForm | None = None) -> list[bytes]:
    return [b"".join(block) for block in read_dump(text.splitlines(keepends=True), form or tell_form(text.encode()))]


SAMPLE = bytes(range(70)) + bytes(64) + b"0123 abcd | tail!"
TOOLS: dict[str, tuple[list[str], InputForm]] = {
    "xxd": (["xxd"], "xxd"),
    "xxd -a": (["xxd", "-a"], "xxd"),
    "xxd -g1 -u": (["xxd", "-g1", "-u"], "xxd"),
    "xxd -c 32": (["xxd", "-c", "32"], "xxd"),
    "xxd -p": (["xxd", "-p"], "hex"),
    "hexdump": (["hexdump"], "od"),
    "hexdump -v": (["hexdump", "-v"], "od"),
    "hexdump -C": (["hexdump", "-C"], "hexdump"),
    "hexdump -Cv": (["hexdump", "-Cv"], "hexdump"),
    "od -x": (["od", "-x"], "od"),
    "od -v -x": (["od", "-v", "-x"], "od"),
    "od -t x1": (["od", "-t", "x1"], "od"),
    "od -t x4": (["od", "-t", "x4"], "od"),
    "od -A x -t x1z": (["od", "-A", "x", "-t", "x1z"], "od"),
    "od -A n -v -t x1": (["od", "-A", "n", "-v", "-t", "x1"], "hex"),
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("size", [1, 2, 3, 15, 16, 17, 31, 32, 33, len(SAMPLE) - 1, len(SAMPLE)])
def test_the_dump_of_a_real_tool_is_told_and_read(tmp_path: Path, tool: str, size: int) -> None:
    command, form = TOOLS[tool]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    path = tmp_path / "data"
    path.write_bytes(SAMPLE[-size:])
    text = subprocess.run([*command, path], check=True, capture_output=True, text=True).stdout
    assert tell_form(text.encode()) == form
    assert undump(text) == [SAMPLE[-size:]]


XXD = """\
00000000: 464b 0102 4142 4344 4546 4748 494a 4b4c  FK..ABCDEFGHIJKL
00000010: 4142                                     AB
"""
HEXDUMP = """\
00000000  46 4b 01 02 41 42 43 44  45 46 47 48 49 4a 4b 4c  |FK..ABCDEFGHIJKL|
00000010  41 42                                             |AB|
00000012
"""
OD = """\
0000000 4b46 0201 4241 4443 4645 4847 4a49 4c4b
0000020 4241
0000022
"""
TCPDUMP = """\
10:23:45.678901 IP 127.0.0.1.40000 > 127.0.0.1.5432: Flags [P.], length 18
\t0x0000:  464b 0102 4142 4344 4546 4748 494a 4b4c  FK..ABCDEFGHIJKL
\t0x0010:  4142                                     AB
10:23:45.678999 IP 127.0.0.1.5432 > 127.0.0.1.40000: Flags [P.], length 3
\t0x0000:  0102 03                                  ...
"""
WIRESHARK = """\
Frame 1: 18 bytes on wire
    Some protocol: of 0x0000 and more

0000  46 4b 01 02 41 42 43 44 45 46 47 48 49 4a 4b 4c   FK..ABCDEFGHIJKL
0010  41 42                                             AB

Frame 2: 3 bytes on wire

0000  01 02 03                                          ...
"""
FOLLOWED = """\
00000000  46 4b 01 02 41 42 43 44  45 46 47 48 49 4a 4b 4c   FK..ABCD EFGHIJKL
    00000000  01 02 03                                           ...
00000010  41 42                                              AB
    00000003  04                                                 .
"""
WANTED = b"FK\1\2ABCDEFGHIJKLAB"


@pytest.mark.parametrize(
    ("text", "form", "blocks"),
    [
        (XXD, "xxd", [WANTED]),
        (HEXDUMP, "hexdump", [WANTED]),
        (OD, "od", [WANTED]),
        (TCPDUMP, "tcpdump", [WANTED, b"\1\2\3"]),
        (WIRESHARK, "wireshark", [WANTED, b"\1\2\3"]),
        (FOLLOWED, "wireshark", [WANTED, b"\1\2\3\4"]),
        ("46 4b:01,02\n0x41 \\x42", "hex", [b"FK\1\2AB"]),
        ("464b0\n102", "hex", [b"FK\1\2"]),
        ("  46 4B\n\n", "hex", [b"FK"]),
    ],
    ids=["xxd", "hexdump", "od", "tcpdump", "wireshark", "follow stream", "separators", "split bytes", "blanks"],
)
def test_each_form_is_told_and_read(text: str, form: InputForm, blocks: list[bytes]) -> None:
    if text != "464b0\n102":
        assert tell_form(text.encode()) == form
    assert undump(text, form) == blocks
    assert undump(text.replace("\n", "\r\n"), form) == blocks


@pytest.mark.parametrize("data", [b"", b"\0\1", b"FK\x80", b"hello world\n", b"GET / HTTP/1.1\r\n\r\n", bytes(range(256))])
def test_what_is_no_dump_is_raw(data: bytes) -> None:
    assert tell_form(data) == "raw"


@pytest.mark.parametrize(
    ("text", "form", "hint"),
    [
        ("46 4", "hex", "one digit"),
        ("46 zz", "hex", "no hex digit"),
        (XXD.replace("00000010", "00000020"), "xxd", "follows"),
        (HEXDUMP.replace("00000012", "00000013"), "hexdump", "follows"),
        (OD.replace("0000022", "0000040"), "od", "follow"),
        (XXD + "garbage", "xxd", "no line"),
        ("*\n00000010: 41", "xxd", "there is none"),
        (XXD + "*\n", "xxd", "how often"),
        (XXD + "*\n00000013: 41\n", "xxd", "repetition"),
        (TCPDUMP.replace("0x0010", "0x0020"), "tcpdump", "follows"),
        ("0000000 4241 42\n", "od", "width"),
        ("0000000 041502 001001\n", "od", "od -t x1"),
        ("0000000 414 424\n", "od", "half a byte"),
        ("00000000: 02014b46 44434241                    FK..ABCD\n", "xxd", "-e"),
        ("00000000: 01000110 01001011                        FK\n", "xxd", "-b"),
        ("\t0x0000:  4500 003 \n", "tcpdump", "half a byte"),
    ],
)
def test_a_line_that_does_not_fit_is_an_error_with_its_number(text: str, form: InputForm, hint: str) -> None:
    with pytest.raises(DumpError, match=hint) as caught:
        undump(text, form)
    assert str(caught.value).startswith("line ")


@pytest.mark.parametrize("unit", ["41 ", "0x41 ", "41", "\\x41", "0x4142,\n"])
def test_long_lines_may_be_cut_anywhere(unit: str) -> None:
    text = unit * 500
    wanted = b"AB" * 500 if "42" in unit else b"A" * 500
    for size in (7, 64, 65, 66, 67, 100):
        assert tell_form(text[: size * 8].encode(), cut=True) == "hex"
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        assert b"".join(chunk for block in read_dump(pieces, "hex") for chunk in block) == wanted


def test_words_between_the_lines_need_not_be_ascii() -> None:
    for text, form in ((WIRESHARK, "wireshark"), (TCPDUMP, "tcpdump")):
        named = text.replace("Frame 1", "5000 \u2192 6000").replace("Flags", "caf\u00e9 Flags")
        assert not named.isascii()
        assert tell_form(named.encode()) == form
        assert undump(named) == [WANTED, b"\1\2\3"]
    assert tell_form("5000 \u2192 6000".encode()) == "raw"
    assert tell_form(b"\xff\xfe0000  46 4b\n") == "raw"


def test_dumps_may_be_indented() -> None:
    for text, form in ((XXD, "xxd"), (HEXDUMP, "hexdump"), (OD, "od")):
        indented = "".join(f"  {line}\n" for line in text.splitlines())
        assert tell_form(indented.encode()) == form
        assert undump(indented) == [WANTED]


def test_repeated_lines_are_made_as_they_are_asked_for() -> None:
    text = "00000000: 00 \n*\n3fffffff: 01\n"
    block = next(iter(read_dump(text.splitlines(), "xxd")))
    assert sum(len(chunk) for chunk in itertools.islice(block, 50)) < 10_000_000
    endless = f"00000000: 00\n*\n{EXPANSION_LIMIT * 2:x}: 01\n"
    with pytest.raises(DumpError, match="more than"):
        undump(endless, "xxd")


@given(st.text(alphabet="0123456789abcdef :|*.\nxFK", max_size=200))
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    forms: list[InputForm] = ["hex", "xxd", "hexdump", "od", "tcpdump", "wireshark"]
    for form in [tell_form(text.encode()), *forms]:
        if form == "raw":
            continue
        try:
            for block in read_dump(text.splitlines(), form):
                for _ in itertools.islice(block, 100):
                    pass
        except DumpError:
            pass
