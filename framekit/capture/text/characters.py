"""The column of characters beside the bytes of a dump: whether it matches the bytes.

Rules: a printable ASCII character represents itself. Any other byte may be shown as any character that is neither a blank nor
an ASCII letter or digit, and so may blanks (tcpdump). Blanks may be added between characters and removed at the ends.
"""

from __future__ import annotations

import re

GAPS = re.compile(r"[ \t]{2,}|\t|[ \t]+(?=[|>│\[])")
"""What may separate bytes from the column of characters."""
_SHOWN = bytes(byte if 0x20 <= byte < 0x7F else 0x2E for byte in range(256))
_FRAMES = {"|": "|", ">": "<", "│": "│", "[": "]", "'": "'", '"': '"'}


def shows(beside: str, data: bytes) -> bool:
    """True if the characters match the bytes.

    Args:
        beside: the column, possibly with a border such as `|` around it.
        data: the bytes.

    >>> shows("|FK..|", b"FK\\x01\\x02"), shows("FK.. ab", b"FK\\x01\\x02ab"), shows("41", b"\\x01\\x02")
    (True, True, False)
    """
    text = beside.strip(" \t")
    expected = data.translate(_SHOWN).decode("ascii")
    if text == expected.strip(" "):
        return True
    if len(text) > 2 * len(data) + 2 or len(text.replace(" ", "")) > len(data) + 2:
        return False
    closing = _FRAMES.get(text[:1])
    ways = [text]
    if closing is not None and len(text) >= 2 and text.endswith(closing):
        ways.insert(0, text[1:-1])
    dotted = data.replace(b" ", b"\0") if b" " in data else None
    return any(_matches(way, data) or (dotted is not None and _matches(way, dotted)) for way in ways)


def _matches(text: str, data: bytes) -> bool:
    """Compare both step by step; a blank byte needs no character, since blanks may be added or removed."""
    at = 0
    for byte in data:
        if byte == 0x20:
            if at < len(text) and text[at] == " ":
                at += 1
            continue
        while at < len(text) and text[at] == " ":
            at += 1
        if at == len(text):
            return False
        if 0x20 < byte < 0x7F:
            if text[at] != chr(byte):
                return False
        elif text[at].isascii() and text[at].isalnum():
            return False
        at += 1
    return not text[at:].strip()
