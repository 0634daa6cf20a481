"""Data of PTP's management TLVs.

Source: IEEE 1588-2019, section 15.5.3.
"""

from __future__ import annotations

from enum import IntFlag
from typing import TypeAlias

from framekit import Frame, align, array, data, derived, field, i8, i16, i32, pad, switch, text, this, u4, u8, u16, u48
from framekit.specs.ptp.codes import ClockAccuracy, DelayMechanism, ManagementId, PortState, TimeSource
from framekit.specs.ptp.values import ClockQuality, PaddedText, PortAddress, PortIdentity, TimeInterval, Timestamp


class ClockType(IntFlag):
    """The type of a node (section 15.5.3.1)."""

    ORDINARY_CLOCK = 0x8000
    BOUNDARY_CLOCK = 0x4000
    P2P_TRANSPARENT_CLOCK = 0x2000
    E2E_TRANSPARENT_CLOCK = 0x1000
    MANAGEMENT_NODE = 0x0800


class TimeFlags(IntFlag):
    """Properties of the timescale (section 15.5.3.6)."""

    LEAP_61 = 0x01
    LEAP_59 = 0x02
    CURRENT_UTC_OFFSET_VALID = 0x04
    PTP_TIMESCALE = 0x08
    TIME_TRACEABLE = 0x10
    FREQUENCY_TRACEABLE = 0x20


class DefaultFlags(IntFlag):
    """Flags of a default data set (section 15.5.3.3)."""

    TWO_STEP = 0x01
    SLAVE_ONLY = 0x02


class ClockDescription(Frame):
    """CLOCK_DESCRIPTION (section 15.5.3.1)."""

    clock_type: ClockType = field(u16)
    physical_layer_protocol: str = text(prefix=u8, errors="surrogateescape")
    physical_address: bytes = data(prefix=u16)
    protocol_address: PortAddress
    manufacturer_identity: bytes = data(3)
    _: None = pad(1)
    product_description: str = text(prefix=u8, errors="surrogateescape")
    revision_data: str = text(prefix=u8, errors="surrogateescape")
    user_description: str = text(prefix=u8, errors="surrogateescape")
    profile_identity: bytes = data(6)
    _padding: None = align(2)


class Initialize(Frame):
    """INITIALIZE (section 15.5.3.1); 0 is the event INITIALIZE_EVENT."""

    initialization_key: u16 = 0


class FaultRecord(Frame, size=this.fault_record_length + 2):
    """A fault (section 5.3.10); severities are those of syslog (RFC 5424)."""

    fault_record_length: int = derived(u16)
    fault_time: Timestamp
    severity_code: u8
    fault_name: str = text(prefix=u8, errors="surrogateescape")
    fault_value: str = text(prefix=u8, errors="surrogateescape")
    fault_description: str = text(prefix=u8, errors="surrogateescape")


class FaultLog(Frame):
    """FAULT_LOG (section 15.5.3.1)."""

    fault_records: list[FaultRecord] = array(FaultRecord, prefix=u16)
    _: None = align(2)


class DefaultDataSet(Frame):
    """DEFAULT_DATA_SET (section 15.5.3.3)."""

    flags: DefaultFlags = field(u8, default=DefaultFlags(0))
    _: None = pad(1)
    number_ports: u16
    priority1: u8
    clock_quality: ClockQuality
    priority2: u8
    clock_identity: bytes = data(8)
    domain_number: u8
    _reserved: None = pad(1)


class CurrentDataSet(Frame):
    """CURRENT_DATA_SET (section 15.5.3.4)."""

    steps_removed: u16
    offset_from_master: TimeInterval
    mean_delay: TimeInterval


class ParentDataSet(Frame):
    """PARENT_DATA_SET (section 15.5.3.5)."""

    parent_port_identity: PortIdentity
    flags: u8 = field(default=0, doc="1: the two observed values are valid")
    _: None = pad(1)
    observed_parent_offset_scaled_log_variance: u16
    observed_parent_clock_phase_change_rate: i32
    grandmaster_priority1: u8
    grandmaster_clock_quality: ClockQuality
    grandmaster_priority2: u8
    grandmaster_identity: bytes = data(8)


class TimeProperties(Frame):
    """TIME_PROPERTIES_DATA_SET (section 15.5.3.6)."""

    current_utc_offset: i16 = field(doc="seconds")
    flags: TimeFlags = field(u8, default=TimeFlags(0))
    time_source: TimeSource = field(u8)


class PortDataSet(Frame):
    """PORT_DATA_SET (section 15.5.3.7); intervals are powers of 2 in seconds."""

    port_identity: PortIdentity
    port_state: PortState = field(u8)
    log_min_delay_req_interval: i8
    mean_link_delay: TimeInterval
    log_announce_interval: i8
    announce_receipt_timeout: u8 = field(doc="announce intervals")
    log_sync_interval: i8
    delay_mechanism: DelayMechanism = field(u8)
    log_min_pdelay_req_interval: i8
    minor_version_number: u4 = 1
    version_number: u4 = 2


