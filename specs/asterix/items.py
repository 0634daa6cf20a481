"""Data items of category 048, each by its number in EUROCONTROL-SPEC-0149-4."""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    array,
    bool1,
    data,
    derived,
    field,
    fspec,
    i8,
    i10,
    i14,
    i16,
    mapped,
    optional,
    pad,
    scaled,
    this,
    u1,
    u2,
    u3,
    u4,
    u5,
    u7,
    u8,
    u12,
    u14,
    u16,
    u26,
)


class Detection(IntEnum):
    """How a target was detected (I048/020, TYP)."""

    NONE = 0
    SINGLE_PSR = 1
    SINGLE_SSR = 2
    SSR_AND_PSR = 3
    SINGLE_MODE_S_ALL_CALL = 4
    SINGLE_MODE_S_ROLL_CALL = 5
    MODE_S_ALL_CALL_AND_PSR = 6
    MODE_S_ROLL_CALL_AND_PSR = 7


class MilitaryReply(IntEnum):
    """Result of an interrogation in mode 4 (I048/020, FOE/FRI)."""

    NO_INTERROGATION = 0
    FRIENDLY = 1
    UNKNOWN = 2
    NO_REPLY = 3


class ConditionCode(IntEnum):
    """Warnings, errors and classes of targets (I048/030)."""

    MULTIPATH_REPLY = 1
    SIDELOBE = 2
    SPLIT_PLOT = 3
    SECOND_TIME_AROUND = 4
    ANGEL = 5
    TERRESTRIAL_VEHICLE = 6
    FIXED_PSR_PLOT = 7
    SLOW_PSR_TARGET = 8
    LOW_QUALITY_PSR_PLOT = 9
    PHANTOM_SSR_PLOT = 10
    NON_MATCHING_MODE_3A = 11
    ABNORMAL_ALTITUDE = 12
    TARGET_IN_CLUTTER = 13
    MAXIMUM_DOPPLER_IN_ZERO_FILTER = 14
    TRANSPONDER_ANOMALY = 15
    DUPLICATED_OR_ILLEGAL_ADDRESS = 16
    MODE_S_ERROR_CORRECTED = 17
    UNDECODABLE_ALTITUDE = 18
    BIRDS = 19
    FLOCK_OF_BIRDS = 20
    MODE_1_PRESENT = 21
    MODE_2_PRESENT = 22
    WIND_TURBINE = 23
    HELICOPTER = 24
    MAXIMUM_INTERROGATIONS_FOR_SURVEILLANCE = 25
    MAXIMUM_INTERROGATIONS_FOR_BDS = 26
    BDS_OVERLAY_INCOHERENCE = 27
    POTENTIAL_BDS_SWAP = 28
    TRACK_UPDATE_IN_ZENITHAL_GAP = 29
    MODE_S_TRACK_REACQUIRED = 30
    DUPLICATED_MODE_5_PAIR = 31
    WRONG_REPLY_FORMAT = 32
    ANOMALY_OF_MODE_A_C_ALL_CALL = 33
    ANOMALY_OF_SI_CAPABILITY = 34
    POTENTIAL_IC_CONFLICT = 35
    NO_IC_CONFLICT_DETECTED = 36
    DUPLICATE_MODE_5_PIN = 37


class SensorType(IntEnum):
    """Which sensors maintain a track (I048/170, RAD)."""

    COMBINED = 0
    PSR = 1
    SSR_OR_MODE_S = 2
    INVALID = 3


class VerticalMovement(IntEnum):
    """Whether a target climbs (I048/170, CDM)."""

    MAINTAINING = 0
    CLIMBING = 1
    DESCENDING = 2
    UNKNOWN = 3


class CommunicationsCapability(IntEnum):
    """Capabilities of a transponder (I048/230, COM)."""

    NONE = 0
    COMM_A_AND_B = 1
    UPLINK_ELM = 2
    UPLINK_AND_DOWNLINK_ELM = 3
    LEVEL_5 = 4


class FlightStatus(IntEnum):
    """Flight status that a transponder reports (I048/230, STAT)."""

    AIRBORNE = 0
    ON_GROUND = 1
    ALERT_AIRBORNE = 2
    ALERT_ON_GROUND = 3
    ALERT_AND_SPI = 4
    SPI = 5
    UNKNOWN = 7


class DataSource(Frame):
    """The radar station that the data are from (I048/010)."""

    area_code: u8 = field(doc="SAC, system area code")
    identification_code: u8 = field(doc="SIC, system identification code")


class Descriptor5(Frame):
    """The fifth extension of a descriptor: monitoring of interrogations and replies."""

    capability_known: bool1 = False
    capability: bool1 = False
    active_known: bool1 = False
    active: bool1 = False
    _: None = pad(bits=4, strict=True)


class Descriptor4(Frame):
    """The fourth extension of a descriptor: phase overlay and basic dataflash."""

    overlay_active_known: bool1 = False
    overlay_active: bool1 = False
    dataflash_capability_known: bool1 = False
    dataflash_capability: bool1 = False
    dataflash_active_known: bool1 = False
    dataflash_active: bool1 = False
    reserved: u1 = 0
    is_extended: bool = derived(u1)
    extension: Descriptor5 | None = optional(when=this.is_extended, default=None)


