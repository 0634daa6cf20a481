"""Bytes in source code: arrays in C and similar languages, Python bytes and bytearray, and strings with `\\x` escapes.

Strategy: small scanners work token by token and keep their state from line to line, so that nothing waits for the end.

Rules: no code is run. A token unknown to the scanner is an error. In C, the arrays of Wireshark's "C Arrays" (`peer0_0`) belong
to the two directions; every other array is a separate block.

Sources: xxd(1) (-i), Wireshark User's Guide ("Follow Stream", "C Arrays"), the Python language reference (string and bytes
literals).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from framekit.capture.text.escapes import unescape
from framekit.capture.text.pieces import DumpError, Piece, Reader, from_hex, without_comment

_QUOTED = r"\"(?:[^\"\\]++|\\.)*+\"|'(?:[^'\\]++|\\.)*+'"


def _scan(pattern: re.Pattern[str], line: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a line. Raises DumpError for anything that is not a token."""
    at = 0
    while at < len(line):
        found = pattern.match(line, at)
        if found is None:
            raise DumpError(f"unexpected {line[at : at + 16]!r}")
        yield found
        at = found.end()


# C


_C_TOKEN = re.compile(
    r"(?P<blank>\s+|//.*|/\*.*?\*/)|(?P<open>/\*.*)|(?P<number>-?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)(?:u8|[uU])?)(?![\w.])"
    r"|(?P<character>u?'(?:[^'\\]|\\[^x0-7]|\\x[0-9a-fA-F]{2}|\\[0-7]{1,3})')|(?P<string>b?\"(?:[^\"\\]++|\\.)*+\")"
    r"|(?P<directive>#.*)|(?P<name>[A-Za-z_]\w*!?)|(?P<sign>[{}\[\]()=;,*&:<>])"
)
_C_ROW = re.compile(r"\s*(?:0x[0-9a-fA-F]{2}\s*,\s*)++")
"""The most common line of an array, which is read in one step."""
_C_BETWEEN = re.compile(r"[\s,]+|0x")
_PEER = re.compile(r"peer([01])_\d+$")
_CAST = {"byte", "char", "uint8_t", "int8_t", "u8", "unsigned", "signed", "const"}
_ABOUT_ARRAYS = re.compile(r"[{};=\[\]\"]|/\*|\*/|//|^\s*#\s*\w|\b(?:char|byte|uint8_t|u8|static|const|unsigned)\b")


class CReader(Reader):
    """Reads arrays of numbers in braces or in brackets after `=`, and assigned strings, in C, C++, Java, Go and Rust."""

    name = "c"
    blocks = True

    def __init__(self) -> None:
        self._closing = ""  # the sign that ends the current array
        self._comment = False
        self._assigned = False
        self._expecting = True  # an item may follow: the last one was followed by a comma
        self._names: list[str] = []
        self._declared: int | None = None
        self._in_size = False
        self._strings = False
        self._size = 0
        self._finished = 0
        self._streams: set[str] = set()
        self._begins = True

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        if self._comment:
            _, ending, line = line.partition("*/")
            if not ending:
                return
            self._comment = False
        if not self._closing and not self._strings and line.strip() and not _ABOUT_ARRAYS.search(line):
            raise DumpError("not part of an array in C")
        if self._closing and self._expecting and _C_ROW.fullmatch(line):
            yield self._piece(bytearray(from_hex(_C_BETWEEN.sub("", line))), number)
            return
        data = bytearray()
        for token in _scan(_C_TOKEN, line):
            kind, text = token.lastgroup, token[0]
            if kind == "open":
                self._comment = True
            elif kind in ("blank", "directive"):
                continue
            elif self._closing:
                if text == self._closing:
                    if data or self._begins:
                        yield self._piece(data, number)
                        data = bytearray()
                    self._close()
                else:
                    self._item(kind or "", text, data)
            else:
                self._outside(kind or "", text, data)
        if data:
            yield self._piece(data, number)

    def _item(self, kind: str, text: str, data: bytearray) -> None:
        if kind in ("number", "character") and self._expecting:
            value = unescape(text.strip("u")[1:-1])[0] if kind == "character" else _c_number(text)
            if not -128 <= value <= 255:
                raise DumpError(f"{text} does not fit in a byte")
            data.append(value & 0xFF)
            self._expecting = False
        elif kind == "string" and self._expecting:
            data += unescape(text.lstrip("b")[1:-1])
            self._strings = True
        elif text == "," and not self._expecting:
            self._expecting = True
        elif not (text in "()" or (kind == "name" and text in _CAST)):
            raise DumpError(f"expected an item of the array or a comma, found {text!r}")

    def _outside(self, kind: str, text: str, data: bytearray) -> None:
        if text == "{" or (text == "[" and self._assigned):
            self._closing = "}" if text == "{" else "]"
            self._expecting, self._size, self._begins = True, 0, True
        elif text == "[":
            self._in_size = True
        elif text == "]":
            self._in_size = False
        elif kind == "number":
            self._number(text)
        elif kind == "string":
            if not (self._assigned or self._strings):
                raise DumpError("string outside an array or assignment")
            self._strings = True
            data += unescape(text.lstrip("b")[1:-1])
        elif text == "=":
            self._assigned, self._begins = True, True
        elif text == ";":
            self._assigned = self._strings = False
            self._names, self._declared = [], None
        elif kind == "name":
            self._names.append(text)
        elif kind == "character":
            raise DumpError(f"{text} is outside an array")

    def _number(self, text: str) -> None:
        if self._in_size:
            self._declared = _c_number(text)
        elif self._assigned:
            named_length = bool(self._names) and re.search(r"_(?:len|length|size)$", self._names[-1], re.IGNORECASE)
            if named_length and self.found and _c_number(text) != self._finished:
                raise DumpError(f"expected the length {self._finished} of the preceding array, found {text}")
        else:
            raise DumpError(f"{text} is outside an array")

    def _close(self) -> None:
        if self._declared is not None and self._declared != self._size:
            raise DumpError(f"expected {self._declared} items in the array as declared, found {self._size}")
        self._closing, self._finished, self._declared = "", self._size, None
        self._strings = False

    def _piece(self, data: bytearray, number: int) -> Piece:
        name = next((each for each in reversed(self._names) if each not in _CAST), "")
        peer = _PEER.search(name)
        stream = "" if peer is None else "12"[int(peer[1])]
        begins = self._begins and (peer is None or stream not in self._streams)
        self._streams.add(stream)
        self._begins = False
        self._size += len(data)
        self.found = True
        return Piece(bytes(data), stream, begins, number, name if peer is None else f"peer{peer[1]}")

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        if self._closing or self._comment:
            raise DumpError("the text ends within an array or a comment")
        if not self.found:
            raise DumpError("no array found")
        yield from ()


