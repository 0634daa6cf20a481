"""NAV: navigation results: position, velocity, time, and the satellites used.

Source: u-blox 8 / u-blox M8 Receiver Description, UBX-13003221; u-blox F9 HPG 1.32 Interface Description, UBX-22008968.
"""

from __future__ import annotations

from framekit import (
    Frame,
    Unknown,
    array,
    bool1,
    bool8,
    data,
    derived,
    f32,
    field,
    i8,
    i16,
    i32,
    optional,
    switch,
    this,
    u1,
    u2,
    u3,
    u4,
    u5,
    u6,
    u7,
    u8,
    u11,
    u16,
    u22,
    u32,
    unknown,
)
from framekit.specs.ubx.codes import CarrierSolution, FixType


class NavPosecef(Frame, byteorder="little", bitorder="lsb"):
    """Position in Cartesian coordinates (earth-centred, earth-fixed) (UBX-NAV-POSECEF)."""

    time_of_week: u32 = field(doc="ms")
    x: i32 = field(doc="cm")
    y: i32 = field(doc="cm")
    z: i32 = field(doc="cm")
    position_accuracy: u32 = field(doc="cm")


class NavPosllh(Frame, byteorder="little", bitorder="lsb"):
    """Position in geodetic coordinates (UBX-NAV-POSLLH)."""

    time_of_week: u32 = field(doc="ms")
    longitude: i32 = field(doc="1e-7 degrees")
    latitude: i32 = field(doc="1e-7 degrees")
    height: i32 = field(doc="mm above the ellipsoid")
    height_above_sea_level: i32 = field(doc="mm")
    horizontal_accuracy: u32 = field(doc="mm")
    vertical_accuracy: u32 = field(doc="mm")


class NavStatus(Frame, byteorder="little", bitorder="lsb"):
    """Whether there is a fix, and since when (UBX-NAV-STATUS)."""

    time_of_week: u32 = field(doc="ms")
    fix_type: FixType = field(u8)
    is_fix_ok: bool1 = False
    is_differential: bool1 = False
    is_week_number_valid: bool1 = False
    is_time_of_week_valid: bool1 = False
    reserved_1: u4 = 0
    has_differential_corrections: bool1 = False
    is_carrier_solution_valid: bool1 = False
    reserved_2: u4 = 0
    map_matching: u2
    power_save_state: u2
    reserved_3: u1 = 0
    spoofing_state: u2
    reserved_4: u1 = 0
    carrier_solution: CarrierSolution = field(u2)
    time_to_first_fix: u32 = field(doc="ms")
    since_startup: u32 = field(doc="ms")


class NavDop(Frame, byteorder="little", bitorder="lsb"):
    """Dilution of precision (UBX-NAV-DOP)."""

    time_of_week: u32 = field(doc="ms")
    geometric: u16 = field(doc="0.01")
    position: u16 = field(doc="0.01")
    time: u16 = field(doc="0.01")
    vertical: u16 = field(doc="0.01")
    horizontal: u16 = field(doc="0.01")
    northing: u16 = field(doc="0.01")
    easting: u16 = field(doc="0.01")


class NavAtt(Frame, byteorder="little", bitorder="lsb"):
    """Attitude of the vehicle (UBX-NAV-ATT)."""

    time_of_week: u32 = field(doc="ms")
    version: u8 = 0
    reserved_1: bytes = data(3, default=bytes(3))
    roll: i32 = field(doc="1e-5 degrees")
    pitch: i32 = field(doc="1e-5 degrees")
    heading: i32 = field(doc="1e-5 degrees")
    roll_accuracy: u32 = field(doc="1e-5 degrees")
    pitch_accuracy: u32 = field(doc="1e-5 degrees")
    heading_accuracy: u32 = field(doc="1e-5 degrees")


