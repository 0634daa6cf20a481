"""BACnet's application layer: protocol data units and service choices (ASHRAE 135-2020, clauses 20.1 and 21)."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import Expr, Frame, array, data, derived, field, given, index, optional, switch, this, u1, u3, u4, u8
from framekit.specs.bacnet.tags import TaggedValue


class PduType(IntEnum):
    """The protocol data units (clause 20.1)."""

    CONFIRMED_REQUEST = 0
    UNCONFIRMED_REQUEST = 1
    SIMPLE_ACK = 2
    COMPLEX_ACK = 3
    SEGMENT_ACK = 4
    ERROR = 5
    REJECT = 6
    ABORT = 7


class PduFlags(IntFlag):
    """Flags next to the type; NEGATIVE_ACK is used in a SegmentACK, SERVER in a SegmentACK and an Abort."""

    SERVER = 1
    SEGMENTED_RESPONSE_ACCEPTED = 2
    NEGATIVE_ACK = 2
    MORE_FOLLOWS = 4
    SEGMENTED = 8


class ConfirmedService(IntEnum):
    """Services that are answered. Others stay integers."""

    ACKNOWLEDGE_ALARM = 0
    CONFIRMED_COV_NOTIFICATION = 1
    CONFIRMED_EVENT_NOTIFICATION = 2
    GET_ALARM_SUMMARY = 3
    GET_ENROLLMENT_SUMMARY = 4
    SUBSCRIBE_COV = 5
    ATOMIC_READ_FILE = 6
    ATOMIC_WRITE_FILE = 7
    ADD_LIST_ELEMENT = 8
    REMOVE_LIST_ELEMENT = 9
    CREATE_OBJECT = 10
    DELETE_OBJECT = 11
    READ_PROPERTY = 12
    READ_PROPERTY_CONDITIONAL = 13
    READ_PROPERTY_MULTIPLE = 14
    WRITE_PROPERTY = 15
    WRITE_PROPERTY_MULTIPLE = 16
    DEVICE_COMMUNICATION_CONTROL = 17
    CONFIRMED_PRIVATE_TRANSFER = 18
    CONFIRMED_TEXT_MESSAGE = 19
    REINITIALIZE_DEVICE = 20
    VT_OPEN = 21
    VT_CLOSE = 22
    VT_DATA = 23
    AUTHENTICATE = 24
    REQUEST_KEY = 25
    READ_RANGE = 26
    LIFE_SAFETY_OPERATION = 27
    SUBSCRIBE_COV_PROPERTY = 28
    GET_EVENT_INFORMATION = 29
    SUBSCRIBE_COV_PROPERTY_MULTIPLE = 30
    CONFIRMED_COV_NOTIFICATION_MULTIPLE = 31
    CONFIRMED_AUDIT_NOTIFICATION = 32
    AUDIT_LOG_QUERY = 33


class UnconfirmedService(IntEnum):
    """Services that are not answered. Others stay integers."""

    I_AM = 0
    I_HAVE = 1
    UNCONFIRMED_COV_NOTIFICATION = 2
    UNCONFIRMED_EVENT_NOTIFICATION = 3
    UNCONFIRMED_PRIVATE_TRANSFER = 4
    UNCONFIRMED_TEXT_MESSAGE = 5
    TIME_SYNCHRONIZATION = 6
    WHO_HAS = 7
    WHO_IS = 8
    UTC_TIME_SYNCHRONIZATION = 9
    WRITE_GROUP = 10
    UNCONFIRMED_COV_NOTIFICATION_MULTIPLE = 11
    UNCONFIRMED_AUDIT_NOTIFICATION = 12
    WHO_AM_I = 13
    YOU_ARE = 14


class RejectReason(IntEnum):
    """The reason why a request has not been understood (clause 20.1.8.2). Others stay integers."""

    OTHER = 0
    BUFFER_OVERFLOW = 1
    INCONSISTENT_PARAMETERS = 2
    INVALID_PARAMETER_DATA_TYPE = 3
    INVALID_TAG = 4
    MISSING_REQUIRED_PARAMETER = 5
    PARAMETER_OUT_OF_RANGE = 6
    TOO_MANY_ARGUMENTS = 7
    UNDEFINED_ENUMERATION = 8
    UNRECOGNIZED_SERVICE = 9


class AbortReason(IntEnum):
    """The reason why a transaction has ended (clause 20.1.9.3). Others stay integers."""

    OTHER = 0
    BUFFER_OVERFLOW = 1
    INVALID_APDU_IN_THIS_STATE = 2
    PREEMPTED_BY_HIGHER_PRIORITY_TASK = 3
    SEGMENTATION_NOT_SUPPORTED = 4
    SECURITY_ERROR = 5
    INSUFFICIENT_SECURITY = 6
    WINDOW_SIZE_OUT_OF_RANGE = 7
    APPLICATION_EXCEEDED_REPLY_TIME = 8
    OUT_OF_RESOURCES = 9
    TSM_TIMEOUT = 10
    APDU_TOO_LONG = 11


S = ConfirmedService
_OF_AN_OBJECT: Expr = (
    (this.service == S.READ_PROPERTY)
    | (this.service == S.WRITE_PROPERTY)
    | (this.service == S.READ_PROPERTY_MULTIPLE)
    | (this.service == S.WRITE_PROPERTY_MULTIPLE)
    | (this.service == S.ADD_LIST_ELEMENT)
    | (this.service == S.REMOVE_LIST_ELEMENT)
    | (this.service == S.READ_RANGE)
)
"""Services whose first parameter is an object identifier (clauses 15.1 to 15.10)."""


class ConfirmedRequest(Frame):
    """A request (clause 20.1.2); a segment has only a part of the parameters, which stays bytes."""

    is_segmented: bool = given(default=False)
    reserved: u1 = 0
    maximum_segments: u3 = field(default=0, doc="of the response: 0: unspecified, 1: 2, 2: 4, 3: 8, 4: 16, 5: 32, 6: 64, 7: more")
    maximum_length: u4 = field(default=5, doc="of a response's segment: 0: 50, 1: 128, 2: 206, 3: 480, 4: 1024, 5: 1476 bytes")
    invoke_identifier: u8
    sequence_number: int | None = optional(u8, when=this.is_segmented == 1, default=None)
    proposed_window_size: int | None = optional(u8, when=this.is_segmented == 1, default=None)
    service: ConfirmedService = field(u8)
    parameters: list[TaggedValue] | bytes = switch(
        this.is_segmented,
        {True: data(), False: array(TaggedValue.given(is_object=_OF_AN_OBJECT & (index == 0)))},
    )


class UnconfirmedRequest(Frame):
    """A request without an answer (clause 20.1.3)."""

    service: UnconfirmedService = field(u8)
    parameters: list[TaggedValue] = array(TaggedValue, default_factory=list)


class SimpleAck(Frame):
    """A request has succeeded (clause 20.1.4)."""

    invoke_identifier: u8
    service: ConfirmedService = field(u8)


class ComplexAck(Frame):
    """The result of a request (clause 20.1.5)."""

    is_segmented: bool = given(default=False)
    invoke_identifier: u8
    sequence_number: int | None = optional(u8, when=this.is_segmented == 1, default=None)
    proposed_window_size: int | None = optional(u8, when=this.is_segmented == 1, default=None)
    service: ConfirmedService = field(u8)
    parameters: list[TaggedValue] | bytes = switch(
        this.is_segmented,
        {True: data(), False: array(TaggedValue.given(is_object=_OF_AN_OBJECT & (index == 0)))},
    )


class SegmentAck(Frame):
    """Segments have arrived, or with NEGATIVE_ACK out of order (clause 20.1.6)."""

    invoke_identifier: u8
    sequence_number: u8
    actual_window_size: u8


class Error(Frame):
    """A request has failed (clause 20.1.7); the first two parameters of most errors are a class and a code."""

    invoke_identifier: u8
    service: ConfirmedService = field(u8)
    parameters: list[TaggedValue] = array(TaggedValue, default_factory=list)


class Reject(Frame):
    """A request has not been understood (clause 20.1.8)."""

    invoke_identifier: u8
    reason: RejectReason = field(u8)


class Abort(Frame):
    """A transaction has ended (clause 20.1.9)."""

    invoke_identifier: u8
    reason: AbortReason = field(u8)


class Apdu(Frame):
    """A protocol data unit of the application layer; the type is derived from the body."""

    type: PduType = derived(u4)
    flags: PduFlags = field(u4, default=PduFlags(0))
    body: ConfirmedRequest | UnconfirmedRequest | SimpleAck | ComplexAck | SegmentAck | Error | Reject | Abort = switch(
        this.type,
        {
            PduType.CONFIRMED_REQUEST: ConfirmedRequest.given(is_segmented=this.flags & PduFlags.SEGMENTED != 0),
            PduType.UNCONFIRMED_REQUEST: UnconfirmedRequest,
            PduType.SIMPLE_ACK: SimpleAck,
            PduType.COMPLEX_ACK: ComplexAck.given(is_segmented=this.flags & PduFlags.SEGMENTED != 0),
            PduType.SEGMENT_ACK: SegmentAck,
            PduType.ERROR: Error,
            PduType.REJECT: Reject,
            PduType.ABORT: Abort,
        },
    )
