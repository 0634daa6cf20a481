"""Messages that control a system, with targets, channels and bytes for its devices.

Source: the message set common.xml of mavlink.io. Fields are in wire order, extension fields last.
"""

from __future__ import annotations

from framekit import Frame, array, data, f32, field, i16, i32, text, u8, u16, u32, u64
from framekit.specs.mavlink.codes import MavFrame


class ChangeOperatorControl(Frame, byteorder="little"):
    """A request to take control (CHANGE_OPERATOR_CONTROL)."""

    target_system: u8
    control_request: u8
    version: u8
    passkey: str = text(25, errors="surrogateescape")


class ChangeOperatorControlAck(Frame, byteorder="little"):
    """Whether control was given (CHANGE_OPERATOR_CONTROL_ACK)."""

    gcs_system_id: u8
    control_request: u8
    ack: u8


class AuthKey(Frame, byteorder="little"):
    """A key, in clear text (AUTH_KEY)."""

    key: str = text(32, errors="surrogateescape")


class SetMode(Frame, byteorder="little"):
    """Sets the mode (SET_MODE)."""

    custom_mode: u32
    target_system: u8
    base_mode: u8


class RcChannelsScaled(Frame, byteorder="little"):
    """Channels of a remote control, in units of 0.01 percent (RC_CHANNELS_SCALED)."""

    time_boot_ms: u32
    chan1_scaled: i16
    chan2_scaled: i16
    chan3_scaled: i16
    chan4_scaled: i16
    chan5_scaled: i16
    chan6_scaled: i16
    chan7_scaled: i16
    chan8_scaled: i16
    port: u8
    rssi: u8


class RcChannelsRaw(Frame, byteorder="little"):
    """Channels of a remote control, in microseconds (RC_CHANNELS_RAW)."""

    time_boot_ms: u32
    chan1_raw: u16
    chan2_raw: u16
    chan3_raw: u16
    chan4_raw: u16
    chan5_raw: u16
    chan6_raw: u16
    chan7_raw: u16
    chan8_raw: u16
    port: u8
    rssi: u8


class ServoOutputRaw(Frame, byteorder="little"):
    """Outputs, in microseconds (SERVO_OUTPUT_RAW)."""

    time_usec: u32
    servo1_raw: u16
    servo2_raw: u16
    servo3_raw: u16
    servo4_raw: u16
    servo5_raw: u16
    servo6_raw: u16
    servo7_raw: u16
    servo8_raw: u16
    port: u8
    servo9_raw: u16 = 0
    servo10_raw: u16 = 0
    servo11_raw: u16 = 0
    servo12_raw: u16 = 0
    servo13_raw: u16 = 0
    servo14_raw: u16 = 0
    servo15_raw: u16 = 0
    servo16_raw: u16 = 0


class NavControllerOutput(Frame, byteorder="little"):
    """The desired values of the controller (NAV_CONTROLLER_OUTPUT)."""

    nav_roll: f32 = field(doc="degrees")
    nav_pitch: f32 = field(doc="degrees")
    alt_error: f32 = field(doc="m")
    aspd_error: f32 = field(doc="m/s")
    xtrack_error: f32 = field(doc="m")
    nav_bearing: i16 = field(doc="degrees")
    target_bearing: i16 = field(doc="degrees")
    wp_dist: u16 = field(doc="m")


class RcChannels(Frame, byteorder="little"):
    """Channels of a remote control, in microseconds (RC_CHANNELS)."""

    time_boot_ms: u32
    chan1_raw: u16
    chan2_raw: u16
    chan3_raw: u16
    chan4_raw: u16
    chan5_raw: u16
    chan6_raw: u16
    chan7_raw: u16
    chan8_raw: u16
    chan9_raw: u16
    chan10_raw: u16
    chan11_raw: u16
    chan12_raw: u16
    chan13_raw: u16
    chan14_raw: u16
    chan15_raw: u16
    chan16_raw: u16
    chan17_raw: u16
    chan18_raw: u16
    chancount: u8
    rssi: u8


class RequestDataStream(Frame, byteorder="little"):
    """Asks for a stream (REQUEST_DATA_STREAM)."""

    req_message_rate: u16 = field(doc="Hz")
    target_system: u8
    target_component: u8
    req_stream_id: u8
    start_stop: u8


class DataStream(Frame, byteorder="little"):
    """A stream (DATA_STREAM)."""

    message_rate: u16 = field(doc="Hz")
    stream_id: u8
    on_off: u8


class ManualControl(Frame, byteorder="little"):
    """Axes and buttons (MANUAL_CONTROL)."""

    x: i16
    y: i16
    z: i16
    r: i16
    buttons: u16 = field(base=16)
    target: u8
    buttons2: u16 = field(default=0, base=16)
    enabled_extensions: u8 = field(default=0, base=16)
    s: i16 = 0
    t: i16 = 0
    aux1: i16 = 0
    aux2: i16 = 0
    aux3: i16 = 0
    aux4: i16 = 0
    aux5: i16 = 0
    aux6: i16 = 0


class RcChannelsOverride(Frame, byteorder="little"):
    """Channels that are set, in microseconds (RC_CHANNELS_OVERRIDE)."""

    chan1_raw: u16
    chan2_raw: u16
    chan3_raw: u16
    chan4_raw: u16
    chan5_raw: u16
    chan6_raw: u16
    chan7_raw: u16
    chan8_raw: u16
    target_system: u8
    target_component: u8
    chan9_raw: u16 = 0
    chan10_raw: u16 = 0
    chan11_raw: u16 = 0
    chan12_raw: u16 = 0
    chan13_raw: u16 = 0
    chan14_raw: u16 = 0
    chan15_raw: u16 = 0
    chan16_raw: u16 = 0
    chan17_raw: u16 = 0
    chan18_raw: u16 = 0


