"""IEEE C37.118: synchrophasor messages, sent by phasor measurement units (PMUs) and data concentrators.

Source: IEEE Std C37.118.2-2011, clause 6 (common words, data, configuration 1, 2 and 3, header and command frames). Messages of
version 1 (IEEE Std C37.118-2005) have the same layout, without configuration 3.

The content of a data frame is determined by the preceding configuration 2 or 3 from the same side, which is given to a message
together with the stream that it describes. Data stay bytes if there is no configuration, or if it has more than 255 units or a
unit with more than 255 channels of one kind. The parts of a configuration 3 that is sent in several frames stay bytes.

Numbers that a configuration scales, such as 16-bit phasors, are given as sent, without scaling. Names are ASCII; other bytes are
kept as surrogate escapes.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Session,
    Unknown,
    array,
    bool1,
    checksum,
    choose,
    const,
    data,
    derived,
    f32,
    field,
    given,
    i16,
    i24,
    i32,
    index,
    switch,
    text,
    this,
    u1,
    u2,
    u3,
    u4,
    u8,
    u12,
    u15,
    u16,
    u24,
    u32,
    unknown,
)
from framekit.protocol import Steps


class FrameType(IntEnum):
    """The types of frames (table 2); 6 and 7 are not used yet."""

    DATA = 0
    HEADER = 1
    CONFIGURATION_1 = 2
    CONFIGURATION_2 = 3
    COMMAND = 4
    CONFIGURATION_3 = 5


class TimeQuality(IntEnum):
    """The maximum deviation of the clock from UTC (table 4)."""

    LOCKED = 0x0
    WITHIN_1_NS = 0x1
    WITHIN_10_NS = 0x2
    WITHIN_100_NS = 0x3
    WITHIN_1_US = 0x4
    WITHIN_10_US = 0x5
    WITHIN_100_US = 0x6
    WITHIN_1_MS = 0x7
    WITHIN_10_MS = 0x8
    WITHIN_100_MS = 0x9
    WITHIN_1_S = 0xA
    WITHIN_10_S = 0xB
    FAULT = 0xF


class DataError(IntEnum):
    """Whether the values of a unit can be used (table 7, bits 15 and 14)."""

    GOOD = 0
    PMU_ERROR_NO_INFORMATION = 1
    TEST_MODE = 2
    PMU_ERROR = 3


class PmuTimeQuality(IntEnum):
    """The greatest error of the times of a unit (table 7, bits 8 to 6)."""

    NOT_USED = 0
    UNDER_100_NS = 1
    UNDER_1_US = 2
    UNDER_10_US = 3
    UNDER_100_US = 4
    UNDER_1_MS = 5
    UNDER_10_MS = 6
    OVER_10_MS = 7


class UnlockedTime(IntEnum):
    """For how long the source of time has been lost (table 7, bits 5 and 4)."""

    UNDER_10_S = 0
    UNDER_100_S = 1
    UNDER_1000_S = 2
    OVER_1000_S = 3


class TriggerReason(IntEnum):
    """The reason why the trigger bit is set (table 7, bits 3 to 0); from 8 on users define them."""

    MANUAL = 0
    MAGNITUDE_LOW = 1
    MAGNITUDE_HIGH = 2
    PHASE_ANGLE_DIFFERENCE = 3
    FREQUENCY_HIGH_OR_LOW = 4
    RATE_OF_CHANGE_HIGH = 5
    DIGITAL = 7


class PhasorType(IntEnum):
    """The quantity that a phasor of a configuration 1 or 2 measures (table 9, PHUNIT)."""

    VOLTAGE = 0
    CURRENT = 1


class AnalogType(IntEnum):
    """The kind of an analog value (table 9, ANUNIT); kinds from 65 on are user-defined."""

    POINT_ON_WAVE = 0
    RMS = 1
    PEAK = 2


class NominalFrequency(IntEnum):
    """The nominal frequency of the line (table 9, FNOM)."""

    HZ_60 = 0
    HZ_50 = 1


class PhasorComponent(IntEnum):
    """Which part of the three phases a phasor is (table 11); 3 and 7 are reserved."""

    ZERO_SEQUENCE = 0
    POSITIVE_SEQUENCE = 1
    NEGATIVE_SEQUENCE = 2
    PHASE_A = 4
    PHASE_B = 5
    PHASE_C = 6


class ServiceClass(IntEnum):
    """The class of performance, a letter (table 10, SVC_CLASS)."""

    MEASUREMENT = ord("M")
    PROTECTION = ord("P")


class CommandCode(IntEnum):
    """Commands (table 15); 0x0100 to 0x0FFF are defined by users."""

    TURN_OFF_TRANSMISSION = 1
    TURN_ON_TRANSMISSION = 2
    SEND_HEADER = 3
    SEND_CONFIGURATION_1 = 4
    SEND_CONFIGURATION_2 = 5
    SEND_CONFIGURATION_3 = 6
    EXTENDED_FRAME = 8


class RectangularInteger(Frame):
    """A phasor as two numbers that PHUNIT or PHSCALE scales (table 6)."""

    real: i16
    imaginary: i16


class PolarInteger(Frame):
    """A phasor as a magnitude, which PHUNIT or PHSCALE scales, and an angle (table 6)."""

    magnitude: u16
    angle: i16 = field(doc="in units of 0.0001 radian")


class RectangularFloat(Frame):
    """A phasor in volts or amperes (table 6)."""

    real: f32
    imaginary: f32


class PolarFloat(Frame):
    """A phasor in volts or amperes, and its angle (table 6)."""

    magnitude: f32
    angle: f32 = field(doc="in radians")


class Status(Frame):
    """The flags of a unit's values, STAT (table 7)."""

    data_error: DataError = field(u2, default=DataError.GOOD)
    not_synchronized: bool1 = False
    sorted_by_arrival: bool1 = False
    trigger_detected: bool1 = False
    configuration_change: bool1 = field(default=False, doc="set for a minute before a change takes effect")
    data_modified: bool1 = False
    time_quality: PmuTimeQuality = field(u3, default=PmuTimeQuality.NOT_USED)
    unlocked_time: UnlockedTime = field(u2, default=UnlockedTime.UNDER_10_S)
    trigger_reason: TriggerReason = field(u4, default=TriggerReason.MANUAL)


