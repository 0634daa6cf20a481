"""Names: read with the pointers of compressed messages, written in full (RFC 1035, sections 3.1, 4.1.4 and 5.1)."""

from __future__ import annotations

import re

from framekit import custom

LONGEST_NAME = 255
LONGEST_LABEL = 63
_POINTER = 0xC0

_PLAIN = re.compile(rb"[!-\-/-\[\]-~]*")
_SIMPLE = re.compile(r"[!-\[\]-~]+")
_TOKEN = re.compile(r"\\([0-9]{3})|\\([.\\])|([!-\[\]-~])")


def _label_as_text(label: bytes) -> str:
    if _PLAIN.fullmatch(label):
        return label.decode("ascii")
    return "".join(
        f"\\{chr(each)}" if each in b".\\" else chr(each) if 0x21 <= each <= 0x7E else f"\\{each:03d}" for each in label
    )


def read_name(buffer: bytes, offset: int, end: int) -> tuple[str, int]:
    """A name at an offset of a message, and the offset of its end; `end` is the end of the part that contains it."""
    labels: list[str] = []
    size = 1
    after: int | None = None
    start, limit = offset, end
    while True:
        if offset >= limit:
            _ran_out(after)
        length = buffer[offset]
        offset += 1
        if length == 0:
            return ".".join(labels), offset if after is None else after
        if length <= LONGEST_LABEL:
            size += length + 1
            if size > LONGEST_NAME:
                raise ValueError(f"expected a name of at most {LONGEST_NAME} bytes")
            label = buffer[offset : offset + length]
            offset += length
            if offset > limit:
                _ran_out(after)
            labels.append(_label_as_text(label))
        elif length >= _POINTER:
            if offset >= limit:
                _ran_out(after)
            target = (length - _POINTER) << 8 | buffer[offset]
            if after is None:
                after = offset + 1
            if target >= start:
                raise ValueError(f"a pointer to byte {target} does not refer to bytes before the name at byte {start}")
            start, limit, offset = target, start, target
        else:
            raise ValueError(f"{length:#04x} begins neither a label nor a pointer")


def _ran_out(after: int | None) -> None:
    if after is None:
        raise IndexError("the name is truncated")
    raise ValueError("a pointer refers to a name that does not end before the pointer")


def _labels_of_escaped(name: str) -> list[bytes]:
    labels, offset = [bytearray()], 0
    while offset < len(name):
        token = _TOKEN.match(name, offset)
        if token is None or int(token[1] or 0) > 0xFF:
            raise ValueError(f"{name[offset:]!r} is not valid in a name; write other bytes as a backslash and three digits")
        if token[3] == ".":
            labels.append(bytearray())
        else:
            labels[-1].append(int(token[1]) if token[1] else ord(token[2] or token[3]))
        offset = token.end()
    if ".".join(_label_as_text(bytes(each)) for each in labels) != name:
        raise ValueError("the name escapes a character that needs no escape")
    return [bytes(each) for each in labels]


def write_name(name: str) -> bytes:
    """A name in full."""
    if not isinstance(name, str):
        raise TypeError(f"expected a str, got {type(name).__name__}")
    if not name:
        return b"\0"
    wire = bytearray()
    for label in name.encode().split(b".") if _SIMPLE.fullmatch(name) else _labels_of_escaped(name):
        length = len(label)
        if not 1 <= length <= LONGEST_LABEL:
            raise ValueError(f"expected a label of 1 to {LONGEST_LABEL} bytes, got {length}")
        wire.append(length)
        wire += label
    wire.append(0)
    if len(wire) > LONGEST_NAME:
        raise ValueError(f"expected a name of at most {LONGEST_NAME} bytes")
    return bytes(wire)


def domain_name() -> str:
    """A field that is a name."""
    return custom(
        read_name,
        write_name,
        name="domain name",
        minimum=1,
        maximum=LONGEST_NAME,
        values=("", "example", "www.example.com", "a\\.b.\\\\.\\000\\255", ".".join(["x" * 61] * 4)),
    )
