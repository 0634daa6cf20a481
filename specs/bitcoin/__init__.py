"""Bitcoin's peer-to-peer protocol, version 1 of the transport: messages, blocks, and transactions with witnesses.

Source: the Bitcoin developer reference, "P2P Network" and "Block Chain"; Bitcoin Core's protocol.h and primitives/; BIP 14 (user
agents), 31 (pong), 35 (mempool), 37 (filters), 61 (reject), 130 (sendheaders), 133 (feefilter), 144 (witnesses), 152 (compact
blocks), 155 (addrv2), 157 (filters of blocks), 330 (sendtxrcncl) and 339 (wtxidrelay).

Hashes are bytes in wire order, the reverse of the order in which they are usually displayed. Scripts, filter contents, and the
two strings of an alert are bytes. The encrypted transport of BIP 324 is not declared.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address

from framekit import (
    Frame,
    Protocol,
    Unknown,
    array,
    bool8,
    checksum,
    data,
    derived,
    field,
    i32,
    i64,
    ipv4,
    ipv6,
    optional,
    switch,
    text,
    this,
    timestamp,
    u8,
    u16be,
    u32,
    u32le,
    u48,
    u64,
    u64le,
    unknown,
)
from framekit.specs.bitcoin.blocks import BlockHeader, Input, Output, Transaction, WithWitness, Witness, compact_size
from framekit.specs.bitcoin.codes import (
    BlockFilterType,
    FilterUpdate,
    InventoryType,
    Network,
    NetworkIdentifier,
    RejectCode,
    Services,
)

__all__ = [
    "PROTOCOL",
    "Addr",
    "AddrV2",
    "Address",
    "AddressV2",
    "Alert",
    "Block",
    "BlockFilter",
    "BlockFilterType",
    "BlockHeader",
    "BlockTransactions",
    "CompactBlock",
    "FeeFilter",
    "FilterAdd",
    "FilterCheckpoints",
    "FilterClear",
    "FilterHeaders",
    "FilterLoad",
    "FilterRange",
    "FilterUpdate",
    "GetAddr",
    "GetBlockFilters",
    "GetBlockTransactions",
    "GetBlocks",
    "GetData",
    "GetFilterCheckpoints",
    "GetFilterHeaders",
    "GetHeaders",
    "HeaderOfBlock",
    "Headers",
    "Input",
    "Inv",
    "Inventory",
    "InventoryType",
    "InventoryVector",
    "Locator",
    "Mempool",
    "MerkleBlock",
    "Message",
    "Network",
    "NetworkIdentifier",
    "NotFound",
    "Output",
    "Ping",
    "Pong",
    "PrefilledTransaction",
    "Reject",
    "RejectCode",
    "SendAddrV2",
    "SendCompact",
    "SendHeaders",
    "SendReconciliation",
    "Services",
    "TimedAddress",
    "Transaction",
    "Tx",
    "Verack",
    "Version",
    "WithWitness",
    "Witness",
    "WitnessIdRelay",
    "compact_size",
]


class Address(Frame):
    """A node. An IPv4 address is mapped to an IPv6 address."""

    services: Services = field(u64le)
    address: ipv6
    port: u16be


class TimedAddress(Frame):
    """A node, and when it was last seen."""

    time: datetime = timestamp(u32le)
    services: Services = field(u64le)
    address: ipv6
    port: u16be


class Version(Frame, byteorder="little"):
    """version: information about a node."""

    version: i32
    services: Services = field(u64)
    timestamp: i64 = field(doc="s since 1970")
    receiver: Address
    sender: Address
    nonce: u64
    user_agent: str = text(prefix=compact_size, limit=256, errors="surrogateescape")
    start_height: i32
    relay: bool | None = optional(bool8, default=None)


class Verack(Frame):
    """verack: the version is accepted."""


class Addr(Frame):
    """addr: nodes."""

    addresses: list[TimedAddress] = array(TimedAddress, prefix=compact_size, limit=1000)


class AddressV2(Frame):
    """A node of any network, and when it was last seen (BIP 155)."""

    time: datetime = timestamp(u32le)
    services: Services = field(compact_size)
    network: NetworkIdentifier = field(u8)
    address: IPv4Address | IPv6Address | bytes = switch(
        this.network,
        {NetworkIdentifier.IPV4: ipv4, NetworkIdentifier.IPV6: ipv6, NetworkIdentifier.CJDNS: ipv6},
        otherwise=data(),
        size_prefix=compact_size,
    )
    port: u16be


class AddrV2(Frame):
    """addrv2: nodes of any network (BIP 155)."""

    addresses: list[AddressV2] = array(AddressV2, prefix=compact_size, limit=1000)


class SendAddrV2(Frame):
    """sendaddrv2: addrv2 is understood (BIP 155)."""


class InventoryVector(Frame, byteorder="little"):
    """A hash, and the kind of object that it identifies."""

    type: InventoryType = field(u32)
    hash: bytes = data(32)


class Inventory(Frame):
    """The common fields of the messages inv, getdata and notfound."""

    vectors: list[InventoryVector] = array(InventoryVector, prefix=compact_size, limit=50_000)


class Inv(Inventory):
    """inv: what a node has."""


class GetData(Inventory):
    """getdata: what a node asks for."""


class NotFound(Inventory):
    """notfound: requested objects that are not available."""


class Locator(Frame, byteorder="little"):
    """The common fields of getblocks and getheaders: hashes of known blocks, newest first, and the last requested one."""

    version: u32
    known: list[bytes] = array(data(32), prefix=compact_size, limit=101)
    stop: bytes = data(32, default=bytes(32))


class GetBlocks(Locator):
    """getblocks: a node asks for the hashes of blocks."""


class GetHeaders(Locator):
    """getheaders: a node asks for the headers of blocks."""


class HeaderOfBlock(Frame):
    """A header, and the number of transactions, which is 0."""

    header: BlockHeader
    transaction_count: int = field(compact_size, default=0)


class Headers(Frame):
    """headers: headers of blocks."""

    headers: list[HeaderOfBlock] = array(HeaderOfBlock, prefix=compact_size, limit=2000)


class Block(Frame):
    """block: a block."""

    header: BlockHeader
    transactions: list[Transaction] = array(Transaction, prefix=compact_size)


class Tx(Frame):
    """tx: a transaction."""

    transaction: Transaction


class GetAddr(Frame):
    """getaddr: a node asks for nodes."""


class Mempool(Frame):
    """mempool: a node asks for the hashes of unconfirmed transactions (BIP 35)."""


class Ping(Frame, byteorder="little"):
    """ping: a node asks whether the other one is alive."""

    nonce: u64


class Pong(Frame, byteorder="little"):
    """pong: the node is alive; the nonce is that of the ping (BIP 31)."""

    nonce: u64


class Reject(Frame):
    """reject: a message was rejected (BIP 61). The data are the hash of a transaction or block, if there is one."""

    message: str = text(prefix=compact_size, limit=12, errors="surrogateescape")
    code: RejectCode = field(u8)
    reason: str = text(prefix=compact_size, limit=111, errors="surrogateescape")
    data: bytes = data(default=b"")


class FilterLoad(Frame, byteorder="little"):
    """filterload: only transactions that match a Bloom filter are to be sent (BIP 37)."""

    filter: bytes = data(prefix=compact_size, limit=36_000)
    hash_functions: u32
    tweak: u32
    update: FilterUpdate = field(u8)


class FilterAdd(Frame):
    """filteradd: an element of the filter (BIP 37)."""

    data: bytes = data(prefix=compact_size, limit=520)


class FilterClear(Frame):
    """filterclear: the filter is removed (BIP 37)."""


class MerkleBlock(Frame, byteorder="little"):
    """merkleblock: a header, and the branches of the tree to the transactions that match the filter (BIP 37)."""

    header: BlockHeader
    transaction_count: u32
    hashes: list[bytes] = array(data(32), prefix=compact_size)
    flags: bytes = data(prefix=compact_size)


class SendHeaders(Frame):
    """sendheaders: new blocks are to be announced by their headers (BIP 130)."""


class FeeFilter(Frame, byteorder="little"):
    """feefilter: transactions that pay less are not to be announced (BIP 133)."""

    fee_rate: i64 = field(doc="satoshis per 1000 bytes")


class SendCompact(Frame, byteorder="little"):
    """sendcmpct: compact blocks are understood (BIP 152)."""

    announce: bool8
    version: u64


class PrefilledTransaction(Frame):
    """A transaction that the receiver is thought to lack; its index is counted from the one before it (BIP 152)."""

    index: int = field(compact_size)
    transaction: Transaction


class CompactBlock(Frame, byteorder="little"):
    """cmpctblock: a block with short identifiers in place of transactions (BIP 152)."""

    header: BlockHeader
    nonce: u64
    short_identifiers: list[int] = array(u48, prefix=compact_size)
    prefilled: list[PrefilledTransaction] = array(PrefilledTransaction, prefix=compact_size)


class GetBlockTransactions(Frame):
    """getblocktxn: the missing transactions of a compact block (BIP 152)."""

    block: bytes = data(32)
    indexes: list[int] = array(compact_size, prefix=compact_size)


class BlockTransactions(Frame):
    """blocktxn: these transactions (BIP 152)."""

    block: bytes = data(32)
    transactions: list[Transaction] = array(Transaction, prefix=compact_size)


class FilterRange(Frame, byteorder="little"):
    """The common fields of the messages getcfilters and getcfheaders."""

    type: BlockFilterType = field(u8)
    start_height: u32
    stop: bytes = data(32)


class GetBlockFilters(FilterRange):
    """getcfilters: a node asks for filters of blocks (BIP 157)."""


class BlockFilter(Frame):
    """cfilter: the filter of a block (BIP 157)."""

    type: BlockFilterType = field(u8)
    block: bytes = data(32)
    filter: bytes = data(prefix=compact_size)


class GetFilterHeaders(FilterRange):
    """getcfheaders: a node asks for headers of filters (BIP 157)."""


class FilterHeaders(Frame):
    """cfheaders: the preceding header, and hashes of filters (BIP 157)."""

    type: BlockFilterType = field(u8)
    stop: bytes = data(32)
    previous_header: bytes = data(32)
    hashes: list[bytes] = array(data(32), prefix=compact_size, limit=2000)


class GetFilterCheckpoints(Frame):
    """getcfcheckpt: a node asks for every thousandth filter header (BIP 157)."""

    type: BlockFilterType = field(u8)
    stop: bytes = data(32)


class FilterCheckpoints(Frame):
    """cfcheckpt: every thousandth filter header (BIP 157)."""

    type: BlockFilterType = field(u8)
    stop: bytes = data(32)
    headers: list[bytes] = array(data(32), prefix=compact_size)


class WitnessIdRelay(Frame):
    """wtxidrelay: transactions are to be announced by the hash with their witnesses (BIP 339)."""


class SendReconciliation(Frame, byteorder="little"):
    """sendtxrcncl: sets of transactions can be reconciled (BIP 330)."""

    version: u32
    salt: u64


class Alert(Frame):
    """alert: a message of the developers and its signature; nodes no longer send it."""

    payload: bytes = data(prefix=compact_size)
    signature: bytes = data(prefix=compact_size)


def _twice_hashed(payload: bytes) -> bytes:
    """The first four bytes of the double SHA-256."""
    return sha256(sha256(payload).digest()).digest()[:4]


class Message(Frame, byteorder="little"):
    """A message; its command is derived from the payload."""

    network: Network = field(u32, default=Network.MAIN)
    command: str = derived(text(12, encoding="ascii"))
    length: int = derived(u32, check=this <= 4_000_000)
    checksum: bytes = checksum(data(4), _twice_hashed, over=this.payload)
    payload: (
        Version
        | Verack
        | Addr
        | AddrV2
        | SendAddrV2
        | Inv
        | GetData
        | NotFound
        | GetBlocks
        | GetHeaders
        | Headers
        | Block
        | Tx
        | GetAddr
        | Mempool
        | Ping
        | Pong
        | Reject
        | FilterLoad
        | FilterAdd
        | FilterClear
        | MerkleBlock
        | SendHeaders
        | FeeFilter
        | SendCompact
        | CompactBlock
        | GetBlockTransactions
        | BlockTransactions
        | GetBlockFilters
        | BlockFilter
        | GetFilterHeaders
        | FilterHeaders
        | GetFilterCheckpoints
        | FilterCheckpoints
        | WitnessIdRelay
        | SendReconciliation
        | Alert
        | Unknown
    ) = switch(
        this.command,
        {
            "version": Version,
            "verack": Verack,
            "addr": Addr,
            "addrv2": AddrV2,
            "sendaddrv2": SendAddrV2,
            "inv": Inv,
            "getdata": GetData,
            "notfound": NotFound,
            "getblocks": GetBlocks,
            "getheaders": GetHeaders,
            "headers": Headers,
            "block": Block,
            "tx": Tx,
            "getaddr": GetAddr,
            "mempool": Mempool,
            "ping": Ping,
            "pong": Pong,
            "reject": Reject,
            "filterload": FilterLoad,
            "filteradd": FilterAdd,
            "filterclear": FilterClear,
            "merkleblock": MerkleBlock,
            "sendheaders": SendHeaders,
            "feefilter": FeeFilter,
            "sendcmpct": SendCompact,
            "cmpctblock": CompactBlock,
            "getblocktxn": GetBlockTransactions,
            "blocktxn": BlockTransactions,
            "getcfilters": GetBlockFilters,
            "cfilter": BlockFilter,
            "getcfheaders": GetFilterHeaders,
            "cfheaders": FilterHeaders,
            "getcfcheckpt": GetFilterCheckpoints,
            "cfcheckpt": FilterCheckpoints,
            "wtxidrelay": WitnessIdRelay,
            "sendtxrcncl": SendReconciliation,
            "alert": Alert,
        },
        otherwise=unknown(),
        size=this.length,
    )


PROTOCOL = Protocol(
    "bitcoin",
    title="Bitcoin",
    source="Bitcoin developer reference, BIP 144",
    ports={"tcp": [8333, 18333, 48333, 38333, 18444]},
    client=Message,
)
