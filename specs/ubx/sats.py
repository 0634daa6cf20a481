"""NAV: the satellites, their orbits and their signals.

Source: u-blox 8 / u-blox M8 Receiver Description, UBX-13003221; u-blox F9 HPG 1.32 Interface Description, UBX-22008968.
"""

from __future__ import annotations

from framekit import Frame, array, bool1, data, derived, field, i8, i16, i32, this, u1, u2, u3, u4, u5, u7, u8, u32
from framekit.specs.ubx.codes import Gnss


class SvinfoChannel(Frame, byteorder="little", bitorder="lsb"):
    """A channel (UBX-NAV-SVINFO)."""

    channel: u8
    satellite: u8
    is_used: bool1 = False
    has_differential: bool1 = False
    has_orbit: bool1 = False
    has_ephemeris: bool1 = False
    is_unhealthy: bool1 = False
    has_almanac: bool1 = False
    has_autonomous_orbit: bool1 = False
    is_smoothed: bool1 = False
    quality: u4
    reserved_1: u4 = 0
    carrier_to_noise: u8 = field(doc="dBHz")
    elevation: i8 = field(doc="degrees")
    azimuth: i16 = field(doc="degrees")
    pseudorange_residual: i32 = field(doc="cm")


class NavSvinfo(Frame, byteorder="little", bitorder="lsb"):
    """Satellites by channel (u-blox M8 and before) (UBX-NAV-SVINFO)."""

    time_of_week: u32 = field(doc="ms")
    count: int = derived(u8)
    chip_generation: u3
    reserved_1: u5 = 0
    reserved_2: bytes = data(2, default=bytes(2))
    channels: list[SvinfoChannel] = array(SvinfoChannel, count=this.count)


class SbasSatellite(Frame, byteorder="little", bitorder="lsb"):
    """A satellite to which corrections apply (UBX-NAV-SBAS)."""

    satellite: u8
    flags: u8 = field(base=16)
    udre: u8
    system: u8
    services: u8 = field(base=16)
    reserved_1: bytes = data(1, default=bytes(1))
    pseudorange_correction: i16 = field(doc="cm")
    reserved_2: bytes = data(2, default=bytes(2))
    ionosphere_correction: i16 = field(doc="cm")


class NavSbas(Frame, byteorder="little", bitorder="lsb"):
    """Corrections by geostationary satellites (UBX-NAV-SBAS)."""

    time_of_week: u32 = field(doc="ms")
    satellite: u8
    mode: u8
    system: i8
    has_ranging: bool1 = False
    has_corrections: bool1 = False
    has_integrity: bool1 = False
    is_test_mode: bool1 = False
    is_bad: bool1 = False
    reserved_1: u3 = 0
    count: int = derived(u8)
    status: u8 = field(base=16)
    reserved_2: bytes = data(2, default=bytes(2))
    satellites: list[SbasSatellite] = array(SbasSatellite, count=this.count)


class OrbSatellite(Frame, byteorder="little", bitorder="lsb"):
    """Orbits of a satellite (UBX-NAV-ORB)."""

    gnss: Gnss = field(u8)
    satellite: u8
    health: u2
    visibility: u2
    reserved_1: u4 = 0
    ephemeris_usability: u5
    ephemeris_source: u3
    almanac_usability: u5
    almanac_source: u3
    other_usability: u5
    other_type: u3


class NavOrb(Frame, byteorder="little", bitorder="lsb"):
    """Known orbits (UBX-NAV-ORB)."""

    time_of_week: u32 = field(doc="ms")
    version: u8 = 1
    count: int = derived(u8)
    reserved_1: bytes = data(2, default=bytes(2))
    satellites: list[OrbSatellite] = array(OrbSatellite, count=this.count)


class Satellite(Frame, byteorder="little", bitorder="lsb"):
    """A satellite (UBX-NAV-SAT)."""

    gnss: Gnss = field(u8)
    satellite: u8
    carrier_to_noise: u8 = field(doc="dBHz")
    elevation: i8 = field(doc="degrees")
    azimuth: i16 = field(doc="degrees")
    pseudorange_residual: i16 = field(doc="0.1 m")
    quality: u3
    is_used: bool1 = False
    health: u2
    has_differential: bool1 = False
    is_smoothed: bool1 = False
    orbit_source: u3
    has_ephemeris: bool1 = False
    has_almanac: bool1 = False
    has_assistnow_offline: bool1 = False
    has_assistnow_autonomous: bool1 = False
    reserved_1: u1 = 0
    has_sbas: bool1 = False
    has_rtcm: bool1 = False
    has_slas: bool1 = False
    has_spartn: bool1 = False
    has_pseudorange_corrections: bool1 = False
    has_carrier_corrections: bool1 = False
    has_doppler_corrections: bool1 = False
    has_clas: bool1 = False
    reserved_2: u8 = 0


class NavSat(Frame, byteorder="little", bitorder="lsb"):
    """Satellites (UBX-NAV-SAT)."""

    time_of_week: u32 = field(doc="ms")
    version: u8 = 1
    count: int = derived(u8)
    reserved_1: bytes = data(2, default=bytes(2))
    satellites: list[Satellite] = array(Satellite, count=this.count)


class Signal(Frame, byteorder="little", bitorder="lsb"):
    """A signal of a satellite (UBX-NAV-SIG)."""

    gnss: Gnss = field(u8)
    satellite: u8
    signal: u8
    frequency: u8 = field(doc="GLONASS slot plus 7")
    pseudorange_residual: i16 = field(doc="0.1 m")
    carrier_to_noise: u8 = field(doc="dBHz")
    quality: u8
    correction_source: u8
    ionosphere_model: u8
    health: u2
    is_smoothed: bool1 = False
    is_pseudorange_used: bool1 = False
    is_carrier_used: bool1 = False
    is_doppler_used: bool1 = False
    has_pseudorange_corrections: bool1 = False
    has_carrier_corrections: bool1 = False
    has_doppler_corrections: bool1 = False
    reserved_1: u7 = 0
    reserved_2: bytes = data(4, default=bytes(4))


class NavSig(Frame, byteorder="little", bitorder="lsb"):
    """Signals (UBX-NAV-SIG)."""

    time_of_week: u32 = field(doc="ms")
    version: u8 = 0
    count: int = derived(u8)
    reserved_1: bytes = data(2, default=bytes(2))
    signals: list[Signal] = array(Signal, count=this.count)
