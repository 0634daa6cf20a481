"""S7 communication: messages of SIMATIC S7 controllers over TPKT and the ISO transport protocol of class 0.

Source: RFC 1006, section 6 (packets, TPKT); ITU-T X.224 (ISO/IEC 8073), clause 13 (TPDUs), class 0. The vendor has not published
a specification of S7 communication itself: the fields and their names are those of libnodave and Wireshark's dissector.

Read and write, the setup of a communication, the transfer of blocks, program invocations, and the parameter of user data are
modelled. Other parameters stay bytes, and so do the values that are read and written and the items of user data, whose layout
differs for each function. A message that continues over several TPDUs, which devices avoid by agreeing on sizes, is not
assembled; data that do not begin with the protocol number of S7 stay bytes.

The caller supplies the function of a message and the number of its items.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Expr,
    Frame,
    Protocol,
    Unknown,
    array,
    bool1,
    choose,
    computed,
    const,
    data,
    derived,
    field,
    given,
    index,
    optional,
    pad,
    switch,
    text,
    this,
    u2,
    u3,
    u4,
    u7,
    u8,
    u16,
    u21,
    u32,
    unknown,
)


class TpduCode(IntEnum):
    """The TPDUs of class 0 (table 8 of X.224)."""

    ERROR = 0x7
    DISCONNECT_REQUEST = 0x8
    CONNECTION_CONFIRM = 0xD
    CONNECTION_REQUEST = 0xE
    DATA = 0xF


class ParameterCode(IntEnum):
    """Parameters of a connection (13.3.4 of X.224)."""

    ACKNOWLEDGEMENT_TIME = 0x85
    RESIDUAL_ERROR_RATE = 0x86
    PRIORITY = 0x87
    TRANSIT_DELAY = 0x88
    THROUGHPUT = 0x89
    REASSIGNMENT_TIME = 0x8B
    TPDU_SIZE = 0xC0
    CALLING_TRANSPORT_SELECTOR = 0xC1
    CALLED_TRANSPORT_SELECTOR = 0xC2
    CHECKSUM = 0xC3
    VERSION = 0xC4
    PROTECTION = 0xC5
    ADDITIONAL_OPTIONS = 0xC6
    ALTERNATIVE_CLASSES = 0xC7
    PREFERRED_TPDU_SIZE = 0xF0
    INACTIVITY_TIMER = 0xF2


class TpduSize(IntEnum):
    """The maximum size of a TPDU in octets (13.3.4 b of X.224)."""

    OCTETS_128 = 7
    OCTETS_256 = 8
    OCTETS_512 = 9
    OCTETS_1024 = 10
    OCTETS_2048 = 11
    OCTETS_4096 = 12
    OCTETS_8192 = 13


class MessageType(IntEnum):
    """Types of messages (ROSCTR)."""

    JOB = 1
    ACKNOWLEDGEMENT = 2
    ACKNOWLEDGEMENT_WITH_DATA = 3
    USER_DATA = 7


class Function(IntEnum):
    """Functions of jobs and acknowledgements."""

    CPU_SERVICES = 0x00
    MODE_TRANSITION = 0x01
    READ_VARIABLE = 0x04
    WRITE_VARIABLE = 0x05
    REQUEST_DOWNLOAD = 0x1A
    DOWNLOAD_BLOCK = 0x1B
    DOWNLOAD_ENDED = 0x1C
    START_UPLOAD = 0x1D
    UPLOAD = 0x1E
    END_UPLOAD = 0x1F
    PROGRAM_INVOCATION = 0x28
    PLC_STOP = 0x29
    SETUP_COMMUNICATION = 0xF0


class ErrorClass(IntEnum):
    """The class of an error."""

    NONE = 0x00
    APPLICATION_RELATIONSHIP = 0x81
    OBJECT_DEFINITION = 0x82
    RESOURCES = 0x83
    SERVICE_PROCESSING = 0x84
    SUPPLIES = 0x85
    ACCESS = 0x87


class ReturnCode(IntEnum):
    """Result of an item."""

    RESERVED = 0x00
    HARDWARE_ERROR = 0x01
    ACCESS_NOT_ALLOWED = 0x03
    INVALID_ADDRESS = 0x05
    TYPE_NOT_SUPPORTED = 0x06
    TYPE_INCONSISTENT = 0x07
    OBJECT_DOES_NOT_EXIST = 0x0A
    SUCCESS = 0xFF


class Area(IntEnum):
    """The memory area of a variable."""

    DATA_RECORD = 0x01
    SYSTEM_INFORMATION_200 = 0x03
    SYSTEM_FLAGS_200 = 0x05
    ANALOG_INPUTS_200 = 0x06
    ANALOG_OUTPUTS_200 = 0x07
    COUNTERS = 0x1C
    TIMERS = 0x1D
    COUNTERS_200 = 0x1E
    TIMERS_200 = 0x1F
    PERIPHERAL = 0x80
    INPUTS = 0x81
    OUTPUTS = 0x82
    FLAGS = 0x83
    DATA_BLOCKS = 0x84
    INSTANCE_DATA_BLOCKS = 0x85
    LOCAL_DATA = 0x86
    PREVIOUS_LOCAL_DATA = 0x87


class VariableType(IntEnum):
    """Types of variables, in the specification of an item."""

    BIT = 1
    BYTE = 2
    CHAR = 3
    WORD = 4
    INT = 5
    DWORD = 6
    DINT = 7
    REAL = 8
    DATE = 9
    TIME_OF_DAY = 10
    TIME = 11
    S5_TIME = 12
    DATE_AND_TIME = 15
    COUNTER = 28
    TIMER = 29
    IEC_COUNTER = 30
    IEC_TIMER = 31
    HIGH_SPEED_COUNTER = 32


class DataType(IntEnum):
    """Types of data, which determine the unit of the length: bits up to 5, bytes from 6 on."""

    NULL = 0
    BIT = 3
    BYTES_IN_BITS = 4
    INTEGER_IN_BITS = 5
    DOUBLE_INTEGER = 6
    REAL = 7
    OCTET_STRING = 9


class SyntaxIdentifier(IntEnum):
    """How an item is specified."""

    S7_ANY = 0x10
    PARAMETER_SHORT = 0x11
    PARAMETER_EXTENDED = 0x12
    PBC_IDENTIFIER = 0x13
    ALARM_LOCK_FREE = 0x15
    ALARM_INDICATION = 0x16
    ALARM_ACKNOWLEDGEMENT = 0x19
    ALARM_QUERY = 0x1A
    NOTIFY_INDICATION = 0x1C
    NCK = 0x82
    NCK_METRIC = 0x83
    NCK_INCH = 0x84
    DRIVE_ES_ANY = 0xA2
    DB_READ = 0xB0
    SYMBOLIC_1200 = 0xB2


class TransferStatus(IntFlag):
    """The state of a transfer."""

    MORE_DATA = 1
    ERROR = 2


class UserDataKind(IntEnum):
    """Kinds of user data."""

    INDICATION = 0
    REQUEST = 4
    RESPONSE = 8


class FunctionGroup(IntEnum):
    """Groups of functions of user data."""

    MODE_TRANSITION = 0
    PROGRAMMER_COMMANDS = 1
    CYCLIC_DATA = 2
    BLOCKS = 3
    CPU = 4
    SECURITY = 5
    PROGRAM_BLOCK_COMMUNICATION = 6
    TIME = 7
    NUMERICAL_CONTROL = 15


class ConnectionParameter(Frame):
    """A parameter of the variable part (13.2.3 of X.224)."""

    code: ParameterCode = field(u8)
    value: TpduSize | bytes = switch(this.code, {ParameterCode.TPDU_SIZE: field(u8)}, otherwise=data(), size_prefix=u8)


class ConnectionRequest(Frame):
    """CR: a request for a connection (13.3 of X.224)."""

    destination_reference: u16 = 0
    source_reference: u16
    transport_class: u4 = 0
    reserved: u2 = 0
    extended_formats: bool1 = False
    no_explicit_flow_control: bool1 = False
    parameters: list[ConnectionParameter] = array(ConnectionParameter, default_factory=list)


class ConnectionConfirm(ConnectionRequest):
    """CC: the connection is established (13.4 of X.224)."""


class DisconnectRequest(Frame):
    """DR: the connection is refused or ended (13.5 of X.224)."""

    destination_reference: u16
    source_reference: u16
    reason: u8
    parameters: list[ConnectionParameter] = array(ConnectionParameter, default_factory=list)


class TpduError(Frame):
    """ER: a TPDU could not be understood (13.12 of X.224)."""

    destination_reference: u16
    reject_cause: u8
    parameters: list[ConnectionParameter] = array(ConnectionParameter, default_factory=list)


class DataTransfer(Frame):
    """DT: user data follow (13.7 of X.224)."""

    is_last: bool1 = field(default=True, doc="of the TPDUs of a message (EOT)")
    number: u7 = 0


class AnyPointer(Frame):
    """The address of variables, such as DB1.DBX10.2."""

    type: VariableType = field(u8)
    count: u16 = field(doc="of variables of the type")
    data_block: u16 = field(default=0, doc="0 if the area has no data blocks")
    area: Area = field(u8)
    byte_address: u21
    bit_address: u3 = 0


class Item(Frame):
    """An item to read or write; one of an odd length is padded, unless it is the last."""

    is_last: bool = given(doc="no other item follows")
    _specification: int = const(0x12, u8)
    length: int = derived(u8)
    syntax: SyntaxIdentifier = derived(u8)
    address: AnyPointer | Unknown = switch(
        this.syntax, {SyntaxIdentifier.S7_ANY: AnyPointer}, otherwise=unknown(), size=this.length - 1
    )
    _fill: None = pad(choose(this.is_last, 0, this.length & 1))


class DataItem(Frame):
    """Data that was read or is to be written; an item of an odd length is padded, unless it is the last."""

    is_last: bool = given(doc="no other item follows")
    return_code: ReturnCode = field(u8, default=ReturnCode.RESERVED)
    type: DataType = field(u8)
    length: u16 = field(doc="in bits for types 3 to 5, in bytes for others")
    size: int = computed(choose((this.type >= 3) & (this.type <= 5), (this.length + 7) // 8, this.length))
    content: bytes = data(this.size)
    _fill: None = pad(choose(this.is_last, 0, this.size & 1))


class Setup(Frame):
    """The maximum number of open jobs, and the maximum length of a message."""

    reserved: u8 = 0
    jobs_of_caller: u16 = 1
    jobs_of_called: u16 = 1
    message_length: u16 = field(doc="the maximum number of bytes of a message")


class Transfer(Frame):
    """A request for a part of a block, or the end of a block."""

    status: TransferStatus = field(u8, default=TransferStatus(0))
    error_code: u16 = 0
    identifier: u32


class NamedTransfer(Transfer):
    """A block is sent or fetched: the name has its type, its number and its location."""

    name: str = text(prefix=u8, encoding="ascii", errors="surrogateescape")
    lengths: bytes = data(default=b"")
    """In a request to download: the sizes of the block in memory, in digits."""


class ProgramInvocation(Frame):
    """A service with a name acts on the program."""

    reserved: bytes = data(7, strip=False, default=bytes(6) + b"\xfd")
    argument: bytes = data(prefix=u16, default=b"")
    service: str = text(prefix=u8, encoding="ascii", errors="surrogateescape")


class Stop(Frame):
    """The program is stopped."""

    reserved: bytes = data(5, strip=False, default=bytes(5))
    service: str = text(prefix=u8, encoding="ascii", errors="surrogateescape", default="P_PROGRAM")


_IS_VARIABLE: Expr = (this.function == Function.READ_VARIABLE) | (this.function == Function.WRITE_VARIABLE)
_IS_LAST: Expr = index + 1 == this.item_count


class Job(Frame):
    """A request."""

    redundancy_identification: u16 = 0
    reference: u16 = field(default=0, doc="returned in the answer")
    parameter_length: int = derived(u16)
    data_length: int = derived(u16)
    function: Function = field(u8)
    item_count: int | None = optional(u8, when=_IS_VARIABLE, default=None)
    parameter: list[Item] | Setup | Transfer | NamedTransfer | ProgramInvocation | Stop | bytes = switch(
        this.function,
        {
            (Function.READ_VARIABLE, Function.WRITE_VARIABLE): array(Item.given(is_last=_IS_LAST), count=this.item_count),
            Function.SETUP_COMMUNICATION: Setup,
            (Function.UPLOAD, Function.END_UPLOAD): Transfer,
            (
                Function.REQUEST_DOWNLOAD,
                Function.DOWNLOAD_BLOCK,
                Function.DOWNLOAD_ENDED,
                Function.START_UPLOAD,
            ): NamedTransfer,
            Function.PROGRAM_INVOCATION: ProgramInvocation,
            Function.PLC_STOP: Stop,
        },
        otherwise=data(),
        size=this.parameter_length - 1 - _IS_VARIABLE,
    )
    data: list[DataItem] | bytes = switch(
        this.function,
        {Function.WRITE_VARIABLE: array(DataItem.given(is_last=_IS_LAST), count=this.item_count)},
        otherwise=data(),
        size=this.data_length,
    )


class Acknowledgement(Frame):
    """An answer that only indicates success or failure."""

    redundancy_identification: u16 = 0
    reference: u16 = field(default=0, doc="returned in the answer")
    parameter_length: int = derived(u16)
    data_length: int = derived(u16)
    error_class: ErrorClass = field(u8, default=ErrorClass.NONE)
    error_code: u8 = 0
    parameter: bytes = data(length=this.parameter_length, default=b"")
    data: bytes = data(length=this.data_length, default=b"")


class AcknowledgementWithData(Frame):
    """An answer to a job."""

    redundancy_identification: u16 = 0
    reference: u16 = field(default=0, doc="returned in the answer")
    parameter_length: int = derived(u16)
    data_length: int = derived(u16)
    error_class: ErrorClass = field(u8, default=ErrorClass.NONE)
    error_code: u8 = 0
    function: Function = field(u8)
    item_count: int | None = optional(u8, when=_IS_VARIABLE, default=None)
    parameter: Setup | bytes = switch(
        this.function,
        {Function.SETUP_COMMUNICATION: Setup},
        otherwise=data(),
        size=this.parameter_length - 1 - _IS_VARIABLE,
    )
    data: list[DataItem] | list[ReturnCode] | bytes = switch(
        this.function,
        {
            Function.READ_VARIABLE: array(DataItem.given(is_last=_IS_LAST), count=this.item_count),
            Function.WRITE_VARIABLE: array(field(u8), count=this.item_count),
        },
        otherwise=data(),
        size=this.data_length,
    )


class UserDataAnswer(Frame):
    """Additional fields of the parameter of user data in an answer."""

    data_unit_reference: u8 = field(default=0, doc="the same in all parts of an answer")
    last_data_unit: u8 = field(default=0, doc="0: there are no more parts")
    error_code: u16 = 0


class UserDataParameter(Frame, size=this.length + 4):
    """The requested service of the controller."""

    _begin: bytes = const(b"\x00\x01\x12")
    length: int = derived(u8)
    method: u8 = field(default=0x11, doc="0x11: a request, 0x12: a response")
    kind: UserDataKind = field(u4)
    group: FunctionGroup = field(u4)
    subfunction: u8
    sequence: u8 = 0
    answer: UserDataAnswer | None = optional(default=None)


class UserData(Frame):
    """Services of the controller itself, in requests, responses and indications."""

    redundancy_identification: u16 = 0
    reference: u16 = field(default=0, doc="returned in the answer")
    parameter_length: int = derived(u16)
    data_length: int = derived(u16)
    parameter: UserDataParameter = field(size=this.parameter_length)
    data: list[DataItem] = array(DataItem.given(is_last=True), size=this.data_length, default_factory=list)
    """One item, except for messages that have none."""


class S7Message(Frame):
    """A message of S7 communication; the type is derived from the body."""

    type: MessageType = derived(u8)
    body: Job | Acknowledgement | AcknowledgementWithData | UserData = switch(
        this.type,
        {
            MessageType.JOB: Job,
            MessageType.ACKNOWLEDGEMENT: Acknowledgement,
            MessageType.ACKNOWLEDGEMENT_WITH_DATA: AcknowledgementWithData,
            MessageType.USER_DATA: UserData,
        },
    )


class Payload(Frame):
    """The payload of a DT: the first octet determines its protocol."""

    protocol: int = derived(u8)
    message: S7Message | Unknown = switch(this.protocol, {0x32: S7Message}, otherwise=unknown())


class Packet(Frame, size=this.length):
    """A packet of RFC 1006, and the TPDU in it."""

    _version: int = const(3, u8)
    reserved: u8 = 0
    length: int = derived(u16, check=this >= 7)
    header_length: int = derived(u8)
    code: TpduCode = derived(u4)
    credit: u4 = field(default=0, doc="0 in class 0")
    header: ConnectionRequest | ConnectionConfirm | DisconnectRequest | TpduError | DataTransfer | Unknown = switch(
        this.code,
        {
            TpduCode.CONNECTION_REQUEST: ConnectionRequest,
            TpduCode.CONNECTION_CONFIRM: ConnectionConfirm,
            TpduCode.DISCONNECT_REQUEST: DisconnectRequest,
            TpduCode.ERROR: TpduError,
            TpduCode.DATA: DataTransfer,
        },
        otherwise=unknown(),
        size=this.header_length - 1,
    )
    payload: Payload | None = optional(default=None)


PROTOCOL = Protocol("s7", title="S7 communication", source="RFC 1006, ITU-T X.224", ports={"tcp": [102]}, client=Packet)
