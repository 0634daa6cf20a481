"""Values shared by SMB 2 messages: identifiers, times, text, and buffers that begin at an offset.

Source: [MS-SMB2], section 2.2.14.1 (file identifiers); [MS-DTYP], section 2.3.3 (times); [MS-FSCC], section 2.7.1 (changes).
"""

from __future__ import annotations

from typing import Any

from framekit import Expr, Frame, choose, data, derived, field, pad, rest, text, this, timestamp, u32, u64
from framekit.specs.smb2.codes import NotifyAction

HEADER = 64
"""The size of the header of a message; the body begins after it, and offsets are counted from its start."""
GAP = 7
"""The maximum number of bytes before a buffer, as one may begin on the next multiple of 8."""
LONGEST_PATH = 2 * 32_760
"""The maximum number of bytes of a path ([MS-FSCC], section 2.1.5)."""
LONGEST_NAME = 2 * 255
"""The maximum number of bytes of a name in a path ([MS-FSCC], section 2.1.5.2)."""


def gap_before(start: int, offset: Expr, length: Expr) -> Any:
    """The bytes between the earliest start of a buffer and its offset; none if the buffer is empty.

    Args:
        start: the earliest start of the buffer, counted from the start of the header.
        offset: the offset of the buffer.
        length: the length of the buffer in bytes.
    """
    return data(choose(length == 0, 0, offset - start), limit=GAP, default=b"")


def pad_before(size: Expr, length: Expr) -> Any:
    """The padding after this many bytes before a buffer on the next multiple of 8; none if the buffer is empty."""
    return pad(choose(length == 0, 0, (8 - size % 8) % 8))


def unicode_text(length: Any = None, **options: Any) -> Any:
    """Text in UTF-16, whose lengths count bytes. The options are those of text()."""
    return text(length, encoding="utf-16-le", errors="surrogatepass", **options)


def file_time() -> Any:
    """A time in units of 100 ns since 1601 ([MS-DTYP], section 2.3.3); 0 means no time."""
    return timestamp(u64, unit="100ns", epoch="1601-01-01")


class FileId(Frame, byteorder="little"):
    """An open file (section 2.2.14.1); all bits are set for the file of the preceding request, in related operations."""

    persistent: u64
    volatile: u64


class ChangeNotification(Frame, byteorder="little", size=choose(this.next_entry_offset != 0, this.next_entry_offset, rest)):
    """A change in a directory ([MS-FSCC], section 2.7.1)."""

    next_entry_offset: u32 = 0
    action: NotifyAction = field(u32)
    file_name_length: int = derived(u32)
    file_name: str = unicode_text(this.file_name_length, limit=LONGEST_PATH)
    padding: bytes = data(default=b"")
