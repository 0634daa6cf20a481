"""`framekit decode` as a user runs it: forms of input, streams, faults, live pipes, and what is safe to print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from framekit.cli.app import framekit
from framekit.cli.output import json_visible
from framekit.view.text import visible

ROOT = Path(__file__).parents[2]

SOURCE = """
from enum import IntEnum, IntFlag
from framekit import (Frame, Unknown, array, checksum, const, data, derived, field, ipv4, optional, switch, text, this, unknown,
    u4, u8, u12, u16, u32)

class Color(IntEnum):
    RED = 1

class Flags(IntFlag):
    A = 1
    B = 2

class Ping(Frame):
    token: u8

class Message(Frame):
    magic: bytes = const(b"FK")
    version: u4 = 1
    wide: u12 = 0
    kind: int = derived(u8)
    length: int = derived(u8)
    body: Ping | Unknown = switch(this.kind, {1: Ping}, otherwise=unknown(), size=this.length)
    crc: int = checksum(u16, "crc-16/xmodem")

class Word(Frame):
    word: str = text(prefix=u8, errors="surrogateescape")

class Values(Frame):
    address: ipv4
    color: Color = field(u8)
    flags: Flags = field(u8)
    absent: int | None = optional(u8, when=this.color == 9)
    words: list[Word] = array(Word, prefix=u8)

class Rest(Frame):
    everything: bytes = data()
