"""The Network Time Protocol, up to version 4: time packets, control messages, and ntpd's private messages.

Source: RFC 5905, section 6 (data types) and 7.3 (packet header variables); RFC 9327, sections 2 to 4 (control messages, mode 6);
the header `ntp_request.h` of ntpd (private messages, mode 7). Extension fields (RFC 5905, section 7.5) are not read here.

The mode, in the lowest three bits of the first byte, determines the kind of a datagram. Timestamps are kept as sent, because
2**-32 of a second is finer than a datetime, and zero means an unknown time. The variables of a control message are one text,
because a list of them may be split between messages at any point. Among the items of private messages, those of monitored hosts
are declared, and the others are kept as bytes, because their structure depends on the implementation. The bytes after the items
are kept as bytes too: padding, and a timestamp, a key and a digest if the message is authenticated.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Expr,
    Frame,
    Protocol,
    align,
    array,
    bool1,
    choose,
    const,
    data,
    derived,
    field,
    fixed_point,
    i8,
    ipv4,
    ipv6,
    optional,
    pad,
    peek,
    switch,
    text,
    this,
    u2,
    u3,
    u4,
    u5,
    u6,
    u7,
    u8,
    u12,
    u16,
    u32,
)


class LeapIndicator(IntEnum):
    """Whether the last minute of the month has 61 or 59 seconds (figure 9)."""

    NO_WARNING = 0
    LAST_MINUTE_HAS_61_SECONDS = 1
    LAST_MINUTE_HAS_59_SECONDS = 2
    UNSYNCHRONIZED = 3


class Mode(IntEnum):
    """The role of the sender towards the receiver (figure 10)."""

    RESERVED = 0
    SYMMETRIC_ACTIVE = 1
    SYMMETRIC_PASSIVE = 2
    CLIENT = 3
    SERVER = 4
    BROADCAST = 5
    CONTROL_MESSAGE = 6
    PRIVATE = 7


class Timestamp(Frame):
    """Seconds since 1900 began, and a fraction in units of 2**-32 seconds."""

    seconds: u32 = 0
    fraction: u32 = 0


class Authentication(Frame):
    """The number of a key and a digest; no digest if the server refused that of the client (a crypto-NAK)."""

    key_identifier: u32
    digest: bytes = data(default=b"")


class NtpPacket(Frame):
    """One packet, which is the whole of a UDP datagram. `poll` and `precision` are exponents of two, in seconds."""

    leap_indicator: LeapIndicator = field(u2, default=LeapIndicator.NO_WARNING)
    version: u3 = field(default=4, check=range(1, 5))
    mode: Mode = field(u3)
    stratum: u8 = 0
    poll: i8 = 0
    precision: i8 = 0
    root_delay: float = fixed_point(u32, 16, default=0.0)
    root_dispersion: float = fixed_point(u32, 16, default=0.0)
    reference_identifier: bytes = data(4, default=bytes(4))
    reference_timestamp: Timestamp = field(default_factory=Timestamp)
    origin_timestamp: Timestamp = field(default_factory=Timestamp)
    receive_timestamp: Timestamp = field(default_factory=Timestamp)
    transmit_timestamp: Timestamp
    authentication: Authentication | None = optional(default=None)


class Operation(IntEnum):
    """Operations of control messages (RFC 9327, section 2). Others stay integers."""

    RESERVED = 0
    READ_STATUS = 1
    READ_VARIABLES = 2
    WRITE_VARIABLES = 3
    READ_CLOCK_VARIABLES = 4
    WRITE_CLOCK_VARIABLES = 5
    SET_TRAP = 6
    ASYNCHRONOUS_MESSAGE = 7
    CONFIGURE = 8
    SAVE_CONFIGURATION = 9
    READ_MRU_LIST = 10
    READ_ORDERED_LIST = 11
    REQUEST_NONCE = 12
    UNSET_TRAP = 31


class ClockSource(IntEnum):
    """Clock sources of the system (RFC 9327, section 3.1). Others stay integers."""

    UNSPECIFIED = 0
    ATOMIC_CLOCK = 1
    LOW_FREQUENCY_RADIO = 2
    HIGH_FREQUENCY_RADIO = 3
    ULTRA_HIGH_FREQUENCY_SATELLITE = 4
    LOCAL_NET = 5
    NTP = 6
    TIME_PROTOCOL = 7
    WRISTWATCH = 8
    TELEPHONE_MODEM = 9


class SystemEvent(IntEnum):
    """The latest event of the system (RFC 9327, section 3.1)."""

    UNSPECIFIED = 0
    FREQUENCY_FILE_NOT_AVAILABLE = 1
    FREQUENCY_CORRECTION_STARTED = 2
    SPIKE_IGNORED = 3
    FREQUENCY_TRAINING_STARTED = 4
    CLOCK_SYNCHRONIZED = 5
    SYSTEM_RESTART = 6
    PANIC_STOP = 7
    NO_SYSTEM_PEER = 8
    LEAP_SECOND_ARMED = 9
    LEAP_SECOND_DISARMED = 10
    LEAP_SECOND_OCCURRED = 11
    CLOCK_STEPPED = 12
    KERNEL_STATUS_CHANGED = 13
    LEAP_SECONDS_TABLE_LOADED = 14
    LEAP_SECONDS_TABLE_OUTDATED = 15


class Selection(IntEnum):
    """The state of a peer in the selection (RFC 9327, section 3.2)."""

    REJECTED = 0
    FALSE_TICKER = 1
    EXCESS = 2
    OUTLIER = 3
    CANDIDATE = 4
    BACKUP = 5
    SYSTEM_PEER = 6
    PPS_PEER = 7


class PeerEvent(IntEnum):
    """The latest event of a peer (RFC 9327, section 3.2)."""

    UNSPECIFIED = 0
    MOBILIZED = 1
    DEMOBILIZED = 2
    UNREACHABLE = 3
    REACHABLE = 4
    RESTARTED = 5
    NO_REPLY = 6
    RATE_EXCEEDED = 7
    ACCESS_DENIED = 8
    LEAP_ARMED = 9
    SYSTEM_PEER = 10
    CLOCK_EVENT = 11
    AUTHENTICATION_FAILED = 12
    POPCORN_SPIKE = 13
    INTERLEAVE_MODE = 14
    INTERLEAVE_ERROR = 15


class ClockEvent(IntEnum):
    """The state of a reference clock (RFC 9327, section 3.3). Others stay integers."""

    NOMINAL = 0
    NO_REPLY = 1
    BAD_FORMAT = 2
    FAULT = 3
    PROPAGATION_FAILURE = 4
    BAD_DATE = 5
    BAD_TIME = 6


class ControlError(IntEnum):
    """The reason why a control message is refused (RFC 9327, section 3.4). Others stay integers."""

    UNSPECIFIED = 0
    AUTHENTICATION_FAILED = 1
    INVALID_FORMAT = 2
    INVALID_OPERATION = 3
    UNKNOWN_ASSOCIATION = 4
    UNKNOWN_VARIABLE = 5
    INVALID_VALUE = 6
    PROHIBITED = 7


class SystemStatus(Frame):
    """The status of the system (RFC 9327, section 3.1)."""

    leap_indicator: LeapIndicator = field(u2, default=LeapIndicator.NO_WARNING)
    clock_source: ClockSource = field(u6)
    event_count: u4 = field(doc="events since the status was last read")
    event: SystemEvent = field(u4)


class PeerStatus(Frame):
    """The status of a peer (RFC 9327, section 3.2)."""

    configured: bool1
    authentication_enabled: bool1 = False
    authentic: bool1 = False
    reachable: bool1
    broadcast: bool1 = False
    selection: Selection = field(u3)
    event_count: u4 = field(doc="events since the status was last read")
    event: PeerEvent = field(u4)


class ClockStatus(Frame):
    """The status of a reference clock (RFC 9327, section 3.3)."""

    status: ClockEvent = field(u8)
    event: ClockEvent = field(u8)


class ErrorStatus(Frame):
    """The reason why a control message is refused (RFC 9327, section 3.4)."""

    error: ControlError = field(u8)
    _reserved: None = pad(1)


class Association(Frame):
    """A peer in the answer to READ_STATUS: its association, and its status (RFC 9327, section 4)."""

    association_id: u16
    status: PeerStatus


REQUEST, SYSTEM, PEER, CLOCK, ERROR = range(5)
IS_CLOCK: Expr = (this.operation == Operation.READ_CLOCK_VARIABLES) | (this.operation == Operation.WRITE_CLOCK_VARIABLES)
STATUS: Expr = choose(
    this.response == 0,
    REQUEST,
    choose(this.error == 1, ERROR, choose(IS_CLOCK, CLOCK, choose(this.association == 0, SYSTEM, PEER))),
)
"""The kind of the status in a control message."""
HAS_ASSOCIATIONS: Expr = (STATUS == SYSTEM) & (this.operation == Operation.READ_STATUS)


class ControlMessage(Frame):
    """A control message (RFC 9327, section 2); `association` is the association identifier, which is read ahead."""

    leap_indicator: LeapIndicator = field(u2, default=LeapIndicator.NO_WARNING)
    version: u3 = field(default=4, check=range(1, 5))
    _mode: int = const(6, u3)
    response: bool1 = False
    error: bool1 = False
    more: bool1 = False
    operation: Operation = field(u5)
    sequence: u16
    association: u16 = peek(u16, ahead=2, default=0)
    status: int | SystemStatus | PeerStatus | ClockStatus | ErrorStatus = switch(
        STATUS, {REQUEST: u16, SYSTEM: SystemStatus, PEER: PeerStatus, CLOCK: ClockStatus, ERROR: ErrorStatus}
    )
    association_id: u16 = 0
    offset: u16 = field(default=0, doc="offset of the data in the data of all messages")
    count: int = derived(u16, check=this <= 468)
    data: str | list[Association] = switch(
        HAS_ASSOCIATIONS, {0: text(errors="surrogateescape"), 1: array(Association)}, size=this.count
    )
    _padding: None = align(4)
    authentication: Authentication | None = optional(default=None)


class Implementation(IntEnum):
    """The implementation that defines a request of mode 7. Others stay integers."""

    UNIVERSAL = 0
    XNTPD_OLD = 2
    XNTPD = 3


class Request(IntEnum):
    """The requests of ntpd. Others stay integers."""

    PEER_LIST = 0
    PEER_LIST_SUMMARY = 1
    PEER_INFORMATION = 2
    PEER_STATISTICS = 3
    SYSTEM_INFORMATION = 4
    SYSTEM_STATISTICS = 5
    IO_STATISTICS = 6
    MEMORY_STATISTICS = 7
    LOOP_INFORMATION = 8
    TIMER_STATISTICS = 9
    CONFIGURE = 10
    UNCONFIGURE = 11
    SET_SYSTEM_FLAG = 12
    CLEAR_SYSTEM_FLAG = 13
    MONITOR = 14
    NO_MONITOR = 15
    GET_RESTRICT = 16
    ADD_RESTRICT_FLAGS = 17
    REMOVE_RESTRICT_FLAGS = 18
    UNRESTRICT = 19
    MONITOR_LIST = 20
    RESET_STATISTICS = 21
    RESET_PEER = 22
    REREAD_KEYS = 23
    DO_DIRTY_HACK = 24
    DONT_DIRTY_HACK = 25
    TRUST_KEY = 26
    UNTRUST_KEY = 27
    AUTHENTICATION_INFORMATION = 28
    TRAPS = 29
    ADD_TRAP = 30
    CLEAR_TRAP = 31
    REQUEST_KEY = 32
    CONTROL_KEY = 33
    CONTROL_STATISTICS = 34
    LEAP_INFORMATION = 35
    CLOCK_INFORMATION = 36
    SET_CLOCK_FUDGE = 37
    GET_KERNEL = 38
    CLOCK_DEBUGGING = 39
    SET_PRECISION = 41
    MONITOR_LIST_1 = 42
    HOST_NAME_ASSOCIATION = 43
    INTERFACE_STATISTICS = 44
    RELOAD_INTERFACES = 45


class PrivateError(IntEnum):
    """Result of a private request. Others stay integers."""

    OKAY = 0
    INCOMPATIBLE_IMPLEMENTATION = 1
    UNIMPLEMENTED_REQUEST = 2
    FORMAT_ERROR = 3
    NO_DATA = 4
    AUTHENTICATION_FAILED = 7


class MonitoredHost(Frame):
    """An item of the answer to MONITOR_LIST_1: a host that has sent packets (`info_monitor_1`)."""

    last_time: u32 = field(doc="seconds since its last packet")
    first_time: u32 = field(doc="seconds since its first packet")
    restrict_flags: u32
    count: u32
    address: ipv4
    destination_address: ipv4
    flags: u32
    port: u16
    mode: Mode = field(u8)
    version: u8
    is_ipv6: u32
    _unused: None = pad(4)
    address_ipv6: ipv6
    destination_address_ipv6: ipv6


IS_MONITOR_LIST: Expr = (this.response == 1) & (this.request == Request.MONITOR_LIST_1) & (this.item_size == 72)


class PrivateMessage(Frame):
    """A private message of ntpd (`req_pkt` and `resp_pkt`)."""

    response: bool1 = False
    more: bool1 = False
    version: u3 = field(default=2, check=range(1, 5))
    _mode: int = const(7, u3)
    authenticated: bool1 = False
    sequence: u7 = 0
    implementation: Implementation = field(u8)
    request: Request = field(u8)
    error: PrivateError = field(u4, default=PrivateError.OKAY)
    item_count: int = derived(u12, check=this <= 500)
    _: None = pad(bits=4)
    item_size: u12 = field(default=0, check=this <= 500)
    items: list[MonitoredHost | bytes] = array(
        switch(IS_MONITOR_LIST, {1: MonitoredHost, 0: data(this.item_size)}), count=this.item_count, default_factory=list
    )
    rest: bytes = data(default=b"")


class Datagram(Frame):
    """A datagram; the lowest three bits of the first byte are its mode, which selects the content."""

    first_byte: u8 = peek(u8)
    content: NtpPacket | ControlMessage | PrivateMessage = switch(
        this.first_byte & 7, {Mode.CONTROL_MESSAGE: ControlMessage, Mode.PRIVATE: PrivateMessage}, otherwise=NtpPacket
    )


PROTOCOL = Protocol("ntp", title="NTP 4", source="RFC 5905, RFC 9327", ports={"udp": [123]}, client=Datagram)
