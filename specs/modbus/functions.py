"""Data of Modbus's public functions: one request and one response for each.

Source: MODBUS Application Protocol Specification V1.1b3, sections 6 and 7.
"""

from __future__ import annotations

from framekit import Frame, Unknown, array, between, bool1, const, data, derived, field, switch, this, u8, u16, unknown
from framekit.specs.modbus.codes import (
    CoilValue,
    ConformityLevel,
    DiagnosticCode,
    ExceptionCode,
    InterfaceType,
    MoreFollows,
    ObjectId,
    ReadDeviceIdCode,
)


class ReadBits(Frame):
    """Ask for the state of bits."""

    starting_address: u16
    quantity: u16


class ReadRegisters(Frame):
    """Ask for the values of registers."""

    starting_address: u16
    quantity: u16


class Bits(Frame, bitorder="lsb"):
    """The state of bits, the first in the lowest bit of the first byte; unused bits of the last byte are off."""

    byte_count: int = derived(u8)
    status: list[bool] = array(bool1, count=this.byte_count * 8)


class Registers(Frame):
    """The values of registers."""

    registers: list[int] = array(u16, size_prefix=u8)


class Nothing(Frame):
    """A request without data."""


class ReadCoilsRequest(ReadBits):
    """Section 6.1: 1 to 2000 coils."""


class ReadCoilsResponse(Bits):
    """Section 6.1."""


class ReadDiscreteInputsRequest(ReadBits):
    """Section 6.2: 1 to 2000 inputs."""


class ReadDiscreteInputsResponse(Bits):
    """Section 6.2."""


class ReadHoldingRegistersRequest(ReadRegisters):
    """Section 6.3: 1 to 125 registers."""


class ReadHoldingRegistersResponse(Registers):
    """Section 6.3."""


class ReadInputRegistersRequest(ReadRegisters):
    """Section 6.4: 1 to 125 registers."""


class ReadInputRegistersResponse(Registers):
    """Section 6.4."""


class WriteSingleCoil(Frame):
    """Section 6.5: the response repeats the request."""

    output_address: u16
    output_value: CoilValue = field(u16)


class WriteSingleRegister(Frame):
    """Section 6.6: the response repeats the request."""

    register_address: u16
    register_value: u16


class ReadExceptionStatusRequest(Nothing):
    """Section 6.7 (serial line only)."""


class ReadExceptionStatusResponse(Frame):
    """Section 6.7: eight outputs, the first in the lowest bit."""

    output_data: u8


class Diagnostics(Frame):
    """Section 6.8 (serial line only): a request, or the response, which repeats it or has a counter as its data."""

    sub_function: DiagnosticCode = field(u16)
    data: bytes | int = switch(
        this.sub_function,
        {tuple(each for each in DiagnosticCode if each is not DiagnosticCode.RETURN_QUERY_DATA): u16},
        otherwise=data(),
    )


class GetCommEventCounterRequest(Nothing):
    """Section 6.9 (serial line only)."""


class GetCommEventCounterResponse(Frame):
    """Section 6.9: the status is 0xFFFF while a program command is being processed, otherwise 0."""

    status: u16
    event_count: u16


class GetCommEventLogRequest(Nothing):
    """Section 6.10 (serial line only)."""


class GetCommEventLogResponse(Frame):
    """Section 6.10: up to 64 events, of a byte each, the latest first."""

    byte_count: int = derived(u8)
    status: u16
    event_count: u16
    message_count: u16
    events: bytes = data(length=this.byte_count - 6)


class WriteMultipleCoilsRequest(Frame, bitorder="lsb"):
    """Section 6.11: 1 to 1968 coils, the first in the lowest bit of the first byte."""

    starting_address: u16
    quantity: int = derived(u16)
    byte_count: int = derived(u8)
    values: list[bool] = array(bool1, count=this.quantity, size=this.byte_count)


class WriteMultipleCoilsResponse(Frame):
    """Section 6.11."""

    starting_address: u16
    quantity: u16


class WriteMultipleRegistersRequest(Frame):
    """Section 6.12: 1 to 123 registers."""

    starting_address: u16
    quantity: int = derived(u16)
    byte_count: int = derived(u8)
    values: list[int] = array(u16, count=this.quantity, size=this.byte_count)


class WriteMultipleRegistersResponse(Frame):
    """Section 6.12."""

    starting_address: u16
    quantity: u16


class ReportServerIdRequest(Nothing):
    """Section 6.13 (serial line only)."""