class Number(Frame):
    """An octet: a priority, a domain, a timeout, or the maximum key."""

    value: u8
    _: None = pad(1)


class Interval(Frame):
    """The base-2 logarithm of an interval in seconds (section 15.5.3.7)."""

    log_interval: i8
    _: None = pad(1)


class Enable(Frame):
    """Whether a feature is enabled: the lowest of the flags."""

    flags: u8
    _: None = pad(1)


class VersionNumber(Frame):
    """VERSION_NUMBER (section 15.5.3.7)."""

    minor_version_number: u4 = 1
    version_number: u4 = 2
    _: None = pad(1)


class Accuracy(Frame):
    """CLOCK_ACCURACY (section 15.5.3.2)."""

    clock_accuracy: ClockAccuracy = field(u8)
    _: None = pad(1)


class UtcProperties(Frame):
    """UTC_PROPERTIES (section 15.5.3.6)."""

    current_utc_offset: i16 = field(doc="seconds")
    flags: TimeFlags = field(u8, default=TimeFlags(0))
    _: None = pad(1)


class TraceabilityProperties(Frame):
    """TRACEABILITY_PROPERTIES (section 15.5.3.6)."""

    flags: TimeFlags = field(u8, default=TimeFlags(0))
    _: None = pad(1)


class TimescaleProperties(Frame):
    """TIMESCALE_PROPERTIES (section 15.5.3.6)."""

    flags: TimeFlags = field(u8, default=TimeFlags(0))
    time_source: TimeSource = field(u8)


class PathTraceList(Frame):
    """PATH_TRACE_LIST (section 16.2): at least one clock, since an empty list cannot be distinguished from no data."""

    first: bytes = data(8)
    others: list[bytes] = array(data(8), default_factory=list)


class GrandmasterClusterTable(Frame):
    """GRANDMASTER_CLUSTER_TABLE (section 17)."""

    log_query_interval: i8
    port_addresses: list[PortAddress] = array(PortAddress, prefix=u8)
    _: None = align(2)


class UnicastMasterTable(Frame):
    """UNICAST_MASTER_TABLE (section 17)."""

    log_query_interval: i8
    port_addresses: list[PortAddress] = array(PortAddress, prefix=u16)
    _: None = align(2)


class TableSize(Frame):
    """UNICAST_MASTER_MAX_TABLE_SIZE and ACCEPTABLE_MASTER_MAX_TABLE_SIZE (section 17)."""

    max_table_size: u16


class AcceptableMaster(Frame):
    """A master that a port may follow (section 5.3.11)."""

    acceptable_port_identity: PortIdentity
    alternate_priority1: u8


class AcceptableMasterTable(Frame):
    """ACCEPTABLE_MASTER_TABLE (section 17)."""

    masters: list[AcceptableMaster] = array(AcceptableMaster, prefix=u16)
    _: None = align(2)


class AlternateMaster(Frame):
    """ALTERNATE_MASTER (section 17)."""

    flags: u8 = field(doc="1: the port sends Sync messages as an alternate master")
    log_alternate_multicast_sync_interval: i8
    number_of_alternate_masters: u8
    _: None = pad(1)


class AlternateTimeOffsetEnable(Frame):
    """ALTERNATE_TIME_OFFSET_ENABLE (section 16.3)."""

    key_field: u8
    flags: u8


class AlternateTimeOffsetName(Frame):
    """ALTERNATE_TIME_OFFSET_NAME (section 16.3)."""

    key_field: u8
    display_name: str = text(prefix=u8, errors="surrogateescape")
    _: None = align(2)


class AlternateTimeOffsetProperties(Frame):
    """ALTERNATE_TIME_OFFSET_PROPERTIES (section 16.3)."""

    key_field: u8
    current_offset: i32 = field(doc="seconds")
    jump_seconds: i32
    time_of_next_jump: u48 = field(doc="seconds")
    _: None = pad(1)


class ExternalPortConfiguration(Frame):
    """EXT_PORT_CONFIG_PORT_DATA_SET (section 17)."""

    flags: u8
    desired_state: PortState = field(u8)


class TransparentClockDefaultDataSet(Frame):
    """TRANSPARENT_CLOCK_DEFAULT_DATA_SET (section 15.5.3.8)."""

    clock_identity: bytes = data(8)
    number_ports: u16
    delay_mechanism: DelayMechanism = field(u8)
    primary_domain: u8


class TransparentClockPortDataSet(Frame):
    """TRANSPARENT_CLOCK_PORT_DATA_SET (section 15.5.3.10)."""

    port_identity: PortIdentity
    flags: u8 = field(default=0, doc="1: the port is faulty")
    log_min_pdelay_req_interval: i8
    peer_mean_path_delay: TimeInterval


