"""Messages of the parameter, mission, command and log protocols.

Source: the message set common.xml of mavlink.io. Fields are in wire order, extension fields last.
"""

from __future__ import annotations

from framekit import Frame, data, f32, field, i16, i32, text, u8, u16, u32
from framekit.specs.mavlink.codes import MavFrame, MavMissionResult, MavParamType, MavResult


class ParamRequestRead(Frame, byteorder="little"):
    """Asks for a parameter (PARAM_REQUEST_READ)."""

    param_index: i16
    target_system: u8
    target_component: u8
    param_id: str = text(16, errors="surrogateescape")


class ParamRequestList(Frame, byteorder="little"):
    """Asks for all parameters (PARAM_REQUEST_LIST)."""

    target_system: u8
    target_component: u8


class ParamValue(Frame, byteorder="little"):
    """A parameter (PARAM_VALUE)."""

    param_value: f32
    param_count: u16
    param_index: u16
    param_id: str = text(16, errors="surrogateescape")
    param_type: MavParamType = field(u8)


class ParamSet(Frame, byteorder="little"):
    """Sets a parameter (PARAM_SET)."""

    param_value: f32
    target_system: u8
    target_component: u8
    param_id: str = text(16, errors="surrogateescape")
    param_type: MavParamType = field(u8)


class MissionItem(Frame, byteorder="little"):
    """An item of a mission (MISSION_ITEM)."""

    param1: f32
    param2: f32
    param3: f32
    param4: f32
    x: f32
    y: f32
    z: f32
    seq: u16
    command: u16
    target_system: u8
    target_component: u8
    frame: MavFrame = field(u8)
    current: u8
    autocontinue: u8
    mission_type: u8 = 0


class MissionRequest(Frame, byteorder="little"):
    """Asks for an item (MISSION_REQUEST)."""

    seq: u16
    target_system: u8
    target_component: u8
    mission_type: u8 = 0


class MissionSetCurrent(Frame, byteorder="little"):
    """Sets the current item (MISSION_SET_CURRENT)."""

    seq: u16
    target_system: u8
    target_component: u8


class MissionCurrent(Frame, byteorder="little"):
    """The current item (MISSION_CURRENT)."""

    seq: u16
    total: u16 = 0
    mission_state: u8 = 0
    mission_mode: u8 = 0
    mission_id: u32 = 0
    fence_id: u32 = 0
    rally_points_id: u32 = 0


class MissionRequestList(Frame, byteorder="little"):
    """Asks for all items (MISSION_REQUEST_LIST)."""

    target_system: u8
    target_component: u8
    mission_type: u8 = 0


class MissionCount(Frame, byteorder="little"):
    """The number of items (MISSION_COUNT)."""

    count: u16
    target_system: u8
    target_component: u8
    mission_type: u8 = 0
    opaque_id: u32 = 0


class MissionClearAll(Frame, byteorder="little"):
    """Deletes all items (MISSION_CLEAR_ALL)."""

    target_system: u8
    target_component: u8
    mission_type: u8 = 0


class MissionItemReached(Frame, byteorder="little"):
    """An item is reached (MISSION_ITEM_REACHED)."""

    seq: u16


class MissionAck(Frame, byteorder="little"):
    """Result of a mission (MISSION_ACK)."""

    target_system: u8
    target_component: u8
    type: MavMissionResult = field(u8)
    mission_type: u8 = 0
    opaque_id: u32 = 0


class MissionRequestInt(Frame, byteorder="little"):
    """Asks for an item with integers (MISSION_REQUEST_INT)."""

    seq: u16
    target_system: u8
    target_component: u8
    mission_type: u8 = 0


class MissionItemInt(Frame, byteorder="little"):
    """An item of a mission, with integers (MISSION_ITEM_INT)."""

    param1: f32
    param2: f32
    param3: f32
    param4: f32
    x: i32
    y: i32
    z: f32
    seq: u16
    command: u16
    target_system: u8
    target_component: u8
    frame: MavFrame = field(u8)
    current: u8
    autocontinue: u8
    mission_type: u8 = 0


class CommandInt(Frame, byteorder="little"):
    """A command with a place (COMMAND_INT)."""

    param1: f32
    param2: f32
    param3: f32
    param4: f32
    x: i32
    y: i32
    z: f32
    command: u16
    target_system: u8
    target_component: u8
    frame: MavFrame = field(u8)
    current: u8
    autocontinue: u8


class CommandLong(Frame, byteorder="little"):
    """A command (COMMAND_LONG)."""

    param1: f32
    param2: f32
    param3: f32
    param4: f32
    param5: f32
    param6: f32
    param7: f32
    command: u16
    target_system: u8
    target_component: u8
    confirmation: u8


class CommandAck(Frame, byteorder="little"):
    """Result of a command (COMMAND_ACK)."""

    command: u16
    result: MavResult = field(u8)
    progress: u8 = field(default=0, doc="percent")
    result_param2: i32 = 0
    target_system: u8 = 0
    target_component: u8 = 0


class LogRequestList(Frame, byteorder="little"):
    """Asks for logs (LOG_REQUEST_LIST)."""

    start: u16
    end: u16
    target_system: u8
    target_component: u8


class LogEntry(Frame, byteorder="little"):
    """A log (LOG_ENTRY)."""

    time_utc: u32 = field(doc="seconds since 1970-01-01")
    size: u32 = field(doc="bytes")
    id: u16
    num_logs: u16
    last_log_num: u16


class LogRequestData(Frame, byteorder="little"):
    """Asks for a part of a log (LOG_REQUEST_DATA)."""

    ofs: u32
    count: u32
    id: u16
    target_system: u8
    target_component: u8


class LogData(Frame, byteorder="little"):
    """A part of a log (LOG_DATA)."""

    ofs: u32
    id: u16
    count: u8
    data: bytes = data(90)


class LogErase(Frame, byteorder="little"):
    """Deletes all logs (LOG_ERASE)."""

    target_system: u8
    target_component: u8


class LogRequestEnd(Frame, byteorder="little"):
    """Ends a transfer (LOG_REQUEST_END)."""

    target_system: u8
    target_component: u8
