"""Modbus: requests and responses, over TCP (MBAP header) and on a serial line (RTU framing).

Source: MODBUS Application Protocol Specification V1.1b3, sections 4 (protocol data unit), 5 (function codes), 6 (the public
functions) and 7 (exceptions); MODBUS Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3 (MBAP header); MODBUS over
Serial Line V1.02, section 2.5.1 (RTU framing).

A response does not contain the number of requested bits, so the bits of Read Coils and Read Discrete Inputs fill whole bytes. The
answer to Report Server ID is device-specific and left as bytes, as are the events of a communication event log, the content of
CANopen General Reference, and the data of non-public codes. On a serial line, silence separates frames, so an RTU frame takes all
of the bytes that it is read from.
"""

from __future__ import annotations

from framekit import (
    Frame,
    Protocol,
    Unknown,
    between,
    bool1,
    checksum,
    const,
    derived,
    field,
    switch,
    this,
    u7,
    u8,
    u16,
    u16le,
    unknown,
)
from framekit.specs.modbus.codes import (
    CoilValue,
    ConformityLevel,
    DiagnosticCode,
    ExceptionCode,
    FunctionCode,
    InterfaceType,
    MoreFollows,
    ObjectId,
    ReadDeviceIdCode,
)
from framekit.specs.modbus.functions import (
    Bits,
    CanOpenReference,
    DeviceIdentificationRequest,
    DeviceIdentificationResponse,
    DeviceObject,
    Diagnostics,
    ExceptionResponse,
    FileRecords,
    FileReference,
    FileWrite,
    GetCommEventCounterRequest,
    GetCommEventCounterResponse,
    GetCommEventLogRequest,
    GetCommEventLogResponse,
    InterfaceRequest,
    InterfaceResponse,
    MaskWriteRegister,
    Nothing,
    ReadBits,
    ReadCoilsRequest,
    ReadCoilsResponse,
    ReadDiscreteInputsRequest,
    ReadDiscreteInputsResponse,
    ReadExceptionStatusRequest,
    ReadExceptionStatusResponse,
    ReadFifoQueueRequest,
    ReadFifoQueueResponse,
    ReadFileRecordRequest,
    ReadFileRecordResponse,
    ReadHoldingRegistersRequest,
    ReadHoldingRegistersResponse,
    ReadInputRegistersRequest,
    ReadInputRegistersResponse,
    ReadRegisters,
    ReadWriteMultipleRegistersRequest,
    ReadWriteMultipleRegistersResponse,
    Registers,
    ReportServerIdRequest,
    ReportServerIdResponse,
    WriteFileRecord,
    WriteMultipleCoilsRequest,
    WriteMultipleCoilsResponse,
    WriteMultipleRegistersRequest,
    WriteMultipleRegistersResponse,
    WriteSingleCoil,
    WriteSingleRegister,
)

__all__ = [
    "PROTOCOL",
    "Bits",
    "CanOpenReference",
    "CoilValue",
    "ConformityLevel",
    "DeviceIdentificationRequest",
    "DeviceIdentificationResponse",
    "DeviceObject",
    "DiagnosticCode",
    "Diagnostics",
    "ExceptionCode",
    "ExceptionResponse",
    "FileRecords",
    "FileReference",
    "FileWrite",
    "FunctionCode",
    "GetCommEventCounterRequest",
    "GetCommEventCounterResponse",
    "GetCommEventLogRequest",
    "GetCommEventLogResponse",
    "InterfaceRequest",
    "InterfaceResponse",
    "InterfaceType",
    "MaskWriteRegister",
    "MoreFollows",
    "Nothing",
    "ObjectId",
    "ReadBits",
    "ReadCoilsRequest",
    "ReadCoilsResponse",
    "ReadDeviceIdCode",
    "ReadDiscreteInputsRequest",
    "ReadDiscreteInputsResponse",
    "ReadExceptionStatusRequest",
    "ReadExceptionStatusResponse",
    "ReadFifoQueueRequest",
    "ReadFifoQueueResponse",
    "ReadFileRecordRequest",
    "ReadFileRecordResponse",
    "ReadHoldingRegistersRequest",
    "ReadHoldingRegistersResponse",
    "ReadInputRegistersRequest",
    "ReadInputRegistersResponse",
    "ReadRegisters",
    "ReadWriteMultipleRegistersRequest",
    "ReadWriteMultipleRegistersResponse",
    "Registers",
    "ReportServerIdRequest",
    "ReportServerIdResponse",
    "RequestPdu",
    "ResponsePdu",
    "RtuRequest",
    "RtuResponse",
    "TcpRequest",
    "TcpResponse",
    "WriteFileRecord",
    "WriteMultipleCoilsRequest",
    "WriteMultipleCoilsResponse",
    "WriteMultipleRegistersRequest",
    "WriteMultipleRegistersResponse",
    "WriteSingleCoil",
    "WriteSingleRegister",
]


