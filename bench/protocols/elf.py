"""Hand-written ELF header and section headers: one Struct for each class and byte order, selected by the identification."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from struct import Struct
from typing import Any

from bench.case import Case, spec

elf = spec("elf")

MAGIC = b"\x7fELF"
FORMS = {
    (file_class, encoding): Struct(f"{order}4sBBBBB7xHHI{rest}")
    for encoding, order in ((1, "<"), (2, ">"))
    for file_class, rest in ((1, "IIIIHHHHHH"), (2, "QQQIHHHHHH"))
}
SECTION = Struct("<IIQQQQIIQQ")


class FileClass(IntEnum):
    BITS_32 = 1
    BITS_64 = 2


class DataEncoding(IntEnum):
    LITTLE_ENDIAN = 1
    BIG_ENDIAN = 2


def open_enumeration(name: str, members: type[IntEnum]) -> dict[int, Any]:
    return {int(each): each for each in IntEnum(name, {each.name: int(each) for each in members})}  # type: ignore[misc]


OS_ABIS = open_enumeration("OsAbi", elf.OsAbi)
FILE_TYPES = open_enumeration("FileType", elf.FileType)
MACHINES = open_enumeration("Machine", elf.Machine)
SECTION_TYPES = open_enumeration("SectionType", elf.SectionType)
ENCODINGS = {int(each): each for each in DataEncoding}


class SectionFlags(IntFlag):
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


FLAGS = {number: SectionFlags(number) for number in range(0x1000) if not number & 8}


@dataclass(slots=True)
class Layout:
    entry: int
    program_header_offset: int
    section_header_offset: int
    flags: int
    program_header_size: int
    program_header_count: int
    section_header_size: int
    section_header_count: int
    section_name_index: int


@dataclass(slots=True)
class Layout32(Layout):
    pass


@dataclass(slots=True)
class Layout64(Layout):
    pass


@dataclass(slots=True)
class Header:
    data_encoding: DataEncoding
    os_abi: int
    abi_version: int
    type: int
    machine: int
    layout: Layout


@dataclass(slots=True)
class Section:
    name: int
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    alignment: int
    entry_size: int


@dataclass(slots=True)
class Sections:
    entries: list[Section]


SIZES: dict[int, tuple[type[Layout], int, tuple[int, int], tuple[int, int]]] = {
    1: (Layout32, 52, (0, 32), (0, 40)),
    2: (Layout64, 64, (0, 56), (0, 64)),
}


def unpack_header(wire: bytes) -> Header:
    if len(wire) < 6:
        raise ValueError("too short")
    form = FORMS.get((wire[4], wire[5]))
    if form is None:
        raise ValueError("invalid class or byte order")
    (
        magic,
        file_class,
        encoding,
        identification_version,
        os_abi,
        abi_version,
        kind,
        machine,
        version,
        entry,
        program_header_offset,
        section_header_offset,
        flags,
        header_size,
        program_header_size,
        program_header_count,
        section_header_size,
        section_header_count,
        section_name_index,
    ) = form.unpack(wire)
    layout, own_size, program_sizes, section_sizes = SIZES[file_class]
    if magic != MAGIC or identification_version != 1 or version != 1 or header_size != own_size:
        raise ValueError("not an ELF header")
    if program_header_size not in program_sizes or section_header_size not in section_sizes:
        raise ValueError("wrong size of table entries")
    return Header(
        ENCODINGS[encoding],
        OS_ABIS.get(os_abi, os_abi),
        abi_version,
        FILE_TYPES.get(kind, kind),
        MACHINES.get(machine, machine),
        layout(
            entry,
            program_header_offset,
            section_header_offset,
            flags,
            program_header_size,
            program_header_count,
            section_header_size,
            section_header_count,
            section_name_index,
        ),
    )


def pack_header(header: Header) -> bytes:
    layout = header.layout
    file_class = 1 if type(layout) is Layout32 else 2
    _, own_size, program_sizes, section_sizes = SIZES[file_class]
    if layout.program_header_size not in program_sizes or layout.section_header_size not in section_sizes:
        raise ValueError("wrong size of table entries")
    return FORMS[file_class, header.data_encoding].pack(
        MAGIC,
        file_class,
        header.data_encoding,
        1,
        header.os_abi,
        header.abi_version,
        header.type,
        header.machine,
        1,
        layout.entry,
        layout.program_header_offset,
        layout.section_header_offset,
        layout.flags,
        own_size,
        layout.program_header_size,
        layout.program_header_count,
        layout.section_header_size,
        layout.section_header_count,
        layout.section_name_index,
    )


def unpack_sections(wire: bytes) -> Sections:
    entries = []
    for name, kind, flags, address, offset, size, link, info, alignment, entry_size in SECTION.iter_unpack(wire):
        entries.append(
            Section(
                name,
                SECTION_TYPES.get(kind, kind),
                FLAGS.get(flags, flags),
                address,
                offset,
                size,
                link,
                info,
                alignment,
                entry_size,
            )
        )
    return Sections(entries)


def pack_sections(sections: Sections) -> bytes:
    return b"".join(
        [
            SECTION.pack(
                each.name,
                each.type,
                each.flags,
                each.address,
                each.offset,
                each.size,
                each.link,
                each.info,
                each.alignment,
                each.entry_size,
            )
            for each in sections.entries
        ]
    )


TRUE = bytes.fromhex(
    "7f454c4602010100000000000000000003003e0001000000d023000000000000"
    "4000000000000000908300000000000000000000400038000d0040001f001e00"
)
POWERPC = FORMS[1, 2].pack(MAGIC, 1, 2, 1, 0, 0, 2, 20, 1, 0x10000100, 52, 0x2000, 0x80000000, 52, 32, 2, 40, 5, 4)
SECTIONS = bytes(64) + SECTION.pack(0x87, 4, 0x42, 0xEB8, 0xEB8, 0x3D8, 6, 25, 8, 24) * 30
CASES: list[Case] = [
    Case("elf: little-endian, 64 bits", elf.ElfHeader, TRUE, unpack_header, pack_header),
    Case("elf: big-endian, 32 bits", elf.ElfHeader, POWERPC, unpack_header, pack_header),
    Case("elf: 31 section headers", elf.LittleEndianTable[elf.SectionHeader64], SECTIONS, unpack_sections, pack_sections),
]
