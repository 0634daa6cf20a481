"""PostgreSQL's COPY in binary format: the file, or the joined content of the CopyData messages.

Source: PostgreSQL 15 manual, part VI, "COPY", section "File Formats: Binary Format"; chapter 55.2.6 "COPY Operations".

The meaning of a field's bytes depends on the column's type, which the file does not contain. It is not checked that all tuples
have the same number of fields. Files with OIDs, which servers before version 12 wrote, are refused because of their flag.
"""

from __future__ import annotations

from framekit import Frame, array, const, data, field, i32, u16, u32

MOST_FIELDS = 2**15 - 1
"""The count of fields is a signed integer of two bytes."""
NULL = -1
"""The length of a field that is NULL."""


class Tuple(Frame):
    """One row: the count of its fields, and the bytes of each, or None for NULL."""

    fields: list[bytes | None] = array(data(prefix=i32, null=NULL), prefix=u16, limit=MOST_FIELDS)


class CopyFile(Frame):
    """A whole file: a signature that detects damaged line ends, flags, a header extension, tuples, and a trailer of -1."""

    signature: bytes = const(b"PGCOPY\n\xff\r\n\0")
    flags: u32 = field(check=range(1 << 16), default=0)
    extension: bytes = data(prefix=u32, default=b"")
    tuples: list[Tuple] = array(Tuple, until=b"\xff\xff")
