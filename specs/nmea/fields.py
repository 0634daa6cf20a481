"""Fields of NMEA 0183 sentences, by formatter.

Source: NMEA 0183, version 4.10, section 6.3; gpsd's "NMEA Revealed" (gpsd.gitlab.io/gpsd/NMEA.html).

Values are text, because they may be empty, and the number of digits depends on the talker. Anything after the last field of a
sentence is in `more`, if the sentence is not a list.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from framekit import Frame, array, field, optional, text, text_int

value = text(until=",", encoding="latin-1")
"""A field of a sentence. In the body of a sentence, a comma follows the last field too."""


class Quality(IntEnum):
    """Quality of a fix (GGA). Others stay integers."""

    INVALID = 0
    AUTONOMOUS = 1
    DIFFERENTIAL = 2
    PRECISE = 3
    REAL_TIME_KINEMATIC = 4
    FLOAT_REAL_TIME_KINEMATIC = 5
    ESTIMATED = 6
    MANUAL = 7
    SIMULATOR = 8


class SatelliteInView(NamedTuple):
    """A satellite of GSV: degrees, and dB-Hz."""

    satellite: str
    elevation: str
    azimuth: str
    carrier_to_noise: str


class Transducer(Frame):
    """A measurement: its kind, its value, the unit, and the name of the transducer (XDR)."""

    kind: str = value
    measurement: str = value
    unit: str = value
    name: str = value


class Aam(Frame):
    """Waypoint arrival alarm (AAM)."""

    circle_entered: str = value
    perpendicular_passed: str = value
    radius: str = value
    radius_unit: str = value
    waypoint: str = value
    more: list[str] = array(value, default_factory=list)


class Apb(Frame):
    """Autopilot sentence B (APB)."""

    general_warning: str = value
    cycle_lock_warning: str = value
    cross_track_error: str = value
    steer: str = value
    cross_track_unit: str = value
    circle_entered: str = value
    perpendicular_passed: str = value
    origin_bearing: str = value
    origin_bearing_reference: str = value
    destination: str = value
    destination_bearing: str = value
    destination_bearing_reference: str = value
    heading_to_steer: str = value
    heading_to_steer_reference: str = value
    mode: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Bod(Frame):
    """Bearing from origin to destination (BOD)."""

    true_bearing: str = value
    true_mark: str = value
    magnetic_bearing: str = value
    magnetic_mark: str = value
    destination: str = value
    origin: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Bwc(Frame):
    """Bearing and distance to a waypoint, great circle (BWC)."""

    time: str = value
    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    true_bearing: str = value
    true_mark: str = value
    magnetic_bearing: str = value
    magnetic_mark: str = value
    distance: str = value
    distance_unit: str = value
    waypoint: str = value
    mode: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Dbt(Frame):
    """Depth below the transducer (DBT)."""

    feet: str = value
    feet_unit: str = value
    metres: str = value
    metres_unit: str = value
    fathoms: str = value
    fathoms_unit: str = value
    more: list[str] = array(value, default_factory=list)


class Dpt(Frame):
    """Depth (DPT)."""

    depth: str = value
    offset: str = value
    largest_range: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Dtm(Frame):
    """Datum (DTM)."""

    local_datum: str = value
    subdivision: str = value
    latitude_offset: str = value
    north_south: str = value
    longitude_offset: str = value
    east_west: str = value
    altitude_offset: str = value
    reference_datum: str = value
    more: list[str] = array(value, default_factory=list)


class Gbs(Frame):
    """Detection of faulty satellites (GBS)."""

    time: str = value
    latitude_error: str = value
    longitude_error: str = value
    altitude_error: str = value
    failed_satellite: str = value
    probability: str = value
    bias: str = value
    deviation: str = value
    system: str | None = optional(value, default=None)
    signal: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Gga(Frame):
    """Fix of a satellite receiver (GGA)."""

    time: str = value
    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    quality: Quality = field(text_int(until=","))
    satellites: str = value
    horizontal_dilution: str = value
    altitude: str = value
    altitude_unit: str = value
    geoid_separation: str = value
    geoid_unit: str = value
    correction_age: str = value
    station: str = value
    more: list[str] = array(value, default_factory=list)


class Gll(Frame):
    """Geographic position (GLL)."""

    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    time: str | None = optional(value, default=None)
    status: str | None = optional(value, default=None)
    mode: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Gns(Frame):
    """Fix of several systems (GNS)."""

    time: str = value
    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    mode: str = value
    satellites: str = value
    horizontal_dilution: str = value
    altitude: str = value
    geoid_separation: str = value
    correction_age: str = value
    station: str = value
    navigational_status: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Grs(Frame):
    """Range residuals (GRS)."""

    time: str = value
    mode: str = value
    residuals: list[str] = array(value, 12)
    system: str | None = optional(value, default=None)
    signal: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Gsa(Frame):
    """Dilution of precision, and the satellites used (GSA)."""

    selection: str = value
    fix: str = value
    satellites: list[str] = array(value, 12)
    position_dilution: str = value
    horizontal_dilution: str = value
    vertical_dilution: str = value
    system: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Gst(Frame):
    """Pseudorange noise statistics (GST)."""

    time: str = value
    range_deviation: str = value
    major_deviation: str = value
    minor_deviation: str = value
    orientation: str = value
    latitude_deviation: str = value
    longitude_deviation: str = value
    altitude_deviation: str = value
    more: list[str] = array(value, default_factory=list)


class Gsv(Frame):
    """Satellites in view; each has four values, followed by a signal since version 4.10 (GSV)."""

    messages: str = value
    number: str = value
    in_view: str = value
    values: list[str] = array(value)

    @property
    def satellites(self) -> list[SatelliteInView]:
        """The values of each satellite."""
        return [SatelliteInView(*self.values[place : place + 4]) for place in range(0, len(self.values) // 4 * 4, 4)]

    @property
    def signal(self) -> str | None:
        """The signal on which the satellites are received."""
        return self.values[-1] if len(self.values) % 4 == 1 else None


class Hdg(Frame):
    """Heading, deviation and variation (HDG)."""

    heading: str = value
    deviation: str = value
    deviation_direction: str = value
    variation: str = value
    variation_direction: str = value
    more: list[str] = array(value, default_factory=list)


class Hdm(Frame):
    """Magnetic heading (HDM)."""

    heading: str = value
    mark: str = value
    more: list[str] = array(value, default_factory=list)


class Hdt(Frame):
    """True heading (HDT)."""

    heading: str = value
    mark: str = value
    more: list[str] = array(value, default_factory=list)


class Mtw(Frame):
    """Water temperature (MTW)."""

    temperature: str = value
    unit: str = value
    more: list[str] = array(value, default_factory=list)


class Mwd(Frame):
    """Wind direction and speed (MWD)."""

    true_direction: str = value
    true_mark: str = value
    magnetic_direction: str = value
    magnetic_mark: str = value
    knots: str = value
    knots_unit: str = value
    metres_per_second: str = value
    metres_per_second_unit: str = value
    more: list[str] = array(value, default_factory=list)


class Mwv(Frame):
    """Wind speed and angle (MWV)."""

    angle: str = value
    reference: str = value
    speed: str = value
    speed_unit: str = value
    status: str = value
    more: list[str] = array(value, default_factory=list)


class Rmb(Frame):
    """Recommended minimum navigation information (RMB)."""

    status: str = value
    cross_track_error: str = value
    steer: str = value
    origin: str = value
    destination: str = value
    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    range: str = value
    bearing: str = value
    closing_velocity: str = value
    arrival: str = value
    mode: str | None = optional(value, default=None)
    navigational_status: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Rmc(Frame):
    """Recommended minimum data of a satellite receiver (RMC)."""

    time: str = value
    status: str = value
    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    speed: str = value
    course: str = value
    date: str = value
    variation: str = value
    variation_direction: str = value
    mode: str | None = optional(value, default=None)
    navigational_status: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Rot(Frame):
    """Rate of turn (ROT)."""

    rate: str = value
    status: str = value
    more: list[str] = array(value, default_factory=list)


class Rpm(Frame):
    """Revolutions (RPM)."""

    source: str = value
    number: str = value
    revolutions: str = value
    pitch: str = value
    status: str = value
    more: list[str] = array(value, default_factory=list)


class Rsa(Frame):
    """Rudder sensor angle (RSA)."""

    starboard: str = value
    starboard_status: str = value
    port: str | None = optional(value, default=None)
    port_status: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Rte(Frame):
    """Routes (RTE)."""

    messages: str = value
    number: str = value
    mode: str = value
    route: str = value
    waypoints: list[str] = array(value)


class Ths(Frame):
    """True heading and status (THS)."""

    heading: str = value
    mode: str = value
    more: list[str] = array(value, default_factory=list)


class Tll(Frame):
    """Target latitude and longitude (TLL)."""

    number: str = value
    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    name: str = value
    time: str = value
    status: str = value
    reference: str = value
    more: list[str] = array(value, default_factory=list)


class Ttm(Frame):
    """Tracked target (TTM)."""

    number: str = value
    distance: str = value
    bearing: str = value
    bearing_reference: str = value
    speed: str = value
    course: str = value
    course_reference: str = value
    closest_distance: str = value
    closest_time: str = value
    unit: str = value
    name: str = value
    status: str = value
    reference: str = value
    time: str | None = optional(value, default=None)
    acquisition: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Txt(Frame):
    """Text (TXT)."""

    messages: str = value
    number: str = value
    identifier: str = value
    text: str = value
    more: list[str] = array(value, default_factory=list)


class Vbw(Frame):
    """Dual ground and water speed (VBW)."""

    water_longitudinal: str = value
    water_transverse: str = value
    water_status: str = value
    ground_longitudinal: str = value
    ground_transverse: str = value
    ground_status: str = value
    stern_water_transverse: str | None = optional(value, default=None)
    stern_water_status: str | None = optional(value, default=None)
    stern_ground_transverse: str | None = optional(value, default=None)
    stern_ground_status: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Vdm(Frame):
    """AIS of other ships: a fragment of a message in six-bit characters (ITU-R M.1371) (VDM)."""

    fragments: str = value
    number: str = value
    message: str = value
    channel: str = value
    payload: str = value
    fill_bits: str = value
    more: list[str] = array(value, default_factory=list)


class Vdo(Vdm):
    """AIS of the own ship (VDO)."""


class Vhw(Frame):
    """Water speed and heading (VHW)."""

    true_heading: str = value
    true_mark: str = value
    magnetic_heading: str = value
    magnetic_mark: str = value
    knots: str = value
    knots_unit: str = value
    kilometres_per_hour: str = value
    kilometres_per_hour_unit: str = value
    more: list[str] = array(value, default_factory=list)


class Vlw(Frame):
    """Distance travelled (VLW)."""

    total_water: str = value
    total_water_unit: str = value
    water: str = value
    water_unit: str = value
    total_ground: str | None = optional(value, default=None)
    total_ground_unit: str | None = optional(value, default=None)
    ground: str | None = optional(value, default=None)
    ground_unit: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Vtg(Frame):
    """Course and speed over ground (VTG)."""

    true_course: str = value
    true_mark: str = value
    magnetic_course: str = value
    magnetic_mark: str = value
    knots: str = value
    knots_unit: str = value
    kilometres_per_hour: str = value
    kilometres_per_hour_unit: str = value
    mode: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Wpl(Frame):
    """Waypoint location (WPL)."""

    latitude: str = value
    north_south: str = value
    longitude: str = value
    east_west: str = value
    waypoint: str = value
    more: list[str] = array(value, default_factory=list)


class Xdr(Frame):
    """Measurements of transducers (XDR)."""

    transducers: list[Transducer] = array(Transducer)


class Xte(Frame):
    """Cross-track error (XTE)."""

    general_warning: str = value
    cycle_lock_warning: str = value
    error: str = value
    steer: str = value
    unit: str = value
    mode: str | None = optional(value, default=None)
    more: list[str] = array(value, default_factory=list)


class Zda(Frame):
    """Time and date (ZDA)."""

    time: str = value
    day: str = value
    month: str = value
    year: str = value
    zone_hours: str = value
    zone_minutes: str = value
    more: list[str] = array(value, default_factory=list)