class PmuData(Frame):
    """The measurements of one unit (table 5)."""

    layout: int = given(check=range(1 << 32), doc="from the lowest byte: bits of FORMAT, PHNMR, ANNMR, DGNMR")
    status: Status
    phasors: list[RectangularInteger] | list[PolarInteger] | list[RectangularFloat] | list[PolarFloat] = switch(
        this.layout & 3,
        {
            0: array(RectangularInteger, count=this.layout >> 8 & 0xFF),
            1: array(PolarInteger, count=this.layout >> 8 & 0xFF),
            2: array(RectangularFloat, count=this.layout >> 8 & 0xFF),
            3: array(PolarFloat, count=this.layout >> 8 & 0xFF),
        },
    )
    frequency: float | int = switch(this.layout & 8, {0: i16, 8: f32})
    """A 16-bit number is the deviation from the nominal frequency in mHz; a float is the frequency in Hz."""
    rate_of_change: float | int = switch(this.layout & 8, {0: i16, 8: f32})
    """Rate of change of the frequency: a 16-bit number in 0.01 Hz/s, or a float in Hz/s."""
    analogs: list[int] | list[float] = switch(
        this.layout & 4, {0: array(i16, count=this.layout >> 16 & 0xFF), 4: array(f32, count=this.layout >> 16 & 0xFF)}
    )
    digitals: list[int] = array(u16, count=this.layout >> 24)


class Data(Frame):
    """A data frame (6.3): the measurements of each unit, as a configuration has announced them."""

    pmu_count: int = given(default=0, check=range(256), doc="0 if there is no configuration")
    layouts: int = given(default=0, check=this >= 0, doc="the layout of each unit in 32 bits, the first lowest")
    measurements: list[PmuData] | bytes = switch(
        this.pmu_count,
        {0: data()},
        otherwise=array(PmuData.given(layout=this.layouts >> (index * 32) & 0xFFFFFFFF), count=this.pmu_count),
    )


class Header(Frame):
    """A header frame (6.6): human-readable text about the unit."""

    text: str = text(encoding="ascii", errors="surrogateescape")


class TimeBase(Frame):
    """The divisor of fractions of a second, TIME_BASE (table 9)."""

    flags: u8 = 0
    divider: u24


class Format(Frame):
    """How the numbers of data frames are written, FORMAT (table 9)."""

    reserved: u12 = 0
    frequency_is_float: bool1 = False
    analogs_are_float: bool1 = False
    phasors_are_float: bool1 = False
    phasors_are_polar: bool1 = False


class PhasorUnit(Frame):
    """The scale of a phasor, PHUNIT (table 9)."""

    type: PhasorType = field(u8)
    scale: u24 = field(doc="in units of 0.00001 V or A")