class RequestPdu(Frame):
    """The protocol data unit of a request; the function code is derived from the body."""

    function_code: FunctionCode = derived(u8)
    body: (
        ReadCoilsRequest
        | ReadDiscreteInputsRequest
        | ReadHoldingRegistersRequest
        | ReadInputRegistersRequest
        | WriteSingleCoil
        | WriteSingleRegister
        | ReadExceptionStatusRequest
        | Diagnostics
        | GetCommEventCounterRequest
        | GetCommEventLogRequest
        | WriteMultipleCoilsRequest
        | WriteMultipleRegistersRequest
        | ReportServerIdRequest
        | ReadFileRecordRequest
        | WriteFileRecord
        | MaskWriteRegister
        | ReadWriteMultipleRegistersRequest
        | ReadFifoQueueRequest
        | InterfaceRequest
        | Unknown
    ) = switch(
        this.function_code,
        {
            FunctionCode.READ_COILS: ReadCoilsRequest,
            FunctionCode.READ_DISCRETE_INPUTS: ReadDiscreteInputsRequest,
            FunctionCode.READ_HOLDING_REGISTERS: ReadHoldingRegistersRequest,
            FunctionCode.READ_INPUT_REGISTERS: ReadInputRegistersRequest,
            FunctionCode.WRITE_SINGLE_COIL: WriteSingleCoil,
            FunctionCode.WRITE_SINGLE_REGISTER: WriteSingleRegister,
            FunctionCode.READ_EXCEPTION_STATUS: ReadExceptionStatusRequest,
            FunctionCode.DIAGNOSTICS: Diagnostics,
            FunctionCode.GET_COMM_EVENT_COUNTER: GetCommEventCounterRequest,
            FunctionCode.GET_COMM_EVENT_LOG: GetCommEventLogRequest,
            FunctionCode.WRITE_MULTIPLE_COILS: WriteMultipleCoilsRequest,
            FunctionCode.WRITE_MULTIPLE_REGISTERS: WriteMultipleRegistersRequest,
            FunctionCode.REPORT_SERVER_ID: ReportServerIdRequest,
            FunctionCode.READ_FILE_RECORD: ReadFileRecordRequest,
            FunctionCode.WRITE_FILE_RECORD: WriteFileRecord,
            FunctionCode.MASK_WRITE_REGISTER: MaskWriteRegister,
            FunctionCode.READ_WRITE_MULTIPLE_REGISTERS: ReadWriteMultipleRegistersRequest,
            FunctionCode.READ_FIFO_QUEUE: ReadFifoQueueRequest,
            FunctionCode.ENCAPSULATED_INTERFACE_TRANSPORT: InterfaceRequest,
        },
        otherwise=unknown(),
    )