class NavSol(Frame, byteorder="little", bitorder="lsb"):
    """Solution in Cartesian coordinates (u-blox 7 and before) (UBX-NAV-SOL)."""

    time_of_week: u32 = field(doc="ms")
    fraction: i32 = field(doc="ns to add to the time of week")
    week: i16
    fix_type: FixType = field(u8)
    is_fix_ok: bool1 = False
    is_differential: bool1 = False
    is_week_number_valid: bool1 = False
    is_time_of_week_valid: bool1 = False
    reserved_1: u4 = 0
    x: i32 = field(doc="cm")
    y: i32 = field(doc="cm")
    z: i32 = field(doc="cm")
    position_accuracy: u32 = field(doc="cm")
    x_velocity: i32 = field(doc="cm/s")
    y_velocity: i32 = field(doc="cm/s")
    z_velocity: i32 = field(doc="cm/s")
    speed_accuracy: u32 = field(doc="cm/s")
    position_dop: u16 = field(doc="0.01")
    reserved_2: bytes = data(1, default=bytes(1))
    satellites: u8
    reserved_3: bytes = data(4, default=bytes(4))


class PvtHeading(Frame, byteorder="little", bitorder="lsb"):
    """Heading of the vehicle, which u-blox 7 does not send (UBX-NAV-PVT)."""

    vehicle_heading: i32 = field(doc="1e-5 degrees")
    magnetic_declination: i16 = field(doc="0.01 degrees")
    magnetic_accuracy: u16 = field(doc="0.01 degrees")


class NavPvt(Frame, byteorder="little", bitorder="lsb"):
    """Position, velocity and time (UBX-NAV-PVT)."""

    time_of_week: u32 = field(doc="ms")
    year: u16
    month: u8
    day: u8
    hour: u8
    minute: u8
    second: u8
    is_date_valid: bool1 = False
    is_time_valid: bool1 = False
    is_fully_resolved: bool1 = False
    is_magnetic_valid: bool1 = False
    reserved_1: u4 = 0
    time_accuracy: u32 = field(doc="ns")
    nanoseconds: i32 = field(doc="ns to add to the second")
    fix_type: FixType = field(u8)
    is_fix_ok: bool1 = False
    is_differential: bool1 = False
    power_save_state: u3
    is_vehicle_heading_valid: bool1 = False
    carrier_solution: CarrierSolution = field(u2)
    reserved_2: u5 = 0
    is_confirmation_available: bool1 = False
    is_date_confirmed: bool1 = False
    is_time_confirmed: bool1 = False
    satellites: u8
    longitude: i32 = field(doc="1e-7 degrees")
    latitude: i32 = field(doc="1e-7 degrees")
    height: i32 = field(doc="mm above the ellipsoid")
    height_above_sea_level: i32 = field(doc="mm")
    horizontal_accuracy: u32 = field(doc="mm")
    vertical_accuracy: u32 = field(doc="mm")
    north_velocity: i32 = field(doc="mm/s")
    east_velocity: i32 = field(doc="mm/s")
    down_velocity: i32 = field(doc="mm/s")
    ground_speed: i32 = field(doc="mm/s")
    motion_heading: i32 = field(doc="1e-5 degrees")
    speed_accuracy: u32 = field(doc="mm/s")
    heading_accuracy: u32 = field(doc="1e-5 degrees")
    position_dop: u16 = field(doc="0.01")
    is_invalid_position: bool1 = False
    last_correction_age: u4
    reserved_3: u11 = 0
    reserved_4: bytes = data(4, default=bytes(4))
    vehicle: PvtHeading | None = optional(PvtHeading, default=None)


class NavOdo(Frame, byteorder="little", bitorder="lsb"):
    """Odometer (UBX-NAV-ODO)."""

    version: u8 = 0
    reserved_1: bytes = data(3, default=bytes(3))
    time_of_week: u32 = field(doc="ms")
    distance: u32 = field(doc="m")
    total_distance: u32 = field(doc="m")
    distance_deviation: u32 = field(doc="m")


class NavVelecef(Frame, byteorder="little", bitorder="lsb"):
    """Velocity in Cartesian coordinates (UBX-NAV-VELECEF)."""

    time_of_week: u32 = field(doc="ms")
    x: i32 = field(doc="cm/s")
    y: i32 = field(doc="cm/s")
    z: i32 = field(doc="cm/s")
    speed_accuracy: u32 = field(doc="cm/s")


