"""ACK and CFG: receiver settings, and whether the receiver accepted them.

Source: u-blox 8 / u-blox M8 Receiver Description, UBX-13003221; u-blox F9 HPG 1.32 Interface Description, UBX-22008968.
"""

from __future__ import annotations

from framekit import (
    Frame,
    Unknown,
    array,
    bool1,
    data,
    derived,
    field,
    i8,
    i16,
    i32,
    optional,
    switch,
    text,
    this,
    u1,
    u3,
    u4,
    u5,
    u6,
    u7,
    u8,
    u9,
    u11,
    u14,
    u15,
    u16,
    u16be,
    u18,
    u28,
    u32,
    u64,
    unknown,
)
from framekit.specs.ubx.codes import BackupData, DynamicModel, FixMode, Gnss, MessageType, Port, PortProtocols, ResetMode


class Acknowledged(Frame, byteorder="little", bitorder="lsb"):
    """The message that an answer is about (UBX-ACK-ACK, UBX-ACK-NAK)."""

    message: MessageType = field(u16be)


class PortSettings(Frame, byteorder="little", bitorder="lsb"):
    """The settings of a port (UBX-CFG-PRT)."""

    reserved_1: bytes = data(1, default=bytes(1))
    is_tx_ready_on: bool1 = False
    is_tx_ready_low: bool1 = False
    tx_ready_pin: u5
    tx_ready_threshold: u9 = field(doc="8 bytes")
    mode: u32 = field(base=16)
    baud_rate: u32 = field(doc="bits per second, of a UART")
    input_protocols: PortProtocols = field(u16)
    output_protocols: PortProtocols = field(u16)
    reserved_2: u1 = 0
    has_extended_timeout: bool1 = False
    reserved_3: u14 = 0
    reserved_4: bytes = data(2, default=bytes(2))


class CfgPrt(Frame, byteorder="little", bitorder="lsb"):
    """A port; with its number only, a request for the settings (UBX-CFG-PRT)."""

    port: Port = field(u8)
    settings: PortSettings | None = optional(PortSettings, default=None)


class CfgMsg(Frame, byteorder="little", bitorder="lsb"):
    """How often a message is sent, on this port or on each; without a rate, a request for it (UBX-CFG-MSG)."""

    message: MessageType = field(u16be)
    rates: list[int] = array(u8, default_factory=list)


class InfMasks(Frame, byteorder="little", bitorder="lsb"):
    """The kinds of text messages that are sent on each port (UBX-CFG-INF)."""

    reserved_1: bytes = data(3, default=bytes(3))
    masks: list[int] = array(field(u8, base=16), 6)


class InfBlock(Frame, byteorder="little", bitorder="lsb"):
    """The settings of a further protocol (UBX-CFG-INF)."""

    protocol: u8
    masks: InfMasks


class CfgInf(Frame, byteorder="little", bitorder="lsb"):
    """A protocol; with its number only, a request for the settings (UBX-CFG-INF)."""

    protocol: u8
    masks: InfMasks | None = optional(InfMasks, default=None)
    others: list[InfBlock] = array(InfBlock, default_factory=list)


class CfgRst(Frame, byteorder="little", bitorder="lsb"):
    """A reset (UBX-CFG-RST)."""

    backup_data: BackupData = field(u16)
    mode: ResetMode = field(u8)
    reserved_1: bytes = data(1, default=bytes(1))


class CfgRate(Frame, byteorder="little", bitorder="lsb"):
    """How often the receiver measures and navigates (UBX-CFG-RATE)."""

    measurement_rate: u16 = field(doc="ms")
    navigation_rate: u16 = field(doc="measurements")
    time_reference: u16


class CfgCfg(Frame, byteorder="little", bitorder="lsb"):
    """Settings are cleared, saved and loaded (UBX-CFG-CFG)."""

    clear: u32 = field(base=16)
    save: u32 = field(base=16)
    load: u32 = field(base=16)
    devices: int | None = optional(field(u8, base=16), default=None)


class CfgRxm(Frame, byteorder="little", bitorder="lsb"):
    """Power mode (UBX-CFG-RXM)."""

    reserved_1: bytes = data(1, default=bytes(1))
    mode: u8


class CfgAnt(Frame, byteorder="little", bitorder="lsb"):
    """Antenna (UBX-CFG-ANT)."""

    has_voltage_control: bool1 = False
    detects_short: bool1 = False
    detects_open: bool1 = False
    powers_down_on_short: bool1 = False
    recovers: bool1 = False
    reserved_1: u11 = 0
    switch_pin: u5
    short_pin: u5
    open_pin: u5
    is_reconfigured: bool1 = False


class CfgSbas(Frame, byteorder="little", bitorder="lsb"):
    """Corrections by geostationary satellites (UBX-CFG-SBAS)."""

    is_enabled: bool1 = False
    is_test_mode: bool1 = False
    reserved_1: u6 = 0
    uses_range: bool1 = False
    uses_corrections: bool1 = False
    uses_integrity: bool1 = False
    reserved_2: u5 = 0
    most_satellites: u8
    scan_2: u8 = field(base=16)
    scan_1: u32 = field(base=16)


