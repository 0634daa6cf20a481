"""Requests of an SMB 2 client: their bodies.

Source: [MS-SMB2], sections 2.2.3 to 2.2.39.
"""

from __future__ import annotations

from typing import TypeAlias
from uuid import UUID

from framekit import (
    Frame,
    array,
    const,
    data,
    derived,
    field,
    i64,
    optional,
    switch,
    this,
    u8,
    u16,
    u32,
    u64,
    uuid_le,
)
from framekit.specs.smb2.codes import (
    AccessMask,
    Capabilities,
    Channel,
    CompletionFilter,
    ControlCode,
    CreateDisposition,
    CreateOptions,
    Dialect,
    FileAttributes,
    FileInformationClass,
    ImpersonationLevel,
    InfoType,
    LeaseFlags,
    LeaseState,
    LockFlags,
    OplockLevel,
    QueryDirectoryFlags,
    ReadFlags,
    SecurityInformation,
    SecurityMode,
    ShareAccess,
    TreeConnectFlags,
    WriteFlags,
)
from framekit.specs.smb2.contexts import CreateContext, NegotiateContext
from framekit.specs.smb2.files import SetInformation, information_of
from framekit.specs.smb2.values import LONGEST_NAME, LONGEST_PATH, FileId, gap_before, pad_before, unicode_text


class NegotiateRequest(Frame, byteorder="little"):
    """The dialects and capabilities of a client (section 2.2.3); contexts since SMB 3.1.1."""

    _structure_size: int = const(36, u16)
    dialect_count: int = derived(u16)
    security_mode: SecurityMode = field(u16)
    reserved: u16 = 0
    capabilities: Capabilities = field(u32)
    client_guid: UUID = field(uuid_le)
    negotiate_context_offset: u32 = field(default=0, doc="offset of the contexts; 0 if there are none")
    negotiate_context_count: int = derived(u16)
    reserved_2: u16 = 0
    dialects: list[Dialect] = array(u16, count=this.dialect_count)
    negotiate_contexts: list[NegotiateContext] = array(NegotiateContext, count=this.negotiate_context_count, default_factory=list)


class SessionSetupRequest(Frame, byteorder="little"):
    """A step of authentication (section 2.2.5)."""

    _structure_size: int = const(25, u16)
    flags: u8 = field(default=0, doc="1: binds an existing session to this connection")
    security_mode: SecurityMode = field(u8)
    capabilities: Capabilities = field(u32, default=Capabilities(0))
    channel: u32 = 0
    security_buffer_offset: u16 = 88
    security_buffer_length: int = derived(u16)
    previous_session_id: u64 = 0
    gap: bytes = gap_before(88, this.security_buffer_offset, this.security_buffer_length)
    security_buffer: bytes = data(this.security_buffer_length)


class Nothing(Frame, byteorder="little"):
    """LOGOFF, TREE_DISCONNECT, CANCEL and ECHO (sections 2.2.7, 2.2.11, 2.2.30 and 2.2.28)."""

    _structure_size: int = const(4, u16)
    reserved: u16 = 0


class TreeConnectExtension(Frame, byteorder="little"):
    """Where contexts of a TREE_CONNECT are (section 2.2.9.1); these follow the path."""

    tree_connect_context_offset: u32
    tree_connect_context_count: u16
    reserved: bytes = data(10, default=bytes(10))


class TreeConnectRequest(Frame, byteorder="little"):
    """A client connects to a share (section 2.2.9)."""

    _structure_size: int = const(9, u16)
    flags: TreeConnectFlags = field(u16, default=TreeConnectFlags(0))
    path_offset: int = field(u16, default=72, check={72, 88})
    path_length: int = derived(u16)
    extension: TreeConnectExtension | None = optional(TreeConnectExtension, when=this.path_offset == 88, default=None)
    path: str = unicode_text(this.path_length, limit=LONGEST_PATH)


class CreateRequest(Frame, byteorder="little"):
    """A client opens or creates a file (section 2.2.13)."""

    _structure_size: int = const(57, u16)
    security_flags: u8 = 0
    requested_oplock_level: OplockLevel = field(u8, default=OplockLevel.NONE)
    impersonation_level: ImpersonationLevel = field(u32, default=ImpersonationLevel.IMPERSONATION)
    smb_create_flags: u64 = 0
    reserved: u64 = 0
    desired_access: AccessMask = field(u32)
    file_attributes: FileAttributes = field(u32, default=FileAttributes(0))
    share_access: ShareAccess = field(u32)
    create_disposition: CreateDisposition = field(u32)
    create_options: CreateOptions = field(u32, default=CreateOptions(0))
    name_offset: int = field(u16, default=120, check={0, 120})
    name_length: int = derived(u16)
    create_contexts_offset: u32 = field(default=0, doc="offset of the contexts; 0 if there are none")
    create_contexts_length: int = derived(u32)
    name: str = unicode_text(this.name_length, limit=LONGEST_PATH)
    _: None = pad_before(this.name_length, this.create_contexts_length)
    create_contexts: list[CreateContext] = array(CreateContext, size=this.create_contexts_length, default_factory=list)