class Mechanism(Frame):
    """DELAY_MECHANISM (section 15.5.3.7)."""

    delay_mechanism: DelayMechanism = field(u8)
    _: None = pad(1)


class OtherData(Frame):
    """Data of an identifier that is not in the standard: at least two octets, since their number is even and not 0."""

    first: bytes = data(2)
    others: bytes = data(default=b"")


ManagementData: TypeAlias = (
    ClockDescription
    | PaddedText
    | Initialize
    | FaultLog
    | DefaultDataSet
    | CurrentDataSet
    | ParentDataSet
    | TimeProperties
    | PortDataSet
    | Number
    | Interval
    | Enable
    | VersionNumber
    | Timestamp
    | Accuracy
    | UtcProperties
    | TraceabilityProperties
    | TimescaleProperties
    | PathTraceList
    | GrandmasterClusterTable
    | UnicastMasterTable
    | TableSize
    | AcceptableMasterTable
    | AlternateMaster
    | AlternateTimeOffsetEnable
    | AlternateTimeOffsetName
    | AlternateTimeOffsetProperties
    | ExternalPortConfiguration
    | TransparentClockDefaultDataSet
    | TransparentClockPortDataSet
    | Mechanism
    | OtherData
)

MANAGEMENT_DATA: ManagementData = switch(
    this.management_id,
    {
        ManagementId.CLOCK_DESCRIPTION: ClockDescription,
        ManagementId.USER_DESCRIPTION: PaddedText,
        ManagementId.INITIALIZE: Initialize,
        ManagementId.FAULT_LOG: FaultLog,
        ManagementId.DEFAULT_DATA_SET: DefaultDataSet,
        ManagementId.CURRENT_DATA_SET: CurrentDataSet,
        ManagementId.PARENT_DATA_SET: ParentDataSet,
        ManagementId.TIME_PROPERTIES_DATA_SET: TimeProperties,
        ManagementId.PORT_DATA_SET: PortDataSet,
        (
            ManagementId.PRIORITY1,
            ManagementId.PRIORITY2,
            ManagementId.DOMAIN,
            ManagementId.ANNOUNCE_RECEIPT_TIMEOUT,
            ManagementId.ALTERNATE_TIME_OFFSET_MAX_KEY,
            ManagementId.PRIMARY_DOMAIN,
        ): Number,
        (
            ManagementId.LOG_ANNOUNCE_INTERVAL,
            ManagementId.LOG_SYNC_INTERVAL,
            ManagementId.LOG_MIN_PDELAY_REQ_INTERVAL,
        ): Interval,
        (
            ManagementId.SLAVE_ONLY,
            ManagementId.UNICAST_NEGOTIATION_ENABLE,
            ManagementId.PATH_TRACE_ENABLE,
            ManagementId.ACCEPTABLE_MASTER_TABLE_ENABLED,
            ManagementId.EXTERNAL_PORT_CONFIGURATION_ENABLED,
            ManagementId.MASTER_ONLY,
            ManagementId.HOLDOVER_UPGRADE_ENABLE,
        ): Enable,
        ManagementId.VERSION_NUMBER: VersionNumber,
        ManagementId.TIME: Timestamp,
        ManagementId.CLOCK_ACCURACY: Accuracy,
        ManagementId.UTC_PROPERTIES: UtcProperties,
        ManagementId.TRACEABILITY_PROPERTIES: TraceabilityProperties,
        ManagementId.TIMESCALE_PROPERTIES: TimescaleProperties,
        ManagementId.PATH_TRACE_LIST: PathTraceList,
        ManagementId.GRANDMASTER_CLUSTER_TABLE: GrandmasterClusterTable,
        ManagementId.UNICAST_MASTER_TABLE: UnicastMasterTable,
        (ManagementId.UNICAST_MASTER_MAX_TABLE_SIZE, ManagementId.ACCEPTABLE_MASTER_MAX_TABLE_SIZE): TableSize,
        ManagementId.ACCEPTABLE_MASTER_TABLE: AcceptableMasterTable,
        ManagementId.ALTERNATE_MASTER: AlternateMaster,
        ManagementId.ALTERNATE_TIME_OFFSET_ENABLE: AlternateTimeOffsetEnable,
        ManagementId.ALTERNATE_TIME_OFFSET_NAME: AlternateTimeOffsetName,
        ManagementId.ALTERNATE_TIME_OFFSET_PROPERTIES: AlternateTimeOffsetProperties,
        ManagementId.EXT_PORT_CONFIG_PORT_DATA_SET: ExternalPortConfiguration,
        ManagementId.TRANSPARENT_CLOCK_DEFAULT_DATA_SET: TransparentClockDefaultDataSet,
        ManagementId.TRANSPARENT_CLOCK_PORT_DATA_SET: TransparentClockPortDataSet,
        ManagementId.DELAY_MECHANISM: Mechanism,
    },
    otherwise=OtherData,
)
"""The data of a management TLV of that identifier."""