class NmeaLast(Frame, byteorder="little", bitorder="lsb"):
    """Additional fields of the 20-byte form (UBX-CFG-NMEA)."""

    beidou_talker: bytes = data(2)
    reserved_1: bytes = data(6, default=bytes(6))


class NmeaMore(Frame, byteorder="little", bitorder="lsb"):
    """Additional fields of the 12-byte form (UBX-CFG-NMEA)."""

    gnss_filter: u32 = field(base=16)
    numbering: u8
    main_talker: u8
    gsv_talker: u8
    version: u8
    last: NmeaLast | None = optional(NmeaLast, default=None)


class CfgNmea(Frame, byteorder="little", bitorder="lsb"):
    """The format of NMEA messages; older forms end earlier (UBX-CFG-NMEA)."""

    filter: u8 = field(base=16)
    version: u8
    satellites: u8
    flags: u8 = field(base=16)
    more: NmeaMore | None = optional(NmeaMore, default=None)


class CfgUsb(Frame, byteorder="little", bitorder="lsb"):
    """USB (UBX-CFG-USB)."""

    vendor: u16 = field(base=16)
    product: u16 = field(base=16)
    reserved_1: bytes = data(2, default=bytes(2))
    reserved_2: bytes = data(2, default=bytes(2))
    power_consumption: u16 = field(doc="mA")
    re_enumerates: bool1 = False
    is_self_powered: bool1 = False
    reserved_3: u14 = 0
    vendor_text: str = text(32, errors="surrogateescape")
    product_text: str = text(32, errors="surrogateescape")
    serial_number: str = text(32, errors="surrogateescape")


class CfgOdo(Frame, byteorder="little", bitorder="lsb"):
    """Odometer (UBX-CFG-ODO)."""

    version: u8 = 0
    reserved_1: bytes = data(3, default=bytes(3))
    uses_odometer: bool1 = False
    uses_course_filter: bool1 = False
    filters_velocity: bool1 = False
    filters_course: bool1 = False
    reserved_2: u4 = 0
    profile: u3
    reserved_3: u5 = 0
    reserved_4: bytes = data(6, default=bytes(6))
    course_speed: u8 = field(doc="0.1 m/s")
    course_accuracy: u8 = field(doc="m")
    reserved_5: bytes = data(2, default=bytes(2))
    velocity_gain: u8
    course_gain: u8
    reserved_6: bytes = data(2, default=bytes(2))


class CfgNavx5(Frame, byteorder="little", bitorder="lsb"):
    """Expert settings of navigation (UBX-CFG-NAVX5)."""

    version: u16
    mask_1: u16 = field(base=16)
    mask_2: u32 = field(base=16)
    reserved_1: bytes = data(2, default=bytes(2))
    least_satellites: u8
    most_satellites: u8
    least_carrier_to_noise: u8 = field(doc="dBHz")
    reserved_2: bytes = data(1, default=bytes(1))
    is_first_fix_3d: u8
    reserved_3: bytes = data(2, default=bytes(2))
    acknowledges_aiding: u8
    week_rollover: u16
    attenuation_compensation: u8
    reserved_4: bytes = data(5, default=bytes(5))
    uses_ppp: u8
    assistnow_autonomous: u8
    reserved_5: bytes = data(2, default=bytes(2))
    most_orbit_error: u16 = field(doc="m")
    reserved_6: bytes = data(4, default=bytes(4))
    reserved_7: bytes = data(3, default=bytes(3))
    uses_adr: u8


class CfgNav5(Frame, byteorder="little", bitorder="lsb"):
    """Navigation (UBX-CFG-NAV5)."""

    mask: u16 = field(base=16)
    dynamic_model: DynamicModel = field(u8)
    fix_mode: FixMode = field(u8)
    fixed_altitude: i32 = field(doc="cm")
    fixed_altitude_variance: u32 = field(doc="1e-4 m^2")
    least_elevation: i8 = field(doc="degrees")
    dead_reckoning_limit: u8 = field(doc="s")
    position_dop: u16 = field(doc="0.1")
    time_dop: u16 = field(doc="0.1")
    position_accuracy: u16 = field(doc="m")
    time_accuracy: u16 = field(doc="m")
    static_hold_threshold: u8 = field(doc="cm/s")
    differential_timeout: u8 = field(doc="s")
    threshold_satellites: u8
    threshold: u8 = field(doc="dBHz")
    reserved_1: bytes = data(2, default=bytes(2))
    static_hold_distance: u16 = field(doc="m")
    utc_standard: u8
    reserved_2: bytes = data(5, default=bytes(5))


