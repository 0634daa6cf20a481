"""Messages with compressed names (RFC 1035, section 4.1.4), which take fewer bytes than those that `pack` writes.

Strategy: the trace of a packed message locates its names. They are written again, each as its first labels and a pointer to an
earlier copy of the rest.

Rules: names in the data of a record are compressed if RFC 1035 defines the type of the record (RFC 3597, section 4). Letters keep
their case, so that a message reads as before.
"""

from __future__ import annotations

import re

from framekit import trace
from framekit.specs.dns.messages import MessageHead
from framekit.specs.dns.names import write_name
from framekit.specs.dns.records import Cname, Mx, Ns, Ptr, Soa

WELL_KNOWN = (Cname, Mx, Ns, Ptr, Soa)
"""Data of records whose names may be compressed."""
FARTHEST = 0x3FFF
"""The last offset that a pointer can refer to."""
_PLACE = re.compile(r"(?:\w+\()?((answers|authorities|additionals)\[(\d+)\]\.(name|data))")
"""Where a span is in a record; the path of a length or a size has brackets around it."""


def pack_compressed(message: MessageHead) -> bytes:
    """Pack a message with compressed names, as most servers do.

    Args:
        message: a DnsMessage, or an MdnsMessage.

    Returns:
        The bytes for a datagram; over TCP, their number in two bytes precedes them.

    Raises:
        PackError: as `pack` does.

    >>> from framekit.specs.dns import DnsMessage, Question, Record, RecordType
    >>> question = Question(name="example.test", type=RecordType.A)
    >>> record = Record(name="www.example.test", time_to_live=60, data=Ptr(target="example.test"))
    >>> message = DnsMessage(id=1, questions=[question], answers=[record])
    >>> len(message.pack()), len(pack_compressed(message))
    (72, 48)
    >>> DnsMessage.unpack(pack_compressed(message)) == message
    True
    """
    wire = bytearray()
    known: dict[bytes, int] = {}
    size_at, inside = 0, ""
    for span in trace(type(message), message.pack()):
        found = _PLACE.match(span.path)
        place = "" if found is None else found[1]
        if inside != place:
            _set_size(wire, size_at)
            size_at, inside = 0, place
        if _is_name(span.value, span.wire):
            may_point = found is None or found[4] == "name" or _is_well_known(message, found)
            _add_name(wire, span.wire, known, may_point=may_point)
        else:
            wire += span.wire
        if span.path == f"size({place})":
            size_at = len(wire)
    _set_size(wire, size_at)
    return bytes(wire)


def _is_name(value: object, wire: bytes) -> bool:
    """Whether bytes are a name in full; a text does not end with a zero byte, and its length is a separate span."""
    try:
        return isinstance(value, str) and wire == write_name(value)
    except ValueError:  # a text that is not a name
        return False


def _set_size(wire: bytearray, start: int) -> None:
    """Write the size of the data of a record, which begin at `start` and end here; 0 if there is no such record."""
    if start:
        wire[start - 2 : start] = (len(wire) - start).to_bytes(2, "big")


def _is_well_known(message: MessageHead, place: re.Match[str]) -> bool:
    return isinstance(getattr(message, place[2])[int(place[3])].data, WELL_KNOWN)


def _add_name(wire: bytearray, name: bytes, known: dict[bytes, int], *, may_point: bool) -> None:
    """Write a name, and note where each of its ends is."""
    while name != b"\0":
        at = known.get(name)
        if at is not None and may_point:
            wire += (0xC000 | at).to_bytes(2, "big")
            return
        if at is None and len(wire) <= FARTHEST:
            known[name] = len(wire)
        length = name[0] + 1
        wire += name[:length]
        name = name[length:]
    wire += name