class AnalogUnit(Frame):
    """The kind and the scale of an analog value, ANUNIT (table 9)."""

    type: AnalogType = field(u8)
    scale: i24 = field(doc="as the user defines it")


class DigitalUnit(Frame):
    """The masks of a digital status word, DIGUNIT (table 9)."""

    normal_state: u16
    valid_bits: u16


class PmuConfiguration(Frame):
    """The data of one unit, described in a configuration 1 or 2 (table 8)."""

    station_name: str = text(16, encoding="ascii", errors="surrogateescape", pad=" ")
    id_code: u16 = field(doc="of the source of the data")
    format: Format
    phasor_count: int = derived(u16)
    analog_count: int = derived(u16)
    digital_count: int = derived(u16)
    phasor_names: list[str] = array(text(16, encoding="ascii", errors="surrogateescape", pad=" "), count=this.phasor_count)
    analog_names: list[str] = array(text(16, encoding="ascii", errors="surrogateescape", pad=" "), count=this.analog_count)
    digital_names: list[str] = array(text(16, encoding="ascii", errors="surrogateescape", pad=" "), count=this.digital_count * 16)
    """A name for each bit of each word, the lowest bit first."""
    phasor_units: list[PhasorUnit] = array(PhasorUnit, count=this.phasor_count)
    analog_units: list[AnalogUnit] = array(AnalogUnit, count=this.analog_count)
    digital_units: list[DigitalUnit] = array(DigitalUnit, count=this.digital_count)
    reserved: u15 = 0
    nominal_frequency: NominalFrequency = field(u1)
    configuration_count: u16 = field(doc="the number of configuration changes")


class Configuration1(Frame):
    """The data that the sender can send (6.4)."""

    time_base: TimeBase
    pmus: list[PmuConfiguration] = array(PmuConfiguration, prefix=u16)
    data_rate: i16 = field(doc="frames per second, or if negative, seconds between frames")


class Configuration2(Configuration1):
    """The content of the sender's data frames (6.4)."""


class PhasorScale(Frame):
    """The kind and the scale of a phasor, PHSCALE (table 11)."""

    other_modification: bool1 = False
    reserved: u4 = 0
    pseudo_phasor: bool1 = False
    rotated: bool1 = False
    angle_calibrated: bool1 = False
    magnitude_calibrated: bool1 = False
    filtered: bool1 = False
    down_sampled_by_other_filter: bool1 = False
    down_sampled_by_fir_filter: bool1 = False
    down_sampled_by_reselection: bool1 = False
    up_sampled_by_extrapolation: bool1 = False
    up_sampled_by_interpolation: bool1 = False
    reserved_flag: u1 = 0
    reserved_type: u4 = 0
    type: PhasorType = field(u1)
    component: PhasorComponent = field(u3)
    user_defined: u8 = 0
    scale: f32
    angle_offset: f32 = field(doc="in radians")


class AnalogScale(Frame):
    """The scale of an analog value, ANSCALE (table 10): value = scale * number + offset."""

    scale: f32
    offset: f32


class PmuConfiguration3(Frame):
    """The data of one unit, described in a configuration 3 (table 10)."""

    station_name: str = text(prefix=u8)
    id_code: u16 = field(doc="of the source of the data")
    global_pmu_id: bytes = data(16)
    format: Format
    phasor_count: int = derived(u16)
    analog_count: int = derived(u16)
    digital_count: int = derived(u16)
    phasor_names: list[str] = array(text(prefix=u8), count=this.phasor_count)
    analog_names: list[str] = array(text(prefix=u8), count=this.analog_count)
    digital_names: list[str] = array(text(prefix=u8), count=this.digital_count * 16)
    """A name for each bit of each word, the lowest bit first."""
    phasor_scales: list[PhasorScale] = array(PhasorScale, count=this.phasor_count)
    analog_scales: list[AnalogScale] = array(AnalogScale, count=this.analog_count)
    digital_units: list[DigitalUnit] = array(DigitalUnit, count=this.digital_count)
    latitude: f32 = field(doc="degrees north (WGS 84); infinity if unknown")
    longitude: f32 = field(doc="degrees east (WGS 84); infinity if unknown")
    elevation: f32 = field(doc="in metres; infinity if unknown")
    service_class: ServiceClass = field(u8)
    window: i32 = field(doc="the length of the measurement window, in microseconds")
    group_delay: i32 = field(doc="in microseconds")
    reserved: u15 = 0
    nominal_frequency: NominalFrequency = field(u1)
    configuration_count: u16 = field(doc="the number of configuration changes")


