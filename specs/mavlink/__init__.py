"""MAVLink 2: packets of drones and their ground stations, with the common messages.

Source: mavlink.io, "Packet Serialization", "Message Signing" and "MAVLink Common Message Set".

A sender omits the zero bytes at the end of a payload, except for the first byte; reading restores them. A payload that includes
them is read too, and packs without them. Payload bytes after the fields declared here, added by a later extension, are dropped.
Messages with other numbers are bytes; their checksum cannot be verified, because it covers a number that is derived from the
message definition. Signatures are not verified when reading: `signature_of` computes the right one. Packets of MAVLink 1 begin
with another octet, and are skipped like any bytes that are not a packet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from framekit import Frame, Protocol, checksum, const, data, derived, field, mapped, optional, switch, this, u8, u16, u24, u48
from framekit.specs.mavlink.codes import (
    GpsFixType,
    MavAutopilot,
    MavFrame,
    MavLandedState,
    MavMissionResult,
    MavModeFlag,
    MavParamType,
    MavResult,
    MavSeverity,
    MavState,
    MavType,
    MessageId,
)
from framekit.specs.mavlink.control import (
    AttitudeTarget,
    AuthKey,
    ChangeOperatorControl,
    ChangeOperatorControlAck,
    DataStream,
    FileTransferProtocol,
    GpsRtcmData,
    ManualControl,
    MessageInterval,
    NavControllerOutput,
    PositionTargetGlobalInt,
    PositionTargetLocalNed,
    RcChannels,
    RcChannelsOverride,
    RcChannelsRaw,
    RcChannelsScaled,
    RequestDataStream,
    SerialControl,
    ServoOutputRaw,
    SetAttitudeTarget,
    SetMode,
    SetPositionTargetGlobalInt,
    SetPositionTargetLocalNed,
    SetupSigning,
)
from framekit.specs.mavlink.missions import (
    CommandAck,
    CommandInt,
    CommandLong,
    LogData,
    LogEntry,
    LogErase,
    LogRequestData,
    LogRequestEnd,
    LogRequestList,
    MissionAck,
    MissionClearAll,
    MissionCount,
    MissionCurrent,
    MissionItem,
    MissionItemInt,
    MissionItemReached,
    MissionRequest,
    MissionRequestInt,
    MissionRequestList,
    MissionSetCurrent,
    ParamRequestList,
    ParamRequestRead,
    ParamSet,
    ParamValue,
)
from framekit.specs.mavlink.sensors import (
    AdsbVehicle,
    Altitude,
    Attitude,
    AttitudeQuaternion,
    DistanceSensor,
    GlobalPositionInt,
    Gps2Raw,
    GpsRawInt,
    GpsStatus,
    HighresImu,
    LocalPositionNed,
    OpticalFlow,
    RawImu,
    RawPressure,
    ScaledImu,
    ScaledImu2,
    ScaledImu3,
    ScaledPressure,
    ScaledPressure2,
    TerrainReport,
    VfrHud,
    VisionPositionEstimate,
    WindCov,
)
from framekit.specs.mavlink.state import (
    AutopilotVersion,
    BatteryStatus,
    Debug,
    DebugVect,
    EstimatorStatus,
    ExtendedSysState,
    Heartbeat,
    HomePosition,
    NamedValueFloat,
    NamedValueInt,
    Ping,
    PowerStatus,
    ProtocolVersion,
    RadioStatus,
    Statustext,
    SysStatus,
    SystemTime,
    Timesync,
    Vibration,
)

__all__ = [
    "MESSAGES",
    "PROTOCOL",
    "AdsbVehicle",
    "Altitude",
    "Attitude",
    "AttitudeQuaternion",
    "AttitudeTarget",
    "AuthKey",
    "AutopilotVersion",
    "BatteryStatus",
    "ChangeOperatorControl",
    "ChangeOperatorControlAck",
    "CommandAck",
    "CommandInt",
    "CommandLong",
    "DataStream",
    "Debug",
    "DebugVect",
    "DistanceSensor",
    "EstimatorStatus",
    "ExtendedSysState",
    "FileTransferProtocol",
    "GlobalPositionInt",
    "Gps2Raw",
    "GpsFixType",
    "GpsRawInt",
    "GpsRtcmData",
    "GpsStatus",
    "Heartbeat",
    "HighresImu",
    "HomePosition",
    "LocalPositionNed",
    "LogData",
    "LogEntry",
    "LogErase",
    "LogRequestData",
    "LogRequestEnd",
    "LogRequestList",
    "ManualControl",
    "MavAutopilot",
    "MavFrame",
    "MavLandedState",
    "MavMissionResult",
    "MavModeFlag",
    "MavParamType",
    "MavResult",
    "MavSeverity",
    "MavState",
    "MavType",
    "MessageId",
    "MessageInterval",
    "MissionAck",
    "MissionClearAll",
    "MissionCount",
    "MissionCurrent",
    "MissionItem",
    "MissionItemInt",
    "MissionItemReached",
    "MissionRequest",
    "MissionRequestInt",
    "MissionRequestList",
    "MissionSetCurrent",
    "NamedValueFloat",
    "NamedValueInt",
    "NavControllerOutput",
    "OpticalFlow",
    "Packet",
    "ParamRequestList",
    "ParamRequestRead",
    "ParamSet",
    "ParamValue",
    "Ping",
    "PositionTargetGlobalInt",
    "PositionTargetLocalNed",
    "PowerStatus",
    "ProtocolVersion",
    "RadioStatus",
    "RawImu",
    "RawPressure",
    "RcChannels",
    "RcChannelsOverride",
    "RcChannelsRaw",
    "RcChannelsScaled",
    "RequestDataStream",
    "ScaledImu",
    "ScaledImu2",
    "ScaledImu3",
    "ScaledPressure",
    "ScaledPressure2",
    "SerialControl",
    "ServoOutputRaw",
    "SetAttitudeTarget",
    "SetMode",
    "SetPositionTargetGlobalInt",
    "SetPositionTargetLocalNed",
    "SetupSigning",
    "Signature",
    "Statustext",
    "SysStatus",
    "SystemTime",
    "TerrainReport",
    "Timesync",
    "VfrHud",
    "Vibration",
    "VisionPositionEstimate",
    "WindCov",
    "checksum_of",
    "signature_of",
]

MESSAGES: dict[int, tuple[type[Frame], int, int]] = {
    MessageId.HEARTBEAT: (Heartbeat, 50, 9),
    MessageId.SYS_STATUS: (SysStatus, 124, 43),
    MessageId.SYSTEM_TIME: (SystemTime, 137, 12),
    MessageId.PING: (Ping, 237, 14),
    MessageId.CHANGE_OPERATOR_CONTROL: (ChangeOperatorControl, 217, 28),
    MessageId.CHANGE_OPERATOR_CONTROL_ACK: (ChangeOperatorControlAck, 104, 3),
    MessageId.AUTH_KEY: (AuthKey, 119, 32),
    MessageId.SET_MODE: (SetMode, 89, 6),
    MessageId.PARAM_REQUEST_READ: (ParamRequestRead, 214, 20),
    MessageId.PARAM_REQUEST_LIST: (ParamRequestList, 159, 2),
    MessageId.PARAM_VALUE: (ParamValue, 220, 25),
    MessageId.PARAM_SET: (ParamSet, 168, 23),
    MessageId.GPS_RAW_INT: (GpsRawInt, 24, 52),
    MessageId.GPS_STATUS: (GpsStatus, 23, 101),
    MessageId.SCALED_IMU: (ScaledImu, 170, 24),
    MessageId.RAW_IMU: (RawImu, 144, 29),
    MessageId.RAW_PRESSURE: (RawPressure, 67, 16),
    MessageId.SCALED_PRESSURE: (ScaledPressure, 115, 16),
    MessageId.ATTITUDE: (Attitude, 39, 28),
    MessageId.ATTITUDE_QUATERNION: (AttitudeQuaternion, 246, 48),
    MessageId.LOCAL_POSITION_NED: (LocalPositionNed, 185, 28),
    MessageId.GLOBAL_POSITION_INT: (GlobalPositionInt, 104, 28),
    MessageId.RC_CHANNELS_SCALED: (RcChannelsScaled, 237, 22),
    MessageId.RC_CHANNELS_RAW: (RcChannelsRaw, 244, 22),
    MessageId.SERVO_OUTPUT_RAW: (ServoOutputRaw, 222, 37),
    MessageId.MISSION_ITEM: (MissionItem, 254, 38),
    MessageId.MISSION_REQUEST: (MissionRequest, 230, 5),
    MessageId.MISSION_SET_CURRENT: (MissionSetCurrent, 28, 4),
    MessageId.MISSION_CURRENT: (MissionCurrent, 28, 18),
    MessageId.MISSION_REQUEST_LIST: (MissionRequestList, 132, 3),
    MessageId.MISSION_COUNT: (MissionCount, 221, 9),
    MessageId.MISSION_CLEAR_ALL: (MissionClearAll, 232, 3),
    MessageId.MISSION_ITEM_REACHED: (MissionItemReached, 11, 2),
    MessageId.MISSION_ACK: (MissionAck, 153, 8),
    MessageId.MISSION_REQUEST_INT: (MissionRequestInt, 196, 5),
    MessageId.NAV_CONTROLLER_OUTPUT: (NavControllerOutput, 183, 26),
    MessageId.RC_CHANNELS: (RcChannels, 118, 42),
    MessageId.REQUEST_DATA_STREAM: (RequestDataStream, 148, 6),
    MessageId.DATA_STREAM: (DataStream, 21, 4),
    MessageId.MANUAL_CONTROL: (ManualControl, 243, 30),
    MessageId.RC_CHANNELS_OVERRIDE: (RcChannelsOverride, 124, 38),
    MessageId.MISSION_ITEM_INT: (MissionItemInt, 38, 38),
    MessageId.VFR_HUD: (VfrHud, 20, 20),
    MessageId.COMMAND_INT: (CommandInt, 158, 35),
    MessageId.COMMAND_LONG: (CommandLong, 152, 33),
    MessageId.COMMAND_ACK: (CommandAck, 143, 10),
    MessageId.SET_ATTITUDE_TARGET: (SetAttitudeTarget, 49, 51),
    MessageId.ATTITUDE_TARGET: (AttitudeTarget, 22, 37),
    MessageId.SET_POSITION_TARGET_LOCAL_NED: (SetPositionTargetLocalNed, 143, 53),
    MessageId.POSITION_TARGET_LOCAL_NED: (PositionTargetLocalNed, 140, 51),
    MessageId.SET_POSITION_TARGET_GLOBAL_INT: (SetPositionTargetGlobalInt, 5, 53),
    MessageId.POSITION_TARGET_GLOBAL_INT: (PositionTargetGlobalInt, 150, 51),
    MessageId.OPTICAL_FLOW: (OpticalFlow, 175, 34),
    MessageId.VISION_POSITION_ESTIMATE: (VisionPositionEstimate, 158, 117),
    MessageId.HIGHRES_IMU: (HighresImu, 93, 63),
    MessageId.RADIO_STATUS: (RadioStatus, 185, 9),
    MessageId.FILE_TRANSFER_PROTOCOL: (FileTransferProtocol, 84, 254),
    MessageId.TIMESYNC: (Timesync, 34, 18),
    MessageId.SCALED_IMU2: (ScaledImu2, 76, 24),
    MessageId.LOG_REQUEST_LIST: (LogRequestList, 128, 6),
    MessageId.LOG_ENTRY: (LogEntry, 56, 14),
    MessageId.LOG_REQUEST_DATA: (LogRequestData, 116, 12),
    MessageId.LOG_DATA: (LogData, 134, 97),
    MessageId.LOG_ERASE: (LogErase, 237, 2),
    MessageId.LOG_REQUEST_END: (LogRequestEnd, 203, 2),
    MessageId.GPS2_RAW: (Gps2Raw, 87, 57),
    MessageId.POWER_STATUS: (PowerStatus, 203, 6),
    MessageId.SERIAL_CONTROL: (SerialControl, 220, 81),
    MessageId.SCALED_IMU3: (ScaledImu3, 46, 24),
    MessageId.DISTANCE_SENSOR: (DistanceSensor, 85, 39),
    MessageId.TERRAIN_REPORT: (TerrainReport, 1, 22),
    MessageId.SCALED_PRESSURE2: (ScaledPressure2, 195, 16),
    MessageId.ALTITUDE: (Altitude, 47, 32),
    MessageId.BATTERY_STATUS: (BatteryStatus, 154, 54),
    MessageId.AUTOPILOT_VERSION: (AutopilotVersion, 178, 78),
    MessageId.ESTIMATOR_STATUS: (EstimatorStatus, 163, 42),
    MessageId.WIND_COV: (WindCov, 105, 40),
    MessageId.GPS_RTCM_DATA: (GpsRtcmData, 35, 182),
    MessageId.VIBRATION: (Vibration, 90, 32),
    MessageId.HOME_POSITION: (HomePosition, 104, 60),
    MessageId.MESSAGE_INTERVAL: (MessageInterval, 95, 6),
    MessageId.EXTENDED_SYS_STATE: (ExtendedSysState, 130, 2),
    MessageId.ADSB_VEHICLE: (AdsbVehicle, 184, 38),
    MessageId.DEBUG_VECT: (DebugVect, 49, 30),
    MessageId.NAMED_VALUE_FLOAT: (NamedValueFloat, 170, 18),
    MessageId.NAMED_VALUE_INT: (NamedValueInt, 44, 18),
    MessageId.STATUSTEXT: (Statustext, 83, 54),
    MessageId.DEBUG: (Debug, 46, 9),
    MessageId.SETUP_SIGNING: (SetupSigning, 71, 42),
    MessageId.PROTOCOL_VERSION: (ProtocolVersion, 217, 22),
}
"""The class of each message, the extra number that its checksum covers (CRC_EXTRA), and the size of its whole payload."""


def checksum_of(covered: bytes) -> int:
    """The checksum over a header and a payload, and CRC_EXTRA of the message: CRC-16/MCRF4XX."""
    _, extra, _ = MESSAGES[int.from_bytes(covered[6:9], "little")]
    crc = 0xFFFF
    for byte in (*covered, extra):
        low = byte ^ crc & 0xFF
        low = (low ^ low << 4) & 0xFF
        crc = crc >> 8 ^ low << 8 ^ low << 3 ^ low >> 4
    return crc & 0xFFFF


def signature_of(secret_key: bytes, packet: bytes) -> bytes:
    """The signature of a packet: the first 6 bytes of SHA-256.

    Args:
        secret_key: of 32 bytes, shared by both sides.
        packet: its bytes; the last 6 are ignored.
    """
    return hashlib.sha256(secret_key + packet[:-6]).digest()[:6]


def _whole(size: int) -> Callable[[bytes], bytes]:
    return lambda sent: sent[:size].ljust(size, b"\0")


def _cut(whole: bytes) -> bytes:
    return whole.rstrip(b"\0") or whole[:1]


_ARMS: dict[int, Any] = {
    number: field(message, within=mapped(data(), unpack=_whole(size), pack=_cut))
    for number, (message, _, size) in MESSAGES.items()
}
_IS_KNOWN: Any = reduce(or_, (this.message_id == number for number in MESSAGES))


class Signature(Frame, byteorder="little"):
    """The signature of a packet ("Message Signing")."""

    link_id: u8
    timestamp: u48 = field(doc="10 microseconds since 2015-01-01")
    signature: bytes = data(6)


class Packet(Frame, byteorder="little"):
    """A packet ("Packet Serialization"); one with an unknown incompatibility flag is refused."""

    _start: int = const(0xFD, u8)
    length: int = derived(u8)
    incompatibility_flags: int = derived(u8)
    compatibility_flags: u8 = 0
    sequence: u8
    system_id: u8
    component_id: u8
    message_id: MessageId = field(u24)
    payload: (
        Heartbeat
        | SysStatus
        | SystemTime
        | Ping
        | ChangeOperatorControl
        | ChangeOperatorControlAck
        | AuthKey
        | SetMode
        | ParamRequestRead
        | ParamRequestList
        | ParamValue
        | ParamSet
        | GpsRawInt
        | GpsStatus
        | ScaledImu
        | RawImu
        | RawPressure
        | ScaledPressure
        | Attitude
        | AttitudeQuaternion
        | LocalPositionNed
        | GlobalPositionInt
        | RcChannelsScaled
        | RcChannelsRaw
        | ServoOutputRaw
        | MissionItem
        | MissionRequest
        | MissionSetCurrent
        | MissionCurrent
        | MissionRequestList
        | MissionCount
        | MissionClearAll
        | MissionItemReached
        | MissionAck
        | MissionRequestInt
        | NavControllerOutput
        | RcChannels
        | RequestDataStream
        | DataStream
        | ManualControl
        | RcChannelsOverride
        | MissionItemInt
        | VfrHud
        | CommandInt
        | CommandLong
        | CommandAck
        | SetAttitudeTarget
        | AttitudeTarget
        | SetPositionTargetLocalNed
        | PositionTargetLocalNed
        | SetPositionTargetGlobalInt
        | PositionTargetGlobalInt
        | OpticalFlow
        | VisionPositionEstimate
        | HighresImu
        | RadioStatus
        | FileTransferProtocol
        | Timesync
        | ScaledImu2
        | LogRequestList
        | LogEntry
        | LogRequestData
        | LogData
        | LogErase
        | LogRequestEnd
        | Gps2Raw
        | PowerStatus
        | SerialControl
        | ScaledImu3
        | DistanceSensor
        | TerrainReport
        | ScaledPressure2
        | Altitude
        | BatteryStatus
        | AutopilotVersion
        | EstimatorStatus
        | WindCov
        | GpsRtcmData
        | Vibration
        | HomePosition
        | MessageInterval
        | ExtendedSysState
        | AdsbVehicle
        | DebugVect
        | NamedValueFloat
        | NamedValueInt
        | Statustext
        | Debug
        | SetupSigning
        | ProtocolVersion
        | bytes
    ) = switch(this.message_id, _ARMS, otherwise=data(), size=this.length)
    checksum: int | None = optional(
        checksum(
            u16,
            checksum_of,
            over=(
                this.length,
                this.incompatibility_flags,
                this.compatibility_flags,
                this.sequence,
                this.system_id,
                this.component_id,
                this.message_id,
                this.payload,
            ),
        ),
        when=_IS_KNOWN,
        default=None,
    )
    other_checksum: int | None = optional(u16, when=_IS_KNOWN == 0, default=None)
    signature: Signature | None = optional(Signature, when=this.incompatibility_flags & 1, default=None)


PROTOCOL = Protocol(
    "mavlink",
    title="MAVLink 2",
    source="mavlink.io",
    ports={"udp": [14550, 14540], "tcp": [5760]},
    client=Packet,
    options={"resync": True},
)
