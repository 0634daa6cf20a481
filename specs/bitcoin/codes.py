"""Codes of Bitcoin's messages."""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Network(IntEnum):
    """The networks, identified by the four bytes before each message (chainparams.cpp). Others stay integers."""

    MAIN = 0xD9B4BEF9
    TESTNET3 = 0x0709110B
    TESTNET4 = 0x283F161C
    SIGNET = 0x40CF030A
    REGTEST = 0xDAB5BFFA


class Services(IntFlag):
    """Services of a node (protocol.h)."""

    NETWORK = 1 << 0
    GETUTXO = 1 << 1
    BLOOM = 1 << 2
    WITNESS = 1 << 3
    COMPACT_FILTERS = 1 << 6
    NETWORK_LIMITED = 1 << 10
    P2P_V2 = 1 << 11


class InventoryType(IntEnum):
    """The kind of object that a hash identifies (protocol.h); bit 30 asks for the witnesses too (BIP 144)."""

    ERROR = 0
    TRANSACTION = 1
    BLOCK = 2
    FILTERED_BLOCK = 3
    COMPACT_BLOCK = 4
    WITNESS_TRANSACTION_ID = 5
    WITNESS_TRANSACTION = 1 << 30 | 1
    WITNESS_BLOCK = 1 << 30 | 2
    FILTERED_WITNESS_BLOCK = 1 << 30 | 3


class NetworkIdentifier(IntEnum):
    """The network of an address (BIP 155)."""

    IPV4 = 1
    IPV6 = 2
    TOR_V2 = 3
    TOR_V3 = 4
    I2P = 5
    CJDNS = 6


class RejectCode(IntEnum):
    """The reason why a message is rejected (BIP 61)."""

    MALFORMED = 0x01
    INVALID = 0x10
    OBSOLETE = 0x11
    DUPLICATE = 0x12
    NONSTANDARD = 0x40
    DUST = 0x41
    INSUFFICIENT_FEE = 0x42
    CHECKPOINT = 0x43


class FilterUpdate(IntEnum):
    """Which outputs a matching transaction adds to a filter (BIP 37)."""

    NONE = 0
    ALL = 1
    PUBLIC_KEYS_ONLY = 2


class BlockFilterType(IntEnum):
    """How a filter of a block is made (BIP 158)."""

    BASIC = 0
