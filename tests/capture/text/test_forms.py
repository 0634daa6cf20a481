"""Forms as tools and people write them: real tools where they are installed, and texts pasted by hand."""

from __future__ import annotations

import shutil
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from framekit.capture.text.forms import TextReader, read_text
from framekit.capture.text.incoming import MAX_LINE, InputKind, Lines
from framekit.capture.text.pieces import DumpError


def streams_of(text: str, form: str = "auto", **options: str) -> dict[str, list[bytes]]:
    """The blocks of each stream."""
    found: dict[str, list[bytes]] = {}
    for piece in read_text(text, form, **options):  # type: ignore[arg-type]
        blocks = found.setdefault(piece.stream, [])
        if piece.begins or not blocks:
            blocks.append(b"")
        blocks[-1] += piece.data
    return found


def only(text: str, form: str = "auto") -> bytes:
    blocks = [block for blocks in streams_of(text, form).values() for block in blocks]
    assert len(blocks) == 1
    return blocks[0]


SAMPLE = bytes(range(70)) + bytes(64) + b"0123 abcd | tail!"
TOOLS = {
    "xxd": "xxd",
    "xxd -a": "xxd",
    "xxd -g1 -u": "xxd",
    "xxd -c 32": "xxd",
    "xxd -d": "xxd",
    "xxd -p": "hex",
    "xxd -i": "c",
    "hexdump": "hexdump",
    "hexdump -v": "hexdump",
    "hexdump -x": "hexdump",
    "hexdump -C": "hexdump",
    "hexdump -Cv": "hexdump",
    "od -x": "od",
    "od -v -x": "od",
    "od -t x1": "od",
    "od -t x4": "od",
    "od -t x8": "od",
    "od -A d -t x1": "od",
    "od -A x -t x1z": "od",
    "od -A n -v -t x1": "hex",
    "hexyl --color never": "hexyl",
    "hexyl --color always": "hexyl",
    "hexyl --color never --border ascii": "hexyl",
    "hexyl --color never --border none": "hexyl",
    "base64": "base64",
    "base64 -w 0": "base64",
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("size", [1, 2, 3, 15, 16, 17, 31, 32, 33, len(SAMPLE) - 1, len(SAMPLE)])
def test_the_dump_of_a_real_tool_is_read(tmp_path: Path, tool: str, size: int) -> None:
    command = tool.split()
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    path = tmp_path / "data"
    path.write_bytes(SAMPLE[-size:])
    text = subprocess.run([*command, path], check=True, capture_output=True, text=True).stdout
    assert only(text, TOOLS[tool]) == SAMPLE[-size:]
    if size > 6:
        assert only(text) == SAMPLE[-size:]


@pytest.mark.parametrize(
    "tool", ["od", "od -c", "od -t d1", "od -t o1", "hexdump -b", "hexdump -d", "hexdump -c", "xxd -b", "xxd -e"]
)
def test_the_dump_of_a_real_tool_that_is_not_read_is_refused(tmp_path: Path, tool: str) -> None:
    command = tool.split()
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    path = tmp_path / "data"
    path.write_bytes(SAMPLE)
    text = subprocess.run([*command, path], check=True, capture_output=True, text=True).stdout
    if tool != "xxd -e":  # the first row has no character that can be seen
        with pytest.raises(DumpError, match="line 1"):
            streams_of("\n".join(text.splitlines()[:1]))
    with pytest.raises(DumpError):
        streams_of(text)


WANTED = b"FK\1\2"
PASTED = {
    "pairs": "46 4b 01 02",
    "upper": "46 4B 01 02",
    "separators": "46:4b:01:02",
    "dashes": "46-4B-01-02",
    "0x": "0x46, 0x4b, 0x01, 0x02",
    "0x, short": "0x46 0x4b 0x1 0x2",
    "h": "46h 4Bh 01h 02h",
    "assembler": "046h, 04Bh, 01h, 02h",
    "angles": "<46 4b 01 02>",
    "NSData": "<464b0102>",
    "escapes": "\\x46\\x4b\\x01\\x02",
    "string": '"FK\\x01\\x02"',
    "printf": "printf 'FK\\x01\\002'",
    "repr": "b'FK\\x01\\x02'",
    "bytearray": "bytearray(b'FK\\x01\\x02')",
    "assigned": "data = b'FK\\x01' \\\n    b'\\x02'",
    "prompt": ">>> b'FK\\x01\\x02'",
    "fromhex": 'bytes.fromhex("46 4b 01 02")',
    "list of Python": "bytes([70, 0x4b,\n 1, 2])",
    "base64": "RksBAg==",
    "decimal": "70, 75, 1, 2",
    "list": "[70, 75, 1, 2]",
    "comments": "46 4b  # the magic\n01 02  // version\n# the end\n",
    "C": "uint8_t x[4] = {0x46, 75, 01, 2}; /* mixed */",
    "C string": 'const char x[] = "FK\\x01"\n  "\\x02";',
    "C characters": "char x[] = {'F', 'K', '\\x01', 2,};",
    "Go": "x := []byte{0x46, 0x4b, 1, 2}",
    "Rust": "let x: [u8; 4] = [0x46, 0x4b, 1, 2];",
    "Java": "byte[] x = new byte[] {(byte) 0x46, 0x4b, 1, 2};",
    "offset, one digit": "0: 46 4b\n2: 01 02",
    "offset, three digits": "000 46 4b\n002 01 02",
    "offset, far": "0000        46 4b 01 02",
    "offset, 0x": "0x0000   46 4b\n0x0002   01 02",
    "offset, h": "0000h: 46 4b 01 02",
    "DOS debug": "0100  46 4B-01 02   FK..",
    "gdb": "0x7ffe:\t0x46\t0x4b\n0x8000:\t0x01\t0x02",
    "log": "2026-01-02 12:00:00.123 INFO RX: 46 4b 01 02",
    "log, brackets": "[12:00:01] << 46 4b\n[12:00:02] << 0102",
    "log, level": "INFO 46 4b 01 02",
    "log, arrow": "12:00:00.123 -> 46 4b 01 02",
    "log, name": "DEBUG:root:received 46 4b 01 02",
    "log, words": "Received: 464b 0102",
    "log, ISO": "[2026-01-02T12:00:00Z] DEBUG serial: Sent (4 bytes): 46:4b:01:02",
    "log, words between": "12:00:00.1 INFO opened port 5432\n12:00:00.2 INFO RX: 46 4b 01 02\n12:00:00.3 INFO closed",
    "candump": "(1700000000.123) can0  123   [4]  46 4B 01 02",
    "sigrok": "uart-1: 46\nuart-1: 4B\nuart-1: 01\nuart-1: 02",
    "Saleae": "Time [s],Value,Parity Error,Framing Error\n0.1,0x46,,\n0.2,0x4B,,\n0.3,0x01,,\n0.4,0x02,,",
    "Saleae, characters": "Time [s],Value,Parity Error,Framing Error\n0.1,'F',,\n0.2,'K',,\n0.3,'\\x01',,\n0.4,0x02,,",
    "Saleae 2": 'name,type,start_time,duration,data\n"SPI","enable",0.1,0.1,\n"SPI","result",0.1,0.1,0x46\n'
    '"SPI","result",0.1,0.1,0x4B\n"SPI","result",0.1,0.1,0x01\n"SPI","result",0.1,0.1,0x02',
    "table in hex": "time;data\n1;46 4b\n2;01 02",
    "colours": "\x1b[32m46\x1b[0m 4b 01 02",
}


@pytest.mark.parametrize("name", PASTED)
def test_what_is_pasted_is_read(name: str) -> None:
    assert only(PASTED[name]) == WANTED
    assert only(PASTED[name].replace("\n", "\r\n") + "\r\n") == WANTED


FOLLOWED = """
===================================================================
Follow: tcp,hex
Filter: tcp.stream eq 0
Node 0: 127.0.0.1:40190
Node 1: 127.0.0.1:5432
00000000  46 4b 01 02 41 42 43 44  45 46 47 48 49 4a 4b 4c  FK..ABCD EFGHIJKL
\t00000000  01 02 03                                          ...
00000010  41 42                                             AB
\t00000003  04                                                .
===================================================================
"""
LONG = b"FK\1\2ABCDEFGHIJKLAB"


def test_both_directions_of_a_conversation_are_read_apart() -> None:
    assert streams_of(FOLLOWED) == {"1": [LONG], "2": [b"\1\2\3\4"]}
    bare = "\n".join(line for line in FOLLOWED.splitlines() if line[:1] in ("0", "\t"))
    assert streams_of(bare) == {"": [LONG], "2": [b"\1\2\3\4"]}
    assert streams_of(bare.replace("\t", "    ")) == {"": [LONG], "2": [b"\1\2\3\4"]}
    assert {piece.stream: piece.about for piece in read_text(FOLLOWED)} == {"1": "127.0.0.1:40190", "2": "127.0.0.1:5432"}
    assert streams_of(FOLLOWED * 2) == {"1": [LONG] * 2, "2": [b"\1\2\3\4"] * 2}


def test_both_directions_in_raw_form_are_read_apart() -> None:
    text = "Follow: tcp,raw\nFilter: tcp.stream eq 0\nNode 0: a:1\nNode 1: b:2\n464b\n\t0102\n03\n"
    assert streams_of(text) == {"1": [b"FK\3"], "2": [b"\1\2"]}
    bare = "464b\n\t0102\n03\n"
    assert streams_of(bare, "follow") == {"1": [b"FK\3"], "2": [b"\1\2"]}
    with pytest.raises(DumpError, match=r"hex or --input follow"):
        streams_of(bare)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("RX: 46 4b\nTX: 01 02\nRX: 41\n", {"rx": [b"FKA"], "tx": [b"\1\2"]}),
        ("> 46 4b\n< 01 02\n", {"tx": [b"FK"], "rx": [b"\1\2"]}),
        (
            "char peer0_0[] = { /* Packet 1 */\n0x00, 0x01 };\nchar peer1_0[] = { 0x10 };\nchar peer0_1[] = { 0x02 };\n",
            {"1": [b"\0\1\2"], "2": [b"\x10"]},
        ),
        ("char a[] = {1, 2};\nchar b[] = {3};", {"": [b"\1\2", b"\3"]}),
        (
            "Time [s],Packet ID,MOSI,MISO\n0.1,0,0x46,0x00\n0.2,0,0x4B,0xFF\n",
            {"mosi": [b"FK"], "miso": [b"\0\xff"]},
        ),
        (
            "Time [s],Packet ID,Address,Data,Read/Write,ACK/NAK\n0.1,0,0x50,0x46,Write,ACK\n0.2,0,0x50,0x4B,Read,ACK\n",
            {"write": [b"F"], "read": [b"K"]},
        ),
        (
            "a packet\n\t0x0000:  464b 0102  FK..\nanother\n\t0x0000:  0102 03  ...\n",
            {"": [b"FK\1\2", b"\1\2\3"]},
        ),
        (
            "Frame 1: 2 bytes\n    Source: 02 04 05 b4 01\n    0000 0010 00.. .... = Type\n\n        16\n\n"
            "0000  46 4b   FK\n\nFrame 2: 1 byte\n\n0000  01   .\n",
            {"": [b"FK", b"\1"]},
        ),
        ("0000  46 4b   FK\nReassembled TCP (2 bytes):\n0000  01 02   ..\n", {"": [b"FK", b"\1\2"]}),
    ],
)
def test_streams_and_blocks_are_kept_apart(text: str, wanted: dict[str, list[bytes]]) -> None:
    assert streams_of(text) == wanted