class WholeConfiguration3(Frame):
    """The content of a configuration 3 that is sent in one frame."""

    time_base: TimeBase
    pmus: list[PmuConfiguration3] = array(PmuConfiguration3, prefix=u16)
    data_rate: i16 = field(doc="frames per second, or if negative, seconds between frames")


class Configuration3(Frame):
    """The content of the sender's data frames, with more details (6.5)."""

    continuation_index: u16 = field(default=0, doc="0: a single frame; 1, 2 and so on: parts; 65535: the last part")
    content: WholeConfiguration3 | bytes = switch(this.continuation_index, {0: WholeConfiguration3}, otherwise=data())


class Command(Frame):
    """A command frame (6.7)."""

    command: CommandCode = field(u16)
    extension: bytes = data(default=b"")
    """Data that users define, after an EXTENDED_FRAME."""


class Message(Frame, size=this.frame_size):
    """A frame of any type (6.2); the type is derived from the body."""

    configured_stream: int = given(default=0, check=range(1 << 16), doc="the stream of the preceding configuration")
    pmu_count: int = given(default=0, check=range(256), doc="the number of units; 0 without a configuration")
    layouts: int = given(default=0, check=this >= 0, doc="the result of `layouts_of`")
    _sync: int = const(0xAA, u8)
    reserved: u1 = 0
    type: FrameType = derived(u3)
    version: u4 = field(default=2, doc="1: IEEE Std C37.118-2005; 2: IEEE Std C37.118.2-2011")
    frame_size: int = derived(u16, check=this >= 16)
    id_code: u16 = field(doc="of the stream")
    second_of_century: u32 = field(doc="seconds since 1970, in UTC and without leap seconds")
    reserved_quality: u1 = 0
    leap_second_is_deleted: bool1 = False
    leap_second_occurred: bool1 = False
    leap_second_pending: bool1 = False
    time_quality: TimeQuality = field(u4, default=TimeQuality.LOCKED)
    fraction_of_second: u24 = field(doc="in units of one second divided by TIME_BASE")
    body: Data | Header | Configuration1 | Configuration2 | Command | Configuration3 | Unknown = switch(
        this.type,
        {
            FrameType.DATA: Data.given(
                pmu_count=choose(this.id_code == this.configured_stream, this.pmu_count, 0), layouts=this.layouts
            ),
            FrameType.HEADER: Header,
            FrameType.CONFIGURATION_1: Configuration1,
            FrameType.CONFIGURATION_2: Configuration2,
            FrameType.COMMAND: Command,
            FrameType.CONFIGURATION_3: Configuration3,
        },
        otherwise=unknown(),
    )
    crc: int = checksum(u16, "crc-16/ibm-3740")


def layouts_of(pmus: list[PmuConfiguration] | list[PmuConfiguration3]) -> int | None:
    """The layouts of units, each in 32 bits, the first lowest; None if one of them has more than 255 channels of one kind."""
    layouts = b""
    for pmu in pmus:
        form = pmu.format
        flags = form.frequency_is_float << 3 | form.analogs_are_float << 2 | form.phasors_are_float << 1 | form.phasors_are_polar
        counts = (pmu.phasor_count, pmu.analog_count, pmu.digital_count)
        if max(counts) > 255:
            return None
        layouts += bytes((flags, *counts))
    return int.from_bytes(layouts, "little")


def given_after(message: Message) -> dict[str, int] | None:
    """The values given to messages after one with a configuration 2 or 3; None for other messages."""
    content = message.body.content if isinstance(message.body, Configuration3) else message.body
    if not isinstance(content, Configuration2 | WholeConfiguration3):
        return None
    layouts = layouts_of(content.pmus)
    if layouts is None or len(content.pmus) > 255:
        return {}
    return {"configured_stream": message.id_code, "pmu_count": len(content.pmus), "layouts": layouts}


def _messages(_: Session) -> Steps:
    """Messages of one side. Those after a configuration are read with it."""
    known: dict[str, int] = {}
    expected: type[Message] = Message
    while True:
        found = given_after((yield expected))
        if found is not None and found != known:
            known = found
            expected = Message.given(**found) if found else Message


PROTOCOL = Protocol(
    "c37118", title="IEEE C37.118 synchrophasors", source="IEEE Std C37.118.2-2011", ports={"tcp": [4712], "udp": [4713]},
    client=_messages,
)  # fmt: skip