class ResponsePdu(Frame):
    """The protocol data unit of a response; an exception has the function code of the request and the highest bit set."""

    exception: bool1 = False
    function_code: FunctionCode = field(u7)
    body: (
        ReadCoilsResponse
        | ReadDiscreteInputsResponse
        | ReadHoldingRegistersResponse
        | ReadInputRegistersResponse
        | WriteSingleCoil
        | WriteSingleRegister
        | ReadExceptionStatusResponse
        | Diagnostics
        | GetCommEventCounterResponse
        | GetCommEventLogResponse
        | WriteMultipleCoilsResponse
        | WriteMultipleRegistersResponse
        | ReportServerIdResponse
        | ReadFileRecordResponse
        | WriteFileRecord
        | MaskWriteRegister
        | ReadWriteMultipleRegistersResponse
        | ReadFifoQueueResponse
        | InterfaceResponse
        | ExceptionResponse
        | Unknown
    ) = switch(
        this.exception,
        {
            1: ExceptionResponse,
            0: switch(
                this.function_code,
                {
                    FunctionCode.READ_COILS: ReadCoilsResponse,
                    FunctionCode.READ_DISCRETE_INPUTS: ReadDiscreteInputsResponse,
                    FunctionCode.READ_HOLDING_REGISTERS: ReadHoldingRegistersResponse,
                    FunctionCode.READ_INPUT_REGISTERS: ReadInputRegistersResponse,
                    FunctionCode.WRITE_SINGLE_COIL: WriteSingleCoil,
                    FunctionCode.WRITE_SINGLE_REGISTER: WriteSingleRegister,
                    FunctionCode.READ_EXCEPTION_STATUS: ReadExceptionStatusResponse,
                    FunctionCode.DIAGNOSTICS: Diagnostics,
                    FunctionCode.GET_COMM_EVENT_COUNTER: GetCommEventCounterResponse,
                    FunctionCode.GET_COMM_EVENT_LOG: GetCommEventLogResponse,
                    FunctionCode.WRITE_MULTIPLE_COILS: WriteMultipleCoilsResponse,
                    FunctionCode.WRITE_MULTIPLE_REGISTERS: WriteMultipleRegistersResponse,
                    FunctionCode.REPORT_SERVER_ID: ReportServerIdResponse,
                    FunctionCode.READ_FILE_RECORD: ReadFileRecordResponse,
                    FunctionCode.WRITE_FILE_RECORD: WriteFileRecord,
                    FunctionCode.MASK_WRITE_REGISTER: MaskWriteRegister,
                    FunctionCode.READ_WRITE_MULTIPLE_REGISTERS: ReadWriteMultipleRegistersResponse,
                    FunctionCode.READ_FIFO_QUEUE: ReadFifoQueueResponse,
                    FunctionCode.ENCAPSULATED_INTERFACE_TRANSPORT: InterfaceResponse,
                },
                otherwise=unknown(),
            ),
        },
    )


class TcpRequest(Frame, size=this.length + 6):
    """A request over TCP; the length counts what follows it."""

    transaction_identifier: u16
    _protocol_identifier: int = const(0, u16)
    length: int = derived(u16, check=between(2, 254))
    unit_identifier: u8
    pdu: RequestPdu


class TcpResponse(Frame, size=this.length + 6):
    """A response over TCP; the length counts what follows it."""

    transaction_identifier: u16
    _protocol_identifier: int = const(0, u16)
    length: int = derived(u16, check=between(2, 254))
    unit_identifier: u8
    pdu: ResponsePdu


class RtuRequest(Frame):
    """A request on a serial line; address 0 is a broadcast."""

    address: u8 = field(check=between(0, 247))
    pdu: RequestPdu
    crc: int = checksum(u16le, "crc-16/modbus")


class RtuResponse(Frame):
    """A response on a serial line."""

    address: u8 = field(check=between(0, 247))
    pdu: ResponsePdu
    crc: int = checksum(u16le, "crc-16/modbus")


PROTOCOL = Protocol(
    "modbus",
    title="Modbus/TCP",
    source="MODBUS Application Protocol V1.1b3",
    ports={"tcp": [502]},
    client=TcpRequest,
    server=TcpResponse,
)
