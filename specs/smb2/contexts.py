"""Contexts of NEGOTIATE and CREATE, which extend the fixed fields of these messages.

Source: [MS-SMB2], sections 2.2.3.1 and 2.2.4.1 (negotiate contexts), 2.2.13.2 and 2.2.14.2 (create contexts).
"""

from __future__ import annotations

from uuid import UUID

from framekit import (
    Frame,
    Timestamp,
    Unknown,
    align,
    array,
    choose,
    data,
    derived,
    field,
    optional,
    rest,
    switch,
    this,
    u16,
    u32,
    u64,
    unknown,
    uuid_le,
)
from framekit.specs.smb2.codes import (
    AccessMask,
    Cipher,
    CompressionAlgorithm,
    ContextType,
    HashAlgorithm,
    LeaseFlags,
    LeaseState,
    RdmaTransform,
    SigningAlgorithm,
    Status,
)
from framekit.specs.smb2.values import LONGEST_NAME, FileId, file_time, pad_before, unicode_text


class PreauthIntegrity(Frame, byteorder="little"):
    """Hashes of the negotiation, and a salt (section 2.2.3.1.1)."""

    hash_algorithm_count: int = derived(u16)
    salt_length: int = derived(u16)
    hash_algorithms: list[HashAlgorithm] = array(u16, count=this.hash_algorithm_count)
    salt: bytes = data(this.salt_length)


class Encryption(Frame, byteorder="little"):
    """Ciphers (section 2.2.3.1.2)."""

    ciphers: list[Cipher] = array(u16, prefix=u16)


class Compression(Frame, byteorder="little"):
    """Ways to compress (section 2.2.3.1.3)."""

    compression_algorithm_count: int = derived(u16)
    padding: u16 = 0
    flags: u32 = field(default=0, doc="1: several ways may be used in one message")
    compression_algorithms: list[CompressionAlgorithm] = array(u16, count=this.compression_algorithm_count)


class Netname(Frame, byteorder="little"):
    """The name of the server, as the client knows it (section 2.2.3.1.4)."""

    net_name: str = unicode_text(limit=LONGEST_NAME)


class Transport(Frame, byteorder="little"):
    """Whether the transport is secure enough to go without encryption (section 2.2.3.1.5)."""

    flags: u32 = field(default=0, doc="1: accept security at the level of the transport")


class Rdma(Frame, byteorder="little"):
    """Supported transforms of data sent by RDMA (section 2.2.3.1.6)."""

    transform_count: int = derived(u16)
    reserved_1: u16 = 0
    reserved_2: u32 = 0
    transforms: list[RdmaTransform] = array(u16, count=this.transform_count)


class Signing(Frame, byteorder="little"):
    """Ways to sign (section 2.2.3.1.7)."""

    signing_algorithms: list[SigningAlgorithm] = array(u16, prefix=u16)


class NegotiateContext(Frame, byteorder="little"):
    """A context of NEGOTIATE (section 2.2.3.1). It begins on a multiple of 8."""

    _: None = align(8, origin="outer")
    type: ContextType = derived(u16)
    data_length: int = derived(u16)
    reserved: u32 = 0
    value: PreauthIntegrity | Encryption | Compression | Netname | Transport | Rdma | Signing | Unknown = switch(
        this.type,
        {
            ContextType.PREAUTH_INTEGRITY_CAPABILITIES: PreauthIntegrity,
            ContextType.ENCRYPTION_CAPABILITIES: Encryption,
            ContextType.COMPRESSION_CAPABILITIES: Compression,
            ContextType.NETNAME_NEGOTIATE_CONTEXT_ID: Netname,
            ContextType.TRANSPORT_CAPABILITIES: Transport,
            ContextType.RDMA_TRANSFORM_CAPABILITIES: Rdma,
            ContextType.SIGNING_CAPABILITIES: Signing,
        },
        otherwise=unknown(),
        size=this.data_length,
    )


class DurableReconnect(Frame, byteorder="little"):
    """Asks for a durable open that was lost (section 2.2.13.2.4)."""

    file_id: FileId


class MaximalAccessRequest(Frame, byteorder="little"):
    """Asks for the maximal access rights, if the file has changed since a time (section 2.2.13.2.5)."""

    timestamp: Timestamp | None = optional(file_time(), default=None)