def _c_number(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    digits = re.sub(r"(?:u8|[uU])$", "", text.lstrip("-")).lower()
    base = 16 if digits.startswith("0x") else 2 if digits.startswith("0b") else 8 if len(digits) > 1 and digits[0] == "0" else 10
    try:
        return sign * int(digits, base)
    except ValueError:
        raise DumpError(f"{text} is not a number in C") from None


# Python


_PYTHON_TOKEN = re.compile(
    rf"(?P<blank>\s+|\#.*|>>>|\.\.\.)|(?P<hex>(?:bytes|bytearray)\.fromhex\(\s*(?:{_QUOTED})\s*\))|(?P<ints>(?:bytes|bytearray)\(\s*[\[(])"
    rf"|(?P<literal>(?:[bB][rR]?|[rR][bB])(?:{_QUOTED}))|(?P<number>0[xX][0-9a-fA-F]+|[0-9]+)(?!\w)"
    r"|(?P<name>[A-Za-z_][\w.]*)|(?P<sign>[()\[\]+,=:\\])"
)


class PythonReader(Reader):
    """Reads any number of `b'...'`, `bytearray(b'...')`, `bytes.fromhex('...')` and `bytes([...])`, possibly assigned."""

    name = "python"
    by_line = True

    def __init__(self) -> None:
        self._depth = 0
        self._numbers = False  # inside bytes([...])
        self._expecting = True

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        data = bytearray()
        name = ""
        for token in _scan(_PYTHON_TOKEN, line):
            kind, text = token.lastgroup, token[0]
            if kind == "blank":
                continue
            if self._numbers:
                self._item(kind or "", text, data)
                continue
            if name and text != "=" and not (name in ("bytes", "bytearray", "memoryview") and text == "("):
                raise DumpError(f"{name!r} is not a Python bytes value")
            name = text if kind == "name" else ""
            if kind == "hex":
                data += from_hex(text[text.index("(") + 1 : -1].strip()[1:-1])
                self.found = True
            elif kind == "ints":
                self._numbers = self._expecting = self.found = True
                self._depth += 2
            elif kind == "literal":
                prefix, body = re.match(r"(\w+)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]  # it has both
                data += unescape(body[1:-1], raw="r" in prefix.lower())
                self.found = True
            elif kind == "number":
                raise DumpError(f"{text} is not a Python bytes value")
            elif kind == "sign":
                self._depth += (text in "([") - (text in ")]")
        if name:
            raise DumpError(f"{name!r} is not a Python bytes value")
        if data:
            yield Piece(bytes(data), line=number)

    def _item(self, kind: str, text: str, data: bytearray) -> None:
        if kind == "number" and self._expecting:
            value = int(text, 0) if text[:2].lower() == "0x" or not text.startswith("0") or text == "0" else 256
            if value > 255:
                raise DumpError(f"{text} does not fit in a byte")
            data.append(value)
            self._expecting = False
        elif text == "," and not self._expecting:
            self._expecting = True
        elif text in ("]", ")"):
            self._numbers = False
            self._depth -= 1
        else:
            raise DumpError(f"expected a number or a comma, found {text!r}")

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        if self._depth > 0:
            raise DumpError("the text ends within brackets")
        if not self.found:
            raise DumpError("no Python bytes value found")
        yield from ()


# Strings


_STRING_TOKEN = re.compile(rf"(?P<string>{_QUOTED})|(?P<bare>(?:\\x[0-9a-fA-F]{{2}})++)|(?P<glue>[\s+,;()\\]+)")
_BEFORE_STRING = re.compile(r"\s*(?:(?:printf|echo(?:\s+-[neE]+)?)\s+(?=[\"'\\])|[A-Za-z_]\w*\s*=\s*(?=[\"']))?")


class StringReader(Reader):
    r"""Reads strings in quotes, and `\x46\x4b` without them."""

    name = "string"
    by_line = True

    def __init__(self) -> None:
        self._escaped = False

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        before = _BEFORE_STRING.match(line)
        assert before is not None
        text = line[before.end() :]
        text = text if text.startswith(('"', "'")) else without_comment(text)
        data = bytearray()
        for token in _scan(_STRING_TOKEN, text):
            if token.lastgroup == "glue":
                continue
            body = token[0] if token.lastgroup == "bare" else token[0][1:-1]
            data += unescape(body)
            self._escaped = self._escaped or "\\" in body
            self.found = True
        if data:
            yield Piece(bytes(data), line=number)

    def doubt(self) -> str:
        """A string without escape sequences may be ordinary text."""
        return "" if self._escaped else "it contains no escape sequence"

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        if not self.found:
            raise DumpError("no string found")
        yield from ()
