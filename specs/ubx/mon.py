"""MON, INF, TIM and SEC: receiver information and status, text, time marks, and the unique chip identifier.

Source: u-blox 8 / u-blox M8 Receiver Description, UBX-13003221; u-blox F9 HPG 1.32 Interface Description, UBX-22008968.
"""

from __future__ import annotations

from framekit import Frame, array, bool1, data, derived, field, i8, i32, text, this, u2, u3, u4, u5, u6, u7, u8, u16, u32
from framekit.specs.ubx.codes import AntennaPower, AntennaStatus, Systems


class IoPort(Frame, byteorder="little", bitorder="lsb"):
    """A port (UBX-MON-IO)."""

    received: u32 = field(doc="bytes")
    sent: u32 = field(doc="bytes")
    parity_errors: u16
    framing_errors: u16
    overrun_errors: u16
    breaks: u16
    is_receiving: u8
    is_sending: u8
    reserved_1: bytes = data(2, default=bytes(2))


class MonIo(Frame, byteorder="little", bitorder="lsb"):
    """Ports (UBX-MON-IO)."""

    ports: list[IoPort] = array(IoPort, default_factory=list)


class MonVer(Frame, byteorder="little", bitorder="lsb"):
    """Versions (UBX-MON-VER)."""

    software: str = text(30, errors="surrogateescape")
    hardware: str = text(10, errors="surrogateescape")
    extensions: list[str] = array(text(30, errors="surrogateescape"), default_factory=list)


class MonMsgpp(Frame, byteorder="little", bitorder="lsb"):
    """Messages that were read, for each port by protocol, and bytes that were skipped (UBX-MON-MSGPP)."""

    port_0: list[int] = array(u16, 8)
    port_1: list[int] = array(u16, 8)
    port_2: list[int] = array(u16, 8)
    port_3: list[int] = array(u16, 8)
    port_4: list[int] = array(u16, 8)
    port_5: list[int] = array(u16, 8)
    skipped: list[int] = array(u32, 6)


class MonRxbuf(Frame, byteorder="little", bitorder="lsb"):
    """Input buffers of the ports (UBX-MON-RXBUF)."""

    pending: list[int] = array(u16, 6)
    usage: list[int] = array(u8, 6)
    peak_usage: list[int] = array(u8, 6)


class MonTxbuf(Frame, byteorder="little", bitorder="lsb"):
    """Output buffers of the ports (UBX-MON-TXBUF)."""

    pending: list[int] = array(u16, 6)
    usage: list[int] = array(u8, 6)
    peak_usage: list[int] = array(u8, 6)
    total_usage: u8 = field(doc="percent")
    total_peak_usage: u8 = field(doc="percent")
    limits: u6
    is_out_of_memory: bool1 = False
    has_allocation_error: bool1 = False
    reserved_1: bytes = data(1, default=bytes(1))


class MonHw(Frame, byteorder="little", bitorder="lsb"):
    """Hardware; the number of virtual pins depends on the generation (UBX-MON-HW)."""

    selected_pins: u32 = field(base=16)
    pin_bank: u32 = field(base=16)
    pin_directions: u32 = field(base=16)
    pin_values: u32 = field(base=16)
    noise: u16
    gain: u16
    antenna_status: AntennaStatus = field(u8)
    antenna_power: AntennaPower = field(u8)
    is_clock_calibrated: bool1 = False
    is_in_safe_boot: bool1 = False
    jamming_state: u2
    has_no_crystal: bool1 = False
    reserved_1: u3 = 0
    reserved_2: bytes = data(1, default=bytes(1))
    used_pins: u32 = field(base=16)
    virtual_pins: bytes = data()
    jamming: u8
    reserved_3: bytes = data(2, default=bytes(2))
    interrupts: u32 = field(base=16)
    pull_high: u32 = field(base=16)
    pull_low: u32 = field(base=16)


class MonHw2(Frame, byteorder="little", bitorder="lsb"):
    """Further hardware information (UBX-MON-HW2)."""

    i_offset: i8
    i_magnitude: u8
    q_offset: i8
    q_magnitude: u8
    configuration_source: u8
    reserved_1: bytes = data(3, default=bytes(3))
    low_level_configuration: u32 = field(base=16)
    reserved_2: bytes = data(8, default=bytes(8))
    post_status: u32 = field(base=16)
    reserved_3: bytes = data(4, default=bytes(4))


class MonRxr(Frame, byteorder="little", bitorder="lsb"):
    """Whether the receiver is awake (UBX-MON-RXR)."""

    is_awake: bool1 = False
    reserved_1: u7 = 0


class Patch(Frame, byteorder="little", bitorder="lsb"):
    """A patch (UBX-MON-PATCH)."""

    information: u32 = field(base=16)
    comparator: u32
    address: u32 = field(base=16)
    data: u32 = field(base=16)


class MonPatch(Frame, byteorder="little", bitorder="lsb"):
    """Patches (UBX-MON-PATCH)."""

    version: u16 = 1
    count: int = derived(u16)
    patches: list[Patch] = array(Patch, count=this.count)


