"""File information that a client sets.

Source: [MS-FSCC], section 2.4 (classes of information about files); [MS-DTYP], section 2.4.6 (security descriptors).
"""

from __future__ import annotations

from enum import IntFlag
from typing import Any, TypeAlias

from framekit import Expr, Frame, Timestamp, array, choose, data, derived, field, rest, switch, this, u8, u16, u32, u64
from framekit.specs.smb2.codes import FileAttributes, FileInformationClass, InfoType
from framekit.specs.smb2.values import LONGEST_PATH, file_time, unicode_text


class Basic(Frame, byteorder="little"):
    """Times and attributes ([MS-FSCC], section 2.4.7); a time of 0 leaves that of the file."""

    creation_time: Timestamp = file_time()
    last_access_time: Timestamp = file_time()
    last_write_time: Timestamp = file_time()
    change_time: Timestamp = file_time()
    file_attributes: FileAttributes = field(u32)
    reserved: u32 = 0


class Rename(Frame, byteorder="little"):
    """A new name, or another one, of a file ([MS-FSCC], sections 2.4.42.2 and 2.4.27.2)."""

    replace_if_exists: u8 = field(default=0, doc="flags in RENAME_EX, with the bytes after it")
    reserved: bytes = data(7, default=bytes(7))
    root_directory: u64 = 0
    file_name_length: int = derived(u32)
    file_name: str = unicode_text(this.file_name_length, limit=LONGEST_PATH)
    padding: bytes = data(default=b"")


class Disposition(Frame):
    """Whether a file is deleted when it is closed ([MS-FSCC], section 2.4.11)."""

    delete_pending: u8


class DispositionEx(Frame, byteorder="little"):
    """How a file is deleted ([MS-FSCC], section 2.4.12)."""

    flags: u32 = field(doc="1: delete, 2: POSIX semantics, 4: force an image section check, 8: on close, 16: ignore read-only")


class Size(Frame, byteorder="little"):
    """A position, the size of a file, or its allocation size ([MS-FSCC], sections 2.4.4, 2.4.14, 2.4.40 and 2.4.49)."""

    size: u64 = field(doc="bytes")


class Mode(Frame, byteorder="little"):
    """How a file is accessed ([MS-FSCC], section 2.4.31)."""

    mode: u32


class ExtendedAttribute(Frame, byteorder="little", size=choose(this.next_entry_offset != 0, this.next_entry_offset, rest)):
    """An extended attribute ([MS-FSCC], section 2.4.16)."""

    next_entry_offset: u32 = 0
    flags: u8 = field(default=0, doc="0x80: a reader that does not understand it cannot use the file")
    ea_name_length: int = derived(u8)
    ea_value_length: int = derived(u16)
    ea_name: bytes = data(this.ea_name_length)
    _end: int = field(u8, default=0, check={0})
    ea_value: bytes = data(this.ea_value_length)
    padding: bytes = data(default=b"")


class Control(IntFlag):
    """Flags for the parts of a security descriptor and their origin ([MS-DTYP], section 2.4.6)."""

    OWNER_DEFAULTED = 0x0001
    GROUP_DEFAULTED = 0x0002
    DACL_PRESENT = 0x0004
    DACL_DEFAULTED = 0x0008
    SACL_PRESENT = 0x0010
    SACL_DEFAULTED = 0x0020
    DACL_TRUSTED = 0x0040
    SERVER_SECURITY = 0x0080
    DACL_COMPUTED_INHERITANCE_REQUIRED = 0x0100
    SACL_COMPUTED_INHERITANCE_REQUIRED = 0x0200
    DACL_AUTO_INHERITED = 0x0400
    SACL_AUTO_INHERITED = 0x0800
    DACL_PROTECTED = 0x1000
    SACL_PROTECTED = 0x2000
    RM_CONTROL_VALID = 0x4000
    SELF_RELATIVE = 0x8000


class SecurityDescriptor(Frame, byteorder="little"):
    """The access rights to a file ([MS-DTYP], section 2.4.6). The parts are at their offsets, in any order."""

    revision: u8 = 1
    sbz1: u8 = 0
    control: Control = field(u16)
    offset_owner: u32 = field(default=0, doc="bytes from the start of the descriptor; 0 if there is none")
    offset_group: u32 = 0
    offset_sacl: u32 = 0
    offset_dacl: u32 = 0
    parts: bytes = data(default=b"")


SetInformation: TypeAlias = (
    Basic | Rename | Disposition | DispositionEx | Size | Mode | list[ExtendedAttribute] | SecurityDescriptor | bytes
)
_C = FileInformationClass
FILE_INFORMATION: dict[Any, Any] = {
    _C.BASIC: Basic,
    (_C.RENAME, _C.RENAME_EX, _C.LINK): Rename,
    _C.DISPOSITION: Disposition,
    _C.DISPOSITION_EX: DispositionEx,
    (_C.ALLOCATION, _C.END_OF_FILE, _C.POSITION, _C.VALID_DATA_LENGTH): Size,
    _C.MODE: Mode,
    _C.FULL_EA: array(ExtendedAttribute),
}
"""File information of SET_INFO, by its class; other classes are kept as bytes."""


def information_of(info_type: Expr, file_info_class: Expr, length: Expr) -> Any:
    """The information of SET_INFO."""
    return switch(
        info_type,
        {InfoType.FILE: switch(file_info_class, FILE_INFORMATION, otherwise=data()), InfoType.SECURITY: SecurityDescriptor},
        otherwise=data(),
        size=length,
    )
