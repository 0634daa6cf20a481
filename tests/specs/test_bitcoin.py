"""Bitcoin: the first block, a version from the documentation of the protocol, and the signed transaction of BIP 143."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

bitcoin: Any = load("bitcoin")
FRAMES: list[type[Frame]] = [bitcoin.Transaction, bitcoin.Block, bitcoin.Version, bitcoin.AddrV2, bitcoin.Message]

VERSION = bytes.fromhex(
    "f9beb4d9 76657273696f6e0000000000 64000000 358d4932"
    "62ea0000 0100000000000000 11b2d05000000000"
    "0100000000000000 00000000000000000000ffff00000000 0000"
    "0000000000000000 00000000000000000000ffff00000000 0000"
    "3b2eb35d8ce61765 0f2f5361746f7368693a302e372e322f c03e0300"
)
VERACK = bytes.fromhex("f9beb4d9 76657261636b000000000000 00000000 5df6e0e2")
GENESIS = bytes.fromhex(
    "01000000 0000000000000000000000000000000000000000000000000000000000000000"
    "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a 29ab5f49 ffff001d 1dac2b7c"
    "01 01000000 01 0000000000000000000000000000000000000000000000000000000000000000 ffffffff 4d"
    "04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64"
    "206261696c6f757420666f722062616e6b73 ffffffff"
    "01 00f2052a01000000 43"
    "4104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c"
    "702b6bf11d5fac 00000000"
)
"""The first block; its hashes prove it."""
WITNESS = bytes.fromhex(
    "01000000 00 01 02"
    "fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f 00000000 49"
    "4830450221008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ed"
    "e944ccf4ecbab4cc618ef3ed01 eeffffff"
    "ef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a 01000000 00 ffffffff"
    "02 202cb20600000000 19 76a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac"
    "9093510d00000000 19 76a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac"
    "00"
    "02 47 304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928"
    "d43c212a8caed02de67eebee01"
    "21 025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee6357"
    "11000000"
)
"""The signed transaction of BIP 143, "Native P2WPKH"."""


def twice_hashed(wire: bytes) -> str:
    """A hash as people write it."""
    return sha256(sha256(wire).digest()).digest()[::-1].hex()


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_two_nodes_meet() -> None:
    from_client, from_server = bitcoin.PROTOCOL.decoders()
    version, verack = from_client.feed(VERSION + VERACK)
    assert (version.network, version.command, version.length) == (bitcoin.Network.MAIN, "version", 100)
    payload = version.payload
    assert (payload.version, payload.services) == (60002, bitcoin.Services.NETWORK)
    assert datetime.fromtimestamp(payload.timestamp, UTC) == datetime(2012, 12, 18, 18, 12, 33, tzinfo=UTC)
    assert payload.receiver.address == IPv6Address("::ffff:0.0.0.0")
    assert (payload.user_agent, payload.start_height, payload.relay) == ("/Satoshi:0.7.2/", 212672, None)
    assert verack.payload == bitcoin.Verack()
    assert version.pack() + verack.pack() == VERSION + VERACK
    assert from_server.feed(VERACK) == [verack]


def test_the_first_block() -> None:
    block = bitcoin.Block.unpack(GENESIS)
    assert twice_hashed(block.header.pack()) == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    assert block.header.time == datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)
    (coinbase,) = block.transactions
    assert twice_hashed(coinbase.pack()) == block.header.merkle_root[::-1].hex()
    assert (coinbase.inputs[0].index, coinbase.outputs[0].value) == (0xFFFFFFFF, 50 * 100_000_000)
    assert b"Chancellor on brink" in coinbase.inputs[0].script
    message = bitcoin.Message(payload=block)
    assert (message.command, message.length) == ("block", 285)
    assert bitcoin.Message.unpack(message.pack()) == message
    assert message.pack()[24:] == GENESIS


def test_a_transaction_with_witnesses() -> None:
    transaction = bitcoin.Transaction.unpack(WITNESS)
    assert (transaction.inputs, transaction.outputs, transaction.lock_time) == (None, None, 17)
    inner = transaction.with_witness
    assert [each.sequence for each in inner.inputs] == [0xFFFFFFEE, 0xFFFFFFFF]
    assert [each.value for each in inner.outputs] == [112_340_000, 223_450_000]
    assert [[len(item) for item in each.items] for each in inner.witnesses] == [[], [71, 33]]
    assert transaction.pack() == WITNESS
    inner.witnesses.pop()
    with pytest.raises(PackError):
        transaction.pack()


def test_what_a_node_has() -> None:
    vectors = [bitcoin.InventoryVector(type=bitcoin.InventoryType.WITNESS_BLOCK, hash=bytes(32))] * 300
    message = bitcoin.Message(network=bitcoin.Network.REGTEST, payload=bitcoin.GetData(vectors=vectors))
    wire = message.pack()
    assert wire[:24].hex(" ", -4).startswith("fabfb5da 67657464 61746100 00000000 332a0000")
    assert wire[24:31] == b"\xfd\x2c\x01\x02\0\0\x40"
    assert bitcoin.Message.unpack(wire) == message


def test_addresses_of_any_network() -> None:
    wire = bytes.fromhex(
        "03 00000000 fd0904 01 04 7f000001 208d01000000 00 04 20" + "ab" * 32 + "000002000000 01 09 02 abcd 0001"
    )
    first, second, third = bitcoin.AddrV2.unpack(wire).addresses
    services = bitcoin.Services.NETWORK | bitcoin.Services.WITNESS | bitcoin.Services.NETWORK_LIMITED
    assert (first.services, first.address, first.port) == (services, IPv4Address("127.0.0.1"), 8333)
    assert (second.network, second.address) == (bitcoin.NetworkIdentifier.TOR_V3, b"\xab" * 32)
    assert (third.network, third.address) == (9, b"\xab\xcd")
    assert bitcoin.AddrV2.unpack(wire).pack() == wire


def test_other_commands_stay_readable() -> None:
    message = bitcoin.Message(payload=Unknown(tag="sendmail", data=b"\1\2"))
    assert bitcoin.Message.unpack(message.pack()) == message
    assert message.command == "sendmail"


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (bitcoin.Message, VERACK[:-1] + b"\0", ChecksumMismatch, "checksum"),
        (bitcoin.Message, VERACK[:16] + b"\1\x09\x3d\0" + VERACK[20:], InvalidValue, "length"),
        (bitcoin.Message, VERSION[:-1], TruncatedFrame, "payload"),
        (bitcoin.Transaction, WITNESS[:5] + b"\2" + WITNESS[6:], ConstMismatch, "with_witness._flag"),
        (bitcoin.Tx, GENESIS[81:85] + b"\xfd\1\0" + GENESIS[86:], InvalidValue, "transaction.input_count"),
        (bitcoin.AddrV2, bytes.fromhex("01 00000000 00 01 05 7f00000100 208d"), TrailingData, "addresses[0].address"),
    ],
    ids=["checksum", "length", "cut", "flag of witnesses", "longer number than needed", "length of an address"],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(wire)
    assert caught.value.path == path