class Descriptor3(Frame):
    """The third extension of a descriptor: capabilities of the transponder."""

    acas_version_known: bool1 = False
    acas_version: u4 = 0
    overlay_capability_known: bool1 = False
    overlay_capability: bool1 = False
    is_extended: bool = derived(u1)
    extension: Descriptor4 | None = optional(when=this.is_extended, default=None)


class Descriptor2(Frame):
    """The second extension of a descriptor: information from outside."""

    adsb_known: bool1 = False
    adsb: bool1 = False
    cluster_network_known: bool1 = False
    cluster_network: bool1 = False
    passive_acquisition_known: bool1 = False
    passive_acquisition: bool1 = False
    reserved: u1 = 0
    is_extended: bool = derived(u1)
    extension: Descriptor3 | None = optional(when=this.is_extended, default=None)


class Descriptor1(Frame):
    """The first extension of a descriptor."""

    test: bool1 = False
    extended_range: bool1 = False
    x_pulse: bool1 = False
    military_emergency: bool1 = False
    military_identification: bool1 = False
    military_reply: MilitaryReply = field(u2, default=MilitaryReply.NO_INTERROGATION)
    is_extended: bool = derived(u1)
    extension: Descriptor2 | None = optional(when=this.is_extended, default=None)


class TargetReportDescriptor(Frame):
    """The kind of a report (I048/020)."""

    type: Detection = field(u3)
    simulated: bool1 = False
    second_chain: bool1 = field(default=False, doc="the report is from chain 2 of the radar data processor")
    special_position: bool1 = False
    field_monitor: bool1 = field(default=False, doc="a fixed transponder, not that of an aircraft")
    is_extended: bool = derived(u1)
    extension: Descriptor1 | None = optional(when=this.is_extended, default=None)


class Condition(Frame):
    """A warning, an error or a class of the target (I048/030)."""

    code: ConditionCode = field(u7)
    is_followed: bool1 = field(default=False, doc="another one follows")


class PolarPosition(Frame):
    """The position of the target as measured by the radar (I048/040)."""

    range: float = scaled(u16, 1 / 256, doc="in nautical miles")
    azimuth: float = scaled(u16, 360 / 65536, doc="in degrees")


class CartesianPosition(Frame):
    """The calculated position of the target (I048/042)."""

    x: float = scaled(i16, 1 / 128, doc="in nautical miles")
    y: float = scaled(i16, 1 / 128, doc="in nautical miles")


class ModeCode(Frame):
    """The reply to an interrogation in mode 2 or 3/A (I048/050 and I048/070)."""

    not_validated: bool1 = False
    garbled: bool1 = False
    not_from_reply: bool1 = field(default=False, doc="smoothed by a tracker, or not extracted during the last scan")
    reserved: u1 = 0
    code: u12 = field(base=8)


class Mode1Code(Frame):
    """The reply to an interrogation in mode 1 (I048/055)."""

    not_validated: bool1 = False
    garbled: bool1 = False
    smoothed: bool1 = False
    code: u5 = field(base=8)


class CodeConfidence(Frame):
    """Pulses of low quality in a reply, from A4 to D1 (I048/060 and I048/080)."""

    reserved: u4 = 0
    low_quality: u12 = field(base=2, doc="a bit each for A4 A2 A1 B4 B2 B1 C4 C2 C1 D4 D2 D1")


class Mode1Confidence(Frame):
    """Pulses of low quality in a reply in mode 1 (I048/065)."""

    reserved: u3 = 0
    low_quality: u5 = field(base=2, doc="a bit each for A4 A2 A1 B2 B1")


class FlightLevel(Frame):
    """The height that the target reports (I048/090)."""

    not_validated: bool1 = False
    garbled: bool1 = False
    level: float = scaled(i14, 0.25, doc="in flight levels, of 100 ft")


class ModeCCode(Frame):
    """The height in Gray code, with the quality of its pulses (I048/100)."""

    not_validated: bool1 = False
    garbled: bool1 = False
    reserved: u2 = 0
    code: u12 = field(base=2)
    reserved_confidence: u4 = 0
    low_quality: u12 = field(base=2, doc="a bit each for C1 A1 C2 A2 C4 A4 B1 D1 B2 D2 B4 D4")


class Height(Frame):
    """The height that a radar has measured (I048/110)."""

    reserved: u2 = 0
    height: float = scaled(i14, 25, doc="in feet above mean sea level")


class CalculatedDoppler(Frame):
    """A radial speed, as calculated (I048/120, subfield 1)."""

    doubtful: bool1 = False
    reserved: u5 = 0
    speed: i10 = field(doc="in metres per second")


class RawDoppler(Frame):
    """A radial speed, as measured (I048/120, subfield 2)."""

    speed: u16 = field(doc="in metres per second")
    ambiguity_range: u16 = field(doc="in metres per second")
    frequency: u16 = field(doc="of the transmitter, in MHz")


