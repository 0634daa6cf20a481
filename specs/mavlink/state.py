"""Messages about the state of a system, its clock, its power and its versions, and text messages.

Source: the message set common.xml of mavlink.io. Fields are in wire order, extension fields last.
"""

from __future__ import annotations

from framekit import Frame, array, data, f32, field, i8, i16, i32, i64, text, u8, u16, u32, u64
from framekit.specs.mavlink.codes import MavAutopilot, MavLandedState, MavModeFlag, MavSeverity, MavState, MavType


class Heartbeat(Frame, byteorder="little"):
    """The presence and the type of a system (HEARTBEAT)."""

    custom_mode: u32
    type: MavType = field(u8)
    autopilot: MavAutopilot = field(u8)
    base_mode: MavModeFlag = field(u8)
    system_status: MavState = field(u8)
    mavlink_version: u8


class SysStatus(Frame, byteorder="little"):
    """State of sensors, battery and links (SYS_STATUS)."""

    onboard_control_sensors_present: u32 = field(base=16)
    onboard_control_sensors_enabled: u32 = field(base=16)
    onboard_control_sensors_health: u32 = field(base=16)
    load: u16 = field(doc="0.1 percent")
    voltage_battery: u16 = field(doc="mV")
    current_battery: i16 = field(doc="10 mA")
    drop_rate_comm: u16 = field(doc="0.01 percent")
    errors_comm: u16
    errors_count1: u16
    errors_count2: u16
    errors_count3: u16
    errors_count4: u16
    battery_remaining: i8 = field(doc="percent")
    onboard_control_sensors_present_extended: u32 = field(default=0, base=16)
    onboard_control_sensors_enabled_extended: u32 = field(default=0, base=16)
    onboard_control_sensors_health_extended: u32 = field(default=0, base=16)


class SystemTime(Frame, byteorder="little"):
    """The clock (SYSTEM_TIME)."""

    time_unix_usec: u64
    time_boot_ms: u32


class Ping(Frame, byteorder="little"):
    """A request to answer, or the answer (PING)."""

    time_usec: u64
    seq: u32
    target_system: u8
    target_component: u8


class RadioStatus(Frame, byteorder="little"):
    """The radio link (RADIO_STATUS)."""

    rxerrors: u16
    fixed: u16
    rssi: u8
    remrssi: u8
    txbuf: u8 = field(doc="percent")
    noise: u8
    remnoise: u8


class Timesync(Frame, byteorder="little"):
    """Synchronization of clocks (TIMESYNC)."""

    tc1: i64 = field(doc="ns")
    ts1: i64 = field(doc="ns")
    target_system: u8 = 0
    target_component: u8 = 0


class PowerStatus(Frame, byteorder="little"):
    """Power supply (POWER_STATUS)."""

    vcc: u16 = field(doc="mV")
    vservo: u16 = field(doc="mV")
    flags: u16 = field(base=16)


class BatteryStatus(Frame, byteorder="little"):
    """A battery (BATTERY_STATUS)."""

    current_consumed: i32 = field(doc="mAh")
    energy_consumed: i32 = field(doc="100 J")
    temperature: i16 = field(doc="0.01 degrees Celsius")
    voltages: list[int] = array(u16, 10)
    current_battery: i16 = field(doc="10 mA")
    id: u8
    battery_function: u8
    type: u8
    battery_remaining: i8 = field(doc="percent")
    time_remaining: i32 = field(default=0, doc="s")
    charge_state: u8 = 0
    voltages_ext: list[int] = array(u16, 4, default_factory=lambda: [0] * 4)
    mode: u8 = 0
    fault_bitmask: u32 = field(default=0, base=16)


class AutopilotVersion(Frame, byteorder="little"):
    """Versions and capabilities (AUTOPILOT_VERSION)."""

    capabilities: u64 = field(base=16)
    uid: u64
    flight_sw_version: u32 = field(base=16)
    middleware_sw_version: u32 = field(base=16)
    os_sw_version: u32 = field(base=16)
    board_version: u32 = field(base=16)
    vendor_id: u16
    product_id: u16
    flight_custom_version: bytes = data(8)
    middleware_custom_version: bytes = data(8)
    os_custom_version: bytes = data(8)
    uid2: bytes = data(18, default=bytes(18))


class EstimatorStatus(Frame, byteorder="little"):
    """Quality of the estimate (ESTIMATOR_STATUS)."""

    time_usec: u64
    vel_ratio: f32
    pos_horiz_ratio: f32
    pos_vert_ratio: f32
    mag_ratio: f32
    hagl_ratio: f32
    tas_ratio: f32
    pos_horiz_accuracy: f32 = field(doc="m")
    pos_vert_accuracy: f32 = field(doc="m")
    flags: u16 = field(base=16)


class Vibration(Frame, byteorder="little"):
    """Vibration (VIBRATION)."""

    time_usec: u64
    vibration_x: f32
    vibration_y: f32
    vibration_z: f32
    clipping_0: u32
    clipping_1: u32
    clipping_2: u32


class HomePosition(Frame, byteorder="little"):
    """The home position (HOME_POSITION)."""

    latitude: i32 = field(doc="1e-7 degrees")
    longitude: i32 = field(doc="1e-7 degrees")
    altitude: i32 = field(doc="mm")
    x: f32 = field(doc="m")
    y: f32 = field(doc="m")
    z: f32 = field(doc="m")
    q: list[float] = array(f32, 4)
    approach_x: f32 = field(doc="m")
    approach_y: f32 = field(doc="m")
    approach_z: f32 = field(doc="m")
    time_usec: u64 = 0


class ExtendedSysState(Frame, byteorder="little"):
    """Whether the system is landed (EXTENDED_SYS_STATE)."""

    vtol_state: u8
    landed_state: MavLandedState = field(u8)


class DebugVect(Frame, byteorder="little"):
    """Three numbers with a name (DEBUG_VECT)."""

    time_usec: u64
    x: f32
    y: f32
    z: f32
    name: str = text(10, errors="surrogateescape")


class NamedValueFloat(Frame, byteorder="little"):
    """A number with a name (NAMED_VALUE_FLOAT)."""

    time_boot_ms: u32
    value: f32
    name: str = text(10, errors="surrogateescape")


class NamedValueInt(Frame, byteorder="little"):
    """An integer with a name (NAMED_VALUE_INT)."""

    time_boot_ms: u32
    value: i32
    name: str = text(10, errors="surrogateescape")


class Statustext(Frame, byteorder="little"):
    """Human-readable text (STATUSTEXT)."""

    severity: MavSeverity = field(u8)
    text: str = text(50, errors="surrogateescape")
    id: u16 = 0
    chunk_seq: u8 = 0


class Debug(Frame, byteorder="little"):
    """A number (DEBUG)."""

    time_boot_ms: u32
    value: f32
    ind: u8


class ProtocolVersion(Frame, byteorder="little"):
    """Versions of the protocol (PROTOCOL_VERSION)."""

    version: u16
    min_version: u16
    max_version: u16
    spec_version_hash: bytes = data(8)
    library_version_hash: bytes = data(8)
