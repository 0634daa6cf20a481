"""Transactions and block headers."""

from __future__ import annotations

from datetime import datetime

from framekit import (
    Frame,
    array,
    const,
    data,
    derived,
    escaped,
    field,
    i32,
    i64,
    optional,
    this,
    timestamp,
    u8,
    u16le,
    u32,
    u32le,
    u64le,
)

compact_size = escaped(u8, {0xFD: u16le, 0xFE: u32le, 0xFF: u64le}, strict=True)
"""Numbers of one, three, five or nine bytes; the shortest form is required."""


class Input(Frame, byteorder="little"):
    """An output that a transaction spends."""

    transaction: bytes = data(32, doc="its hash")
    index: u32
    script: bytes = data(prefix=compact_size)
    sequence: u32 = 0xFFFFFFFF


class Output(Frame, byteorder="little"):
    """An amount that a transaction creates."""

    value: i64 = field(doc="satoshis")
    script: bytes = data(prefix=compact_size)


class Witness(Frame, byteorder="little"):
    """The witness of an input (BIP 144)."""

    items: list[bytes] = array(data(prefix=compact_size), prefix=compact_size)


class WithWitness(Frame, byteorder="little"):
    """Inputs, outputs, and a witness for each input (BIP 144)."""

    _flag: int = const(1, u8)
    input_count: int = derived(compact_size)
    inputs: list[Input] = array(Input, count=this.input_count)
    outputs: list[Output] = array(Output, prefix=compact_size)
    witnesses: list[Witness] = array(Witness, count=this.input_count)


class Transaction(Frame, byteorder="little"):
    """A transaction: if there are no inputs before the outputs, a flag and inputs with witnesses follow."""

    version: i32 = 2
    input_count: int = derived(compact_size)
    inputs: list[Input] | None = optional(array(Input, count=this.input_count), when=this.input_count != 0, default=None)
    outputs: list[Output] | None = optional(array(Output, prefix=compact_size), when=this.input_count != 0, default=None)
    with_witness: WithWitness | None = optional(WithWitness, when=this.input_count == 0, default=None)
    lock_time: u32 = 0


class BlockHeader(Frame, byteorder="little"):
    """The header of a block, whose hash is that of the block."""

    version: i32
    previous_block: bytes = data(32)
    merkle_root: bytes = data(32)
    time: datetime = timestamp(u32)
    bits: u32 = field(base=16, doc="the target")
    nonce: u32