XXD = (
    "00000000: 464b 0102 4142 4344 4546 4748 494a 4b4c  FK..ABCDEFGHIJKL\n00000010: 4142                                     AB\n"
)
WIRESHARK = (
    "0000  46 4b 01 02 41 42 43 44 45 46 47 48 49 4a 4b 4c   FK..ABCDEFGHIJKL\n"
    "0010  41 42                                             AB\n"
)
TCPDUMP = (
    "12:00:00.1 IP a > b: length 2\n\t0x0000:  464b 0102 4142 4344 4546 4748 494a 4b4c  FK..ABCDEFGHIJKL\n\t0x0010:  4142  AB\n"
)


@pytest.mark.parametrize(
    ("text", "form", "hint"),
    [
        ("46 4", "hex", "odd number of hex digits"),
        ("46 zz", "hex", "not a hex digit"),
        ("46 4b # 01 02", "hex", "comment"),
        (XXD.replace("00000010", "00000020"), "xxd", "expected offset 0x10"),
        (XXD.replace("AB\n", "AC\n"), "xxd", "characters"),
        (XXD + "garbage", "xxd", "not a row"),
        (XXD + "*\n00000013: 41  A\n", "xxd", "repetition"),
        ("*\n00000010: 41", "xxd", "there is none"),
        (XXD + "*\n", "xxd", "ends after"),
        (WIRESHARK.replace("0010", "00g0"), "wireshark", "not a row"),
        (WIRESHARK.replace("\n0010", "\n\n00g0"), "wireshark", "damaged"),
        (FOLLOWED.replace("\t00000003", "\t 00000003"), "wireshark", "indentation"),
        (FOLLOWED.replace("\t00000003", "\t0000g003"), "wireshark", "not a row"),
        (TCPDUMP.replace("\t0x0010", "\t0x0020"), "tcpdump", "expected offset 0x10"),
        (TCPDUMP.replace("\t0x0010", "x0x0010"), "tcpdump", "damaged"),
        (TCPDUMP.replace("\t0x0010", "\t0y0010"), "tcpdump", "damaged"),
        ("0000000 4241 42\n", "od", "width"),
        ("0000000 041502 001001\n", "od", "od -t x1"),
        ("0000000 41 42\n0000003\n", "od", "expected offset 0x2"),
        ("12:00:00 RX: 46 4b\n12:00:01 RX: 46 4z\n", "log", "line with bytes"),
        ("12:00:00 RX: 46 4b\nand so 01 02 03\n", "log", "line with bytes"),
        ("12:00:00 RX: 46 4b\n'2:00:01 RX: 01\n", "log", "line with bytes"),
        ("12:00:00 RX: 46 4b\n12:00:01 retries: 10\n", "log", "unclear"),
        ("46 4b\n46 #b 01 # the version\n", "hex", "comment"),
        ("0x46, #x4b\n", "hex", "comment"),
        ("time,data\n1,0x46\n2,#x4b\n", "csv-hex", "comment"),
        ("unsigned char a[] = {0x01, 0x02};\nunsigned int a_len = 3;", "c", "length 2"),
        ("unsigned char a[3] = {0x01, 0x02};", "c", "declared"),
        ("unsigned char a[] = {0x01 0x02};", "c", "comma"),
        ("unsigned char a[] = {0x01, ", "c", "within"),
        ("int a[] = {0x100};", "c", "fit in a byte"),
        ("b'\\q'", "python", "escape"),
        ("bytes([1, 256])", "python", "fit in a byte"),
        ("print(b'FK')", "python", "not a Python bytes value"),
        ("RksBA", "base64", "group|base64"),
        ("RksBAh==", "base64", "padding"),
        ("70, 256", "decimal", "fit in a byte"),
        ("time,data\n1,0x46\n2,what\n", "csv-hex", "not contain bytes"),
        ("time,data\n1,0x46\n2\n", "csv-hex", "expected 2 cells"),
        ("time,other\n1,0x46\n", "csv-hex", "--column"),
        ("Follow: tcp,hex\n", "follow", "wireshark"),
    ],
)
def test_a_line_that_does_not_fit_is_an_error_that_shows_it(text: str, form: str, hint: str) -> None:
    with pytest.raises(DumpError, match=hint) as caught:
        streams_of(text, form)
    if "within" not in hint and "ends" not in hint and "group" not in hint:
        assert caught.value.line
        assert repr(text.split("\n")[caught.value.line - 1][:100].rstrip("\r")) in str(caught.value)


