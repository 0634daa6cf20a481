"""Information elements: the parts of ASDU objects (IEC 60870-5-101, 7.2.6), lowest bit first."""

from __future__ import annotations

from framekit import Frame, bool1, data, f32, field, fixed_point, i7, i16, i32, u1, u2, u3, u4, u5, u6, u7, u8, u16, u24, u32
from framekit.specs.iec104 import codes


class Element(Frame, byteorder="little", bitorder="lsb"):
    """An information element."""


class Cp24Time(Element):
    """A time within an hour, CP24Time2a (7.2.6.19)."""

    milliseconds: u16 = field(doc="of the minute, 0 to 59999")
    minute: u6
    substituted: bool1 = False
    invalid: bool1 = False


class Cp56Time(Element):
    """A time, CP56Time2a (7.2.6.18)."""

    milliseconds: u16 = field(doc="of the minute, 0 to 59999")
    minute: u6
    substituted: bool1 = False
    invalid: bool1 = False
    hour: u5
    reserved_hour: u2 = 0
    summer_time: bool1 = False
    day: u5 = field(doc="of the month, 1 to 31")
    day_of_week: u3 = field(default=0, doc="1: Monday; 0: not used")
    month: u4
    reserved_month: u4 = 0
    year: u7 = field(doc="of the century")
    reserved_year: u1 = 0


class Quality(Element):
    """Quality of a value, QDS (7.2.6.3)."""

    overflow: bool1 = False
    reserved: u3 = 0
    blocked: bool1 = False
    substituted: bool1 = False
    not_topical: bool1 = False
    invalid: bool1 = False


class ProtectionQuality(Element):
    """How good an event of protection equipment is, QDP (7.2.6.4)."""

    reserved: u3 = 0
    elapsed_time_invalid: bool1 = False
    blocked: bool1 = False
    substituted: bool1 = False
    not_topical: bool1 = False
    invalid: bool1 = False


class SetPointQualifier(Element):
    """Qualifier of a set-point, QOS (7.2.6.39)."""

    qualifier: u7 = 0
    select: bool1 = False


class ParameterQualifier(Element):
    """The kind of parameter of a measured value, QPM (7.2.6.24)."""

    kind: codes.ParameterKind = field(u6)
    local_change: bool1 = False
    not_in_operation: bool1 = False


class SinglePointInformation(Element):
    """On or off, SIQ (7.2.6.1)."""

    on: bool1
    reserved: u3 = 0
    blocked: bool1 = False
    substituted: bool1 = False
    not_topical: bool1 = False
    invalid: bool1 = False


class DoublePointInformation(Element):
    """On, off, or neither, DIQ (7.2.6.2)."""

    state: codes.DoublePoint = field(u2)
    reserved: u2 = 0
    blocked: bool1 = False
    substituted: bool1 = False
    not_topical: bool1 = False
    invalid: bool1 = False


class StepPosition(Element):
    """A position, such as that of a transformer's tap, VTI (7.2.6.5)."""

    value: i7
    transient: bool1 = False
    quality: Quality


class Bitstring(Element):
    """Thirty-two bits, BSI (7.2.6.13)."""

    bits: u32
    quality: Quality


class NormalizedValue(Element):
    """A measured value of -1 to 1 - 2**-15, NVA (7.2.6.6)."""

    value: float = fixed_point(i16, 15)
    quality: Quality


class ScaledValue(Element):
    """A measured value, SVA (7.2.6.7)."""

    value: i16
    quality: Quality


class ShortFloat(Element):
    """A measured value, R32 (7.2.6.8)."""

    value: f32
    quality: Quality


class IntegratedTotal(Element):
    """The reading of a counter, BCR (7.2.6.9)."""

    counter: i32
    sequence_number: u5 = 0
    carry: bool1 = False
    adjusted: bool1 = False
    invalid: bool1 = False


class ProtectionEvent(Element):
    """An event of protection equipment, SEP (7.2.6.10), and how long it has lasted."""

    state: codes.DoublePoint = field(u2)
    reserved: u1 = 0
    elapsed_time_invalid: bool1 = False
    blocked: bool1 = False
    substituted: bool1 = False
    not_topical: bool1 = False
    invalid: bool1 = False
    elapsed: u16 = field(doc="in milliseconds")


class StartEvents(Element):
    """Start events of protection equipment, SPE (7.2.6.11)."""

    general: bool1 = False
    phase_1: bool1 = False
    phase_2: bool1 = False
    phase_3: bool1 = False
    earth_current: bool1 = False
    reverse_direction: bool1 = False
    reserved: u2 = 0
    quality: ProtectionQuality
    duration: u16 = field(doc="of the relay, in milliseconds")


class OutputCircuits(Element):
    """Commands of protection equipment to output circuits, OCI (7.2.6.12)."""

    general: bool1 = False
    phase_1: bool1 = False
    phase_2: bool1 = False
    phase_3: bool1 = False
    reserved: u4 = 0
    quality: ProtectionQuality
    operating_time: u16 = field(doc="of the relay, in milliseconds")