class CloseRequest(Frame, byteorder="little"):
    """A client closes a file (section 2.2.15)."""

    _structure_size: int = const(24, u16)
    flags: u16 = field(default=0, doc="1: the response is to have the attributes")
    reserved: u32 = 0
    file_id: FileId


class FlushRequest(Frame, byteorder="little"):
    """A client asks for written data to be stored (section 2.2.17)."""

    _structure_size: int = const(24, u16)
    reserved_1: u16 = 0
    reserved_2: u32 = 0
    file_id: FileId


class ReadRequest(Frame, byteorder="little"):
    """A client reads (section 2.2.19)."""

    _structure_size: int = const(49, u16)
    padding: u8 = field(default=80, doc="offset at which the data of the response should begin")
    flags: ReadFlags = field(u8, default=ReadFlags(0))
    length: u32
    offset: u64
    file_id: FileId
    minimum_count: u32 = 0
    channel: Channel = field(u32, default=Channel.NONE)
    remaining_bytes: u32 = 0
    read_channel_info_offset: u16 = 0
    read_channel_info_length: int = derived(u16)
    gap: bytes = gap_before(112, this.read_channel_info_offset, this.read_channel_info_length)
    read_channel_info: bytes = data(this.read_channel_info_length, default=b"")


class WriteRequest(Frame, byteorder="little"):
    """A client writes (section 2.2.21). The data is sent by RDMA if there is information about a channel."""

    _structure_size: int = const(49, u16)
    data_offset: u16 = 112
    length: int = derived(u32)
    offset: u64
    file_id: FileId
    channel: Channel = field(u32, default=Channel.NONE)
    remaining_bytes: u32 = 0
    write_channel_info_offset: u16 = 0
    write_channel_info_length: int = derived(u16)
    flags: WriteFlags = field(u32, default=WriteFlags(0))
    channel_gap: bytes = gap_before(112, this.write_channel_info_offset, this.write_channel_info_length)
    write_channel_info: bytes = data(this.write_channel_info_length, default=b"")
    gap: bytes = gap_before(112, this.data_offset, this.length)
    buffer: bytes = data(this.length)


class LockElement(Frame, byteorder="little"):
    """A range to lock or unlock (section 2.2.26.1)."""

    offset: u64
    length: u64
    flags: LockFlags = field(u32)
    reserved: u32 = 0


class LockRequest(Frame, byteorder="little"):
    """A client locks or unlocks ranges of a file (section 2.2.26)."""

    _structure_size: int = const(48, u16)
    lock_count: int = derived(u16)
    lock_sequence: u32 = field(default=0, doc="a 4-bit number, and a 28-bit index above it")
    file_id: FileId
    locks: list[LockElement] = array(LockElement, count=this.lock_count)


class ValidateNegotiateRequest(Frame, byteorder="little"):
    """The result of the negotiation, as remembered by the client (section 2.2.31.4)."""

    capabilities: Capabilities = field(u32)
    guid: UUID = field(uuid_le)
    security_mode: SecurityMode = field(u16)
    dialects: list[Dialect] = array(u16, prefix=u16)


class Chunk(Frame, byteorder="little"):
    """A range to copy (section 2.2.31.1.1)."""

    source_offset: u64
    target_offset: u64
    length: u32
    reserved: u32 = 0


class CopyChunks(Frame, byteorder="little"):
    """Ranges that the server copies (section 2.2.31.1)."""

    source_key: bytes = data(24)
    chunk_count: int = derived(u32)
    reserved: u32 = 0
    chunks: list[Chunk] = array(Chunk, count=this.chunk_count)


class IoctlRequest(Frame, byteorder="little"):
    """A client controls a file or the file system (section 2.2.31). The input of most control codes is kept as bytes."""

    _structure_size: int = const(57, u16)
    reserved: u16 = 0
    ctl_code: ControlCode = field(u32)
    file_id: FileId
    input_offset: u32 = 120
    input_count: int = derived(u32)
    max_input_response: u32 = 0
    output_offset: u32 = 0
    output_count: u32 = field(default=0, doc="0; a request has no output")
    max_output_response: u32 = 0
    flags: u32 = field(default=0, doc="1: a file system control (FSCTL)")
    reserved_2: u32 = 0
    gap: bytes = gap_before(120, this.input_offset, this.input_count)
    input: ValidateNegotiateRequest | CopyChunks | bytes = switch(
        this.ctl_code,
        {
            ControlCode.VALIDATE_NEGOTIATE_INFO: ValidateNegotiateRequest,
            (ControlCode.SRV_COPYCHUNK, ControlCode.SRV_COPYCHUNK_WRITE): CopyChunks,
        },
        otherwise=data(),
        size=this.input_count,
    )