class SetAttitudeTarget(Frame, byteorder="little"):
    """Sets the attitude (SET_ATTITUDE_TARGET)."""

    time_boot_ms: u32
    q: list[float] = array(f32, 4)
    body_roll_rate: f32 = field(doc="rad/s")
    body_pitch_rate: f32 = field(doc="rad/s")
    body_yaw_rate: f32 = field(doc="rad/s")
    thrust: f32
    target_system: u8
    target_component: u8
    type_mask: u8 = field(base=16)
    thrust_body: list[float] = array(f32, 3, default_factory=lambda: [0.0] * 3)


class AttitudeTarget(Frame, byteorder="little"):
    """The desired attitude (ATTITUDE_TARGET)."""

    time_boot_ms: u32
    q: list[float] = array(f32, 4)
    body_roll_rate: f32 = field(doc="rad/s")
    body_pitch_rate: f32 = field(doc="rad/s")
    body_yaw_rate: f32 = field(doc="rad/s")
    thrust: f32
    type_mask: u8 = field(base=16)


class SetPositionTargetLocalNed(Frame, byteorder="little"):
    """Sets the position (SET_POSITION_TARGET_LOCAL_NED)."""

    time_boot_ms: u32
    x: f32 = field(doc="m")
    y: f32 = field(doc="m")
    z: f32 = field(doc="m")
    vx: f32 = field(doc="m/s")
    vy: f32 = field(doc="m/s")
    vz: f32 = field(doc="m/s")
    afx: f32 = field(doc="m/s^2")
    afy: f32 = field(doc="m/s^2")
    afz: f32 = field(doc="m/s^2")
    yaw: f32 = field(doc="rad")
    yaw_rate: f32 = field(doc="rad/s")
    type_mask: u16 = field(base=16)
    target_system: u8
    target_component: u8
    coordinate_frame: MavFrame = field(u8)


class PositionTargetLocalNed(Frame, byteorder="little"):
    """The desired position (POSITION_TARGET_LOCAL_NED)."""

    time_boot_ms: u32
    x: f32 = field(doc="m")
    y: f32 = field(doc="m")
    z: f32 = field(doc="m")
    vx: f32 = field(doc="m/s")
    vy: f32 = field(doc="m/s")
    vz: f32 = field(doc="m/s")
    afx: f32 = field(doc="m/s^2")
    afy: f32 = field(doc="m/s^2")
    afz: f32 = field(doc="m/s^2")
    yaw: f32 = field(doc="rad")
    yaw_rate: f32 = field(doc="rad/s")
    type_mask: u16 = field(base=16)
    coordinate_frame: MavFrame = field(u8)


class SetPositionTargetGlobalInt(Frame, byteorder="little"):
    """Sets the position on the globe (SET_POSITION_TARGET_GLOBAL_INT)."""

    time_boot_ms: u32
    lat_int: i32 = field(doc="1e-7 degrees")
    lon_int: i32 = field(doc="1e-7 degrees")
    alt: f32 = field(doc="m")
    vx: f32 = field(doc="m/s")
    vy: f32 = field(doc="m/s")
    vz: f32 = field(doc="m/s")
    afx: f32 = field(doc="m/s^2")
    afy: f32 = field(doc="m/s^2")
    afz: f32 = field(doc="m/s^2")
    yaw: f32 = field(doc="rad")
    yaw_rate: f32 = field(doc="rad/s")
    type_mask: u16 = field(base=16)
    target_system: u8
    target_component: u8
    coordinate_frame: MavFrame = field(u8)


class PositionTargetGlobalInt(Frame, byteorder="little"):
    """The desired position on the globe (POSITION_TARGET_GLOBAL_INT)."""

    time_boot_ms: u32
    lat_int: i32 = field(doc="1e-7 degrees")
    lon_int: i32 = field(doc="1e-7 degrees")
    alt: f32 = field(doc="m")
    vx: f32 = field(doc="m/s")
    vy: f32 = field(doc="m/s")
    vz: f32 = field(doc="m/s")
    afx: f32 = field(doc="m/s^2")
    afy: f32 = field(doc="m/s^2")
    afz: f32 = field(doc="m/s^2")
    yaw: f32 = field(doc="rad")
    yaw_rate: f32 = field(doc="rad/s")
    type_mask: u16 = field(base=16)
    coordinate_frame: MavFrame = field(u8)


class FileTransferProtocol(Frame, byteorder="little"):
    """A message of the file transfer protocol (FILE_TRANSFER_PROTOCOL)."""

    target_network: u8
    target_system: u8
    target_component: u8
    payload: bytes = data(251)


class SerialControl(Frame, byteorder="little"):
    """Bytes of a serial port (SERIAL_CONTROL)."""

    baudrate: u32
    timeout: u16 = field(doc="ms")
    device: u8
    flags: u8 = field(base=16)
    count: u8
    data: bytes = data(70)
    target_system: u8 = 0
    target_component: u8 = 0


class GpsRtcmData(Frame, byteorder="little"):
    """Corrections for a satellite receiver (GPS_RTCM_DATA)."""

    flags: u8 = field(base=16)
    len: u8
    data: bytes = data(180)


class MessageInterval(Frame, byteorder="little"):
    """How often a message is sent (MESSAGE_INTERVAL)."""

    interval_us: i32 = field(doc="microseconds")
    message_id: u16


class SetupSigning(Frame, byteorder="little"):
    """Sets the signing key (SETUP_SIGNING)."""

    initial_timestamp: u64 = field(doc="10 microseconds since 2015-01-01")
    target_system: u8
    target_component: u8
    secret_key: bytes = data(32)
