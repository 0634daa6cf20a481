"""TLVs, which may follow the fields of a PTP message.

Source: IEEE 1588-2019, sections 14 to 17 and annexes, as named in each class.
"""

from __future__ import annotations

from enum import IntFlag

from framekit import (
    Frame,
    Unknown,
    align,
    array,
    bool1,
    data,
    derived,
    f64,
    field,
    i8,
    i32,
    optional,
    pad,
    switch,
    text,
    this,
    u4,
    u8,
    u16,
    u32,
    u48,
    unknown,
)
from framekit.specs.ptp.codes import ManagementError, ManagementId, MessageType, TlvType
from framekit.specs.ptp.management import MANAGEMENT_DATA, ManagementData
from framekit.specs.ptp.values import PaddedText, PortAddress, PortIdentity, TimeInterval, Timestamp


class Management(Frame):
    """MANAGEMENT (section 15.5.2): a request for a data set, and commands, have no data."""

    management_id: ManagementId = field(u16)
    data: ManagementData | None = optional(MANAGEMENT_DATA, default=None)


class ManagementErrorStatus(Frame):
    """MANAGEMENT_ERROR_STATUS (section 15.5.4)."""

    management_error_id: ManagementError = field(u16)
    management_id: ManagementId = field(u16)
    _: None = pad(4)
    display_data: PaddedText | None = optional(PaddedText, default=None)


class OrganizationExtension(Frame):
    """ORGANIZATION_EXTENSION (section 14.3)."""

    organization_id: bytes = data(3)
    organization_sub_type: bytes = data(3)
    data_field: bytes = data(default=b"")


class OrganizationExtensionPropagate(OrganizationExtension):
    """ORGANIZATION_EXTENSION_PROPAGATE (section 14.3): boundary clocks forward it."""


class OrganizationExtensionDoNotPropagate(OrganizationExtension):
    """ORGANIZATION_EXTENSION_DO_NOT_PROPAGATE (section 14.3): boundary clocks do not forward it."""


class RequestUnicastTransmission(Frame):
    """REQUEST_UNICAST_TRANSMISSION (section 16.1)."""

    message_type: MessageType = field(u4)
    _: None = pad(bits=4)
    log_inter_message_period: i8
    duration_field: u32 = field(doc="seconds")


class GrantUnicastTransmission(Frame):
    """GRANT_UNICAST_TRANSMISSION (section 16.1)."""

    message_type: MessageType = field(u4)
    _: None = pad(bits=4)
    log_inter_message_period: i8
    duration_field: u32 = field(doc="seconds; 0 if the request is denied")
    _reserved: None = pad(1)
    _flags: None = pad(bits=7)
    renewal_invited: bool1 = False


class CancelUnicastTransmission(Frame):
    """CANCEL_UNICAST_TRANSMISSION (section 16.1)."""

    message_type: MessageType = field(u4)
    _: None = pad(bits=2)
    maintain_grant: bool1 = False
    maintain_request: bool1 = False
    _reserved: None = pad(1)


class AcknowledgeCancelUnicastTransmission(Frame):
    """ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION (section 16.1)."""

    message_type: MessageType = field(u4)
    _: None = pad(bits=2)
    maintain_grant: bool1 = False
    maintain_request: bool1 = False
    _reserved: None = pad(1)


class PathTrace(Frame):
    """PATH_TRACE (section 16.2): the clocks that an Announce has passed."""

    path_sequence: list[bytes] = array(data(8))


class AlternateTimeOffsetIndicator(Frame):
    """ALTERNATE_TIME_OFFSET_INDICATOR (section 16.3)."""

    key_field: u8
    current_offset: i32 = field(doc="seconds")
    jump_seconds: i32
    time_of_next_jump: u48 = field(doc="seconds")
    display_name: str = text(prefix=u8, errors="surrogateescape")
    _: None = align(2)