class TimePulse(Frame, byteorder="little", bitorder="lsb"):
    """The settings of a time pulse (UBX-CFG-TP5)."""

    version: u8 = 1
    reserved_1: bytes = data(2, default=bytes(2))
    cable_delay: i16 = field(doc="ns")
    group_delay: i16 = field(doc="ns")
    frequency_or_period: u32 = field(doc="Hz or us")
    frequency_or_period_locked: u32 = field(doc="Hz or us")
    length_or_ratio: u32 = field(doc="microseconds or 2**-32 s")
    length_or_ratio_locked: u32 = field(doc="microseconds or 2**-32 s")
    user_delay: i32 = field(doc="ns")
    is_active: bool1 = False
    locks_frequency: bool1 = False
    has_locked_settings: bool1 = False
    is_frequency: bool1 = False
    is_length: bool1 = False
    aligns_to_time_of_week: bool1 = False
    is_rising: bool1 = False
    grid: u4
    synchronization: u3
    reserved_2: u18 = 0


class CfgTp5(Frame, byteorder="little", bitorder="lsb"):
    """A time pulse; with its number only, a request for the settings (UBX-CFG-TP5)."""

    index: u8
    settings: TimePulse | None = optional(TimePulse, default=None)


class GnssBlock(Frame, byteorder="little", bitorder="lsb"):
    """Channels of a system (UBX-CFG-GNSS)."""

    gnss: Gnss = field(u8)
    reserved_channels: u8
    most_channels: u8
    reserved_1: bytes = data(1, default=bytes(1))
    is_enabled: bool1 = False
    reserved_2: u15 = 0
    signals: u8 = field(base=16)
    reserved_3: u8 = 0


class CfgGnss(Frame, byteorder="little", bitorder="lsb"):
    """The systems in use (UBX-CFG-GNSS)."""

    version: u8 = 0
    hardware_channels: u8
    used_channels: u8
    count: int = derived(u8)
    systems: list[GnssBlock] = array(GnssBlock, count=this.count)


class CfgTmode3(Frame, byteorder="little", bitorder="lsb"):
    """Time mode (UBX-CFG-TMODE3)."""

    version: u8 = 0
    reserved_1: bytes = data(1, default=bytes(1))
    mode: u8
    is_geodetic: bool1 = False
    reserved_2: u7 = 0
    x_or_latitude: i32 = field(doc="cm or 1e-7 degrees")
    y_or_longitude: i32 = field(doc="cm or 1e-7 degrees")
    z_or_altitude: i32 = field(doc="cm")
    x_or_latitude_fine: i8 = field(doc="0.1 mm or 1e-9 degrees")
    y_or_longitude_fine: i8 = field(doc="0.1 mm or 1e-9 degrees")
    z_or_altitude_fine: i8 = field(doc="0.1 mm")
    reserved_3: bytes = data(1, default=bytes(1))
    fixed_accuracy: u32 = field(doc="0.1 mm")
    least_duration: u32 = field(doc="s")
    accuracy_limit: u32 = field(doc="0.1 mm")
    reserved_4: bytes = data(8, default=bytes(8))


class ConfigurationItem(Frame, byteorder="little", bitorder="lsb"):
    """A key, three bits of which determine the size of the value, and the value (Configuration interface)."""

    number: u28 = field(base=16, doc="group and item")
    size: u3 = field(doc="1 for a bit, then 2 to 5 for 1, 2, 4 and 8 bytes")
    reserved_1: u1 = 0
    value: int = switch(this.size, {(1, 2): u8, 3: u16, 4: u32, 5: u64})

    @property
    def key(self) -> int:
        """The key as in the document."""
        return self.reserved_1 << 31 | self.size << 28 | self.number


class CfgValset(Frame, byteorder="little", bitorder="lsb"):
    """Items are set (UBX-CFG-VALSET)."""

    version: u8 = 0
    layers: u8 = field(base=16)
    transaction: u8 = 0
    reserved_1: bytes = data(1, default=bytes(1))
    items: list[ConfigurationItem] = array(ConfigurationItem, default_factory=list)


class CfgValdel(Frame, byteorder="little", bitorder="lsb"):
    """Items are deleted (UBX-CFG-VALDEL)."""

    version: u8 = 0
    layers: u8 = field(base=16)
    transaction: u8 = 0
    reserved_1: bytes = data(1, default=bytes(1))
    keys: list[int] = array(field(u32, base=16), default_factory=list)


class ValgetKeys(Frame, byteorder="little", bitorder="lsb"):
    """Requested keys (UBX-CFG-VALGET)."""

    layer: u8
    position: u16
    keys: list[int] = array(field(u32, base=16), default_factory=list)


class ValgetItems(Frame, byteorder="little", bitorder="lsb"):
    """Returned items (UBX-CFG-VALGET)."""

    layer: u8
    position: u16
    items: list[ConfigurationItem] = array(ConfigurationItem, default_factory=list)


class CfgValget(Frame, byteorder="little", bitorder="lsb"):
    """A request for items, or the answer; the version is derived from the class (UBX-CFG-VALGET)."""

    version: int = derived(u8)
    content: ValgetKeys | ValgetItems | Unknown = switch(this.version, {0: ValgetKeys, 1: ValgetItems}, otherwise=unknown())
