"""Messages about sensor measurements, and the position of the system.

Source: the message set common.xml of mavlink.io. Fields are in wire order, extension fields last.
"""

from __future__ import annotations

from framekit import Frame, array, data, f32, field, i16, i32, text, u8, u16, u32, u64
from framekit.specs.mavlink.codes import GpsFixType


class GpsRawInt(Frame, byteorder="little"):
    """Raw data of the satellite receiver (GPS_RAW_INT)."""

    time_usec: u64
    lat: i32 = field(doc="1e-7 degrees")
    lon: i32 = field(doc="1e-7 degrees")
    alt: i32 = field(doc="mm above sea level")
    eph: u16 = field(doc="0.01")
    epv: u16 = field(doc="0.01")
    vel: u16 = field(doc="cm/s")
    cog: u16 = field(doc="0.01 degrees")
    fix_type: GpsFixType = field(u8)
    satellites_visible: u8
    alt_ellipsoid: i32 = field(default=0, doc="mm")
    h_acc: u32 = field(default=0, doc="mm")
    v_acc: u32 = field(default=0, doc="mm")
    vel_acc: u32 = field(default=0, doc="mm/s")
    hdg_acc: u32 = field(default=0, doc="1e-5 degrees")
    yaw: u16 = field(default=0, doc="0.01 degrees")


class GpsStatus(Frame, byteorder="little"):
    """Satellites (GPS_STATUS)."""

    satellites_visible: u8
    satellite_prn: bytes = data(20)
    satellite_used: bytes = data(20)
    satellite_elevation: bytes = data(20)
    satellite_azimuth: bytes = data(20)
    satellite_snr: bytes = data(20)


class ScaledImu(Frame, byteorder="little"):
    """The first inertial unit (SCALED_IMU)."""

    time_boot_ms: u32
    xacc: i16 = field(doc="mG")
    yacc: i16 = field(doc="mG")
    zacc: i16 = field(doc="mG")
    xgyro: i16 = field(doc="mrad/s")
    ygyro: i16 = field(doc="mrad/s")
    zgyro: i16 = field(doc="mrad/s")
    xmag: i16 = field(doc="mgauss")
    ymag: i16 = field(doc="mgauss")
    zmag: i16 = field(doc="mgauss")
    temperature: i16 = field(default=0, doc="0.01 degrees Celsius")


class RawImu(Frame, byteorder="little"):
    """Raw data of an inertial unit (RAW_IMU)."""

    time_usec: u64
    xacc: i16
    yacc: i16
    zacc: i16
    xgyro: i16
    ygyro: i16
    zgyro: i16
    xmag: i16
    ymag: i16
    zmag: i16
    id: u8 = 0
    temperature: i16 = field(default=0, doc="0.01 degrees Celsius")


class RawPressure(Frame, byteorder="little"):
    """Raw pressure of the sensors (RAW_PRESSURE)."""

    time_usec: u64
    press_abs: i16
    press_diff1: i16
    press_diff2: i16
    temperature: i16


class ScaledPressure(Frame, byteorder="little"):
    """The first pressure sensor (SCALED_PRESSURE)."""

    time_boot_ms: u32
    press_abs: f32 = field(doc="hPa")
    press_diff: f32 = field(doc="hPa")
    temperature: i16 = field(doc="0.01 degrees Celsius")
    temperature_press_diff: i16 = field(default=0, doc="0.01 degrees Celsius")


class Attitude(Frame, byteorder="little"):
    """Attitude (ATTITUDE)."""

    time_boot_ms: u32
    roll: f32 = field(doc="rad")
    pitch: f32 = field(doc="rad")
    yaw: f32 = field(doc="rad")
    rollspeed: f32 = field(doc="rad/s")
    pitchspeed: f32 = field(doc="rad/s")
    yawspeed: f32 = field(doc="rad/s")


class AttitudeQuaternion(Frame, byteorder="little"):
    """Attitude as a quaternion (ATTITUDE_QUATERNION)."""

    time_boot_ms: u32
    q1: f32
    q2: f32
    q3: f32
    q4: f32
    rollspeed: f32 = field(doc="rad/s")
    pitchspeed: f32 = field(doc="rad/s")
    yawspeed: f32 = field(doc="rad/s")
    repr_offset_q: list[float] = array(f32, 4, default_factory=lambda: [0.0] * 4)