def test_a_table_of_several_columns_needs_the_name_of_one() -> None:
    text = "time,data,raw\n1,0x46,0x01\n"
    with pytest.raises(DumpError, match="--column"):
        streams_of(text, "csv-hex")
    assert streams_of(text, column="raw") == {"": [b"\1"]}


@pytest.mark.parametrize(
    "text", ["00000000: 00 \n*\n3fffffff: 01\n", "00000000  00\n*\n3fffffff  01\n3fffffff0\n", "0000000 0000\n*\n0fffffff0\n"]
)
def test_what_a_dump_repeats_is_bounded(text: str) -> None:
    tracemalloc.start()
    with pytest.raises(DumpError, match="raise the limit"):
        streams_of(text)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    with pytest.raises(DumpError, match="more than 100 bytes"):
        list(read_text("00000000: 00\n*\n00000080: 01\n", limit=100))
    many = "00000000: 00\n" + "".join(f"*\n{(number + 1) * 0x100:08x}: 00\n" for number in range(100)).replace("*\n", "*\n", 1)
    with pytest.raises(DumpError, match=r"more than 1000 bytes|expected offset"):
        list(read_text(many, limit=1000))


def test_what_a_dump_repeats_comes_in_bounded_pieces() -> None:
    reader = TextReader("xxd", limit=1 << 24)
    tracemalloc.start()
    total = 0
    for piece in reader.feed(["00000000: 00", "*", "00fffff0: 01"]):
        total += len(piece.data)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert total == 0xFFFFF1


