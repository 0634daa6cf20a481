"""RXM: raw measurements and navigation data, and power.

Source: u-blox 8 / u-blox M8 Receiver Description, UBX-13003221; u-blox F9 HPG 1.32 Interface Description, UBX-22008968.
"""

from __future__ import annotations

from framekit import (
    Frame,
    array,
    bool1,
    data,
    derived,
    f32,
    f64,
    field,
    given,
    i8,
    i16,
    i32,
    switch,
    this,
    u1,
    u2,
    u3,
    u4,
    u5,
    u6,
    u8,
    u16,
    u24,
    u29,
    u30,
    u32,
)
from framekit.specs.ubx.codes import Gnss


class RxmSfrbx(Frame, byteorder="little", bitorder="lsb"):
    """A subframe of navigation data (UBX-RXM-SFRBX)."""

    gnss: Gnss = field(u8)
    satellite: u8
    signal: u8 = 0
    frequency: u8 = field(doc="GLONASS slot plus 7")
    count: int = derived(u8)
    channel: u8
    version: u8 = 2
    reserved_1: bytes = data(1, default=bytes(1))
    words: list[int] = array(field(u32, base=16), count=this.count)


class MeasxSatellite(Frame, byteorder="little", bitorder="lsb"):
    """Measurements of a satellite (UBX-RXM-MEASX)."""

    gnss: Gnss = field(u8)
    satellite: u8
    carrier_to_noise: u8 = field(doc="dBHz")
    multipath: u8
    doppler_speed: i32 = field(doc="0.04 m/s")
    doppler: i32 = field(doc="0.2 Hz")
    whole_chips: u16
    fractional_chips: u16
    code_phase: u32 = field(doc="2**-21 ms")
    integer_code_phase: u8 = field(doc="ms")
    pseudorange_error: u8
    reserved_1: bytes = data(2, default=bytes(2))


class RxmMeasx(Frame, byteorder="little", bitorder="lsb"):
    """Measurements for a server (UBX-RXM-MEASX)."""

    version: u8 = 1
    reserved_1: bytes = data(3, default=bytes(3))
    gps_time_of_week: u32 = field(doc="ms")
    glonass_time_of_week: u32 = field(doc="ms")
    beidou_time_of_week: u32 = field(doc="ms")
    reserved_2: bytes = data(4, default=bytes(4))
    qzss_time_of_week: u32 = field(doc="ms")
    gps_accuracy: u16 = field(doc="1/16 ms")
    glonass_accuracy: u16 = field(doc="1/16 ms")
    beidou_accuracy: u16 = field(doc="1/16 ms")
    reserved_3: bytes = data(2, default=bytes(2))
    qzss_accuracy: u16 = field(doc="1/16 ms")
    count: int = derived(u8)
    time_of_week_is_set: u2
    reserved_4: u6 = 0
    reserved_5: bytes = data(8, default=bytes(8))
    satellites: list[MeasxSatellite] = array(MeasxSatellite, count=this.count)


class RawMeasurement(Frame, byteorder="little", bitorder="lsb"):
    """Measurements of a signal (UBX-RXM-RAWX)."""

    pseudorange: f64 = field(doc="m")
    carrier_phase: f64 = field(doc="cycles")
    doppler: f32 = field(doc="Hz")
    gnss: Gnss = field(u8)
    satellite: u8
    signal: u8
    frequency: u8 = field(doc="GLONASS slot plus 7")
    lock_time: u16 = field(doc="ms")
    carrier_to_noise: u8 = field(doc="dBHz")
    pseudorange_deviation: u4 = field(doc="0.01 m times 2**n")
    reserved_1: u4 = 0
    carrier_phase_deviation: u4 = field(doc="0.004 cycles")
    reserved_2: u4 = 0
    doppler_deviation: u4 = field(doc="0.002 Hz times 2**n")
    reserved_3: u4 = 0
    is_pseudorange_valid: bool1 = False
    is_carrier_phase_valid: bool1 = False
    is_half_cycle_valid: bool1 = False
    is_half_cycle_subtracted: bool1 = False
    reserved_4: u4 = 0
    reserved_5: bytes = data(1, default=bytes(1))


class RxmRawx(Frame, byteorder="little", bitorder="lsb"):
    """Measurements of all signals (UBX-RXM-RAWX)."""

    time_of_week: f64 = field(doc="s")
    week: u16
    leap_seconds: i8
    count: int = derived(u8)
    is_leap_seconds_known: bool1 = False
    is_clock_reset: bool1 = False
    reserved_1: u6 = 0
    version: u8 = 1
    reserved_2: bytes = data(2, default=bytes(2))
    measurements: list[RawMeasurement] = array(RawMeasurement, count=this.count)


class SvsiSatellite(Frame, byteorder="little", bitorder="lsb"):
    """Information about a satellite (UBX-RXM-SVSI)."""

    satellite: u8
    quality: u4
    is_healthy: bool1 = False
    has_ephemeris: bool1 = False
    has_almanac: bool1 = False
    is_not_available: bool1 = False
    azimuth: i16 = field(doc="degrees")
    elevation: i8 = field(doc="degrees")
    almanac_age: u4
    ephemeris_age: u4


class RxmSvsi(Frame, byteorder="little", bitorder="lsb"):
    """Satellites (UBX-RXM-SVSI)."""

    time_of_week: u32 = field(doc="ms")
    week: i16
    visible: u8
    count: int = derived(u8)
    satellites: list[SvsiSatellite] = array(SvsiSatellite, count=this.count)


class RxmRtcm(Frame, byteorder="little", bitorder="lsb"):
    """A received correction message (UBX-RXM-RTCM)."""

    version: u8 = 2
    is_crc_failed: bool1 = False
    usage: u2
    reserved_1: u5 = 0
    subtype: u16
    reference_station: u16
    message_type: u16


class PowerRequestV0(Frame, byteorder="little", bitorder="lsb"):
    """A request for backup mode (UBX-RXM-PMREQ)."""

    duration: u32 = field(doc="ms; 0 means unlimited")
    reserved_1: u1 = 0
    is_backup: bool1 = False
    reserved_2: u30 = 0


class PowerRequest(Frame, byteorder="little", bitorder="lsb"):
    """A request for backup mode, with its wake-up sources (UBX-RXM-PMREQ)."""

    version: u8 = 0
    reserved_1: bytes = data(3, default=bytes(3))
    duration: u32 = field(doc="ms; 0 means unlimited")
    reserved_2: u1 = 0
    is_backup: bool1 = False
    is_forced: bool1 = False
    reserved_3: u29 = 0
    reserved_4: u3 = 0
    wakes_by_uart_rx: bool1 = False
    reserved_5: u1 = 0
    wakes_by_extint0: bool1 = False
    wakes_by_extint1: bool1 = False
    wakes_by_spi_cs: bool1 = False
    reserved_6: u24 = 0


class RxmPmreq(Frame, byteorder="little", bitorder="lsb"):
    """A request for backup mode, whose length determines its form (UBX-RXM-PMREQ)."""

    length: int = given()
    request: PowerRequestV0 | PowerRequest | bytes = switch(this.length, {8: PowerRequestV0, 16: PowerRequest}, otherwise=data())