class NavVelned(Frame, byteorder="little", bitorder="lsb"):
    """Velocity to north, east and down (UBX-NAV-VELNED)."""

    time_of_week: u32 = field(doc="ms")
    north: i32 = field(doc="cm/s")
    east: i32 = field(doc="cm/s")
    down: i32 = field(doc="cm/s")
    speed: u32 = field(doc="cm/s")
    ground_speed: u32 = field(doc="cm/s")
    heading: i32 = field(doc="1e-5 degrees")
    speed_accuracy: u32 = field(doc="cm/s")
    heading_accuracy: u32 = field(doc="1e-5 degrees")


class NavHpposecef(Frame, byteorder="little", bitorder="lsb"):
    """Position in Cartesian coordinates, of high precision (UBX-NAV-HPPOSECEF)."""

    version: u8 = 0
    reserved_1: bytes = data(3, default=bytes(3))
    time_of_week: u32 = field(doc="ms")
    x: i32 = field(doc="cm")
    y: i32 = field(doc="cm")
    z: i32 = field(doc="cm")
    x_fine: i8 = field(doc="0.1 mm")
    y_fine: i8 = field(doc="0.1 mm")
    z_fine: i8 = field(doc="0.1 mm")
    is_invalid: bool1 = False
    reserved_2: u7 = 0
    position_accuracy: u32 = field(doc="0.1 mm")


class NavHpposllh(Frame, byteorder="little", bitorder="lsb"):
    """Position in geodetic coordinates, of high precision (UBX-NAV-HPPOSLLH)."""

    version: u8 = 0
    reserved_1: bytes = data(2, default=bytes(2))
    is_invalid: bool1 = False
    reserved_2: u7 = 0
    time_of_week: u32 = field(doc="ms")
    longitude: i32 = field(doc="1e-7 degrees")
    latitude: i32 = field(doc="1e-7 degrees")
    height: i32 = field(doc="mm")
    height_above_sea_level: i32 = field(doc="mm")
    longitude_fine: i8 = field(doc="1e-9 degrees")
    latitude_fine: i8 = field(doc="1e-9 degrees")
    height_fine: i8 = field(doc="0.1 mm")
    height_above_sea_level_fine: i8 = field(doc="0.1 mm")
    horizontal_accuracy: u32 = field(doc="0.1 mm")
    vertical_accuracy: u32 = field(doc="0.1 mm")


class NavTimegps(Frame, byteorder="little", bitorder="lsb"):
    """GPS time (UBX-NAV-TIMEGPS)."""

    time_of_week: u32 = field(doc="ms")
    fraction: i32 = field(doc="ns to add to the time of week")
    week: i16
    leap_seconds: i8
    is_time_of_week_valid: bool1 = False
    is_week_valid: bool1 = False
    is_leap_seconds_valid: bool1 = False
    reserved_1: u5 = 0
    time_accuracy: u32 = field(doc="ns")


class NavTimeutc(Frame, byteorder="little", bitorder="lsb"):
    """Universal time (UBX-NAV-TIMEUTC)."""

    time_of_week: u32 = field(doc="ms")
    time_accuracy: u32 = field(doc="ns")
    nanoseconds: i32 = field(doc="ns to add to the second")
    year: u16
    month: u8
    day: u8
    hour: u8
    minute: u8
    second: u8
    is_time_of_week_valid: bool1 = False
    is_week_valid: bool1 = False
    is_utc_valid: bool1 = False
    reserved_1: u1 = 0
    utc_standard: u4


class NavTimeglo(Frame, byteorder="little", bitorder="lsb"):
    """GLONASS time (UBX-NAV-TIMEGLO)."""

    time_of_week: u32 = field(doc="ms")
    time_of_day: u32 = field(doc="s")
    fraction: i32 = field(doc="ns to add to the time of day")
    day: u16 = field(doc="days of an interval of four years")
    interval: u8 = field(doc="intervals of four years since 1996")
    is_time_of_day_valid: bool1 = False
    is_date_valid: bool1 = False
    reserved_1: u6 = 0
    time_accuracy: u32 = field(doc="ns")