class MonGnss(Frame, byteorder="little", bitorder="lsb"):
    """The systems that can be used (UBX-MON-GNSS)."""

    version: u8 = 1
    supported: Systems = field(u8)
    default: Systems = field(u8)
    enabled: Systems = field(u8)
    simultaneous: u8
    reserved_1: bytes = data(3, default=bytes(3))


class CommsPort(Frame, byteorder="little", bitorder="lsb"):
    """A port (UBX-MON-COMMS)."""

    port: u16 = field(base=16)
    pending: u16
    sent: u32 = field(doc="bytes")
    usage: u8 = field(doc="percent")
    peak_usage: u8 = field(doc="percent")
    receiving: u16 = field(doc="bytes")
    received: u32 = field(doc="bytes")
    receive_usage: u8 = field(doc="percent")
    receive_peak_usage: u8 = field(doc="percent")
    overruns: u16
    messages: list[int] = array(u16, 4)
    reserved_1: bytes = data(8, default=bytes(8))
    skipped: u32 = field(doc="bytes")


class MonComms(Frame, byteorder="little", bitorder="lsb"):
    """Ports and their protocols (UBX-MON-COMMS)."""

    version: u8 = 0
    count: int = derived(u8)
    is_out_of_memory: bool1 = False
    has_allocation_error: bool1 = False
    reserved_1: u6 = 0
    reserved_2: bytes = data(1, default=bytes(1))
    protocols: list[int] = array(u8, 4)
    ports: list[CommsPort] = array(CommsPort, count=this.count)


class Pin(Frame, byteorder="little", bitorder="lsb"):
    """A pin (UBX-MON-HW3)."""

    pin: u16
    is_peripheral: bool1 = False
    bank: u3
    is_output: bool1 = False
    is_high: bool1 = False
    is_virtual: bool1 = False
    can_interrupt: bool1 = False
    is_pulled_high: bool1 = False
    is_pulled_low: bool1 = False
    reserved_1: u6 = 0
    virtual_pin: u8
    reserved_2: bytes = data(1, default=bytes(1))


class MonHw3(Frame, byteorder="little", bitorder="lsb"):
    """Pins (UBX-MON-HW3)."""

    version: u8 = 0
    count: int = derived(u8)
    is_clock_calibrated: bool1 = False
    is_in_safe_boot: bool1 = False
    has_no_crystal: bool1 = False
    reserved_1: u5 = 0
    hardware: str = text(10, errors="surrogateescape")
    reserved_2: bytes = data(9, default=bytes(9))
    pins: list[Pin] = array(Pin, count=this.count)


class RfBlock(Frame, byteorder="little", bitorder="lsb"):
    """A block of the front end (UBX-MON-RF)."""

    block: u8
    jamming_state: u2
    reserved_1: u6 = 0
    antenna_status: AntennaStatus = field(u8)
    antenna_power: AntennaPower = field(u8)
    post_status: u32 = field(base=16)
    reserved_2: bytes = data(4, default=bytes(4))
    noise: u16
    gain: u16
    jamming: u8
    i_offset: i8
    i_magnitude: u8
    q_offset: i8
    q_magnitude: u8
    reserved_3: bytes = data(3, default=bytes(3))


class MonRf(Frame, byteorder="little", bitorder="lsb"):
    """Front end (UBX-MON-RF)."""

    version: u8 = 0
    count: int = derived(u8)
    reserved_1: bytes = data(2, default=bytes(2))
    blocks: list[RfBlock] = array(RfBlock, count=this.count)


class Inf(Frame, byteorder="little", bitorder="lsb"):
    """Human-readable text; the number of the message determines its urgency (UBX-INF)."""

    text: str = text(errors="surrogateescape")


class TimTp(Frame, byteorder="little", bitorder="lsb"):
    """The next time pulse (UBX-TIM-TP)."""

    time_of_week: u32 = field(doc="ms")
    fraction: u32 = field(doc="2**-32 ms")
    quantization_error: i32 = field(doc="ps")
    week: u16
    is_utc: bool1 = False
    has_utc: bool1 = False
    raim: u2
    is_error_invalid: bool1 = False
    reserved_1: u3 = 0
    time_reference: u4
    utc_standard: u4


class TimTm2(Frame, byteorder="little", bitorder="lsb"):
    """A time mark (UBX-TIM-TM2)."""

    channel: u8
    is_running: bool1 = False
    is_stopped: bool1 = False
    has_new_falling_edge: bool1 = False
    time_base: u2
    is_utc: bool1 = False
    is_time_valid: bool1 = False
    has_new_rising_edge: bool1 = False
    count: u16
    rising_week: u16
    falling_week: u16
    rising_time_of_week: u32 = field(doc="ms")
    rising_fraction: u32 = field(doc="ns")
    falling_time_of_week: u32 = field(doc="ms")
    falling_fraction: u32 = field(doc="ns")
    accuracy: u32 = field(doc="ns")


class SecUniqid(Frame, byteorder="little", bitorder="lsb"):
    """The unique identifier of the chip (UBX-SEC-UNIQID)."""

    version: u8 = 1
    reserved_1: bytes = data(3, default=bytes(3))
    identifier: bytes = data()