class AllocationSize(Frame, byteorder="little"):
    """The allocation size of a new file (section 2.2.13.2.6)."""

    allocation_size: u64


class Timewarp(Frame, byteorder="little"):
    """Asks for the version of a file at a time (section 2.2.13.2.7)."""

    timestamp: Timestamp = file_time()


class ParentLease(Frame, byteorder="little"):
    """Additional fields of a lease of version 2 (section 2.2.13.2.10)."""

    parent_lease_key: bytes = data(16)
    epoch: u16
    reserved: u16 = 0


class Lease(Frame, byteorder="little"):
    """A requested or granted lease (sections 2.2.13.2.8 and 2.2.13.2.10)."""

    lease_key: bytes = data(16)
    lease_state: LeaseState = field(u32)
    lease_flags: LeaseFlags = field(u32, default=LeaseFlags(0))
    lease_duration: u64 = 0
    version_2: ParentLease | None = optional(ParentLease, default=None)


class DurableRequest2(Frame, byteorder="little"):
    """Asks for a durable or a persistent open (section 2.2.13.2.11)."""

    timeout: u32 = field(doc="milliseconds")
    flags: u32 = field(default=0, doc="2: persistent")
    reserved: u64 = 0
    create_guid: UUID = field(uuid_le)


class DurableReconnect2(Frame, byteorder="little"):
    """Asks for a durable or a persistent open that was lost (section 2.2.13.2.12)."""

    file_id: FileId
    create_guid: UUID = field(uuid_le)
    flags: u32 = field(default=0, doc="2: persistent")


class CreateContext(Frame, byteorder="little", size=choose(this.next != 0, this.next, rest)):
    """A context of a CREATE request (section 2.2.13.2); its name is four letters, or a GUID."""

    next: u32 = 0
    name_offset: int = field(u16, default=16, check={16})
    name_length: int = derived(u16)
    reserved: u16 = 0
    data_offset: u16 = field(default=0, doc="offset of the value: 24 after a name of four letters; 0 if there is none")
    data_length: int = derived(u32)
    name: bytes = data(this.name_length, limit=64)
    _: None = pad_before(this.name_length, this.data_length)
    value: (
        DurableReconnect | MaximalAccessRequest | AllocationSize | Timewarp | Lease | DurableRequest2 | DurableReconnect2 | bytes
    ) = switch(
        this.name,
        {
            b"DHnC": DurableReconnect,
            b"MxAc": MaximalAccessRequest,
            b"AlSi": AllocationSize,
            b"TWrp": Timewarp,
            b"RqLs": Lease,
            b"DH2Q": DurableRequest2,
            b"DH2C": DurableReconnect2,
        },
        otherwise=data(),
        size=this.data_length,
    )
    padding: bytes = data(default=b"")


class MaximalAccess(Frame, byteorder="little"):
    """The maximal access rights (section 2.2.14.2.5)."""

    query_status: Status = field(u32)
    maximal_access: AccessMask = field(u32)


class DiskId(Frame, byteorder="little"):
    """The identifier of a file on its volume (section 2.2.14.2.9)."""

    disk_file_id: u64
    volume_id: u64
    reserved: bytes = data(16, default=bytes(16))


class Durable2(Frame, byteorder="little"):
    """A durable or a persistent open is granted (section 2.2.14.2.12)."""

    timeout: u32 = field(doc="milliseconds")
    flags: u32 = field(default=0, doc="2: persistent")


class CreateAnswer(Frame, byteorder="little", size=choose(this.next != 0, this.next, rest)):
    """A context of a CREATE response (section 2.2.14.2)."""

    next: u32 = 0
    name_offset: int = field(u16, default=16, check={16})
    name_length: int = derived(u16)
    reserved: u16 = 0
    data_offset: u16 = field(default=0, doc="offset of the value: 24 after a name of four letters; 0 if there is none")
    data_length: int = derived(u32)
    name: bytes = data(this.name_length, limit=64)
    _: None = pad_before(this.name_length, this.data_length)
    value: MaximalAccess | DiskId | Lease | Durable2 | bytes = switch(
        this.name,
        {b"MxAc": MaximalAccess, b"QFid": DiskId, b"RqLs": Lease, b"DH2Q": Durable2},
        otherwise=data(),
        size=this.data_length,
    )
    padding: bytes = data(default=b"")
