"""Words of the text protocol, which end at a space or at the end of the line."""

from __future__ import annotations

from enum import IntEnum
from typing import cast

from framekit import custom, mapped, text

CRLF = "\r\n"
LONGEST_WORD = 250
"""The maximum number of bytes of a key (protocol.txt, keys)."""
LONGEST_NAME = 20
LONGEST_NUMBER = 20


def _letters(word: str) -> int:
    return int.from_bytes(word.encode("ascii"), "big")


class Command(IntEnum):
    """The declared text commands; others stay the numbers of their letters, and their arguments words."""

    SET = _letters("set")
    ADD = _letters("add")
    REPLACE = _letters("replace")
    APPEND = _letters("append")
    PREPEND = _letters("prepend")
    CAS = _letters("cas")
    GET = _letters("get")
    GETS = _letters("gets")
    GAT = _letters("gat")
    GATS = _letters("gats")
    DELETE = _letters("delete")
    INCR = _letters("incr")
    DECR = _letters("decr")
    TOUCH = _letters("touch")
    META_GET = _letters("mg")
    META_SET = _letters("ms")
    META_DELETE = _letters("md")
    META_ARITHMETIC = _letters("ma")
    META_DEBUG = _letters("me")
    META_NOOP = _letters("mn")
    STATS = _letters("stats")
    SLABS = _letters("slabs")
    LRU = _letters("lru")
    LRU_CRAWLER = _letters("lru_crawler")
    WATCH = _letters("watch")
    FLUSH_ALL = _letters("flush_all")
    CACHE_MEMLIMIT = _letters("cache_memlimit")
    SHUTDOWN = _letters("shutdown")
    VERSION = _letters("version")
    VERBOSITY = _letters("verbosity")
    MISBEHAVE = _letters("misbehave")
    QUIT = _letters("quit")


class Answer(IntEnum):
    """The first word of a server's answer; a number, the answer to INCR and DECR, stays the number of its digits."""

    STORED = _letters("STORED")
    NOT_STORED = _letters("NOT_STORED")
    EXISTS = _letters("EXISTS")
    NOT_FOUND = _letters("NOT_FOUND")
    VALUE = _letters("VALUE")
    END = _letters("END")
    DELETED = _letters("DELETED")
    TOUCHED = _letters("TOUCHED")
    STAT = _letters("STAT")
    ITEM = _letters("ITEM")
    OK = _letters("OK")
    RESET = _letters("RESET")
    VERSION = _letters("VERSION")
    BUSY = _letters("BUSY")
    BADCLASS = _letters("BADCLASS")
    NOSPARE = _letters("NOSPARE")
    NOTFULL = _letters("NOTFULL")
    UNSAFE = _letters("UNSAFE")
    SAME = _letters("SAME")
    ERROR = _letters("ERROR")
    CLIENT_ERROR = _letters("CLIENT_ERROR")
    SERVER_ERROR = _letters("SERVER_ERROR")
    META_VALUE = _letters("VA")
    META_HEADER = _letters("HD")
    META_MISS = _letters("EN")
    META_NOT_FOUND = _letters("NF")
    META_NOT_STORED = _letters("NS")
    META_EXISTS = _letters("EX")
    META_NOOP = _letters("MN")
    META_DEBUG = _letters("ME")


COMMANDS = frozenset(map(int, Command))
ANSWERS = frozenset(map(int, Answer))


def _word_at(buffer: bytes, offset: int, end: int, longest: int) -> tuple[bytes, int]:
    """A word, which ends before a space or the end of a line, and its end."""
    last = min(end, offset + longest + 1)
    for place in range(offset, last):
        if buffer[place] in b" \r\n":
            if place == offset:
                raise ValueError("expected a word of at least 1 character")
            return bytes(buffer[offset:place]), place
    if last < end or last == offset + longest + 1:
        raise ValueError(f"expected a word of at most {longest} characters")
    raise IndexError(end)


def _write_word(word: bytes, longest: int) -> bytes:
    if not word or len(word) > longest or any(each in b" \r\n" for each in word):
        raise ValueError(f"expected a word of 1 to {longest} characters, without spaces and line breaks")
    return word