class StatusAndChange(Element):
    """Sixteen points with flags for those that have changed, SCD (7.2.6.40)."""

    status: u16
    changed: u16
    quality: Quality


class NormalizedValueOnly(Element):
    """A normalized value without a quality."""

    value: float = fixed_point(i16, 15)


class SingleCommand(Element):
    """SCO (7.2.6.15)."""

    on: bool1
    reserved: u1 = 0
    qualifier: codes.CommandQualifier = field(u5, default=codes.CommandQualifier.NONE)
    select: bool1 = False


class DoubleCommand(Element):
    """DCO (7.2.6.16)."""

    state: codes.DoubleCommandState = field(u2)
    qualifier: codes.CommandQualifier = field(u5, default=codes.CommandQualifier.NONE)
    select: bool1 = False


class StepCommand(Element):
    """RCO (7.2.6.17)."""

    state: codes.StepCommandState = field(u2)
    qualifier: codes.CommandQualifier = field(u5, default=codes.CommandQualifier.NONE)
    select: bool1 = False


class NormalizedSetPoint(Element):
    """A set-point of -1 to 1 - 2**-15."""

    value: float = fixed_point(i16, 15)
    qualifier: SetPointQualifier


class ScaledSetPoint(Element):
    """A scaled set-point."""

    value: i16
    qualifier: SetPointQualifier


class FloatSetPoint(Element):
    """A set-point in floating point."""

    value: f32
    qualifier: SetPointQualifier


class BitstringCommand(Element):
    """Thirty-two bits to output."""

    bits: u32


class EndOfInitialization(Element):
    """A station has initialized, COI (7.2.6.21)."""

    cause: codes.CauseOfInitialization = field(u7)
    parameters_changed: bool1 = False


class InterrogationCommand(Element):
    """QOI (7.2.6.22)."""

    qualifier: codes.Interrogation = field(u8)


class CounterInterrogation(Element):
    """QCC (7.2.6.23)."""

    request: codes.CounterRequest = field(u6)
    freeze: codes.Freeze = field(u2, default=codes.Freeze.READ)


class ReadCommand(Element):
    """A read command, which has an address only."""


class ClockSynchronization(Element):
    """Sets a clock."""

    time: Cp56Time


class FixedTestPattern(Element):
    """A fixed pattern that comes back, FBP (7.2.6.14)."""

    pattern: u16 = 0x55AA


class CountedTest(Element):
    """A counter that comes back (IEC 60870-5-104, clause 8)."""

    counter: u16


class Reset(Element):
    """QRP (7.2.6.27)."""

    qualifier: codes.ResetProcess = field(u8)


class DelayAcquisition(Element):
    """How long transmission takes, CP16Time2a (7.2.6.20)."""

    delay: u16 = field(doc="in milliseconds")


class NormalizedParameter(Element):
    """A parameter of a normalized value."""

    value: float = fixed_point(i16, 15)
    qualifier: ParameterQualifier


class ScaledParameter(Element):
    """A parameter of a scaled value."""

    value: i16
    qualifier: ParameterQualifier


class FloatParameter(Element):
    """A parameter of a value in floating point."""

    value: f32
    qualifier: ParameterQualifier


class ActivateParameter(Element):
    """QPA (7.2.6.25)."""

    qualifier: codes.ParameterActivation = field(u8)


class FileReady(Element):
    """A file can be sent (7.2.6.28)."""

    name: u16
    length: u24
    qualifier: u7 = 0
    negative: bool1 = False


class SectionReady(Element):
    """A section of a file can be sent (7.2.6.29)."""

    name: u16
    section: u8
    length: u24
    qualifier: u7 = 0
    not_ready: bool1 = False


class CallFile(Element):
    """A directory, a file or a section is called or selected (7.2.6.30)."""

    name: u16
    section: u8
    request: codes.SelectAndCall = field(u4)
    fault: codes.FileFault = field(u4, default=codes.FileFault.DEFAULT)


class LastSection(Element):
    """A section or a file has ended (7.2.6.31)."""

    name: u16
    section: u8
    qualifier: codes.LastPart = field(u8)
    checksum: u8 = field(doc="the sum of the bytes that have been sent, modulo 256")


class AcknowledgeFile(Element):
    """A file or a section is acknowledged (7.2.6.32)."""

    name: u16
    section: u8
    acknowledgement: codes.FileAcknowledgement = field(u4)
    fault: codes.FileFault = field(u4, default=codes.FileFault.DEFAULT)


class Segment(Element):
    """A part of a section (7.2.6.36)."""

    name: u16
    section: u8
    content: bytes = data(prefix=u8)


class DirectoryEntry(Element):
    """A file, SOF (7.2.6.38)."""

    name: u16
    length: u24
    status: u5 = 0
    last_of_directory: bool1 = False
    is_directory: bool1 = False
    transfer_active: bool1 = False


class QueryLog(Element):
    """Asks for a part of an archive (IEC 60870-5-104, F_SC_NB_1)."""

    name: u16
    start: Cp56Time
    stop: Cp56Time