def test_bytes_come_as_soon_as_the_form_is_clear() -> None:
    reader = TextReader()
    assert [piece.data for piece in reader.feed(["46 4b"])] == [b"FK"]
    assert [piece.data for piece in reader.feed(["01 02"])] == [b"\1\2"]
    reader = TextReader()
    assert list(reader.feed(["10 20"])) == []
    assert [piece.data for piece in reader.feed(["46 4b"])] == [b"\x10\x20", b"FK"]
    reader = TextReader()
    assert list(reader.feed(["10:23:45.6 IP a > b: length 2"])) == []
    assert [piece.data for piece in reader.feed(["\t0x0000:  464b  FK"])] == [b"FK"]


def test_what_waits_is_bounded() -> None:
    reader = TextReader()
    with pytest.raises(DumpError, match="--input hex or --input decimal"):
        for _ in range(1000):
            list(reader.feed(["10 20 30 " * 1000]))


def test_nothing_is_nothing() -> None:
    assert streams_of("") == streams_of("\n \n") == {}


@pytest.mark.parametrize("data", [b"\0\1", b"FK\x80", b"\x1b]0;", bytes(range(256)), b"text\x7f"])
def test_what_is_not_text_is_raw(data: bytes) -> None:
    assert InputKind().feed(data, ended=True) == "raw"
    kind = InputKind()
    for byte in data:
        kind.feed(bytes([byte]))
    assert kind.feed(b"", ended=True) == "raw"