def _read_name(buffer: bytes, offset: int, end: int) -> tuple[int, int]:
    word, after = _word_at(buffer, offset, end, LONGEST_NAME)
    if word[0] == 0:
        raise ValueError("expected a name, which begins with a letter")
    return int.from_bytes(word, "big"), after


def write_name(name: int) -> bytes:
    """The letters of a name."""
    if name < 1:
        raise ValueError(f"expected the number of a name's letters, got {name}")
    return _write_word(name.to_bytes((name.bit_length() + 7) // 8, "big"), LONGEST_NAME)


def read_command(buffer: bytes, offset: int, end: int) -> tuple[Command, int]:
    """The name of a command; the number of its letters if it is not declared."""
    name, after = _read_name(buffer, offset, end)
    return (Command(name) if name in COMMANDS else cast(Command, name)), after


def read_answer(buffer: bytes, offset: int, end: int) -> tuple[Answer, int]:
    """The first word of an answer; the number of its letters if it is not declared."""
    name, after = _read_name(buffer, offset, end)
    return (Answer(name) if name in ANSWERS else cast(Answer, name)), after


def _argument_at(buffer: bytes, offset: int, end: int, longest: int) -> tuple[bytes, int]:
    """A word after a space, and its end."""
    if offset == end:
        raise IndexError(end)
    if buffer[offset] != ord(" "):
        raise ValueError("expected a space before an argument")
    return _word_at(buffer, offset + 1, end, longest)


def _read_number(buffer: bytes, offset: int, end: int) -> tuple[int, int]:
    word, after = _argument_at(buffer, offset, end, LONGEST_NUMBER)
    digits = word[1:] if word[0] == ord("-") else word
    if not digits.isdigit():
        raise ValueError("expected a number in digits")
    return int(word), after


def _write_number(number: int) -> bytes:
    return b" " + _write_word(b"%d" % number, LONGEST_NUMBER)


def _read_argument(buffer: bytes, offset: int, end: int) -> tuple[str, int]:
    word, after = _argument_at(buffer, offset, end, LONGEST_WORD)
    return word.decode("utf-8", "surrogateescape"), after


def _write_argument(argument: str) -> bytes:
    return b" " + _write_word(argument.encode("utf-8", "surrogateescape"), LONGEST_WORD)


NUMBER = custom(_read_number, _write_number, name="number", minimum=2, maximum=LONGEST_NUMBER + 1, values=[0, 7, 2**32])
NUMBER_OR_ZERO = custom(
    _read_number, _write_number, name="number", minimum=2, maximum=LONGEST_NUMBER + 1, values=[0, 7, 2**32], default=0
)
ARGUMENT = custom(_read_argument, _write_argument, name="argument", minimum=2, maximum=LONGEST_WORD + 1, values=["a", "key:1"])


def _read_rest(rest: str) -> str | None:
    if rest and rest[0] != " ":
        raise ValueError("expected a space before the rest of the line")
    return rest[1:] if rest else None


def _write_rest(rest: str | None) -> str:
    if rest is None:
        return ""
    if not isinstance(rest, str):
        raise ValueError(f"expected a str or None for the rest of the line, got {type(rest).__name__}")
    return f" {rest}"


REST = mapped(text(until=CRLF, errors="surrogateescape"), unpack=_read_rest, pack=_write_rest, values=[None, "", "1.6.0"])


def _read_noreply(rest: str) -> bool:
    if rest not in ("", " noreply"):
        raise ValueError("expected 'noreply' or nothing at the end of the line")
    return bool(rest)


NOREPLY = mapped(
    text(until=CRLF), unpack=_read_noreply, pack=lambda value: " noreply" if value else "", values=[False, True], default=False
)


def _read_unique(rest: str) -> int | None:
    if rest and not (rest[0] == " " and rest[1:].isascii() and rest[1:].isdigit() and len(rest) <= LONGEST_NUMBER + 1):
        raise ValueError("expected a number or nothing at the end of the line")
    return int(rest) if rest else None


UNIQUE = mapped(
    text(until=CRLF),
    unpack=_read_unique,
    pack=lambda value: "" if value is None else f" {value}",
    values=[None, 0, 2**63],
    default=None,
)
