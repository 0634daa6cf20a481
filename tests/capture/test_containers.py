"""Files of packets: every byte order and variant, compressed, cut at every byte, and wrong."""

from __future__ import annotations

import gzip
import io
import struct
from pathlib import Path

import pytest

from framekit.capture import CaptureError, Note, Packet
from framekit.capture.containers.opening import Unpacked, kind_of_capture, read_packets
from framekit.capture.containers.pcapng import read_blocks
from tests.capture.making import block, enhanced, ethernet, interface, option, pcap, section

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures" / "pcapng"
PACKETS = [b"first", b"", b"third packet"]
TYPES = {
    "SHB": 0x0A0D0D0A,
    "IDB": 1,
    "PB": 2,
    "SPB": 3,
    "NRB": 4,
    "ISB": 5,
    "EPB": 6,
    "SDJ": 9,
    "DSB": 10,
    "CB": 0xBAD,
    "DCB": 0x40000BAD,
}


def packets_of(data: bytes) -> list[Packet]:
    found = list(read_packets(Unpacked(io.BytesIO(data))))
    assert all(isinstance(each, Packet) for each in found), found
    return [each for each in found if isinstance(each, Packet)]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("magic", "step"), [(0xA1B2C3D4, 1000), (0xA1B23C4D, 1)])
def test_pcap_in_both_byte_orders_and_both_resolutions(order: str, magic: int, step: int) -> None:
    found = packets_of(pcap(PACKETS, order=order, magic=magic, sizes=[5, 0, 1500]))
    assert [each.data for each in found] == PACKETS
    assert [each.time for each in found] == [(1000 + index) * 10**9 + index * step for index in range(3)]
    assert [each.size for each in found] == [5, 0, 1500]
    assert [each.number for each in found] == [1, 2, 3]


@pytest.mark.parametrize("order", "<>")
def test_modified_pcap_has_longer_records(order: str) -> None:
    head = struct.pack(f"{order}IHHiIII", 0xA1B2CD34, 2, 4, 0, 0, 65535, 1)
    record = struct.pack(f"{order}IIIIIHBB", 7, 9, 3, 3, 2, 0x800, 0, 0) + b"abc"
    assert [(each.data, each.time) for each in packets_of(head + record * 2)] == [(b"abc", 7_000_009_000)] * 2


@pytest.mark.parametrize("order", "<>")
def test_pcapng_with_resolutions_offsets_comments_and_directions(order: str) -> None:
    resolution, binary = option(order, 9, b"\x09"), option(order, 9, b"\x81") + option(order, 14, struct.pack(f"{order}q", 100))
    remarks = option(order, 1, "grüße".encode()) + option(order, 2, struct.pack(f"{order}I", 2)) + option(order, 0, b"")
    data = (
        section(order)
        + interface(order)
        + interface(order, 113, resolution)
        + interface(order, 101, binary)
        + enhanced(order, b"a", 1_500_000)
        + block(order, 0x1234, b"unknown!")
        + enhanced(order, b"bb", 1_500_000, 1, remarks)
        + enhanced(order, b"ccc", 3, 2)
        + block(order, 3, struct.pack(f"{order}I", 4) + b"dddd")
    )
    a, b, c, d = packets_of(data)
    assert (a.data, a.time, a.link, a.comment, a.inbound) == (b"a", 1_500_000_000, 1, "", None)
    assert (b.data, b.time, b.link, b.comment, b.inbound) == (b"bb", 1_500_000, 113, "grüße", False)
    assert (c.data, c.time, c.link) == (b"ccc", 101_500_000_000, 101)
    assert (d.data, d.time) == (b"dddd", None)


def test_a_new_section_may_have_another_byte_order() -> None:
    data = b"".join(section(order) + interface(order) + enhanced(order, order.encode()) for order in "<><")
    assert [each.data for each in packets_of(data)] == [b"<", b">", b"<"]


@pytest.mark.parametrize(
    ("data", "clean"),
    [
        (pcap(PACKETS), {len(pcap(PACKETS[:count])) for count in range(3)}),
        (section("<") + interface("<") + enhanced("<", b"abc") + enhanced("<", b"defg"), {28, 48, 84}),
    ],
    ids=["pcap", "pcapng"],
)
def test_a_file_that_is_cut_gives_what_is_there_and_says_so(data: bytes, clean: set[int]) -> None:
    whole = packets_of(data)
    for end in range(28, len(data)):
        found = list(read_packets(Unpacked(io.BytesIO(data[:end]))))
        packets = [each for each in found if isinstance(each, Packet)]
        assert packets == whole[: len(packets)]
        assert [type(each) for each in found[len(packets) :]] == ([] if end in clean else [Note]), end


def compressed_zstandard(data: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    return bytes(zstandard.ZstdCompressor().compress(data))


@pytest.mark.parametrize("compress", [gzip.compress, compressed_zstandard])
def test_compressed_files_are_read_and_say_where_they_are_cut(compress: object) -> None:
    assert callable(compress)
    made = [bytes([index % 256]) * 500 for index in range(300)]
    data = compress(pcap(made))
    assert [each.data for each in packets_of(data)] == made
    found = list(read_packets(Unpacked(io.BytesIO(data[:-20]))))
    assert isinstance(found[-1], Note)
    assert [each.data for each in found if isinstance(each, Packet)] == made[: sum(isinstance(each, Packet) for each in found)]


def test_what_is_wrong_is_an_error_with_its_place() -> None:
    with pytest.raises(CaptureError, match="neither"):
        list(read_packets(Unpacked(io.BytesIO(b"hello world, this is text"))))
    wrong = bytearray(pcap(PACKETS))
    wrong[24 + 8 : 24 + 12] = b"\xff\xff\xff\xff"
    with pytest.raises(CaptureError, match="packet 1 is invalid") as caught:
        list(read_packets(Unpacked(io.BytesIO(bytes(wrong)))))
    assert caught.value.offset == 40
    for size in (0, 8, 13, 2**31):
        bad = section("<") + struct.pack("<II", 6, size) + bytes(40)
        with pytest.raises(CaptureError, match="invalid length"):
            list(read_packets(Unpacked(io.BytesIO(bad))))
    with pytest.raises(CaptureError, match="length_again"):
        list(read_packets(Unpacked(io.BytesIO(section("<") + interface("<")[:-4] + bytes(4)))))
    (note,) = read_packets(Unpacked(io.BytesIO(section("<") + enhanced("<", b"abc", 0, 5))))
    assert "interface 5" in str(note)


def test_kinds_are_told_by_the_first_bytes() -> None:
    assert kind_of_capture(pcap([])) == "pcap"
    assert kind_of_capture(section(">")) == "pcapng"
    assert kind_of_capture(gzip.compress(b"")) == "gzip"
    assert kind_of_capture(ethernet(b"")) == kind_of_capture(b"") == ""


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
@pytest.mark.parametrize("order", ["le", "be"])
def test_published_pcapng_files_have_the_blocks_that_they_should(order: str) -> None:
    described = sorted((CAPTURES / order).glob("*.txt"))
    assert len(described) == 18
    for path in described:
        counts = path.read_text().split("Block counts:")[1].split("\n\n")[0].split("\n")
        wanted = {TYPES[line.split(":")[0].strip()]: int(line.split(":")[1]) for line in counts if line.strip()}
        with path.with_suffix(".pcapng").open("rb") as file:
            kinds = [found[0].type for found in read_blocks(lambda file=file: file.read(61)) if not isinstance(found, Note)]  # type: ignore[misc]
        assert {kind: kinds.count(kind) for kind in kinds} == wanted, path.name
