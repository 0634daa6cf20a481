"""The Executable and Linkable Format: its header, and the tables of segments and sections.

Source: System V Application Binary Interface (gABI), draft of 10 June 2013, chapter 4: "ELF Header", "ELF Identification" and
"Section Header"; chapter 5: "Program Header".

The first bytes determine the class (32 or 64 bits) and the byte order of everything after them. A program header or a section
header does not itself indicate its byte order: `LittleEndianTable[SectionHeader64]` and similar classes read a table of them.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Generic, TypeVar

from framekit import Frame, array, byteorder_by, const, derived, field, pad, switch, this, u8, u16, u32, u64

T = TypeVar("T")


class FileClass(IntEnum):
    """The width of addresses and offsets (EI_CLASS)."""

    BITS_32 = 1
    BITS_64 = 2


class DataEncoding(IntEnum):
    """The byte order (EI_DATA)."""

    LITTLE_ENDIAN = 1
    BIG_ENDIAN = 2


class OsAbi(IntEnum):
    """The extensions that the file uses (EI_OSABI); a selection."""

    NONE = 0
    HP_UX = 1
    NETBSD = 2
    GNU = 3
    SOLARIS = 6
    AIX = 7
    IRIX = 8
    FREEBSD = 9
    OPENBSD = 12


class FileType(IntEnum):
    """The type of the file (e_type)."""

    NONE = 0
    RELOCATABLE = 1
    EXECUTABLE = 2
    SHARED_OBJECT = 3
    CORE = 4


class Machine(IntEnum):
    """The architecture (e_machine); a selection."""

    NONE = 0
    SPARC = 2
    INTEL_386 = 3
    MOTOROLA_68K = 4
    MIPS = 8
    POWERPC = 20
    POWERPC_64 = 21
    S390 = 22
    ARM = 40
    SPARC_V9 = 43
    IA_64 = 50
    X86_64 = 62
    AARCH64 = 183
    RISC_V = 243


class SegmentType(IntEnum):
    """The content of a segment (p_type)."""

    NULL = 0
    LOAD = 1
    DYNAMIC = 2
    INTERPRETER = 3
    NOTE = 4
    SHLIB = 5
    PROGRAM_HEADERS = 6
    THREAD_LOCAL_STORAGE = 7


class SegmentFlags(IntFlag):
    """The permitted access to a segment (p_flags)."""

    EXECUTE = 1
    WRITE = 2
    READ = 4


class SectionType(IntEnum):
    """The content of a section (sh_type)."""

    NULL = 0
    PROGRAM_DATA = 1
    SYMBOL_TABLE = 2
    STRING_TABLE = 3
    RELOCATIONS_WITH_ADDENDS = 4
    HASH = 5
    DYNAMIC = 6
    NOTE = 7
    NO_BITS = 8
    RELOCATIONS = 9
    SHLIB = 10
    DYNAMIC_SYMBOLS = 11
    INITIALIZERS = 14
    FINALIZERS = 15
    PRE_INITIALIZERS = 16
    GROUP = 17
    EXTENDED_SECTION_INDEXES = 18


class SectionFlags(IntFlag):
    """Attributes of a section (sh_flags)."""

    WRITE = 0x1
    ALLOCATE = 0x2
    EXECUTABLE = 0x4
    MERGE = 0x10
    STRINGS = 0x20
    INFO_LINK = 0x40
    LINK_ORDER = 0x80
    OS_NONCONFORMING = 0x100
    GROUP = 0x200
    THREAD_LOCAL_STORAGE = 0x400
    COMPRESSED = 0x800


class Header32(Frame, byteorder="outer"):
    """The fields after e_version in a 32-bit file: where the tables are, and the sizes of their entries."""

    entry: u32 = 0
    program_header_offset: u32 = 0
    section_header_offset: u32 = 0
    flags: u32 = 0
    header_size: int = const(52, u16)
    program_header_size: u16 = field(default=32, check={0, 32})
    program_header_count: u16 = 0
    section_header_size: u16 = field(default=40, check={0, 40})
    section_header_count: u16 = 0
    section_name_index: u16 = 0


class Header64(Frame, byteorder="outer"):
    """The fields after e_version in a 64-bit file: where the tables are, and the sizes of their entries."""

    entry: u64 = 0
    program_header_offset: u64 = 0
    section_header_offset: u64 = 0
    flags: u32 = 0
    header_size: int = const(64, u16)
    program_header_size: u16 = field(default=56, check={0, 56})
    program_header_count: u16 = 0
    section_header_size: u16 = field(default=64, check={0, 64})
    section_header_count: u16 = 0
    section_name_index: u16 = 0


LAYOUTS: dict[FileClass, type[Header32 | Header64]] = {FileClass.BITS_32: Header32, FileClass.BITS_64: Header64}


class ElfHeader(
    Frame,
    byteorder=byteorder_by(this.data_encoding, big=DataEncoding.BIG_ENDIAN, little=DataEncoding.LITTLE_ENDIAN),
):
    """The first 52 or 64 bytes of a file; the class is derived from `layout`."""

    magic: bytes = const(b"\x7fELF")
    file_class: FileClass = derived(u8)
    data_encoding: DataEncoding = field(u8, strict=True)
    identification_version: int = const(1, u8)
    os_abi: OsAbi = field(u8, default=OsAbi.NONE)
    abi_version: u8 = 0
    _: None = pad(7)
    type: FileType = field(u16)
    machine: Machine = field(u16)
    version: int = const(1, u32)
    layout: Header32 | Header64 = switch(this.file_class, LAYOUTS)


class ProgramHeader32(Frame, byteorder="outer"):
    """A segment of a 32-bit file."""

    type: SegmentType = field(u32)
    offset: u32
    virtual_address: u32
    physical_address: u32
    file_size: u32
    memory_size: u32
    flags: SegmentFlags = field(u32)
    alignment: u32


class ProgramHeader64(Frame, byteorder="outer"):
    """A segment of a 64-bit file; the flags are at another position than in 32-bit files."""

    type: SegmentType = field(u32)
    flags: SegmentFlags = field(u32)
    offset: u64
    virtual_address: u64
    physical_address: u64
    file_size: u64
    memory_size: u64
    alignment: u64


class SectionHeader32(Frame, byteorder="outer"):
    """A section of a 32-bit file; `name` is an offset in the section of names."""

    name: u32
    type: SectionType = field(u32)
    flags: SectionFlags = field(u32)
    address: u32
    offset: u32
    size: u32
    link: u32
    info: u32
    alignment: u32
    entry_size: u32


class SectionHeader64(Frame, byteorder="outer"):
    """A section of a 64-bit file; `name` is an offset in the section of names."""

    name: u32
    type: SectionType = field(u32)
    flags: SectionFlags = field(u64)
    address: u64
    offset: u64
    size: u64
    link: u32
    info: u32
    alignment: u64
    entry_size: u64


class LittleEndianTable(Frame, Generic[T], byteorder="little"):
    """Consecutive headers of one kind in a little-endian file."""

    entries: list[T] = array()


class BigEndianTable(Frame, Generic[T], byteorder="big"):
    """Consecutive headers of one kind in a big-endian file."""

    entries: list[T] = array()
