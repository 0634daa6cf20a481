"""The command as a user runs it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from framekit.cli.app import framekit

ROOT = Path(__file__).parents[2]
SESSION = f"{ROOT}/specs/samples/postgresql.pcapng"

SOURCE = '''
from enum import IntEnum
from framekit import Frame, array, const, data, derived, field, text, this, u8, u16

class Color(IntEnum):
    RED = 1

class Item(Frame):
    name: str = text(prefix=u8)

class Message(Frame):
    """A message."""
    magic: bytes = const(b"FK")
    length: int = derived(u16)
    color: Color = field(u8)
    items: list[Item] = array(Item, prefix=u8)
    body: bytes = data(length=this.length)

class Rest(Frame):
    everything: str = text()
'''


def run(*arguments: str, input: bytes | str | None = None) -> Result:
    return CliRunner().invoke(framekit, arguments, input=input)


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "sample_spec.py"
    path.write_text(SOURCE)
    return str(path)


ONE = b"FK\0\2\1\2\1a\2bchi"
TWO = b"FK\0\0\7\0"


def test_decode_prints_a_tree(spec: str) -> None:
    result = run("decode", f"{spec}:Message", "-", input=ONE + TWO)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "#0 Message at 0, 13 bytes",
        "├─ magic (const)    46 4b |FK|",
        "├─ length (derived) 2",
        "├─ color            RED (1)",
        "├─ items 2 items",
        "│  ├─ [0] Item",
        "│  │  └─ name 'a'",
        "│  └─ [1] Item",
        "│     └─ name 'bc'",
        "└─ body             68 69 |hi|",
        "#1 Message at 13, 6 bytes",
        "├─ magic (const)    46 4b |FK|",
        "├─ length (derived) 0",
        "├─ color            7",
        "├─ items            []",
        "└─ body             empty",
    ]


def test_decode_prints_json_that_encode_takes(spec: str, tmp_path: Path) -> None:
    for form in ("json", "jsonl"):
        result = run("decode", f"{spec}:Message", "-", "--format", form, input=ONE + TWO)
        assert result.exit_code == 0
        values = json.loads(result.stdout) if form == "json" else [json.loads(line) for line in result.stdout.splitlines()]
        assert values == [
            {"color": "RED", "items": [{"name": "a"}, {"name": "bc"}], "body": "6869"},
            {"color": 7, "items": [], "body": ""},
        ]
        target = tmp_path / "out"
        assert run("encode", f"{spec}:Message", "-", "-o", str(target), input=result.stdout).exit_code == 0
        assert target.read_bytes() == ONE + TWO
    assert run("decode", f"{spec}:Message", "-", "--format", "json", input=b"").stdout == "[]\n"


def test_decode_prints_the_bytes_of_each_field_beside_it(spec: str) -> None:
    result = run("decode", f"{spec}:Message", "-", "--format", "hex", input=ONE)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[1].split() == ["00000000", "46", "4b", "magic", "(const)", "|FK|"]
    assert lines[3].split() == ["00000004", "01", "color", "RED", "(1)"]
    assert lines[5].split() == ["00000006", "01", "len(items[0].name)", "1"]
    shown = b"".join(bytes.fromhex(line[10:34]) for line in lines[1:])
    assert shown == ONE


@pytest.mark.parametrize("form", ["tree", "json", "jsonl", "hex"])
def test_frames_before_a_fault_are_printed_and_the_fault_goes_to_standard_error(spec: str, form: str) -> None:
    for bad, where in ((b"XX garbage", "magic at byte 19"), (ONE[:-1], "body at byte 30")):
        result = run("decode", f"{spec}:Message", "-", "--format", form, input=ONE + TWO + bad)
        assert result.exit_code == 1
        assert where in result.stderr
        assert "FK" in result.stdout or "body" in result.stdout
        assert "Traceback" not in result.stderr
        if form == "json":
            assert len(json.loads(result.stdout)) == 2
        if form == "jsonl":
            assert len(result.stdout.splitlines()) == 2


def test_a_dump_is_told_from_raw_bytes(spec: str) -> None:
    dump = "00000000: 464b 0000 0700                           FK....\n"
    for arguments in ([], ["--input", "xxd"]):
        result = run("decode", f"{spec}:Message", "-", *arguments, input=dump)
        assert result.exit_code == 0
        assert "color            7" in result.stdout
    assert run("decode", f"{spec}:Rest", "-", "--input", "raw", input=dump).exit_code == 0
    assert "line 1" in run("decode", f"{spec}:Message", "-", "--input", "od", input="zz").stderr


def test_each_packet_of_a_dump_is_decoded_for_itself(spec: str) -> None:
    text = "a packet\n\t0x0000:  464b 0000 0700  FK....\nanother\n\t0x0000:  464b 0000 0700 464b 0000 0800  FK....FK....\n"
    result = run("decode", f"{spec}:Message", "-", "--format", "jsonl", input=text)
    assert [json.loads(line)["color"] for line in result.stdout.splitlines()] == [7, 7, 8]


def test_a_frame_that_takes_all_there_is_is_one_frame(spec: str) -> None:
    result = run("decode", f"{spec}:Rest", "-", "--input", "raw", input="one frame\n" * 3)
    assert result.stdout.count("Rest") == 1
    assert result.exit_code == 0


def test_text_in_no_known_form_is_refused(spec: str) -> None:
    for frame in ("Message", "Rest"):
        result = run("decode", f"{spec}:{frame}", "-", input="no dump at all\n")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "--input raw" in result.stderr
        assert "'no dump at all'" in result.stderr
    assert run("decode", f"{spec}:Rest", "-", "--input", "raw", input="no dump at all\n").exit_code == 0


def test_a_frame_of_no_bytes_is_one_frame(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("from framekit import Frame\nclass Empty(Frame): ...\n")
    result = run("decode", str(tmp_path / "empty.py"), "-", "--input", "raw", input="a")
    assert result.exit_code == 1
    assert "Empty at byte 0" in result.stderr
    assert run("decode", str(tmp_path / "empty.py"), "-", input="").exit_code == 0


def test_undecodable_text_is_escaped_in_json(tmp_path: Path) -> None:
    source = "from framekit import Frame, text, u8\nclass T(Frame):\n    t: str = text(prefix=u8, errors='surrogateescape')\n"
    (tmp_path / "t.py").write_text(source)
    result = run("decode", str(tmp_path / "t.py"), "-", "--format", "jsonl", input=b"\x02\xff\xc3")
    assert result.stdout == '{"t": "\\udcff\\udcc3"}\n'
    target = tmp_path / "out"
    assert run("encode", str(tmp_path / "t.py"), "-", "-o", str(target), input=result.stdout).exit_code == 0
    assert target.read_bytes() == b"\x02\xff\xc3"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8:strict"])
def test_any_encoding_of_standard_output_will_do(spec: str, encoding: str) -> None:
    command = [sys.executable, "-m", "framekit", "decode", f"{spec}:Message", "-"]
    done = subprocess.run(
        command, cwd=ROOT, input=ONE, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    assert b"length (derived)" in done.stdout


def test_a_full_disk_is_no_traceback(spec: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    command = f"printf '%s' x | {sys.executable} -m framekit decode {spec}:Rest - --input raw > /dev/full"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_markup_in_a_declaration_is_only_text(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from framekit import Frame, const\nclass M(Frame):\n    t: str = const('[/x][red]')\n")
    result = run("show", str(tmp_path / "m.py"))
    assert result.exit_code == 0
    assert "const('[/x][red]')" in result.stdout


def test_a_huge_length_is_refused_before_it_is_read(spec: str) -> None:
    result = run("decode", f"{spec}:Message", "-", "--max-frame-size", "100", input=b"FK\xff\xff\1\0" + b"x" * 99)
    assert result.exit_code == 1
    assert "--max-frame-size" in result.stderr


def test_long_values_are_cut_unless_all_is_asked_for(spec: str) -> None:
    wire = b"FK\0\x64\1\0" + b"z" * 100
    for form in ("tree", "hex"):
        assert "100 bytes" in run("decode", f"{spec}:Message", "-", "--format", form, input=wire).stdout
        full = run("decode", f"{spec}:Message", "-", "--format", form, "--full", input=wire).stdout
        assert full.count("7a") == 100


def test_the_name_may_be_left_out_where_it_is_obvious(tmp_path: Path, spec: str) -> None:
    source = SOURCE[: SOURCE.index("class Rest")]
    (tmp_path / "one.py").write_text(source)
    assert run("decode", str(tmp_path / "one.py"), "-", input=TWO).exit_code == 0
    result = run("decode", spec, "-", input=TWO)
    assert result.exit_code == 2
    assert "Message" in result.stderr
    assert "Rest" in result.stderr


@pytest.mark.parametrize(
    ("argument", "hint"),
    [
        ("nowhere.py:X", "no such file"),
        ("no_such_module:X", "no module"),
        ("{spec}:Nothing", "Message"),
        ("{spec}:Color", "no frame"),
        ("json:JSONDecoder", "no frame"),
        ("{broken}:X", "NameError"),
        ("{wrong}:X", "int has no width"),
    ],
)
def test_a_spec_that_is_none_is_a_usage_error(tmp_path: Path, spec: str, argument: str, hint: str) -> None:
    (tmp_path / "broken.py").write_text("oops")
    (tmp_path / "wrong.py").write_text("from framekit import Frame\nclass X(Frame):\n    x: int\n")
    names = {"spec": spec, "broken": str(tmp_path / "broken.py"), "wrong": str(tmp_path / "wrong.py")}
    result = run("show", argument.format(**names))
    assert result.exit_code == 2
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


def test_a_module_is_found_by_name() -> None:
    result = run("show", "tests.kinds:Point")
    assert result.exit_code == 0
    assert "!hh" in result.stdout


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"color": "PINK", "items": [], "body": ""}', "color"),
        ('{"color": 1, "items": []}', "body"),
        ('{"color": 300, "items": [], "body": ""}', "color"),
        ("3", "fields of Message"),
    ],
)
def test_json_that_is_no_frame_is_refused(spec: str, text: str, hint: str) -> None:
    result = run("encode", f"{spec}:Message", "-", input=text)
    assert result.exit_code == 1
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


def test_encode_writes_hex(spec: str) -> None:
    line = '{"color": "RED", "items": [], "body": ""}\n'
    result = run("encode", f"{spec}:Message", "-", "--format", "hex", input=line * 2)
    assert result.stdout == "46 4b 00 00 01 00\n" * 2


def test_show_prints_layout_format_and_sizes(spec: str) -> None:
    result = run("show", f"{spec}:Message", "--source")
    assert result.exit_code == 0
    for wanted in (
        "offset",
        "length",
        "u16 big, derived",
        "array(Item, prefix=u8)",
        "items[].name",
        "self-delimiting  yes",
        "def unpack(data, /):",
    ):
        assert wanted in result.stdout
    assert "no: the frame takes all" in run("show", f"{spec}:Rest").stdout
    assert "vary in size" in run("show", f"{spec}:Message").stdout


def test_the_recorded_session_is_decoded() -> None:
    result = run("decode", "postgresql", SESSION, "--format", "jsonl")
    assert result.exit_code == 0
    frames = [json.loads(line) for line in result.stdout.splitlines()]
    assert frames[:2] == [{"major": 1234, "minor": 5679, "body": {"EncryptionRequest": {}}}, {"answer": ord("N")}]
    bodies = [name for each in frames[3:] for name in each["body"]]
    assert bodies[0] == "AuthenticationRequest"
    assert bodies.count("DataRow") == 4
    assert "ErrorResponse" in bodies
    assert bodies[-1] == "Terminate"


def test_a_pipe_that_is_closed_early_is_no_traceback(tmp_path: Path, spec: str) -> None:
    path = tmp_path / "many"
    path.write_bytes(TWO * 20_000)
    command = f"{sys.executable} -m framekit decode {spec}:Message {path} | head -n 1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "#0 Message at 0, 6 bytes\n"
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr


def test_memory_stays_flat_on_a_large_file(tmp_path: Path, spec: str) -> None:
    path = tmp_path / "large"
    frame = b"FK\xff\xff\1\0" + b"z" * 0xFFFF
    with path.open("wb") as file:
        for _ in range(3000):
            file.write(frame)
    code = (
        "import resource, sys\n"
        "from framekit.declare.loading import load_frame\n"
        "from framekit.capture import open_capture\n"
        f"frame = load_frame({spec + ':Message'!r})\n"
        "count = 0\n"
        f"with open_capture({str(path)!r}) as capture:\n"
        "    for found in capture.frames(frame, keep_bytes=True):\n"
        "                assert len(found.data) == found.size == 0xFFFF + 6\n"
        "                count += 1\n"
        "                if count == 100:\n"
        "                    early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    count, growth = map(int, done.stdout.split())
    assert count == 3000
    assert growth < 8_000, f"{growth} KiB more after 200 MB"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


BAD_SPEC = """
from framekit import Frame, custom, u8

