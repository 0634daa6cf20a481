"""ELF: headers of a program that a linker wrote, and of another machine, put together by the specification's tables."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

elf: Any = load("elf")
SEGMENTS, SECTIONS = elf.LittleEndianTable[elf.ProgramHeader64], elf.LittleEndianTable[elf.SectionHeader64]
FRAMES: list[type[Frame]] = [
    elf.ElfHeader,
    SEGMENTS,
    SECTIONS,
    elf.BigEndianTable[elf.ProgramHeader32],
    elf.BigEndianTable[elf.SectionHeader32],
]
# The first 64 bytes of a Linux machine's /bin/true.
TRUE = bytes.fromhex(
    "7f454c46020101000000000000000000"
    "03003e0001000000d023000000000000"
    "40000000000000009083000000000000"
    "00000000400038000d0040001f001e00"
)
# Of the same file, the program headers of its code and of its stack, and two section headers: .rela.plt and .bss.
CODE_AND_STACK = bytes.fromhex(
    "0100000005000000002000000000000000200000000000000020000000000000593d000000000000593d0000000000000010000000000000"
    "51e5746406000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000"
)
RELOCATIONS_AND_BSS = bytes.fromhex(
    "87000000040000004200000000000000b80e000000000000b80e000000000000d8030000000000000600000019000000"
    "08000000000000001800000000000000"
    "09010000080000000300000000000000e091000000000000e08100000000000098010000000000000000000000000000"
    "20000000000000000000000000000000"
)
# A big-endian header of 32 bits, by the table of Elf32_Ehdr: an executable for PowerPC with two segments and five sections.
IDENTIFICATION_32 = b"\x7fELF" + bytes([1, 2, 1, 0, 0]) + bytes(7)
POWERPC = IDENTIFICATION_32 + struct.pack(">HHIIIIIHHHHHH", 2, 20, 1, 0x10000100, 52, 0x2000, 0x80000000, 52, 32, 2, 40, 5, 4)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_little_endian_header_of_64_bits() -> None:
    header = elf.ElfHeader.unpack(TRUE)
    assert header.file_class is elf.FileClass.BITS_64
    assert header.type is elf.FileType.SHARED_OBJECT
    assert header.layout.header_size == 64
    assert header == elf.ElfHeader(
        data_encoding=elf.DataEncoding.LITTLE_ENDIAN,
        type=elf.FileType.SHARED_OBJECT,
        machine=elf.Machine.X86_64,
        layout=elf.Header64(
            entry=0x23D0,
            program_header_offset=64,
            section_header_offset=33680,
            program_header_count=13,
            section_header_count=31,
            section_name_index=30,
        ),
    )
    assert header.pack() == TRUE
    assert elf.ElfHeader.unpack_from(TRUE + b"the rest of the file") == header


def test_a_big_endian_header_of_32_bits() -> None:
    header = elf.ElfHeader.unpack(POWERPC)
    assert header == elf.ElfHeader(
        data_encoding=elf.DataEncoding.BIG_ENDIAN,
        type=elf.FileType.EXECUTABLE,
        machine=elf.Machine.POWERPC,
        layout=elf.Header32(
            entry=0x10000100,
            program_header_offset=52,
            section_header_offset=0x2000,
            flags=0x80000000,
            program_header_count=2,
            section_header_count=5,
            section_name_index=4,
        ),
    )
    assert header.file_class is elf.FileClass.BITS_32
    assert header.pack() == POWERPC


@pytest.mark.parametrize(("order", "number"), [("<", 1), (">", 2)])
@pytest.mark.parametrize(("layout", "number_of_class", "form"), [("Header32", 1, "IIIIHHHHHH"), ("Header64", 2, "QQQIHHHHHH")])
def test_every_class_in_every_byte_order(order: str, number: int, layout: str, number_of_class: int, form: str) -> None:
    sizes = (52, 32, 40) if layout == "Header32" else (64, 56, 64)
    wire = b"\x7fELF" + bytes([number_of_class, number, 1, 3, 0]) + bytes(7)
    wire += struct.pack(order + "HHI" + form, 1, 8, 1, 1, 2, 3, 4, sizes[0], sizes[1], 5, sizes[2], 6, 7)
    header = elf.ElfHeader.unpack(wire)
    assert type(header.layout) is getattr(elf, layout)
    assert (header.os_abi, header.type, header.machine) == (elf.OsAbi.GNU, elf.FileType.RELOCATABLE, elf.Machine.MIPS)
    rest = header.layout
    assert (rest.entry, rest.program_header_offset, rest.section_header_offset, rest.flags) == (1, 2, 3, 4)
    assert (rest.program_header_count, rest.section_header_count, rest.section_name_index) == (5, 6, 7)
    assert header.pack() == wire


def test_tables_of_a_program() -> None:
    code, stack = SEGMENTS.unpack(CODE_AND_STACK).entries
    assert code == elf.ProgramHeader64(
        type=elf.SegmentType.LOAD,
        flags=elf.SegmentFlags.READ | elf.SegmentFlags.EXECUTE,
        offset=0x2000,
        virtual_address=0x2000,
        physical_address=0x2000,
        file_size=0x3D59,
        memory_size=0x3D59,
        alignment=0x1000,
    )
    assert stack.type == 0x6474E551, "a type of the operating system's own range stays a number"
    assert stack.flags == elf.SegmentFlags.READ | elf.SegmentFlags.WRITE
    assert SEGMENTS(entries=[code, stack]).pack() == CODE_AND_STACK
    sections = SECTIONS.unpack(RELOCATIONS_AND_BSS)
    relocations, bss = sections.entries
    assert relocations.type is elf.SectionType.RELOCATIONS_WITH_ADDENDS
    assert relocations.flags == elf.SectionFlags.ALLOCATE | elf.SectionFlags.INFO_LINK
    assert (relocations.offset, relocations.size, relocations.link, relocations.info) == (0xEB8, 0x3D8, 6, 25)
    assert bss.type is elf.SectionType.NO_BITS
    assert (bss.address, bss.offset, bss.size, bss.alignment) == (0x91E0, 0x81E0, 0x198, 32)
    assert sections.pack() == RELOCATIONS_AND_BSS


def test_tables_of_a_big_endian_file_of_32_bits() -> None:
    segments = elf.BigEndianTable[elf.ProgramHeader32]
    wire = struct.pack(">8I", 1, 0, 0x10000000, 0x10000000, 0x300, 0x400, 5, 0x10000)
    (segment,) = segments.unpack(wire).entries
    assert (segment.type, segment.file_size, segment.memory_size) == (elf.SegmentType.LOAD, 0x300, 0x400)
    assert segment.flags == elf.SegmentFlags.READ | elf.SegmentFlags.EXECUTE
    assert segments(entries=[segment]).pack() == wire
    sections = elf.BigEndianTable[elf.SectionHeader32]
    wire = bytes(40) + struct.pack(">10I", 1, 3, 0x20, 0, 0x1000, 17, 0, 0, 1, 0)
    null, names = sections.unpack(wire).entries
    assert null.type is elf.SectionType.NULL
    assert (names.type, names.flags, names.offset, names.size) == (
        elf.SectionType.STRING_TABLE,
        elf.SectionFlags.STRINGS,
        0x1000,
        17,
    )
    assert sections(entries=[null, names]).pack() == wire


def changed(wire: bytes, at: int, value: bytes) -> bytes:
    return wire[:at] + value + wire[at + len(value) :]


@pytest.mark.parametrize(
    ("wire", "error", "path", "offset"),
    [
        (changed(TRUE, 0, b"\x7fELG"), ConstMismatch, "magic", 0),
        (changed(TRUE, 4, b"\3"), InvalidValue, "layout", 24),
        (changed(TRUE, 5, b"\0"), InvalidValue, "data_encoding", 5),
        (changed(TRUE, 6, b"\2"), ConstMismatch, "identification_version", 6),
        (changed(TRUE, 20, b"\0\0\0\1"), ConstMismatch, "version", 20),
        (changed(TRUE, 5, b"\2"), ConstMismatch, "version", 20),
        (changed(TRUE, 52, b"\x34"), ConstMismatch, "layout.header_size", 52),
        (changed(TRUE, 54, b"\x20"), InvalidValue, "layout.program_header_size", 54),
        (changed(TRUE, 4, b"\1"), ConstMismatch, "layout.header_size", 40),
        (TRUE[:-1], TruncatedFrame, "layout.section_name_index", 62),
        (POWERPC[:4], TruncatedFrame, "file_class", 4),
        (POWERPC + b"\0", TrailingData, "", 52),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str, offset: int) -> None:
    with pytest.raises(error) as caught:
        elf.ElfHeader.unpack(wire)
    assert (caught.value.path, caught.value.offset) == (path, offset)


def test_wrong_values_are_refused() -> None:
    with pytest.raises(PackError, match="entry"):
        elf.ElfHeader(
            data_encoding=elf.DataEncoding.BIG_ENDIAN,
            type=elf.FileType.EXECUTABLE,
            machine=elf.Machine.ARM,
            layout=elf.Header32(entry=1 << 32),
        ).pack()
