"""Reads hex dumps as text back into bytes: plain hex, xxd, hexdump -C, od, tcpdump -X, Wireshark.

Strategy: one line at a time, so that memory stays flat. Each form is a regular expression for its lines and a rule for where
the hex ends and the column of characters begins. Bytes come out in blocks: a dump whose offsets start anew (the next packet)
starts a new block.

Rules: an offset that does not follow from the bytes before it is an error, not a guess. A `*` line stands for repetitions of
the line before it, which are made as they are asked for, up to EXPANSION_LIMIT bytes.

Sources: xxd(1), hexdump(1) (BSD; the default and -C), od(1) (POSIX; -x, -t x1, -A x), tcpdump(1) (-x, -xx, -X, -XX), Wireshark
User's Guide ("Copy as Hex Dump", "Export Packet Dissections", "Follow Stream").
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from framekit.errors import FramekitError

InputForm: TypeAlias = Literal["raw", "hex", "xxd", "hexdump", "od", "tcpdump", "wireshark"]
"""The forms of input; `hexdump` is hexdump -C, `od` also reads hexdump without -C."""

EXPANSION_LIMIT = 1 << 30
"""The most bytes that `*` lines of one dump may stand for: enough for real dumps, little enough for a dump made to be endless."""

_CHUNK = 1 << 16


class DumpError(FramekitError):
    """A line of a hex dump that cannot be read. `line` counts from 1."""

    def __init__(self, reason: str, *, line: int) -> None:
        super().__init__(f"line {line} of the dump: {reason}")
        self.line = line


@dataclass
class _Line:
    """What a line of a packet's dump says: bytes at an offset. `stream` tells two directions of a stream apart."""

    offset: int
    data: bytes
    stream: str = ""


_PAIRS = r"(?:[0-9a-fA-F]{2})+"
_XXD = re.compile(rf"^([0-9a-fA-F]{{4,16}}): ((?:{_PAIRS} ?)*)")
_HEXDUMP = re.compile(r"^([0-9a-fA-F]{6,16})(?:  ?((?:[0-9a-fA-F]{2} {1,2}){0,15}(?:[0-9a-fA-F]{2})?)\s*(?:\|.*)?)?$")
_OD = re.compile(r"^([0-9a-fA-F]{6,16})((?: +[0-9a-fA-F]{2,16})*)\s*(?:>.*<)?$")
_TCPDUMP = re.compile(r"^\s+0x([0-9a-fA-F]{4,8}):  ((?:[0-9a-fA-F]{2,4} ?)*)")
_WIRESHARK = re.compile(r"^( *)([0-9a-fA-F]{4,8})  ?((?:[0-9a-fA-F]{2} {1,2})*[0-9a-fA-F]{2})(?:  .*)?$")
_PLAIN = re.compile(r"^\s*(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s:,;-]*)*$")
_PLAIN_SEPARATORS = re.compile(r"0x|\\x|[\s:,;-]")


_BEGUN_PREFIX = re.compile(r"(?:0x?|\\x?)\Z")