class NavTimebds(Frame, byteorder="little", bitorder="lsb"):
    """BeiDou time (UBX-NAV-TIMEBDS)."""

    time_of_week: u32 = field(doc="ms")
    seconds_of_week: u32 = field(doc="s")
    fraction: i32 = field(doc="ns to add to the seconds")
    week: i16
    leap_seconds: i8
    is_seconds_of_week_valid: bool1 = False
    is_week_valid: bool1 = False
    is_leap_seconds_valid: bool1 = False
    reserved_1: u5 = 0
    time_accuracy: u32 = field(doc="ns")


class NavTimegal(Frame, byteorder="little", bitorder="lsb"):
    """Galileo time (UBX-NAV-TIMEGAL)."""

    time_of_week: u32 = field(doc="ms")
    galileo_time_of_week: u32 = field(doc="s")
    fraction: i32 = field(doc="ns to add to the seconds")
    week: i16
    leap_seconds: i8
    is_time_of_week_valid: bool1 = False
    is_week_valid: bool1 = False
    is_leap_seconds_valid: bool1 = False
    reserved_1: u5 = 0
    time_accuracy: u32 = field(doc="ns")


class NavTimels(Frame, byteorder="little", bitorder="lsb"):
    """Leap seconds (UBX-NAV-TIMELS)."""

    time_of_week: u32 = field(doc="ms")
    version: u8 = 0
    reserved_1: bytes = data(3, default=bytes(3))
    source: u8
    leap_seconds: i8
    source_of_change: u8
    change: i8 = field(doc="s")
    time_to_event: i32 = field(doc="s")
    week_of_event: u16
    day_of_event: u16
    reserved_2: bytes = data(3, default=bytes(3))
    is_leap_seconds_valid: bool1 = False
    is_time_to_event_valid: bool1 = False
    reserved_3: u6 = 0


class NavClock(Frame, byteorder="little", bitorder="lsb"):
    """Clock of the receiver (UBX-NAV-CLOCK)."""

    time_of_week: u32 = field(doc="ms")
    bias: i32 = field(doc="ns")
    drift: i32 = field(doc="ns/s")
    time_accuracy: u32 = field(doc="ns")
    frequency_accuracy: u32 = field(doc="ps/s")


class GeofenceState(Frame, byteorder="little", bitorder="lsb"):
    """A geofence (UBX-NAV-GEOFENCE)."""

    state: u8
    identifier: u8


class NavGeofence(Frame, byteorder="little", bitorder="lsb"):
    """The state of the receiver with respect to geofences (UBX-NAV-GEOFENCE)."""

    time_of_week: u32 = field(doc="ms")
    version: u8 = 0
    status: u8
    count: int = derived(u8)
    combined_state: u8
    fences: list[GeofenceState] = array(GeofenceState, count=this.count)


class NavSvin(Frame, byteorder="little", bitorder="lsb"):
    """Survey-in (UBX-NAV-SVIN)."""

    version: u8 = 0
    reserved_1: bytes = data(3, default=bytes(3))
    time_of_week: u32 = field(doc="ms")
    duration: u32 = field(doc="s")
    mean_x: i32 = field(doc="cm")
    mean_y: i32 = field(doc="cm")
    mean_z: i32 = field(doc="cm")
    mean_x_fine: i8 = field(doc="0.1 mm")
    mean_y_fine: i8 = field(doc="0.1 mm")
    mean_z_fine: i8 = field(doc="0.1 mm")
    reserved_2: bytes = data(1, default=bytes(1))
    mean_accuracy: u32 = field(doc="0.1 mm")
    observations: u32
    is_valid: bool8
    is_active: bool8
    reserved_3: bytes = data(2, default=bytes(2))


