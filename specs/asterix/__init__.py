"""ASTERIX: data blocks with surveillance records, and the items of category 048.

Source: EUROCONTROL-SPEC-0149 edition 3.1 (Part 1: data blocks, records and field specifications); EUROCONTROL-SPEC-0149-4 edition
1.32 (Part 4, category 048: monoradar target reports).

The category alone determines which items a record has and in which order. Records of category 048 are therefore read as
`TargetReport`, and those of other categories stay bytes. The reserved expansion field and the special purpose field are bytes,
because other documents define them. An item extension that the edition does not define is refused.
"""

from __future__ import annotations

from framekit import Frame, Protocol, array, data, derived, field, fspec, item, optional, scaled, switch, this, u8, u16, u24
from framekit.specs.asterix import items
from framekit.specs.asterix.items import (
    AircraftIdentification,
    BdsRegister,
    Capability,
    CartesianPosition,
    CodeConfidence,
    Condition,
    DataSource,
    FlightLevel,
    Height,
    Mode1Code,
    Mode1Confidence,
    ModeCCode,
    ModeCode,
    PlotCharacteristics,
    PolarPosition,
    RadialDopplerSpeed,
    ResolutionAdvisory,
    TargetReportDescriptor,
    TrackNumber,
    TrackQuality,
    TrackStatus,
    TrackVelocity,
)

__all__ = ["PROTOCOL", "DataBlock", "Datagram", "TargetReport", "items"]


class TargetReport(Frame):
    """A record of category 048: the field specification indicates its items (Part 4, table 2)."""

    specification: int = derived(fspec, check=this < 1 << 28)
    data_source: DataSource | None = optional(when=this.specification & 1, default=None)
    time_of_day: float | None = optional(
        scaled(u24, 1 / 128, doc="in seconds since midnight, UTC"), when=this.specification >> 1 & 1, default=None
    )
    descriptor: TargetReportDescriptor | None = optional(when=this.specification >> 2 & 1, default=None)
    polar_position: PolarPosition | None = optional(when=this.specification >> 3 & 1, default=None)
    mode_3a_code: ModeCode | None = optional(when=this.specification >> 4 & 1, default=None)
    flight_level: FlightLevel | None = optional(when=this.specification >> 5 & 1, default=None)
    plot_characteristics: PlotCharacteristics | None = optional(when=this.specification >> 6 & 1, default=None)
    aircraft_address: int | None = optional(field(u24, base=16), when=this.specification >> 7 & 1, default=None)
    aircraft_identification: AircraftIdentification | None = optional(when=this.specification >> 8 & 1, default=None)
    bds_registers: list[BdsRegister] | None = optional(
        array(BdsRegister, prefix=u8), when=this.specification >> 9 & 1, default=None
    )
    track_number: TrackNumber | None = optional(when=this.specification >> 10 & 1, default=None)
    cartesian_position: CartesianPosition | None = optional(when=this.specification >> 11 & 1, default=None)
    track_velocity: TrackVelocity | None = optional(when=this.specification >> 12 & 1, default=None)
    track_status: TrackStatus | None = optional(when=this.specification >> 13 & 1, default=None)
    track_quality: TrackQuality | None = optional(when=this.specification >> 14 & 1, default=None)
    conditions: list[Condition] | None = optional(
        array(Condition, until=item.is_followed == 0), when=this.specification >> 15 & 1, default=None
    )
    mode_3a_confidence: CodeConfidence | None = optional(when=this.specification >> 16 & 1, default=None)
    mode_c_code: ModeCCode | None = optional(when=this.specification >> 17 & 1, default=None)
    height: Height | None = optional(when=this.specification >> 18 & 1, default=None)
    radial_doppler_speed: RadialDopplerSpeed | None = optional(when=this.specification >> 19 & 1, default=None)
    capability: Capability | None = optional(when=this.specification >> 20 & 1, default=None)
    resolution_advisory: ResolutionAdvisory | None = optional(when=this.specification >> 21 & 1, default=None)
    mode_1_code: Mode1Code | None = optional(when=this.specification >> 22 & 1, default=None)
    mode_2_code: ModeCode | None = optional(when=this.specification >> 23 & 1, default=None)
    mode_1_confidence: Mode1Confidence | None = optional(when=this.specification >> 24 & 1, default=None)
    mode_2_confidence: CodeConfidence | None = optional(when=this.specification >> 25 & 1, default=None)
    special_purpose: bytes | None = optional(data(prefix=u8, bias=1), when=this.specification >> 26 & 1, default=None)
    reserved_expansion: bytes | None = optional(data(prefix=u8, bias=1), when=this.specification >> 27 & 1, default=None)


class DataBlock(Frame, size=this.length):
    """Records of one category (Part 1)."""

    category: u8
    length: int = derived(u16, check=this >= 3)
    records: list[TargetReport] | bytes = switch(this.category, {48: array(TargetReport)}, otherwise=data())


class Datagram(Frame):
    """A datagram has one data block, or several of any categories."""

    blocks: list[DataBlock] = array(DataBlock)


PROTOCOL = Protocol(
    "asterix", title="ASTERIX", source="EUROCONTROL-SPEC-0149", ports={"udp": [8600], "tcp": [8600]}, client=DataBlock,
    datagrams=Datagram,
)  # fmt: skip