class QueryDirectoryRequest(Frame, byteorder="little"):
    """A client lists a directory (section 2.2.33)."""

    _structure_size: int = const(33, u16)
    file_information_class: FileInformationClass = field(u8)
    flags: QueryDirectoryFlags = field(u8, default=QueryDirectoryFlags(0))
    file_index: u32 = 0
    file_id: FileId
    file_name_offset: u16 = 96
    file_name_length: int = derived(u16)
    output_buffer_length: u32
    gap: bytes = gap_before(96, this.file_name_offset, this.file_name_length)
    file_name: str = unicode_text(this.file_name_length, limit=LONGEST_NAME)


class ChangeNotifyRequest(Frame, byteorder="little"):
    """A client asks for notice of changes in a directory (section 2.2.35)."""

    _structure_size: int = const(32, u16)
    flags: u16 = field(default=0, doc="1: include subdirectories")
    output_buffer_length: u32
    file_id: FileId
    completion_filter: CompletionFilter = field(u32)
    reserved: u32 = 0


class QueryInfoRequest(Frame, byteorder="little"):
    """A client asks for information about a file or a file system (section 2.2.37)."""

    _structure_size: int = const(41, u16)
    info_type: InfoType = field(u8)
    file_info_class: u8 = field(doc="of a file, a FileInformationClass")
    output_buffer_length: u32
    input_buffer_offset: u16 = 0
    reserved: u16 = 0
    input_buffer_length: int = derived(u32)
    additional_information: SecurityInformation = field(u32, default=SecurityInformation(0))
    flags: u32 = 0
    file_id: FileId
    gap: bytes = gap_before(104, this.input_buffer_offset, this.input_buffer_length)
    input_buffer: bytes = data(this.input_buffer_length, default=b"")


class SetInfoRequest(Frame, byteorder="little"):
    """A client sets information of a file or a file system (section 2.2.39)."""

    _structure_size: int = const(33, u16)
    info_type: InfoType = field(u8)
    file_info_class: u8 = field(default=0, doc="of a file, a FileInformationClass")
    buffer_length: int = derived(u32)
    buffer_offset: u16 = 96
    reserved: u16 = 0
    additional_information: SecurityInformation = field(u32, default=SecurityInformation(0))
    file_id: FileId
    gap: bytes = gap_before(96, this.buffer_offset, this.buffer_length)
    buffer: SetInformation = information_of(this.info_type, this.file_info_class, this.buffer_length)


class OplockAcknowledgment(Frame, byteorder="little"):
    """A client has given up what an oplock allowed (section 2.2.24.1)."""

    oplock_level: OplockLevel = field(u8)
    reserved: u8 = 0
    reserved_2: u32 = 0
    file_id: FileId


class LeaseAcknowledgment(Frame, byteorder="little"):
    """A client has given up what a lease allowed (section 2.2.24.2); the server answers with the same (section 2.2.25.2)."""

    reserved: u16 = 0
    flags: LeaseFlags = field(u32, default=LeaseFlags(0))
    lease_key: bytes = data(16)
    lease_state: LeaseState = field(u32)
    lease_duration: i64 = 0


class OplockBreakAcknowledgment(Frame, byteorder="little"):
    """OPLOCK_BREAK of a client (section 2.2.24); its size determines whether it is about an oplock or a lease."""

    structure_size: int = derived(u16)
    acknowledgment: OplockAcknowledgment | LeaseAcknowledgment = switch(
        this.structure_size, {24: OplockAcknowledgment, 36: LeaseAcknowledgment}
    )


class UnknownBody(Frame):
    """The body of an unknown command; its bytes are those after the body."""


RequestBody: TypeAlias = (
    NegotiateRequest
    | SessionSetupRequest
    | Nothing
    | TreeConnectRequest
    | CreateRequest
    | CloseRequest
    | FlushRequest
    | ReadRequest
    | WriteRequest
    | LockRequest
    | IoctlRequest
    | QueryDirectoryRequest
    | ChangeNotifyRequest
    | QueryInfoRequest
    | SetInfoRequest
    | OplockBreakAcknowledgment
    | UnknownBody
)