def test_a_line_that_is_too_long_is_refused_before_it_is_read_whole() -> None:
    lines = Lines("utf-8-sig")
    with pytest.raises(DumpError, match="split it into lines"):
        for _ in range(MAX_LINE // 65536 + 1):
            lines.feed(b"46" * 32768)


@pytest.mark.parametrize("item", ["4b ", "4b, ", "0x4b ", "0x4b, ", "4b", "\\x4b", "4bh ", "70 "], ids=str)
def test_one_long_line_takes_memory_in_proportion(item: str) -> None:
    """Repeated groups of a regular expression may take a hundred bytes for each turn."""
    text = item * 20_000
    tracemalloc.start()
    pieces = list(read_text(text, "decimal" if item == "70 " else "auto"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(len(piece.data) for piece in pieces) == 20_000
    assert peak < 20 * len(text)


def test_lines_are_split_at_any_line_break_and_in_any_pieces() -> None:
    text = "46 4b\r\n01\n\n02 \u2192\r03"
    data = text.encode()
    for size in (1, 2, 3, 100):
        lines = Lines("utf-8-sig")
        found: list[str] = []
        for at in range(0, len(data), size):
            found += lines.feed(data[at : at + size])
        assert [*found, *lines.end()] == ["46 4b", "01", "", "02 \u2192", "03"]
