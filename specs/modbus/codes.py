"""Numbers of Modbus: function codes, exceptions, and field values.

Source: MODBUS Application Protocol Specification V1.1b3, sections 5 to 7.
"""

from __future__ import annotations

from enum import IntEnum


class FunctionCode(IntEnum):
    """The public function codes (section 5.1). Others stay integers, and their data bytes."""

    READ_COILS = 0x01
    READ_DISCRETE_INPUTS = 0x02
    READ_HOLDING_REGISTERS = 0x03
    READ_INPUT_REGISTERS = 0x04
    WRITE_SINGLE_COIL = 0x05
    WRITE_SINGLE_REGISTER = 0x06
    READ_EXCEPTION_STATUS = 0x07
    DIAGNOSTICS = 0x08
    GET_COMM_EVENT_COUNTER = 0x0B
    GET_COMM_EVENT_LOG = 0x0C
    WRITE_MULTIPLE_COILS = 0x0F
    WRITE_MULTIPLE_REGISTERS = 0x10
    REPORT_SERVER_ID = 0x11
    READ_FILE_RECORD = 0x14
    WRITE_FILE_RECORD = 0x15
    MASK_WRITE_REGISTER = 0x16
    READ_WRITE_MULTIPLE_REGISTERS = 0x17
    READ_FIFO_QUEUE = 0x18
    ENCAPSULATED_INTERFACE_TRANSPORT = 0x2B


class ExceptionCode(IntEnum):
    """The reason why a request was refused (section 7)."""

    ILLEGAL_FUNCTION = 0x01
    ILLEGAL_DATA_ADDRESS = 0x02
    ILLEGAL_DATA_VALUE = 0x03
    SERVER_DEVICE_FAILURE = 0x04
    ACKNOWLEDGE = 0x05
    SERVER_DEVICE_BUSY = 0x06
    MEMORY_PARITY_ERROR = 0x08
    GATEWAY_PATH_UNAVAILABLE = 0x0A
    GATEWAY_TARGET_DEVICE_FAILED_TO_RESPOND = 0x0B


class CoilValue(IntEnum):
    """The state of an output (section 6.5)."""

    OFF = 0x0000
    ON = 0xFF00


class DiagnosticCode(IntEnum):
    """The sub-functions of Diagnostics (section 6.8.1); others are reserved."""

    RETURN_QUERY_DATA = 0
    RESTART_COMMUNICATIONS_OPTION = 1
    RETURN_DIAGNOSTIC_REGISTER = 2
    CHANGE_ASCII_INPUT_DELIMITER = 3
    FORCE_LISTEN_ONLY_MODE = 4
    CLEAR_COUNTERS_AND_DIAGNOSTIC_REGISTER = 10
    RETURN_BUS_MESSAGE_COUNT = 11
    RETURN_BUS_COMMUNICATION_ERROR_COUNT = 12
    RETURN_BUS_EXCEPTION_ERROR_COUNT = 13
    RETURN_SERVER_MESSAGE_COUNT = 14
    RETURN_SERVER_NO_RESPONSE_COUNT = 15
    RETURN_SERVER_NAK_COUNT = 16
    RETURN_SERVER_BUSY_COUNT = 17
    RETURN_BUS_CHARACTER_OVERRUN_COUNT = 18
    CLEAR_OVERRUN_COUNTER_AND_FLAG = 20


class InterfaceType(IntEnum):
    """The MODBUS encapsulated interfaces (section 6.19); others are reserved."""

    CANOPEN_GENERAL_REFERENCE = 0x0D
    READ_DEVICE_IDENTIFICATION = 0x0E


class ReadDeviceIdCode(IntEnum):
    """The requested objects of an identification (section 6.21)."""

    BASIC = 1
    REGULAR = 2
    EXTENDED = 3
    SPECIFIC = 4


class ConformityLevel(IntEnum):
    """The objects of a device, and whether they can be read individually (section 6.21)."""

    BASIC_STREAM = 0x01
    REGULAR_STREAM = 0x02
    EXTENDED_STREAM = 0x03
    BASIC_STREAM_AND_INDIVIDUAL = 0x81
    REGULAR_STREAM_AND_INDIVIDUAL = 0x82
    EXTENDED_STREAM_AND_INDIVIDUAL = 0x83


class MoreFollows(IntEnum):
    """Whether further objects need another request (section 6.21)."""

    NO = 0x00
    YES = 0xFF


class ObjectId(IntEnum):
    """The objects of an identification (section 6.21); 7 to 127 are reserved, and those from 128 on are private."""

    VENDOR_NAME = 0
    PRODUCT_CODE = 1
    MAJOR_MINOR_REVISION = 2
    VENDOR_URL = 3
    PRODUCT_NAME = 4
    MODEL_NAME = 5
    USER_APPLICATION_NAME = 6