class NavCov(Frame, byteorder="little", bitorder="lsb"):
    """Covariances, whose names give the directions (UBX-NAV-COV)."""

    time_of_week: u32 = field(doc="ms")
    version: u8 = 0
    is_position_valid: bool8
    is_velocity_valid: bool8
    reserved_1: bytes = data(9, default=bytes(9))
    position_north_north: f32 = field(doc="m^2")
    position_north_east: f32 = field(doc="m^2")
    position_north_down: f32 = field(doc="m^2")
    position_east_east: f32 = field(doc="m^2")
    position_east_down: f32 = field(doc="m^2")
    position_down_down: f32 = field(doc="m^2")
    velocity_north_north: f32 = field(doc="m^2/s^2")
    velocity_north_east: f32 = field(doc="m^2/s^2")
    velocity_north_down: f32 = field(doc="m^2/s^2")
    velocity_east_east: f32 = field(doc="m^2/s^2")
    velocity_east_down: f32 = field(doc="m^2/s^2")
    velocity_down_down: f32 = field(doc="m^2/s^2")


class RelposnedFlags(Frame, byteorder="little", bitorder="lsb"):
    """Information about a relative position (UBX-NAV-RELPOSNED)."""

    is_fix_ok: bool1 = False
    is_differential: bool1 = False
    is_relative_position_valid: bool1 = False
    carrier_solution: CarrierSolution = field(u2)
    is_moving_base: bool1 = False
    is_reference_position_missing: bool1 = False
    is_reference_observations_missing: bool1 = False
    is_heading_valid: bool1 = False
    is_normalized: bool1 = False
    reserved_1: u22 = 0


class RelposnedV0(Frame, byteorder="little", bitorder="lsb"):
    """Relative position, version 0 (UBX-NAV-RELPOSNED)."""

    reserved_1: bytes = data(1, default=bytes(1))
    reference_station: u16
    time_of_week: u32 = field(doc="ms")
    north: i32 = field(doc="cm")
    east: i32 = field(doc="cm")
    down: i32 = field(doc="cm")
    north_fine: i8 = field(doc="0.1 mm")
    east_fine: i8 = field(doc="0.1 mm")
    down_fine: i8 = field(doc="0.1 mm")
    reserved_2: bytes = data(1, default=bytes(1))
    north_accuracy: u32 = field(doc="0.1 mm")
    east_accuracy: u32 = field(doc="0.1 mm")
    down_accuracy: u32 = field(doc="0.1 mm")
    flags: RelposnedFlags


class RelposnedV1(Frame, byteorder="little", bitorder="lsb"):
    """Relative position, version 1 (UBX-NAV-RELPOSNED)."""

    reserved_1: bytes = data(1, default=bytes(1))
    reference_station: u16
    time_of_week: u32 = field(doc="ms")
    north: i32 = field(doc="cm")
    east: i32 = field(doc="cm")
    down: i32 = field(doc="cm")
    length: i32 = field(doc="cm")
    heading: i32 = field(doc="1e-5 degrees")
    reserved_2: bytes = data(4, default=bytes(4))
    north_fine: i8 = field(doc="0.1 mm")
    east_fine: i8 = field(doc="0.1 mm")
    down_fine: i8 = field(doc="0.1 mm")
    length_fine: i8 = field(doc="0.1 mm")
    north_accuracy: u32 = field(doc="0.1 mm")
    east_accuracy: u32 = field(doc="0.1 mm")
    down_accuracy: u32 = field(doc="0.1 mm")
    length_accuracy: u32 = field(doc="0.1 mm")
    heading_accuracy: u32 = field(doc="1e-5 degrees")
    reserved_3: bytes = data(4, default=bytes(4))
    flags: RelposnedFlags


class NavRelposned(Frame, byteorder="little", bitorder="lsb"):
    """Position relative to a reference station; the version is derived from the class (UBX-NAV-RELPOSNED)."""

    version: int = derived(u8)
    position: RelposnedV0 | RelposnedV1 | Unknown = switch(this.version, {0: RelposnedV0, 1: RelposnedV1}, otherwise=unknown())


class NavEoe(Frame, byteorder="little", bitorder="lsb"):
    """The end of an epoch (UBX-NAV-EOE)."""

    time_of_week: u32 = field(doc="ms")