class RadialDopplerSpeed(Frame):
    """Radial speeds (I048/120)."""

    items: int = derived(fspec)
    calculated: CalculatedDoppler | None = optional(when=this.items & 1, default=None)
    raw: list[RawDoppler] | None = optional(array(RawDoppler, prefix=u8), when=this.items >> 1 & 1, default=None)


class PlotCharacteristics(Frame):
    """Quality of a plot (I048/130)."""

    items: int = derived(fspec)
    ssr_runlength: float | None = optional(scaled(u8, 360 / 8192, doc="in degrees"), when=this.items & 1, default=None)
    ssr_replies: int | None = optional(u8, when=this.items >> 1 & 1, default=None)
    ssr_amplitude: int | None = optional(field(i8, doc="in dBm"), when=this.items >> 2 & 1, default=None)
    psr_runlength: float | None = optional(scaled(u8, 360 / 8192, doc="in degrees"), when=this.items >> 3 & 1, default=None)
    psr_amplitude: int | None = optional(field(i8, doc="in dBm"), when=this.items >> 4 & 1, default=None)
    range_difference: float | None = optional(
        scaled(i8, 1 / 256, doc="PSR - SSR, in nautical miles"), when=this.items >> 5 & 1, default=None
    )
    azimuth_difference: float | None = optional(
        scaled(i8, 360 / 16384, doc="PSR - SSR, in degrees"), when=this.items >> 6 & 1, default=None
    )


class TrackNumber(Frame):
    """The number of a track of the station (I048/161)."""

    reserved: u4 = 0
    number: u12


class TrackStatusExtension(Frame):
    """The first extension of a track's status."""

    end_of_track: bool1 = False
    ghost: bool1 = False
    from_neighbours: bool1 = False
    slant_range_corrected: bool1 = False
    _: None = pad(bits=4, strict=True)


class TrackStatus(Frame):
    """The status of a track (I048/170)."""

    tentative: bool1 = False
    sensor: SensorType = field(u2)
    doubtful_association: bool1 = False
    manoeuvre: bool1 = False
    vertical: VerticalMovement = field(u2)
    is_extended: bool = derived(u1)
    extension: TrackStatusExtension | None = optional(when=this.is_extended, default=None)


class TrackVelocity(Frame):
    """The speed and the heading of a track (I048/200)."""

    ground_speed: float = scaled(u16, 1 / 16384, doc="in nautical miles per second")
    heading: float = scaled(u16, 360 / 65536, doc="in degrees")


class TrackQuality(Frame):
    """Standard deviations of a track (I048/210)."""

    sigma_x: float = scaled(u8, 1 / 128, doc="in nautical miles")
    sigma_y: float = scaled(u8, 1 / 128, doc="in nautical miles")
    sigma_speed: float = scaled(u8, 1 / 16384, doc="in nautical miles per second")
    sigma_heading: float = scaled(u8, 360 / 4096, doc="in degrees")


class Capability(Frame):
    """The capabilities of a transponder, and the status of the flight (I048/230)."""

    communications: CommunicationsCapability = field(u3)
    status: FlightStatus = field(u3)
    ii_code_capable: bool1 = field(default=False, doc="not capable of SI codes")
    reserved: u1 = 0
    specific_services: bool1 = False
    resolution_25_ft: bool1 = False
    aircraft_identification: bool1 = False
    bds_1_0_bit_16: bool1 = False
    bds_1_0_bits_37_to_40: u4 = 0


class BdsRegister(Frame):
    """A register of a transponder (I048/250)."""

    content: bytes = data(7, strip=False)
    address_1: u4
    address_2: u4


class ResolutionAdvisory(Frame):
    """The advice of ACAS (I048/260); the bits are those of register 3,0."""

    message_type: u5
    message_subtype: u3
    advisory: u14 = field(base=2)
    complement: u4 = field(base=2)
    terminated: bool1 = False
    multiple_threats: bool1 = False
    threat_type: u2
    threat_identity: u26


def _characters(packed: bytes) -> str:
    """Eight characters of six bits, which are the lower bits of IA-5."""
    codes = [int.from_bytes(packed, "big") >> shift & 0x3F for shift in range(42, -1, -6)]
    return "".join(chr(code + 0x40 if code < 0x20 else code) for code in codes)


def _sixes(text: str) -> bytes:
    """The inverse."""
    if len(text) != 8 or not all(" " <= each <= "_" for each in text):
        raise ValueError(f"{text!r}: expected eight characters from space to underscore")
    return sum((ord(each) & 0x3F) << shift for each, shift in zip(text, range(42, -1, -6), strict=True)).to_bytes(6, "big")


class AircraftIdentification(Frame):
    """The call sign of the flight, padded with spaces (I048/240)."""

    characters: str = mapped(data(6, strip=False), unpack=_characters, pack=_sixes, values=["DLH65A  ", "@[]^_ 09", "ABCDEFGH"])
