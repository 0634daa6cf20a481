"""`framekit decode` and `framekit streams` on packet captures: what is chosen, each format, and what is no frame."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from framekit.cli.app import framekit
from framekit.testing import load_vectors
from tests.capture.making import ACK, CLIENT, FIN, SERVER, SYN, pcap, segment

SPEC = """
from enum import IntEnum
from framekit import Frame, Protocol, array, const, data, derived, field, text, u8

class Kind(IntEnum):
    ASK = 1
    TELL = 2

class Request(Frame):
    magic: bytes = const(b"Q")
    kind: Kind = field(u8, strict=True)
    length: int = derived(u8)
    body: bytes = data(__import__("framekit").this.length)

class Item(Frame):
    name: str = text(prefix=u8)

class Answer(Frame):
    magic: bytes = const(b"A")
    items: list[Item] = array(Item, prefix=u8)

PROTOCOL = Protocol("asking", client=Request, server=Answer, ports={"tcp": [80]})
"""
REQUESTS = [b"Q\1\3abc", b"Q\2\0", b"Q\1\1z"]
ANSWER = b"A\2\2hi\3you"


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "asking.py"
    path.write_text(SPEC)
    return str(path)


def packets(middle: bytes = b"") -> list[bytes]:
    wire = b"".join((*REQUESTS[:2], middle, REQUESTS[2]))
    return [
        segment(CLIENT, SERVER, 99, flags=SYN),
        segment(SERVER, CLIENT, 499, flags=SYN | ACK),
        segment(CLIENT, SERVER, 100, wire[:8]),
        segment(CLIENT, SERVER, 108, wire[8:]),
        segment(SERVER, CLIENT, 500, ANSWER),
        segment(CLIENT, SERVER, 100 + len(wire), flags=FIN | ACK),
    ]


@pytest.fixture
def capture(tmp_path: Path) -> str:
    path = tmp_path / "some.pcap"
    path.write_bytes(pcap(packets()))
    return str(path)


def run(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(framekit, arguments, input=data, catch_exceptions=False, env={"COLUMNS": "0"})


def test_a_tree_with_directions_times_and_packets(spec: str, capture: str) -> None:
    result = run("decode", spec, capture)
    assert result.exit_code == 0
    assert "── client, 10.0.0.1:40000 -> 10.0.0.2:80 (asking, connection 0)\n" in result.stdout
    assert "#0 Request at 0, 6 bytes, 1970-01-01 00:16:42.000002, packet 3\n" in result.stdout
    assert "#1 Request at 6, 3 bytes, 1970-01-01 00:16:43.000003, packets 3 to 4\n" in result.stdout
    assert "── server, 10.0.0.2:80 -> 10.0.0.1:40000 (asking, connection 0)\n#3 Answer at 0, 9 bytes" in result.stdout


def test_a_line_for_each_frame(spec: str, capture: str) -> None:
    result = run("decode", spec, capture, "--format", "line")
    assert result.stdout.splitlines()[0] == "00:16:42.000002   0 > Request kind=ASK (1) length=3 body=61 62 63 |abc|"
    assert len(result.stdout.splitlines()) == 4


def test_compressed_captures_and_standard_input(spec: str, capture: str) -> None:
    data = Path(capture).read_bytes()
    plain = run("decode", spec, capture).stdout
    assert run("decode", spec, "-", data=data).stdout == plain
    assert run("decode", spec, "-", data=gzip.compress(data)).stdout == plain


def test_json_with_details_and_without(spec: str, capture: str) -> None:
    values = [json.loads(line) for line in run("decode", spec, capture, "--format", "jsonl").stdout.splitlines()]
    assert values[0] == {"kind": "ASK", "body": "616263"}
    assert json.loads(run("decode", spec, capture, "--format", "json").stdout) == values
    first = json.loads(run("decode", spec, capture, "--format", "jsonl", "--details").stdout.splitlines()[0])
    assert first == {
        "type": "Request",
        "protocol": "asking",
        "time_ns": 1002000002000,
        "direction": "client",
        "connection": 0,
        "packets": [3],
        "offset": 0,
        "size": 6,
        "values": values[0],
        "derived": {"length": 3},
    }


def test_csv_by_column_and_by_row(spec: str, capture: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("decode", spec, capture, "--format", "csv").stdout)))
    assert [row["_type"] for row in rows] == ["Request", "Request", "Request", "Answer"]
    assert rows[3]["items[1].name"] == "you"
    assert rows[0]["items[1].name"] == ""
    rows = list(csv.DictReader(io.StringIO(run("decode", spec, capture, "--format", "csv", "--lists", "row").stdout)))
    assert [(row["items"], row["items.name"]) for row in rows[3:]] == [("0", "hi"), ("1", "you")]


def test_a_cell_is_never_a_formula(spec: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.pcap"
    evil = b"A\1\5=1+1\n"
    path.write_bytes(pcap([*packets()[:2], segment(SERVER, CLIENT, 500, evil)]))
    assert "'=1+1\\n" in run("decode", spec, str(path), "--format", "csv").stdout


def test_hex_beside_the_fields(spec: str, capture: str) -> None:
    assert "00000000  51                       magic (const)" in run("decode", spec, capture, "--format", "hex").stdout


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--where", "this.kind == 1"], 2),
        (["--where", 'this.kind == "TELL"'], 1),
        (["--where", "this.length > 0 and not this.body == 'x'"], 2),
        (["--where", "this.items[0].name == 'hi'"], 1),
        (["--where", "this.kind in ('TELL', 'NONE')"], 1),
        (["--where", "this.kind not in ('TELL', 7)"], 2),
        (["--where", "this.kind in (1, 2)"], 3),
        (["--from", "server"], 1),
        (["--from", "client"], 3),
        (["--stream", "0"], 4),
        (["--stream", "1"], 0),
        (["--port", "80"], 4),
        (["--port", "81"], 0),
        (["--limit", "2"], 2),
        (["--time", "0..0.5"], 1),
        (["--time", "1.."], 3),
        (["--time", "1970-01-01T00:16:43..1970-01-01T00:16:43.9"], 2),
    ],
)
def test_what_is_chosen(spec: str, capture: str, options: list[str], count: int) -> None:
    assert len(run("decode", spec, capture, "--format", "line", *options).stdout.splitlines()) == count


@pytest.mark.parametrize(
    "options",
    [
        ["--where", "__import__('os')"],
        ["--where", "this.kind ** 9"],
        ["--where", "(lambda: 1)()"],
        ["--where", "kind == 1"],
        ["--where", "this.kind =="],
        ["--where", "[x for x in this]"],
        ["--time", "1"],
        ["--time", "1..2026-01-01"],
        ["--time", "yesterday.."],
        ["--each", "line"],
    ],
)
def test_wrong_options_are_usage_errors(spec: str, capture: str, options: list[str]) -> None:
    result = run("decode", spec, capture, *options)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_a_condition_reaches_nothing_but_fields(spec: str, capture: str) -> None:
    for condition in (
        "this.__class__ == 1",
        "this.pack",
        "this.unpack == this.unpack",
        "1 << 1000000 == 0",
        "'a' * 9999999 == ''",
    ):
        assert run("decode", spec, capture, "--format", "line", "--where", condition).stdout == ""


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--port", "81"], "no conversation uses port 81; `framekit streams` lists those in the capture (1)"),
        (["--stream", "7"], "conversation 7 does not exist; the capture contains 1, numbered from 0 (see `framekit streams`)"),
        (["--where", "this.nope == 1"], "--where matches none of 4 frames: no frame has a field 'nope'"),
        (["--where", "this.kind == 'TEL'"], "--where matches none of 4 frames: 'TEL' is not a member of Kind (ASK, TELL)"),
        (["--where", "this.kind in ('TEL',)"], "--where matches none of 4 frames: 'TEL' is not a member of Kind (ASK, TELL)"),
        (["--where", "this.length == 100"], "--where matches none of 4 frames"),
        (["--time", "100.."], "none of 4 frames is within --time"),
    ],
)
def test_nothing_to_print_says_why(spec: str, capture: str, options: list[str], reason: str) -> None:
    result = run("decode", spec, capture, *options)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"framekit: nothing to print: {reason}\n")
    assert run("decode", spec, capture, "--limit", "0").stderr == ""


def test_a_protocol_whose_ports_do_not_occur_names_them(capture: str, tmp_path: Path) -> None:
    path = tmp_path / "other.py"
    path.write_text(SPEC.replace('"tcp": [80]', '"tcp": [81, 82], "udp": [83]'))
    stderr = run("decode", str(path), capture).stderr
    assert "uses a usual port of asking (tcp 81 or 82, udp 83); use --port N for another" in stderr


@pytest.mark.parametrize("form", ["tree", "line", "hex", "json", "jsonl", "csv", "html", "summary"])
@pytest.mark.parametrize("is_gap", [True, False], ids=["gap", "bad frame"])
def test_whatever_makes_the_status_1_is_told_on_standard_error(spec: str, tmp_path: Path, form: str, is_gap: bool) -> None:
    made = packets() if is_gap else packets(b"Q\7\1x")
    path = tmp_path / "bad.pcap"
    path.write_bytes(pcap([*made[:2], *made[3:]] if is_gap else made))
    result = run("decode", spec, str(path), *(["--summary"] if form == "summary" else ["--format", form]))
    assert result.exit_code == 1
    assert result.stderr.startswith("framekit: ")


def test_what_is_no_frame_stands_in_its_place_and_fails(spec: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.pcap"
    path.write_bytes(pcap(packets(b"Q\7\1x")))
    result = run("decode", spec, str(path))
    assert result.exit_code == 1
    assert "#2 Request at 9, 4 bytes, 1970-01-01 00:16:43.000003, packet 4, bad" in result.stdout
    assert "7 is not a valid Kind" in result.stderr
    assert "#3 Request at 13" in result.stdout
    stopped = run("decode", spec, str(path), "--on-error", "stop", "--format", "line")
    assert len(stopped.stdout.splitlines()) == 3
    assert run("decode", spec, str(path), "--format", "jsonl").stdout.count("\n") == 4


def test_missing_packets_are_a_gap_in_their_place(spec: str, tmp_path: Path) -> None:
    path = tmp_path / "gap.pcap"
    made = packets()
    path.write_bytes(pcap([*made[:2], *made[3:]]))
    result = run("decode", spec, str(path), "--format", "line")
    assert result.exit_code == 1
    assert "gap: 8 bytes were not captured" in result.stdout
    assert "ASK (1) length=1" in result.stdout


def test_a_summary_of_the_conversations(spec: str, tmp_path: Path, capture: str) -> None:
    assert run("decode", spec, capture, "--summary").stdout.splitlines() == [
        "    0 tcp 10.0.0.1:40000 -> 10.0.0.2:80  asking: 3 frames from the client, 1 frame from the server",
        "4 frames in 1 conversation",
    ]
    path = tmp_path / "bad.pcap"
    path.write_bytes(pcap(packets(b"Q\7\1x")))
    assert ", 1 skipped (4 bytes skipped)" in run("decode", spec, str(path), "--summary").stdout


def test_output_to_a_file(spec: str, capture: str, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    result = run("decode", spec, capture, "--format", "jsonl", "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert len(path.read_text().splitlines()) == 4
    assert "cannot write" in run("decode", spec, capture, "-o", str(tmp_path / "no" / "x")).stderr


def test_a_frame_of_a_file_with_a_protocol_can_be_named(spec: str, capture: str) -> None:
    result = run("decode", f"{spec}:Answer", capture, "--from", "server", "--format", "jsonl")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [{"items": [{"name": "hi"}, {"name": "you"}]}]


def test_a_protocol_reads_text_with_directions(spec: str) -> None:
    dump = f"00000000  {REQUESTS[0].hex(' ')}\n    00000000  {ANSWER.hex(' ')}\n"
    result = run("decode", spec, "-", "--format", "line", data=dump.encode())
    assert [line.split()[2] for line in result.stdout.splitlines()] == ["Request", "Answer"]


def test_the_client_of_a_text_can_be_named(spec: str) -> None:
    log = f"12:00:00 RX: {ANSWER.hex(' ')}\n12:00:01 TX: {REQUESTS[0].hex(' ')}\n".encode()
    assert run("decode", spec, "-", data=log).exit_code == 1  # the first one is taken for the client
    result = run("decode", spec, "-", "--client", "tx", "--format", "jsonl", "--details", data=log)
    assert [json.loads(line)["direction"] for line in result.stdout.splitlines()] == ["server", "client"]
    wrong = run("decode", spec, "-", "--client", "host", data=log)
    assert wrong.exit_code == 1
    assert wrong.stderr.endswith("framekit: the input has no direction 'host'; found: rx, tx\n")


def test_a_text_that_is_cut_in_its_compression_says_so(spec: str) -> None:
    dump = gzip.compress(b"".join(f"{each.hex(' ')}\n".encode() for each in REQUESTS) * 1000)
    for cut in (4, 20):  # between lines, and within one, which is an error of its own
        result = run("decode", spec, "-", "--format", "jsonl", data=dump[:-cut])
        assert "the compressed file is truncated" in result.stderr


def test_a_protocol_under_another_name_is_pointed_to(tmp_path: Path, capture: str) -> None:
    path = tmp_path / "named.py"
    path.write_text(SPEC.replace("PROTOCOL =", "ASKING ="))
    wrong = run("decode", str(path), capture)
    assert wrong.exit_code == 2
    assert f"The file does not define PROTOCOL; name one of its protocols: {path}:ASKING" in wrong.stderr
    assert run("decode", f"{path}:ASKING", capture).exit_code == 0


def test_a_file_that_is_cut_gives_what_is_there_and_says_so(spec: str, capture: str) -> None:
    data = Path(capture).read_bytes()
    result = run("decode", spec, "-", "--format", "line", data=data[:-100])
    assert result.stdout.count("Request") == 3
    assert "ends within packet" in result.stdout + result.stderr


def test_streams_are_listed(capture: str, tmp_path: Path) -> None:
    (line,) = run("streams", capture).stdout.splitlines()
    assert line.startswith(
        "    0 tcp      10.0.0.1:40000 -> 10.0.0.2:80  1970-01-01 00:16:40.000000, 5.000 s, 13 bytes from the "
    )
    path = tmp_path / "text"
    path.write_text("46 4b")
    assert "text has no packets" in run("streams", str(path)).stderr


def test_frames_become_golden_vectors_and_a_test(spec: str, tmp_path: Path) -> None:
    path, vectors, test = tmp_path / "bad.pcap", tmp_path / "vectors.json", tmp_path / "test_recorded.py"
    path.write_bytes(pcap(packets(b"Q\7\1x")))
    result = run("decode", spec, str(path), "--format", "line", "--save-vectors", str(vectors), "--pytest", str(test))
    assert result.stdout.count("Request") + result.stdout.count("Answer") == 4
    request, answer = load_vectors(vectors)
    assert [each["bytes"] for each in request["good"]] == [each.hex() for each in REQUESTS]
    assert [(each["bytes"], each["error"], each["path"]) for each in request["refused"]] == [("51070178", "InvalidValue", "kind")]
    assert [each["bytes"] for each in answer["good"]] == [ANSWER.hex()]
    assert "Request: 4 vectors hold" in run("check", f"{spec}:Request", "--vectors", str(vectors)).output
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    assert "5 passed" in subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in test.read_text()
    everything = run("check", spec, "--vectors", str(vectors))
    assert (everything.exit_code, f"Item: {vectors} has no vectors for this frame" in everything.stdout) == (0, True)
    path.write_bytes(pcap(packets()))
    run("decode", spec, str(path), "--format", "line", "--pytest", str(test))
    assert "REFUSED" not in test.read_text()
    assert "4 passed" in subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout


def test_a_folder_of_protocols_is_guessed_from(spec: str, capture: str, tmp_path: Path) -> None:
    folder = tmp_path / "protocols"
    folder.mkdir()
    (folder / "asking.py").write_text(Path(spec).read_text())
    (folder / "_hidden.py").write_text("raise RuntimeError")
    (folder / "frames.py").write_text("from framekit import Frame, u8\n\n\nclass Byte(Frame):\n    value: u8\n")
    (folder / "other.py").write_text(
        "from framekit import Frame, Protocol, u8\n\n\nclass Other(Frame):\n    value: u8\n\n\n"
        "PROTOCOL = Protocol('other', client=Other, ports={'tcp': [1]})\n"
    )
    alone = run("decode", spec, capture, "--format", "jsonl")
    guessed = run("decode", str(folder), capture, "--format", "jsonl")
    assert guessed.stdout == alone.stdout
    assert "decoded as" in guessed.stderr
    (folder / "broken.py").write_text("from framekit import Frame\nclass Broken(Frame):\n    value: 7\n")
    broken = run("decode", str(folder), capture, "--format", "jsonl")
    assert broken.stdout == alone.stdout
    assert f"skipping {folder / 'broken.py'}: " in broken.stderr
    (folder / "broken.py").unlink()
    name = json.loads(run("decode", str(folder), capture, "--format", "jsonl", "--details", "--limit", "1").stdout)["protocol"]
    assert run("decode", str(folder), capture, "--format", "jsonl", "--protocol", name).stdout == alone.stdout
    wrong = run("decode", str(folder), capture, "--protocol", "nothing")
    assert wrong.exit_code == 2
    assert f"choose from auto, {name}, other" in wrong.stderr
    assert run("decode", spec, capture, "--protocol", "auto").exit_code == 2
    (folder / "other.py").unlink()
    (folder / "asking.py").unlink()
    assert "defines PROTOCOL" in run("decode", str(folder), capture).stderr