class EnhancedAccuracyMetrics(Frame):
    """ENHANCED_ACCURACY_METRICS (section 16.12); variances are in seconds squared."""

    bc_hop_count: u8
    tc_hop_count: u8
    max_gm_inaccuracy: TimeInterval
    var_gm_inaccuracy: f64
    max_transient_inaccuracy: TimeInterval
    var_transient_inaccuracy: f64
    max_dynamic_inaccuracy: TimeInterval
    var_dynamic_inaccuracy: f64
    max_static_instance_inaccuracy: TimeInterval
    var_static_instance_inaccuracy: f64
    max_static_medium_inaccuracy: TimeInterval
    var_static_medium_inaccuracy: f64


class L1SyncOptions(Frame):
    """The optional parameters of L1_SYNC (annex L)."""

    _: None = pad(bits=5)
    frequency_offset_tx_timestamp_valid: bool1 = False
    phase_offset_tx_timestamp_valid: bool1 = False
    timestamps_corrected_tx: bool1 = False
    phase_offset_tx: TimeInterval
    phase_offset_tx_timestamp: Timestamp
    frequency_offset_tx: TimeInterval
    frequency_offset_tx_timestamp: Timestamp
    _reserved: None = pad(1)


class L1Sync(Frame):
    """L1_SYNC (annex L): whether both ends of a link have coherent frequencies."""

    _: None = pad(bits=4)
    optional_parameters_enabled: bool = derived(bool1)
    congruent_is_required: bool1 = False
    rx_coherent_is_required: bool1 = False
    tx_coherent_is_required: bool1 = False
    _reserved: None = pad(bits=5)
    is_congruent: bool1 = False
    is_rx_coherent: bool1 = False
    is_tx_coherent: bool1 = False
    options: L1SyncOptions | None = optional(L1SyncOptions, when=this.optional_parameters_enabled, default=None)


class Availability(IntFlag):
    """How a message is available (section 16)."""

    MULTICAST = 1
    UNICAST = 2
    UNICAST_NEGOTIATION_ENABLED = 4
    UNICAST_NEGOTIATION = 8


class PortCommunicationAvailability(Frame):
    """PORT_COMMUNICATION_AVAILABILITY (section 16)."""

    sync_message_availability: Availability = field(u8)
    delay_resp_message_availability: Availability = field(u8)


class ProtocolAddress(Frame):
    """PROTOCOL_ADDRESS (section 16)."""

    port_protocol_address: PortAddress
    _: None = align(2)


class SyncTiming(Frame):
    """A record of SLAVE_RX_SYNC_TIMING_DATA."""

    sequence_id: u16
    sync_origin_timestamp: Timestamp
    total_correction_field: TimeInterval
    scaled_cumulative_rate_offset: i32
    sync_event_ingress_timestamp: Timestamp


class SlaveRxSyncTimingData(Frame):
    """SLAVE_RX_SYNC_TIMING_DATA (section 16.11)."""

    sync_source_port_identity: PortIdentity
    records: list[SyncTiming] = array(SyncTiming)


class SyncComputed(Frame):
    """A record of SLAVE_RX_SYNC_COMPUTED_DATA."""

    sequence_id: u16
    offset_from_master: TimeInterval
    mean_path_delay: TimeInterval
    scaled_neighbor_rate_ratio: i32


class SlaveRxSyncComputedData(Frame):
    """SLAVE_RX_SYNC_COMPUTED_DATA (section 16.11)."""

    source_port_identity: PortIdentity
    _: None = pad(bits=5)
    offset_from_master_valid: bool1 = False
    mean_path_delay_valid: bool1 = False
    scaled_neighbor_rate_ratio_valid: bool1 = False
    _reserved: None = pad(1)
    records: list[SyncComputed] = array(SyncComputed)


class EventTimestamp(Frame):
    """A record of SLAVE_TX_EVENT_TIMESTAMPS."""

    sequence_id: u16
    event_egress_timestamp: Timestamp