class ReportServerIdResponse(Frame):
    """Section 6.13: an identifier, a run indicator (0xFF is on) and additional data, of device-specific lengths."""

    data: bytes = data(prefix=u8)


class FileReference(Frame):
    """The requested records of a file (section 6.14)."""

    _reference_type: int = const(6, u8)
    file_number: u16
    record_number: u16
    record_length: u16 = field(doc="in registers")


class FileRecords(Frame, size=this.length + 1):
    """Records that were read (section 6.14)."""

    length: int = derived(u8)
    _reference_type: int = const(6, u8)
    record_data: list[int] = array(u16)


class FileWrite(Frame):
    """Records that are written (section 6.15)."""

    _reference_type: int = const(6, u8)
    file_number: u16
    record_number: u16
    record_length: int = derived(u16, doc="in registers")
    record_data: list[int] = array(u16, count=this.record_length)


class ReadFileRecordRequest(Frame):
    """Section 6.14."""

    sub_requests: list[FileReference] = array(FileReference, size_prefix=u8)


class ReadFileRecordResponse(Frame):
    """Section 6.14."""

    sub_responses: list[FileRecords] = array(FileRecords, size_prefix=u8)


class WriteFileRecord(Frame):
    """Section 6.15: the response repeats the request."""

    sub_requests: list[FileWrite] = array(FileWrite, size_prefix=u8)


class MaskWriteRegister(Frame):
    """Section 6.16: the register becomes (contents and and_mask) or (or_mask and not and_mask); the response repeats it."""

    reference_address: u16
    and_mask: u16
    or_mask: u16


class ReadWriteMultipleRegistersRequest(Frame):
    """Section 6.17: the registers are written before others are read."""

    read_starting_address: u16
    quantity_to_read: u16
    write_starting_address: u16
    quantity_to_write: int = derived(u16)
    write_byte_count: int = derived(u8)
    write_registers: list[int] = array(u16, count=this.quantity_to_write, size=this.write_byte_count)


class ReadWriteMultipleRegistersResponse(Registers):
    """Section 6.17."""


class ReadFifoQueueRequest(Frame):
    """Section 6.18."""

    fifo_pointer_address: u16


class ReadFifoQueueResponse(Frame):
    """Section 6.18: the byte count includes the two bytes of the FIFO count."""

    byte_count: int = derived(u16)
    fifo_count: int = derived(u16, check=between(0, 31))
    fifo_values: list[int] = array(u16, count=this.fifo_count, size=this.byte_count - 2)


class DeviceIdentificationRequest(Frame):
    """Ask for objects of an identification, from one of them on (section 6.21)."""

    read_device_id_code: ReadDeviceIdCode = field(u8)
    object_id: ObjectId = field(u8)


class DeviceObject(Frame):
    """An object of an identification."""

    object_id: ObjectId = field(u8)
    value: bytes = data(prefix=u8)


class DeviceIdentificationResponse(Frame):
    """Objects of an identification (section 6.21)."""

    read_device_id_code: ReadDeviceIdCode = field(u8)
    conformity_level: ConformityLevel = field(u8)
    more_follows: MoreFollows = field(u8, default=MoreFollows.NO)
    next_object_id: ObjectId = field(u8, default=ObjectId.VENDOR_NAME)
    objects: list[DeviceObject] = array(DeviceObject, prefix=u8)


class CanOpenReference(Frame):
    """The content of CANopen General Reference (section 6.20; CiA 309-2)."""

    data: bytes = data()


class InterfaceRequest(Frame):
    """Section 6.19; the type is derived from the data."""

    type: InterfaceType = derived(u8)
    data: CanOpenReference | DeviceIdentificationRequest | Unknown = switch(
        this.type,
        {
            InterfaceType.CANOPEN_GENERAL_REFERENCE: CanOpenReference,
            InterfaceType.READ_DEVICE_IDENTIFICATION: DeviceIdentificationRequest,
        },
        otherwise=unknown(),
    )


class InterfaceResponse(Frame):
    """Section 6.19; the type is derived from the data."""

    type: InterfaceType = derived(u8)
    data: CanOpenReference | DeviceIdentificationResponse | Unknown = switch(
        this.type,
        {
            InterfaceType.CANOPEN_GENERAL_REFERENCE: CanOpenReference,
            InterfaceType.READ_DEVICE_IDENTIFICATION: DeviceIdentificationResponse,
        },
        otherwise=unknown(),
    )


class ExceptionResponse(Frame):
    """Section 7."""

    exception_code: ExceptionCode = field(u8)