def tell_form(head: bytes, *, cut: bool = False) -> InputForm:
    """Tell a hex dump from raw bytes by its beginning.

    Args:
        head: the first bytes of the input; some thousands are enough.
        cut: the input goes on behind them.

    Returns:
        The form; "raw" for whatever is no dump.

    >>> tell_form(b"00000000: 464b 0102                                FK..")
    'xxd'
    >>> tell_form(b"46 4b 01 02")
    'hex'
    >>> tell_form(bytes([70, 75, 1, 2]))
    'raw'
    """
    if not is_text(head):
        return "raw"
    lines = head.decode("ascii", errors="replace").splitlines()
    if cut and len(lines) > 1:
        lines.pop()
    elif cut and lines:
        # One long line, cut anywhere: up to the last blank, or the last whole byte.
        lines = [lines[0].rpartition(" ")[0] or lines[0][: len(lines[0]) // 2 * 2]]
    lines = [line.rstrip() for line in lines if line.strip()]
    if not lines:
        return "raw"
    if any(_TCPDUMP.match(line) for line in lines):
        return "tcpdump"
    stripped = [line.strip() for line in lines]
    if all(_XXD.match(line) or line == "*" for line in stripped):
        return "xxd"
    if all(_HEXDUMP.match(line) or line == "*" for line in stripped) and any("|" in line for line in stripped):
        return "hexdump"
    if all(_OD.match(line) or line == "*" for line in stripped) and any(" " in line for line in stripped):
        return "od"
    if all(_PLAIN.match(line) for line in lines) and not _looks_offset(lines):
        return "hex"
    return "wireshark" if any(_WIRESHARK.match(line) for line in lines) else "raw"


def is_text(data: bytes) -> bool:
    """True for text, as every dump is; False for nothing at all.

    The bytes of a dump are ASCII, but the lines of words between them may hold more: Wireshark writes arrows.
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return bool(data) and all(byte in b"\t\r\n\f" or (byte >= 0x20 and byte != 0x7F) for byte in data)


def _looks_offset(lines: list[str]) -> bool:
    """True where every line begins with a number that grows by 16: a dump with offsets, and not plain hex."""
    words = [line.split() for line in lines]
    if any(len(each) < 2 or len(each[0]) not in (4, 8) for each in words):
        return False
    return all(int(each[0], 16) % 16 == 0 and int(each[0], 16) == 16 * index for index, each in enumerate(words))


def read_dump(lines: Iterable[str], form: InputForm) -> Iterator[Iterator[bytes]]:
    """The blocks of a dump, each as chunks of bytes.

    Args:
        lines: the text, by lines.
        form: what kind of dump it is; "raw" is none.

    Returns:
        An iterator of blocks; a block must be read before the next is asked for.

    Raises:
        DumpError: a line is no line of such a dump, or its offset does not follow.

    >>> [b"".join(block) for block in read_dump(["46 4b", "01 02"], "hex")]
    [b'FK\\x01\\x02']
    """
    readers: dict[str, Callable[[Iterable[str]], Iterator[Iterator[bytes]]]] = {
        "hex": _read_plain,
        "xxd": lambda source: _read_offsets(source, _parse_xxd),
        "hexdump": lambda source: _read_offsets(source, _parse_hexdump),
        "od": _read_od,
        "tcpdump": lambda source: _read_packets(source, _parse_tcpdump),
        "wireshark": lambda source: _read_packets(source, _parse_wireshark),
    }
    return readers[form](lines)


def _read_plain(lines: Iterable[str]) -> Iterator[Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        held = ""  # what may go on in the next piece of a long line: a digit, or the beginning of a prefix
        number = 0
        for number, line in enumerate(lines, 1):  # the last number is wanted behind the loop
            text = held + line
            begun = _BEGUN_PREFIX.search(text)
            held = "" if begun is None else begun[0]
            digits = _PLAIN_SEPARATORS.sub("", text[: len(text) - len(held)])
            if len(digits) % 2:
                digits, held = digits[:-1], digits[-1] + held
            yield _from_hex(digits, number)
        digits = _PLAIN_SEPARATORS.sub("", held)
        if len(digits) % 2:
            raise DumpError(f"the last byte has one digit only: {held!r}", line=number)
        yield _from_hex(digits, number)

    yield chunks()


def _from_hex(digits: str, line: int) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        wrong = next((digit for digit in digits if digit not in "0123456789abcdefABCDEF "), "")
        reason = f"{wrong!r} is no hex digit" if wrong else f"{digits[-24:]!r} has half a byte"
        raise DumpError(reason, line=line) from None


# Dumps of one block, with offsets that grow, and `*` for repeated lines


def _parse_xxd(line: str, number: int) -> tuple[int, bytes] | None:
    found = _XXD.match(line)
    if found is None:
        return None
    data = _from_hex(found[2], number)
    beside = line[found.end() :].strip()
    characters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)
    if beside and beside != characters.strip():
        raise DumpError("the characters beside the bytes are not theirs; the forms -b and -e of xxd are not read", line=number)
    return int(found[1], 16), data


def _parse_hexdump(line: str, number: int) -> tuple[int, bytes] | None:
    found = _HEXDUMP.match(line)
    return (int(found[1], 16), _from_hex(found[2] or "", number)) if found else None


def _read_offsets(lines: Iterable[str], parse: Callable[[str, int], tuple[int, bytes] | None]) -> Iterator[Iterator[bytes]]:
    def rows() -> Iterator[tuple[int, int | None, bytes]]:
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if not text:
                continue
            if text == "*":
                yield number, None, b""
                continue
            found = parse(text, number)
            if found is None:
                raise DumpError(f"this is no line of such a dump: {text[:60]!r}", line=number)
            yield number, *found

    yield _join_rows(rows())


def _join_rows(rows: Iterator[tuple[int, int | None, bytes]]) -> Iterator[bytes]:
    """Rows of (line, offset, bytes) to bytes; an offset of None stands for `*`."""
    position: int | None = None
    last = b""
    repeating = False
    budget = EXPANSION_LIMIT
    for number, offset, data in rows:
        if offset is None:
            if not last:
                raise DumpError("`*` repeats the line before it, and there is none", line=number)
            repeating = True
            continue
        if position is None:
            position = offset
        if repeating:
            gap = offset - position
            if gap < 0 or gap % len(last):
                raise DumpError(f"offset {offset:#x} does not end the repetition of the line before `*`", line=number)
            budget -= gap
            if budget < 0:
                raise DumpError(f"`*` stands for more than {EXPANSION_LIMIT} bytes", line=number)
            yield from _repeat(last, gap)
            position = offset
            repeating = False
        if offset != position:
            raise DumpError(f"offset {offset:#x} where {position:#x} follows", line=number)
        yield data
        position += len(data)
        last = data or last
    if repeating:
        raise DumpError("the dump ends behind `*`, so how often that is cannot be told", line=0)


def _repeat(data: bytes, size: int) -> Iterator[bytes]:
    part = data * max(1, _CHUNK // len(data))
    while size > 0:
        yield part[:size]
        size -= len(part)


# od: offsets in octal or hex, units of a byte, or of two in the order of a little-endian machine


def _read_od(lines: Iterable[str]) -> Iterator[Iterator[bytes]]:
    yield _join_rows(_od_rows(lines))


def _od_rows(lines: Iterable[str]) -> Iterator[tuple[int, int | None, bytes]]:
    """Rows with their offsets read in the radix that fits: the first line that follows full ones tells it.

    The last line of od is an offset alone, which tells how many bytes of the last unit count.
    """
    radix = 0
    position = 0
    held: tuple[int, bytes] | None = None
    unit = 1
    waiting_star = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        if text == "*":
            if held is not None:
                yield held[0], position, held[1]
                position += len(held[1])
                held = None
            waiting_star = True
            yield number, None, b""
            continue
        found = _OD.match(text)
        if found is None:
            raise DumpError(f"this is no line of od: {text[:60]!r}", line=number)
        data = _od_units(found[2].split(), number)
        if held is not None:
            radix = radix or _radix(found[1], position, len(held[1]), 1 if data else unit, number)
            offset = _offset(found[1], radix, number)
            full = held[1] if data else held[1][: max(0, offset - position)]
            yield held[0], position, full
            position += len(full)
        elif waiting_star:
            radix = radix or 8
            position = _offset(found[1], radix, number)
            waiting_star = False
        elif not data:
            position = _offset(found[1], radix or 16, number)
        if held is not None or not data:
            offset = _offset(found[1], radix or 16, number)
            if offset != position:
                raise DumpError(f"offset {found[1]} does not follow from the bytes before it", line=number)
        held = (number, data) if data else None
        unit = len(found[2].split()[0]) // 2 if data else 1
        if not data:
            yield number, position, b""
    if held is not None:
        yield held[0], position, held[1]


def _offset(digits: str, radix: int, line: int) -> int:
    try:
        return int(digits, radix)
    except ValueError:
        raise DumpError(f"{digits!r} is no offset to the base {radix}", line=line) from None


def _radix(digits: str, position: int, size: int, unit: int, line: int) -> int:
    """The base in which an offset follows `size` bytes behind `position`, of which less than a `unit` may be padding."""
    for radix in (8, 16, 10):
        try:
            ahead = int(digits, radix) - position
        except ValueError:
            continue
        if 0 <= size - ahead < unit:
            return radix
    raise DumpError(f"offset {digits} does not follow from the bytes before it", line=line)


def _od_units(words: list[str], line: int) -> bytes:
    """Bytes as they are, or units of several in the order of a little-endian machine, where such dumps are made."""
    if len({len(word) for word in words}) > 1:
        raise DumpError("its units differ in width", line=line)
    if words and len(words[0]) == 6:
        raise DumpError("octal words are not read; make the dump with od -t x1", line=line)
    return b"".join(_from_hex(word, line)[::-1] for word in words)


# Dumps of packets: each begins at offset 0, and other lines stand between them


def _parse_tcpdump(line: str, number: int) -> _Line | None:
    found = _TCPDUMP.match(line)
    return _Line(int(found[1], 16), _from_hex(found[2], number)) if found else None


def _parse_wireshark(line: str, number: int) -> _Line | None:
    """Sixteen pairs at the most; the column of characters stands behind three blanks, or two after a full line."""
    found = _WIRESHARK.match(line)
    if not found:
        return None
    pairs: list[str] = []
    rest = line[found.start(3) :]
    while len(pairs) < 16 and (pair := re.match(r"[0-9a-fA-F]{2}(?= |$)", rest)):
        pairs.append(pair[0])
        rest = rest[2:]
        if rest.startswith("   ") or (rest.startswith("  ") and len(pairs) != 8):
            break
        rest = rest.lstrip(" ")
    return _Line(int(found[2], 16), _from_hex("".join(pairs), number), stream=found[1])


def _read_packets(lines: Iterable[str], parse: Callable[[str, int], _Line | None]) -> Iterator[Iterator[bytes]]:
    """Blocks of packets. Streams told apart by their indentation (Follow Stream) continue each on its own."""
    blocks: dict[str, bytearray] = {}
    for number, line in enumerate(lines, 1):
        row = parse(line.rstrip("\r\n"), number)
        if row is None:
            continue
        block = blocks.setdefault(row.stream, bytearray())
        if row.offset == 0 and block:
            for stream in list(blocks):
                yield iter([bytes(blocks.pop(stream))])
            block = blocks.setdefault(row.stream, bytearray())
        if row.offset != len(block):
            raise DumpError(f"offset {row.offset:#x} where {len(block):#x} follows", line=number)
        block += row.data
    for block in blocks.values():
        yield iter([bytes(block)])