class SlaveTxEventTimestamps(Frame):
    """SLAVE_TX_EVENT_TIMESTAMPS (section 16.11)."""

    source_port_identity: PortIdentity
    event_message_type: MessageType = field(u4)
    _: None = pad(bits=4)
    _reserved: None = pad(1)
    records: list[EventTimestamp] = array(EventTimestamp)


class CumulativeRateRatio(Frame):
    """CUMULATIVE_RATE_RATIO (section 16)."""

    scaled_cumulative_rate_ratio: i32 = field(doc="(ratio - 1) * 2**41")


class Padding(Frame):
    """PAD (section 14): meaningless octets."""

    octets: bytes = data()


class Authentication(Frame):
    """AUTHENTICATION (section 16.14); the length of the rest depends on the security association."""

    security_parameters_pointer: u8
    security_parameters_indicator: u8
    key_id: u32
    protection: bytes = data(doc="optional disclosed key, sequence number and reserved octets, and the check value")


class Tlv(Frame):
    """A type, a length and a value (section 14.1); the type is derived from the class of the value."""

    tlv_type: TlvType = derived(u16)
    length_field: int = derived(u16)
    value: (
        Management
        | ManagementErrorStatus
        | OrganizationExtension
        | RequestUnicastTransmission
        | GrantUnicastTransmission
        | CancelUnicastTransmission
        | AcknowledgeCancelUnicastTransmission
        | PathTrace
        | AlternateTimeOffsetIndicator
        | OrganizationExtensionPropagate
        | EnhancedAccuracyMetrics
        | OrganizationExtensionDoNotPropagate
        | L1Sync
        | PortCommunicationAvailability
        | ProtocolAddress
        | SlaveRxSyncTimingData
        | SlaveRxSyncComputedData
        | SlaveTxEventTimestamps
        | CumulativeRateRatio
        | Padding
        | Authentication
        | Unknown
    ) = switch(
        this.tlv_type,
        {
            TlvType.MANAGEMENT: Management,
            TlvType.MANAGEMENT_ERROR_STATUS: ManagementErrorStatus,
            TlvType.ORGANIZATION_EXTENSION: OrganizationExtension,
            TlvType.REQUEST_UNICAST_TRANSMISSION: RequestUnicastTransmission,
            TlvType.GRANT_UNICAST_TRANSMISSION: GrantUnicastTransmission,
            TlvType.CANCEL_UNICAST_TRANSMISSION: CancelUnicastTransmission,
            TlvType.ACKNOWLEDGE_CANCEL_UNICAST_TRANSMISSION: AcknowledgeCancelUnicastTransmission,
            TlvType.PATH_TRACE: PathTrace,
            TlvType.ALTERNATE_TIME_OFFSET_INDICATOR: AlternateTimeOffsetIndicator,
            TlvType.ORGANIZATION_EXTENSION_PROPAGATE: OrganizationExtensionPropagate,
            TlvType.ENHANCED_ACCURACY_METRICS: EnhancedAccuracyMetrics,
            TlvType.ORGANIZATION_EXTENSION_DO_NOT_PROPAGATE: OrganizationExtensionDoNotPropagate,
            TlvType.L1_SYNC: L1Sync,
            TlvType.PORT_COMMUNICATION_AVAILABILITY: PortCommunicationAvailability,
            TlvType.PROTOCOL_ADDRESS: ProtocolAddress,
            TlvType.SLAVE_RX_SYNC_TIMING_DATA: SlaveRxSyncTimingData,
            TlvType.SLAVE_RX_SYNC_COMPUTED_DATA: SlaveRxSyncComputedData,
            TlvType.SLAVE_TX_EVENT_TIMESTAMPS: SlaveTxEventTimestamps,
            TlvType.CUMULATIVE_RATE_RATIO: CumulativeRateRatio,
            TlvType.PAD: Padding,
            TlvType.AUTHENTICATION: Authentication,
        },
        otherwise=unknown(),
        size=this.length_field,
    )
