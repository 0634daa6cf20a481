"""pcap: files in both byte orders and all formats, built by hand as the document draws them, and captures that others made."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import CAPTURES, load

pcap: Any = load("pcap")
LITTLE = bytes.fromhex("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000 01000000 02000000 03000000 04000000 616263")
BIG = bytes.fromhex("a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000001 00000001 00000002 00000003 00000004 616263")
MODIFIED = bytes.fromhex("34cdb2a1 0200 0400 00000000 00000000 ffff0000 01000000") + bytes.fromhex(
    "01000000 02000000 01000000 04000000 07000000 0800 04 00 61"
)


@pytest.mark.parametrize("frame", [pcap.Record.given(is_modified=True), pcap.PcapFile], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(("wire", "nanoseconds"), [(LITTLE, False), (BIG, True)])
def test_a_file_in_either_order(wire: bytes, nanoseconds: bool) -> None:
    file = pcap.PcapFile.unpack(wire)
    assert (file.snapshot_length, file.link_type, file.has_nanoseconds) == (65535, pcap.LinkType.ETHERNET, nanoseconds)
    assert file.records == [pcap.Record(seconds=1, fraction=2, original_length=4, data=b"abc")]
    assert file.pack() == wire


def test_records_of_the_modified_format() -> None:
    (record,) = pcap.PcapFile.unpack(MODIFIED).records
    assert record.modified == pcap.ModifiedFields(interface_index=7, protocol=8, packet_type=4)
    assert (record.data, record.captured_length) == (b"a", 1)
    assert pcap.PcapFile.unpack(MODIFIED).pack() == MODIFIED
    with pytest.raises(PackError):
        pcap.PcapFile(link=1, records=[record]).pack()


def test_a_new_file() -> None:
    file = pcap.PcapFile(link=pcap.LinkType.RAW)
    assert file.pack() == bytes.fromhex("d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000")


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\xd4\xc3\xb2\xa2" + LITTLE[4:], InvalidValue, "magic"),
        (LITTLE[:-1], TruncatedFrame, "records[0].data"),
        (LITTLE[:20], TruncatedFrame, "link"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        pcap.PcapFile.unpack(wire)
    assert caught.value.path == path


@pytest.mark.parametrize("name", ["dns_udp.pcap", "ntp_control.pcap", "vxlan.pcap"])
def test_captures_pack_to_their_bytes(name: str) -> None:
    path = CAPTURES / name
    if not path.exists():
        pytest.skip(f"there is no {path}: captures that others made are not part of the project")
    assert pcap.PcapFile.unpack(path.read_bytes()).pack() == path.read_bytes()
