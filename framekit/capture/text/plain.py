"""Lists of bytes without offsets: hex in its common notations, decimal numbers, base64, and the raw form of "Follow Stream".

Strategy: each line is split into items, which are converted to bytes immediately.

Rules: a reader used for recognition is strict: all items of a line have the same notation, and anything that also fits another
form is refused or left in doubt. If the user names the form, any mixture of its notations is read.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from framekit.capture.text.pieces import DumpError, Piece, Reader, from_hex, without_comment

_HEX_ITEM = re.compile(
    r"0[xX](?P<prefixed>[0-9a-fA-F]+)|\\x(?P<escaped>[0-9a-fA-F]{2})|0?(?P<suffixed>[0-9a-fA-F]{1,2})[hH]\b|(?P<plain>[0-9a-fA-F]+)"
)
_ALIKE = re.compile(r"(?:[0-9a-fA-F]{2})++|[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2})++")
"""The two most common kinds of lines, which are read in one step."""
_SEPARATOR = re.compile(r"[\s,;:-]*")
_MINUS = re.compile(r"(?:^|[\s,;])-")
_OPENING, _CLOSING = "<[{( \t", ">]}) \t;,"


class HexReader(Reader):
    """Reads hex digits: `46 4b`, `464b`, `46:4b`, `0x46, 0x4b`, `0x4 0x0`, `46h 4Bh`, `\\x46\\x4b`, `<464b 0102>`."""

    name = "hex"
    by_line = True

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        text = line.strip()
        if _ALIKE.fullmatch(text) and (not self._strict or " " not in text or text[2] == " "):
            self.found = True
            yield Piece(from_hex(text), line=number)
            return
        text = without_comment(line).strip().lstrip(_OPENING).rstrip(_CLOSING)
        if self._strict and _MINUS.search(text):
            raise DumpError("a signed number is not hex")
        data = bytearray()
        style = ""
        width = 0
        at = _skip(text, 0)
        while at < len(text):
            found = _HEX_ITEM.match(text, at)
            if found is None:
                raise DumpError(f"{text[at]!r} is not a hex digit")
            kind = found.lastgroup or ""
            digits = found[kind]
            if len(digits) % 2:
                if kind == "plain" or len(digits) > 1:
                    raise DumpError(f"{found[0][-24:]!r} has an odd number of hex digits")
                digits = f"0{digits}"
            if self._strict and data:
                if kind != style:
                    raise DumpError("the line mixes several notations of bytes")
                if len(digits) > width or (len(digits) < width and _skip(text, found.end()) < len(text)):
                    raise DumpError("the groups of the line differ in width")
            style, width = kind, max(width, len(digits))
            data += from_hex(digits)
            at = _skip(text, found.end())
        if data:
            self.found = True
            yield Piece(bytes(data), line=number)


def _skip(text: str, at: int) -> int:
    found = _SEPARATOR.match(text, at)
    assert found is not None
    return found.end()


_WORD = re.compile(r"[^\s,;]+")


class DecimalReader(Reader):
    """Reads decimal numbers from -128 to 255, separated by commas or blanks, possibly in brackets."""

    name = "decimal"
    by_line = True

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        text = without_comment(line).strip().lstrip(_OPENING).rstrip(_CLOSING)
        data = bytearray()
        for found in _WORD.finditer(text):
            word = found[0]
            if not re.fullmatch(r"-?[0-9]{1,9}", word):
                raise DumpError(f"{word[:24]!r} is not a decimal number")
            if self._strict and re.match(r"-?0[0-9]", word):
                raise DumpError(f"{word[:24]!r} has a leading zero, unlike a decimal number")
            value = int(word)
            if not -128 <= value <= 255:
                raise DumpError(f"{value} does not fit in a byte")
            data.append(value & 0xFF)
        if data:
            self.found = True
            yield Piece(bytes(data), line=number)


_PEM = re.compile(r"-----(BEGIN|END) [^-]+-----")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}")
_MOSTLY_ZEROS = 0.5
_SHORT = 8
"""The number of base64 characters that may all be hex digits by chance; with 12, one text in eight million is."""
_DASHED_HEX = re.compile(r"[0-9a-fA-F]{2}(?:-[0-9a-fA-F]{2})++")


class Base64Reader(Reader):
    """Reads base64 in either alphabet and in lines of any length; several padded texts may follow one another."""

    name = "base64"
    by_line = True

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._carry = ""
        self._size = 0
        self._zeros = 0
        self._classes: set[str] = set()

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        text = line.strip()
        if not text or _PEM.fullmatch(text):
            return
        if not _BASE64.fullmatch(text):
            raise DumpError("not base64")
        if self._strict:
            self._look_at(text)
        text = self._carry + text.replace("-", "+").replace("_", "/")
        whole = len(text) // 4 * 4
        if text.endswith("=") and whole < len(text):
            raise DumpError("the base64 padding does not match the length of the text")
        self._carry = text[whole:]
        self.found = True
        if whole:
            yield Piece(_from_base64(text[:whole]), line=number)

    def _look_at(self, text: str) -> None:
        if _DASHED_HEX.fullmatch(text):
            raise DumpError("expected base64, found hex digits")
        self._size += len(text)
        self._zeros += text.count("A")
        if self._classes <= {"digit", "hex", "HEX"}:
            self._classes |= {_class_of(each) for each in set(text)}
        likely_hex = self._classes <= {"digit", "hex"} or self._classes <= {"digit", "HEX"}
        if likely_hex and self._size > _SHORT and ("hex" in self._classes or self._zeros < self._size * _MOSTLY_ZEROS):
            raise DumpError("expected base64, found hex digits")

    def doubt(self) -> str:
        """A short text of letters only may be a word."""
        letters = {"hex", "HEX", "lower", "UPPER"}
        if self._classes <= letters and self._size < 3 * _SHORT:
            return "it may be a word"
        return ""

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        if self._carry:
            if self._strict or len(self._carry) == 1:
                raise DumpError("the text ends within a group of four base64 characters")
            yield Piece(_from_base64(self._carry + "=" * (4 - len(self._carry))))


def _class_of(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character in "abcdef":
        return "hex"
    if character in "ABCDEF":
        return "HEX"
    return "lower" if character.islower() else "UPPER" if character.isupper() else "sign"


def _from_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise DumpError(f"not base64: {fault}") from None
    if base64.b64encode(data).decode() != text:
        raise DumpError("not base64: bits are set in its padding")
    return data


_HEADER = re.compile(r"Follow: (\w+),(\w+)|Filter: .*|Node ([01]): (.+)|=+")
_TURN = re.compile(r"(\t?)((?:[0-9a-fA-F]{2})++)")


class FollowReader(Reader):
    """Reads the follow output of tshark in raw form: a line of hex for each turn, with the second side indented by a tab.

    Args:
        strict: whether to refuse text that is not recognisable as such a conversation.
    """

    name = "follow"
    blocks = True

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._about: dict[str, str] = {}
        self._seen: set[str] = set()
        self._begun: set[str] = set()
        self._header = False

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        text = line.rstrip()
        if not text.strip():
            return
        header = _HEADER.fullmatch(text)
        if header is not None:
            if header[1]:
                if header[2] != "raw":
                    raise DumpError("the conversation is not in raw form; use --input wireshark for hex")
                self._header = True
                self._begun.clear()
            if header[3]:
                self._about["12"[int(header[3])]] = header[4].strip()
            return
        found = _TURN.fullmatch(text)
        if found is None:
            raise DumpError("not a turn of a conversation in hex")
        stream = "2" if found[1] else "1"
        self._seen.add(stream)
        self.found = True
        yield Piece(from_hex(found[2]), stream, stream not in self._begun, number, self._about.get(stream, ""))
        self._begun.add(stream)

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        if self._strict and not self._header and len(self._seen) < 2:
            raise DumpError("expected a conversation with two directions")
        yield from ()