class Good(Frame):
    x: u8

class Bad(Frame):
    value: int = custom(
        lambda buffer, offset, end: (min(buffer[offset], 99), offset + 1), lambda value: bytes([value]), values=range(256),
        minimum=1, maximum=1,
    )
"""


def test_check_says_what_holds_what_was_covered_and_the_seed(tmp_path: Path) -> None:
    path = tmp_path / "spec_to_check.py"
    path.write_text(BAD_SPEC)
    good = run("check", f"{path}:Good", "--examples", "60", "--seed", "7")
    assert good.exit_code == 0
    assert "seed 7, 60 examples" in good.output
    assert "Good: round_trip, backends, refusals, stream;" in good.output
    assert "2 of 2 arms and edges" in good.output
    bad = run("check", str(path), "--examples", "200", "--law", "round_trip", "--save", str(tmp_path / "none.json"))
    assert bad.exit_code == 1
    assert "Bad: round_trip does not hold" in bad.output
    assert "value: ours is 100, theirs is 99" in bad.output
    assert not (tmp_path / "none.json").exists()


def test_check_keeps_golden_vectors_and_holds_frames_to_them(tmp_path: Path) -> None:
    path, vectors = tmp_path / "spec_with_vectors.py", tmp_path / "vectors.json"
    path.write_text("from framekit import Frame, u8, u16\nclass Pair(Frame):\n    a: u8\n    b: u16\n")
    assert run("check", str(path), "--examples", "5", "--save", str(vectors)).exit_code == 0
    held = run("check", str(path), "--vectors", str(vectors))
    assert held.exit_code == 0
    assert "vectors hold" in held.output
    later = tmp_path / "spec_with_vectors_later.py"
    later.write_text("from framekit import Frame, u8, u16\nclass Pair(Frame):\n    b: u16\n    a: u8\n")
    changed = run("check", str(later), "--vectors", str(vectors))
    assert changed.exit_code == 1
    assert "different bytes than before" in changed.output
    gone = tmp_path / "spec_without_pair.py"
    gone.write_text("from framekit import Frame, u8\nclass Other(Frame):\n    a: u8\n")
    lost = run("check", str(gone), "--vectors", str(vectors))
    assert lost.exit_code == 1
    assert "Other: " in lost.output
    assert "has vectors for this frame, but the spec does not declare it" in lost.output
    assert run("check", f"{path}:Pair", "--vectors", str(vectors)).exit_code == 0
    vectors.write_text('[{"form": 1, "good": [], "refused": []}]')
    assert "'frame' is missing" in run("check", str(path), "--vectors", str(vectors)).output
    vectors.write_text("[]")
    assert run("check", str(path), "--vectors", str(vectors)).exit_code == 1
    vectors.write_text("no json")
    assert "is not valid JSON" in run("check", str(path), "--vectors", str(vectors)).output


def test_check_refuses_options_that_cannot_go_together_before_it_begins(tmp_path: Path) -> None:
    path, vectors = tmp_path / "spec_of_options.py", tmp_path / "vectors.json"
    path.write_text("from framekit import Frame, u8\nclass Pair(Frame):\n    a: u8\n")
    vectors.write_text("[]")
    both = run("check", str(path), "--vectors", str(vectors), "--save", str(tmp_path / "other.json"))
    assert both.exit_code == 2
    assert "--save and --vectors" in both.output
    nowhere = run("check", str(path), "--save", str(tmp_path / "no" / "vectors.json"))
    assert nowhere.exit_code == 2
    assert "does not exist" in nowhere.output
    twice = run("check", str(path), "--examples", "3", "--law", "round_trip", "--law", "round_trip")
    assert twice.output.count("round_trip") == 1
    folder = run("check", str(tmp_path))
    assert folder.exit_code != 0
    assert "is a folder" in folder.output


def test_check_goes_on_where_a_frame_cannot_be_checked(tmp_path: Path) -> None:
    path = tmp_path / "spec_of_the_impossible.py"
    path.write_text(
        "from framekit import Frame, custom, field, mapped, this, u8\n"
        "class Never(Frame):\n    a: int = field(u8, check=this > 300)\n"
        "class Silent(Frame):\n    a: int = custom(lambda b, o, e: (b[o], o + 1), lambda v: bytes([v]))\n"
        "class Mute(Frame):\n    a: int = mapped(u8, unpack=int, pack=lambda v: 1 // 0)\n"
        "class After(Frame):\n    a: u8\n"
    )
    outcome = run("check", str(path), "--examples", "5", "--law", "round_trip")
    assert outcome.exit_code == 1
    assert isinstance(outcome.exception, SystemExit)
    assert "Never: too few frames can be generated to check the law" in outcome.output
    assert "declare them with values=" in outcome.output
    assert "has no value that can be both read and written" in outcome.output
    assert "After: round_trip;" in outcome.output


def test_check_refuses_what_is_no_spec(tmp_path: Path) -> None:
    path = tmp_path / "without_frames.py"
    path.write_text("x = 1")
    outcome = run("check", str(path))
    assert outcome.exit_code == 2
    assert "declares no frame" in outcome.output
