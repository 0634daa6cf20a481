"""pcapng: blocks built by hand as the document draws them, and files that others made, in both byte orders."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import ChecksumMismatch, Frame, InvalidLength, InvalidValue, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import CAPTURES, load

pcapng: Any = load("pcapng")
FRAMES: list[type[Frame]] = [
    pcapng.LittleEndianBlocks,
    pcapng.PcapngFile,
]
HEADER = bytes.fromhex("0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000")
INTERFACE = bytes.fromhex("01000000 20000000 0100 0000 00000400 0200 0200 6c6f0000 0000 0000 20000000")
PACKET = bytes.fromhex("06000000 24000000 00000000 01000000 02000000 03000000 04000000 61626300 24000000")
LITTLE = HEADER + INTERFACE + PACKET
FILES = CAPTURES / "pcapng"


def little(*blocks: Frame) -> Any:
    """A file of these blocks after a section header."""
    content = pcapng.LittleEndianBlocks(blocks=[pcapng.Block(body=each) for each in blocks])
    return pcapng.PcapngFile(magic=pcapng.LITTLE, content=content)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_file() -> None:
    options = [
        pcapng.InterfaceOption(code=pcapng.InterfaceOptionCode.NAME, value="lo"),
        pcapng.InterfaceOption(code=pcapng.InterfaceOptionCode.END, value=b""),
    ]
    file = little(
        pcapng.InterfaceDescription(link_type=1, snapshot_length=262144, options=options),
        pcapng.EnhancedPacket(interface_id=0, timestamp=pcapng.Time(high=1, low=2), original_length=4, data=b"abc"),
    )
    assert file.pack() == LITTLE
    assert pcapng.PcapngFile.unpack(LITTLE) == file


def test_the_same_in_the_other_order() -> None:
    file = pcapng.PcapngFile.unpack(LITTLE)
    other = pcapng.PcapngFile(magic=pcapng.BIG, content=pcapng.BigEndianBlocks(blocks=file.content.blocks))
    wire = other.pack()
    assert wire[:12] == bytes.fromhex("0a0d0d0a 0000001c 1a2b3c4d")
    assert pcapng.PcapngFile.unpack(wire) == other


def test_names_statistics_secrets_and_unknown_blocks() -> None:
    names = pcapng.NamesOfIpv4(address=IPv4Address("192.0.2.1"), names=["a.example", "b.example"])
    counts = [pcapng.StatisticsOption(code=pcapng.StatisticsOptionCode.RECEIVED, value=7)]
    file = little(
        pcapng.NameResolution(
            records=[
                pcapng.NameRecord(type=pcapng.RecordType.IPV4, value=names),
            ]
        ),
        pcapng.InterfaceStatistics(interface_id=0, timestamp=pcapng.Time(high=0, low=1), options=counts),
        pcapng.DecryptionSecrets(secrets_type=pcapng.SecretsType.TLS_KEY_LOG, secrets=b"abcde"),
        pcapng.Custom(enterprise=32473, data=b"1234"),
        Unknown(tag=77, data=b"abcd"),
    )
    wire = file.pack()
    assert bytes.fromhex("0400 0800 0700000000000000") in wire
    assert pcapng.PcapngFile.unpack(wire) == file


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (LITTLE[:8] + bytes(4) + LITTLE[12:], InvalidValue, "content"),
        (LITTLE[:-1], TruncatedFrame, "content.blocks[1]"),
        (LITTLE[:-4] + bytes(4), ChecksumMismatch, "content.blocks[1]._repeated"),
        (HEADER + INTERFACE[:18] + b"\xff" + INTERFACE[19:], InvalidLength, "content.blocks[0].body.options[0].value"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        pcapng.PcapngFile.unpack(wire)
    assert caught.value.path == path


@pytest.mark.parametrize("order", ["le", "be"])
def test_files_pack_to_their_bytes(order: str) -> None:
    if not FILES.is_dir():
        pytest.skip(f"there is no {FILES}: captures that others made are not part of the project")
    for path in sorted((FILES / order).glob("*.pcapng")):
        if path.name != "test008.pcapng":  # a hardware address of one byte
            assert pcapng.PcapngFile.unpack(path.read_bytes()).pack() == path.read_bytes()