"""


def run(*arguments: str, input: bytes | str | None = None) -> Result:
    return CliRunner().invoke(framekit, arguments, input=input)


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "decode_spec.py"
    path.write_text(SOURCE)
    return str(path)


def good_of(spec: str) -> bytes:
    encoded = run(
        "encode", f"{spec}:Message", "-", "--format", "raw", input='{"version": 1, "wide": 2, "body": {"Ping": {"token": 7}}}'
    )
    assert encoded.exit_code == 0, encoded.output
    return encoded.stdout_bytes


def bad_of(good: bytes) -> bytes:
    return good[:-1] + bytes([good[-1] ^ 0xFF])


def test_hex_may_be_an_argument(spec: str) -> None:
    for text in ("02 68 69", "026869", "0x02,0x68,0x69", "\\x02\\x68\\x69", "02:68:69"):
        assert "word 'hi'" in run("decode", f"{spec}:Word", "--hex", text).stdout
    assert "odd number of hex digits" in run("decode", f"{spec}:Word", "--hex", "02 6").stderr
    assert run("decode", f"{spec}:Word").exit_code == 2
    assert run("decode", f"{spec}:Word", "-", "--hex", "00").exit_code == 2
    assert run("decode", f"{spec}:Word", "--hex", "00", "--input", "base64").exit_code == 2


FOLLOWED = """
===================================================================
Follow: tcp,hex
Filter: tcp.stream eq 0
Node 0: 10.0.0.1:40190
Node 1: 10.0.0.2:5432
00000000  02 68                                             .h
\t00000000  02 6f                                             .o
00000002  69 01 61                                          i.a
\t00000002  6b                                                k
===================================================================
"""


def test_both_directions_of_a_conversation_are_printed(spec: str) -> None:
    result = run("decode", f"{spec}:Word", "-", input=FOLLOWED)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "── direction 1 (10.0.0.1:40190)",
        "#0 Word at 0, 3 bytes",
        "└─ word 'hi'",
        "#1 Word at 3, 2 bytes",
        "└─ word 'a'",
        "── direction 2 (10.0.0.2:5432)",
        "#2 Word at 0, 3 bytes",
        "└─ word 'ok'",
    ]
    for direction, words in (("1", ["hi", "a"]), ("2", ["ok"])):
        one = run("decode", f"{spec}:Word", "-", "--direction", direction, "--format", "jsonl", input=FOLLOWED)
        assert [json.loads(line)["word"] for line in one.stdout.splitlines()] == words
    none = run("decode", f"{spec}:Word", "-", "--direction", "rx", input=FOLLOWED)
    assert none.exit_code == 1
    assert "found: 1, 2" in none.stderr
    log = "RX: 02 68 69\nTX: 02 6f 6b\n"
    assert run("decode", f"{spec}:Word", "-", "--direction", "TX", "--format", "jsonl", input=log).stdout == '{"word": "ok"}\n'


def test_a_fault_in_one_direction_does_not_hide_the_other(spec: str) -> None:
    text = FOLLOWED.replace("00000000  02 68 ", "00000000  ff 68 ", 1).replace(".h\n", ".h\n", 1)
    result = run("decode", f"{spec}:Word", "-", input=text)
    assert result.exit_code == 1
    assert "word 'ok'" in result.stdout
    assert "bad" in result.stdout


def test_a_line_that_is_not_understood_is_an_error_that_shows_it(spec: str) -> None:
    result = run("decode", f"{spec}:Word", "-", input=FOLLOWED.replace("\t00000002", "\t000000x2"))
    assert result.exit_code == 1
    assert "line 10" in result.stderr
    assert "000000x2" in result.stderr


def test_each_line_may_be_a_datagram(spec: str) -> None:
    text = "46 4b 01\n02\n03 04\n"
    result = run("decode", f"{spec}:Rest", "-", "--each", "line", "--format", "jsonl", input=text)
    assert [json.loads(line)["everything"] for line in result.stdout.splitlines()] == ["464b01", "02", "0304"]
    whole = run("decode", f"{spec}:Rest", "-", "--format", "jsonl", input=text)
    assert [json.loads(line)["everything"] for line in whole.stdout.splitlines()] == ["464b01020304"]
    cut = run("decode", f"{spec}:Word", "-", "--each", "line", "--format", "jsonl", input="02 68\n02 6f 6b\n")
    assert cut.stdout == '{"word": "ok"}\n'
    assert cut.exit_code == 1
    dump = run("decode", f"{spec}:Rest", "-", "--each", "line", input="00000000: 0102  ..\n")
    assert dump.exit_code == 1
    assert "--each line" in dump.stderr
    assert run("decode", f"{spec}:Rest", "-", "--each", "line", input=b"\0\1").exit_code == 1
    assert run("decode", f"{spec}:Rest", "-", "--each", "line", "--input", "raw", input=b"\0\1").exit_code == 2


@pytest.mark.parametrize("form", ["tree", "hex"])
def test_a_bad_frame_is_printed_as_far_as_it_was_read(spec: str, form: str) -> None:
    good = good_of(spec)
    wire = good + bad_of(good) + good
    stopped = run("decode", f"{spec}:Message", "-", "--input", "raw", "--format", form, input=wire)
    assert stopped.exit_code == 1
    assert stopped.stdout.count("Message at") == 2
    assert f"#1 Message at {len(good)}, {len(good)} bytes, bad" in stopped.stdout
    assert "fault" in stopped.stdout
    assert "crc16" in stopped.stderr
    skipped = run("decode", f"{spec}:Message", "-", "--input", "raw", "--format", form, "--on-error", "skip", input=wire)
    assert skipped.exit_code == 1
    assert skipped.stdout.startswith(stopped.stdout)
    assert f"#2 Message at {2 * len(good)}, {len(good)} bytes\n" in skipped.stdout
    lines = run("decode", f"{spec}:Message", "-", "--input", "raw", "--on-error", "skip", "--format", "jsonl", input=wire)
    assert len(lines.stdout.splitlines()) == 2
    assert "crc16" in lines.stderr


def test_decoding_goes_on_after_bytes_that_are_no_frame(spec: str) -> None:
    good = good_of(spec)
    wire = good + b"\xff\xee rubbish" + good
    result = run("decode", f"{spec}:Message", "-", "--input", "raw", "--resync", input=wire)
    assert result.exit_code == 1
    assert "#1 Message at 9, 10 bytes, bad" in result.stdout
    assert "#2 Message at 19, 9 bytes\n" in result.stdout
    stopped = run("decode", f"{spec}:Message", "-", "--input", "raw", "--on-error", "skip", input=wire)
    assert "#1 Message at 9, bad" in stopped.stdout
    assert "── opaque at 9, 19 bytes: error at byte 9" in stopped.stdout
    assert "#2" not in stopped.stdout


def test_limit_and_skip(spec: str) -> None:
    wire = b"abc" + b"\1x" * 5
    result = run("decode", f"{spec}:Word", "-", "--input", "raw", "--skip", "3", "--limit", "2", input=wire)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["#0 Word at 3, 2 bytes", "└─ word 'x'", "#1 Word at 5, 2 bytes", "└─ word 'x'"]
    assert run("decode", f"{spec}:Word", "-", "--input", "raw", "--limit", "0", "--format", "json", input=wire).stdout == "[]\n"
    cut = run("decode", f"{spec}:Word", "-", "--input", "raw", "--skip", "3", "--format", "hex", input=wire[:-1])
    assert "0000000b" in cut.stdout
    assert "at byte 12" in cut.stderr
    assert "0000000b  01\n" in cut.stderr
    rest = run("decode", f"{spec}:Rest", "-", "--input", "raw", "--skip", "11", "--format", "jsonl", input=wire)
    assert rest.stdout == '{"everything": "0178"}\n'
    packets = "p\n\t0x0000:  ffff 0161  ...a\nq\n\t0x0000:  ffff 0162  ...b\n"
    found = run("decode", f"{spec}:Word", "-", "--skip", "2", "--format", "jsonl", input=packets)
    assert [json.loads(line)["word"] for line in found.stdout.splitlines()] == ["a", "b"]


def test_a_dump_that_stands_for_too_many_bytes_is_refused(spec: str) -> None:
    bomb = "00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n40000000\n"
    for frame in ("Rest", "Word"):
        result = run("decode", f"{spec}:{frame}", "-", "--format", "jsonl", input=bomb)
        assert result.exit_code == 1
        assert "--max-frame-size" in result.stderr
    small = bomb.replace("40000000", "00000100")
    assert run("decode", f"{spec}:Rest", "-", input=small).exit_code == 0
    assert run("decode", f"{spec}:Rest", "-", "--max-frame-size", "100", input=small).exit_code == 1
    large = run("decode", f"{spec}:Rest", "-", "--input", "raw", "--max-frame-size", "100", input=b"\0" * 101)
    assert large.exit_code == 1
    assert "100" in large.stderr


def live(spec: str, arguments: list[str], parts: list[bytes]) -> list[list[bytes]]:
    """Feed a live pipe part by part; the lines that were printed after each, before the next was fed."""
    command = [sys.executable, "-m", "framekit", "decode", spec, "-", *arguments]
    found: list[list[bytes]] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        for part in parts:
            process.stdin.write(part)
            process.stdin.flush()
            printed = b""
            ended = time.monotonic() + 20
            while time.monotonic() < ended and not printed.endswith(b"}\n"):
                printed += process.stdout.read() or b""
                time.sleep(0.01)
            found.append(printed.splitlines())
        process.stdin.close()
        assert process.wait(20) == 0
    return found


@pytest.mark.parametrize(
    "parts",
    [
        [b"\x02hi\x01", b"a\x00", b"\x01b"],
        [b"02 68 69\n", b"01 61\n00\n", b"01 62\n"],
        [b"00000000: 0268 69 .hi\n".replace(b" .", b"  ."), b"00000003: 0161  .a\n00000005: 00  .\n", b"00000006: 0162  .b\n"],
        [b"12:00:00.1 RX: 02 68 69\n", b"12:00:00.2 RX: 01 61\n12:00:00.3 RX: 00\n", b"12:00:00.4 RX: 01 62\n"],
        [b"b'\\x02hi'\n", b"b'\\x01a'\nb'\\x00'\n", b"b'\\x01b'\n"],
    ],
    ids=["raw", "hex", "xxd", "log", "python"],
)
def test_a_live_pipe_is_printed_as_it_comes(spec: str, parts: list[bytes]) -> None:
    found = live(f"{spec}:Word", ["--format", "jsonl"], parts)
    words = [[json.loads(line)["word"] for line in lines] for lines in found]
    assert [word for lines in words for word in lines] == ["hi", "a", "", "b"]
    assert words[0] == ["hi"]
    assert words[2] == ["b"]


def test_values_are_values(spec: str) -> None:
    result = run("decode", f"{spec}:Values", "--hex", "0a000001 01 03 01 01 61")
    assert result.stdout.splitlines() == [
        "#0 Values at 0, 9 bytes",
        "├─ address 10.0.0.1",
        "├─ color   RED (1)",
        "├─ flags   A|B (3)",
        "├─ absent  absent",
        "└─ words 1 item",
        "   └─ [0] Word",
        "      └─ word 'a'",
    ]
    assert "2 items" in run("decode", f"{spec}:Values", "--hex", "0a000001 07 00 02 00 00").stdout
    assert "Word at 0, 1 byte\n" in run("decode", f"{spec}:Word", "--hex", "00").stdout


def test_tree_and_hex_show_the_same(spec: str) -> None:
    good = good_of(spec)
    tree = run("decode", f"{spec}:Message", "-", "--input", "raw", input=good).stdout
    lines = run("decode", f"{spec}:Message", "-", "--input", "raw", "--format", "hex", input=good).stdout.splitlines()
    crc = f"0x{int.from_bytes(good[-2:], 'big'):04x}"
    for each in (tree, "\n".join(lines)):
        for label in ("magic (const)", "kind (derived)", "length (derived)", "crc (checksum)", crc):
            assert label in each
    assert crc in run("decode", f"{spec}:Message", "-", "--input", "raw", input=bad_of(good)).stderr
    places = {line[34:].split()[0]: line[:33].split() for line in lines[1:]}
    assert places["version"] == ["00000002", good[2:3].hex(), good[3:4].hex()]
    assert places["wide"] == ["00000002"]
    assert bytes.fromhex("".join(line[10:34] for line in lines[1:])) == good


def test_bits_are_shown_at_their_byte(tmp_path: Path) -> None:
    (tmp_path / "bits.py").write_text(
        "from framekit import Frame, u4, u8, u12\nclass Bits(Frame):\n    a: u8\n"
        "    b: u12 = 0\n    c: u4 = 0\n    d: u4 = 0\n    e: u12 = 0\n"
    )
    lines = run("decode", str(tmp_path / "bits.py"), "--hex", "01 02 03 04 05", "--format", "hex").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["00000000", "00000001", "00000002", "00000003", "00000003"]


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("form", ["tree", "hex"])
def test_lines_fit_the_width(spec: str, columns: int, form: str) -> None:
    wire = b"\x00\x00\x00\x01\1\0\2" + b"\x28" + b"some words " * 3 + b"and end" + b"\x28" + b"\xe6\xbc\xa2" * 13 + b"x"
    result = CliRunner(env={"COLUMNS": str(columns)}).invoke(
        framekit, ["decode", f"{spec}:Values", "-", "--input", "raw", "--format", form], input=wire
    )
    assert result.exit_code == 0, result.output
    for line in result.stdout.splitlines():
        width = sum(2 if unicodedata.east_asian_width(each) == "W" else 1 for each in line)
        assert width <= columns, line
    assert "some words" in " ".join(result.stdout.split())
    rest = CliRunner(env={"COLUMNS": str(columns)}).invoke(
        framekit, ["decode", f"{spec}:Rest", "-", "--input", "raw", "--full"], input=bytes(range(200))
    )
    assert all(len(line) <= columns for line in rest.stdout.splitlines())
    digits = [
        word
        for word in rest.stdout.replace("|", " | ").split()
        if len(word) == 2 and all(each in "0123456789abcdef" for each in word)
    ]
    assert digits[:200] == [f"{byte:02x}" for byte in range(200)]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-8"])
def test_an_encoding_that_lacks_lines_gets_ascii(spec: str, encoding: str) -> None:
    command = [sys.executable, "-m", "framekit", "decode", f"{spec}:Values", "-", "--input", "raw"]
    wire = b"\x00\x00\x00\x01\1\0\1\3\xe2\x82\xac"
    done = subprocess.run(
        command, cwd=ROOT, input=wire, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    text = done.stdout.decode(encoding)
    assert ("├─ address" in text) == (encoding == "utf-8")
    assert ("|- address" in text) == (encoding != "utf-8")
    assert "\\u25" not in text
    assert "'€'" in text or "'\\u20ac'" in text


SHOWN = ("Cc", "Cf", "Zl", "Zp", "Cs")


def test_no_category_of_characters_that_cannot_be_seen_gets_through() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in SHOWN:
            assert visible(f"a{character}").isascii()
            assert visible(f"a{character}").isprintable()
            escaped = json_visible(f'"a{character}"')
            assert escaped.isprintable()
            if code >= 0x20:
                assert json.loads(escaped) == f"a{character}"


HOSTILE = ["\x1b[31m", "\x9b31m", "\x7f", "\x85", "\u202e", "\u2028", "\u2029", "\u200b", "\ufeff", "\U000e0001", "\r\nforged"]


@pytest.mark.parametrize("form", ["tree", "hex", "json", "jsonl"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_decoded_text_does_not_reach_the_terminal_raw(spec: str, form: str, hostile: str) -> None:
    encoded = hostile.encode()
    wire = bytes([len(encoded)]) + encoded
    result = run("decode", f"{spec}:Word", "-", "--input", "raw", "--format", form, input=wire + b"\x02\xff\xfe" + wire[:-1])
    for line in (result.stdout + result.stderr).split("\n"):
        assert line.isprintable(), ascii(line)
    if form == "jsonl":
        assert [json.loads(line)["word"] for line in result.stdout.splitlines()] == [hostile, "\udcff\udcfe"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_errors_do_not_reach_the_terminal_raw(spec: str, hostile: str) -> None:
    for arguments in (["--input", "hex"], ["--input", "wireshark"], []):
        result = run("decode", f"{spec}:Word", "-", *arguments, input=f"46 4b\nnot {hostile} hex 46 4b 01\n".encode())
        for line in (result.stdout + result.stderr).split("\n"):
            assert line.isprintable(), ascii(line)
    encoded = run("encode", f"{spec}:Word", "-", input=json.dumps({f"w{hostile}": 1}))
    assert encoded.exit_code == 1
    assert all(line.isprintable() for line in encoded.stderr.split("\n"))


def test_the_time_is_linear_in_the_input(spec: str, tmp_path: Path) -> None:
    """Frames that are large beside a chunk, whose lengths are known only after many items."""
    path = tmp_path / "many"
    frame = b"\x00\x00\x00\x01\1\0\xff" + b"\x01a" * 255

    def seconds(count: int) -> float:
        path.write_bytes(frame * count)
        begun = time.process_time()
        assert run("decode", f"{spec}:Values", str(path), "--input", "raw", "--format", "jsonl").exit_code == 0
        return time.process_time() - begun

    seconds(10)
    assert seconds(800) < 20 * seconds(100)


GIVEN = """
from framekit import Frame, Protocol, given, switch, this, u16, u32

class Sample(Frame):
    wide: bool = given()
    value: int = switch(this.wide, {True: u32, False: u16})

PROTOCOL = Protocol("samples", client=Sample.given(wide=True))
"""


@pytest.mark.parametrize(
    ("form", "shown"),
    [("tree", "value 7"), ("hex", "00 00 00 07"), ("line", "value=7"), ("json", '"value": 7'), ("csv", "7"), ("html", "Sample")],
)
def test_a_frame_that_was_given_values_is_shown_in_each_form(tmp_path: Path, form: str, shown: str) -> None:
    source = tmp_path / "samples.py"
    source.write_text(GIVEN)
    result = run("decode", str(source), "-", "--format", form, input="00 00 00 07")
    assert result.exit_code == 0, result.output
    assert shown in result.stdout