class LocalPositionNed(Frame, byteorder="little"):
    """Position to north, east and down (LOCAL_POSITION_NED)."""

    time_boot_ms: u32
    x: f32 = field(doc="m")
    y: f32 = field(doc="m")
    z: f32 = field(doc="m")
    vx: f32 = field(doc="m/s")
    vy: f32 = field(doc="m/s")
    vz: f32 = field(doc="m/s")


class GlobalPositionInt(Frame, byteorder="little"):
    """Combined position of all sensors (GLOBAL_POSITION_INT)."""

    time_boot_ms: u32
    lat: i32 = field(doc="1e-7 degrees")
    lon: i32 = field(doc="1e-7 degrees")
    alt: i32 = field(doc="mm above sea level")
    relative_alt: i32 = field(doc="mm")
    vx: i16 = field(doc="cm/s")
    vy: i16 = field(doc="cm/s")
    vz: i16 = field(doc="cm/s")
    hdg: u16 = field(doc="0.01 degrees")


class VfrHud(Frame, byteorder="little"):
    """Values of a pilot's display (VFR_HUD)."""

    airspeed: f32 = field(doc="m/s")
    groundspeed: f32 = field(doc="m/s")
    alt: f32 = field(doc="m")
    climb: f32 = field(doc="m/s")
    heading: i16 = field(doc="degrees")
    throttle: u16 = field(doc="percent")


class OpticalFlow(Frame, byteorder="little"):
    """Optical flow (OPTICAL_FLOW)."""

    time_usec: u64
    flow_comp_m_x: f32 = field(doc="m/s")
    flow_comp_m_y: f32 = field(doc="m/s")
    ground_distance: f32 = field(doc="m")
    flow_x: i16
    flow_y: i16
    sensor_id: u8
    quality: u8
    flow_rate_x: f32 = field(default=0.0, doc="rad/s")
    flow_rate_y: f32 = field(default=0.0, doc="rad/s")


class VisionPositionEstimate(Frame, byteorder="little"):
    """Position from vision (VISION_POSITION_ESTIMATE)."""

    usec: u64
    x: f32 = field(doc="m")
    y: f32 = field(doc="m")
    z: f32 = field(doc="m")
    roll: f32 = field(doc="rad")
    pitch: f32 = field(doc="rad")
    yaw: f32 = field(doc="rad")
    covariance: list[float] = array(f32, 21, default_factory=lambda: [0.0] * 21)
    reset_counter: u8 = 0


class HighresImu(Frame, byteorder="little"):
    """An inertial unit in SI units (HIGHRES_IMU)."""

    time_usec: u64
    xacc: f32 = field(doc="m/s^2")
    yacc: f32 = field(doc="m/s^2")
    zacc: f32 = field(doc="m/s^2")
    xgyro: f32 = field(doc="rad/s")
    ygyro: f32 = field(doc="rad/s")
    zgyro: f32 = field(doc="rad/s")
    xmag: f32 = field(doc="gauss")
    ymag: f32 = field(doc="gauss")
    zmag: f32 = field(doc="gauss")
    abs_pressure: f32 = field(doc="hPa")
    diff_pressure: f32 = field(doc="hPa")
    pressure_alt: f32
    temperature: f32 = field(doc="degrees Celsius")
    fields_updated: u16 = field(base=16)
    id: u8 = 0


class ScaledImu2(Frame, byteorder="little"):
    """The second inertial unit (SCALED_IMU2)."""

    time_boot_ms: u32
    xacc: i16 = field(doc="mG")
    yacc: i16 = field(doc="mG")
    zacc: i16 = field(doc="mG")
    xgyro: i16 = field(doc="mrad/s")
    ygyro: i16 = field(doc="mrad/s")
    zgyro: i16 = field(doc="mrad/s")
    xmag: i16 = field(doc="mgauss")
    ymag: i16 = field(doc="mgauss")
    zmag: i16 = field(doc="mgauss")
    temperature: i16 = field(default=0, doc="0.01 degrees Celsius")


class Gps2Raw(Frame, byteorder="little"):
    """The second satellite receiver (GPS2_RAW)."""

    time_usec: u64
    lat: i32 = field(doc="1e-7 degrees")
    lon: i32 = field(doc="1e-7 degrees")
    alt: i32 = field(doc="mm above sea level")
    dgps_age: u32 = field(doc="ms")
    eph: u16 = field(doc="0.01")
    epv: u16 = field(doc="0.01")
    vel: u16 = field(doc="cm/s")
    cog: u16 = field(doc="0.01 degrees")
    fix_type: GpsFixType = field(u8)
    satellites_visible: u8
    dgps_numch: u8
    yaw: u16 = field(default=0, doc="0.01 degrees")
    alt_ellipsoid: i32 = field(default=0, doc="mm")
    h_acc: u32 = field(default=0, doc="mm")
    v_acc: u32 = field(default=0, doc="mm")
    vel_acc: u32 = field(default=0, doc="mm/s")
    hdg_acc: u32 = field(default=0, doc="1e-5 degrees")


class ScaledImu3(Frame, byteorder="little"):
    """The third inertial unit (SCALED_IMU3)."""

    time_boot_ms: u32
    xacc: i16 = field(doc="mG")
    yacc: i16 = field(doc="mG")
    zacc: i16 = field(doc="mG")
    xgyro: i16 = field(doc="mrad/s")
    ygyro: i16 = field(doc="mrad/s")
    zgyro: i16 = field(doc="mrad/s")
    xmag: i16 = field(doc="mgauss")
    ymag: i16 = field(doc="mgauss")
    zmag: i16 = field(doc="mgauss")
    temperature: i16 = field(default=0, doc="0.01 degrees Celsius")


class DistanceSensor(Frame, byteorder="little"):
    """Distance (DISTANCE_SENSOR)."""

    time_boot_ms: u32
    min_distance: u16 = field(doc="cm")
    max_distance: u16 = field(doc="cm")
    current_distance: u16 = field(doc="cm")
    type: u8
    id: u8
    orientation: u8
    covariance: u8 = field(doc="cm^2")
    horizontal_fov: f32 = field(default=0.0, doc="rad")
    vertical_fov: f32 = field(default=0.0, doc="rad")
    quaternion: list[float] = array(f32, 4, default_factory=lambda: [0.0] * 4)
    signal_quality: u8 = field(default=0, doc="percent")


class TerrainReport(Frame, byteorder="little"):
    """Height of the terrain (TERRAIN_REPORT)."""

    lat: i32 = field(doc="1e-7 degrees")
    lon: i32 = field(doc="1e-7 degrees")
    terrain_height: f32 = field(doc="m")
    current_height: f32 = field(doc="m")
    spacing: u16
    pending: u16
    loaded: u16


class ScaledPressure2(Frame, byteorder="little"):
    """The second pressure sensor (SCALED_PRESSURE2)."""

    time_boot_ms: u32
    press_abs: f32 = field(doc="hPa")
    press_diff: f32 = field(doc="hPa")
    temperature: i16 = field(doc="0.01 degrees Celsius")
    temperature_press_diff: i16 = field(default=0, doc="0.01 degrees Celsius")


class Altitude(Frame, byteorder="little"):
    """Altitudes (ALTITUDE)."""

    time_usec: u64
    altitude_monotonic: f32 = field(doc="m")
    altitude_amsl: f32 = field(doc="m")
    altitude_local: f32 = field(doc="m")
    altitude_relative: f32 = field(doc="m")
    altitude_terrain: f32 = field(doc="m")
    bottom_clearance: f32 = field(doc="m")


class WindCov(Frame, byteorder="little"):
    """Wind (WIND_COV)."""

    time_usec: u64
    wind_x: f32 = field(doc="m/s")
    wind_y: f32 = field(doc="m/s")
    wind_z: f32 = field(doc="m/s")
    var_horiz: f32 = field(doc="m/s")
    var_vert: f32 = field(doc="m/s")
    wind_alt: f32 = field(doc="m")
    horiz_accuracy: f32 = field(doc="m/s")
    vert_accuracy: f32 = field(doc="m/s")


class AdsbVehicle(Frame, byteorder="little"):
    """An aircraft (ADSB_VEHICLE)."""

    icao_address: u32 = field(base=16)
    lat: i32 = field(doc="1e-7 degrees")
    lon: i32 = field(doc="1e-7 degrees")
    altitude: i32 = field(doc="mm")
    heading: u16 = field(doc="0.01 degrees")
    hor_velocity: u16 = field(doc="cm/s")
    ver_velocity: i16 = field(doc="cm/s")
    flags: u16 = field(base=16)
    squawk: u16
    altitude_type: u8
    callsign: str = text(9, errors="surrogateescape")
    emitter_type: u8
    tslc: u8 = field(doc="s")
