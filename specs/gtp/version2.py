"""GTP version 2: messages and information elements of the control plane (TS 29.274, sections 5 and 8)."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from framekit import (
    Frame,
    array,
    bool1,
    const,
    data,
    derived,
    field,
    leftover_of,
    optional,
    switch,
    text,
    this,
    timestamp,
    u1,
    u2,
    u3,
    u4,
    u8,
    u16,
    u24,
    u32,
)
from framekit.specs.gtp import elements
from framekit.specs.gtp.codes2 import MessageType
from framekit.specs.gtp.identities import ADDRESS, NAME, NETWORK, digits


class ElementType(IntEnum):
    """Information elements (table 8.1-1), with those of the interface Sv (TS 29.280). Others stay integers."""

    IMSI = 1
    CAUSE = 2
    RECOVERY = 3
    STN_SR = 51
    SOURCE_TO_TARGET_TRANSPARENT_CONTAINER = 52
    TARGET_TO_SOURCE_TRANSPARENT_CONTAINER = 53
    MM_CONTEXT_FOR_EUTRAN_SRVCC = 54
    MM_CONTEXT_FOR_UTRAN_SRVCC = 55
    SRVCC_CAUSE = 56
    TARGET_RNC_IDENTIFIER = 57
    TARGET_GLOBAL_CELL_IDENTIFIER = 58
    TUNNEL_ENDPOINT_IDENTIFIER_FOR_CONTROL_PLANE = 59
    SV_FLAGS = 60
    SERVICE_AREA_IDENTIFIER = 61
    MM_CONTEXT_FOR_CS_TO_PS_SRVCC = 62
    ACCESS_POINT_NAME = 71
    AGGREGATE_MAXIMUM_BIT_RATE = 72
    EPS_BEARER_IDENTITY = 73
    IP_ADDRESS = 74
    MOBILE_EQUIPMENT_IDENTITY = 75
    MSISDN = 76
    INDICATION = 77
    PROTOCOL_CONFIGURATION_OPTIONS = 78
    PDN_ADDRESS_ALLOCATION = 79
    BEARER_QUALITY_OF_SERVICE = 80
    FLOW_QUALITY_OF_SERVICE = 81
    RAT_TYPE = 82
    SERVING_NETWORK = 83
    BEARER_TRAFFIC_FLOW_TEMPLATE = 84
    TRAFFIC_AGGREGATION_DESCRIPTION = 85
    USER_LOCATION_INFORMATION = 86
    FULLY_QUALIFIED_TUNNEL_ENDPOINT_IDENTIFIER = 87
    TMSI = 88
    GLOBAL_CN_IDENTIFIER = 89
    S103_PDN_DATA_FORWARDING_INFORMATION = 90
    S1_U_DATA_FORWARDING = 91
    DELAY_VALUE = 92
    BEARER_CONTEXT = 93
    CHARGING_IDENTIFIER = 94
    CHARGING_CHARACTERISTICS = 95
    TRACE_INFORMATION = 96
    BEARER_FLAGS = 97
    PDN_TYPE = 99
    PROCEDURE_TRANSACTION_IDENTIFIER = 100
    MM_CONTEXT_GSM_KEY_AND_TRIPLETS = 103
    MM_CONTEXT_UMTS_KEY_USED_CIPHER_AND_QUINTUPLETS = 104
    MM_CONTEXT_GSM_KEY_USED_CIPHER_AND_QUINTUPLETS = 105
    MM_CONTEXT_UMTS_KEY_AND_QUINTUPLETS = 106
    MM_CONTEXT_EPS_SECURITY_CONTEXT_QUADRUPLETS_AND_QUINTUPLETS = 107
    MM_CONTEXT_UMTS_KEY_QUADRUPLETS_AND_QUINTUPLETS = 108
    PDN_CONNECTION = 109
    PDU_NUMBERS = 110
    PACKET_TMSI = 111
    P_TMSI_SIGNATURE = 112
    HOP_COUNTER = 113
    UE_TIME_ZONE = 114
    TRACE_REFERENCE = 115
    COMPLETE_REQUEST_MESSAGE = 116
    GLOBALLY_UNIQUE_TEMPORARY_IDENTITY = 117
    FULLY_QUALIFIED_CONTAINER = 118
    FULLY_QUALIFIED_CAUSE = 119
    NETWORK_IDENTIFIER = 120
    TARGET_IDENTIFICATION = 121
    PACKET_FLOW_IDENTIFIER = 123
    RAB_CONTEXT = 124
    SOURCE_RNC_PDCP_CONTEXT_INFORMATION = 125
    PORT_NUMBER = 126
    APN_RESTRICTION = 127
    SELECTION_MODE = 128
    SOURCE_IDENTIFICATION = 129
    CHANGE_REPORTING_ACTION = 131
    FULLY_QUALIFIED_PDN_CONNECTION_SET_IDENTIFIER = 132
    CHANNEL_NEEDED = 133
    EMLPP_PRIORITY = 134
    NODE_TYPE = 135
    FULLY_QUALIFIED_DOMAIN_NAME = 136
    TRANSACTION_IDENTIFIER = 137
    MBMS_SESSION_DURATION = 138
    MBMS_SERVICE_AREA = 139
    MBMS_SESSION_IDENTIFIER = 140
    MBMS_FLOW_IDENTIFIER = 141
    MBMS_IP_MULTICAST_DISTRIBUTION = 142
    MBMS_DISTRIBUTION_ACKNOWLEDGE = 143
    RFSP_INDEX = 144
    USER_CSG_INFORMATION = 145
    CSG_INFORMATION_REPORTING_ACTION = 146
    CSG_IDENTIFIER = 147
    CSG_MEMBERSHIP_INDICATION = 148
    SERVICE_INDICATOR = 149
    DETACH_TYPE = 150
    LOCAL_DISTINGUISHED_NAME = 151
    NODE_FEATURES = 152
    MBMS_TIME_TO_DATA_TRANSFER = 153
    THROTTLING = 154
    ALLOCATION_RETENTION_PRIORITY = 155
    EPC_TIMER = 156
    SIGNALLING_PRIORITY_INDICATION = 157
    TEMPORARY_MOBILE_GROUP_IDENTITY = 158
    ADDITIONAL_MM_CONTEXT_FOR_SRVCC = 159
    ADDITIONAL_FLAGS_FOR_SRVCC = 160
    MDT_CONFIGURATION = 162
    ADDITIONAL_PROTOCOL_CONFIGURATION_OPTIONS = 163
    ABSOLUTE_TIME_OF_MBMS_DATA_TRANSFER = 164
    HENB_INFORMATION_REPORTING = 165
    IPV4_CONFIGURATION_PARAMETERS = 166
    CHANGE_TO_REPORT_FLAGS = 167
    ACTION_INDICATION = 168
    TWAN_IDENTIFIER = 169
    ULI_TIMESTAMP = 170
    MBMS_FLAGS = 171
    RAN_NAS_CAUSE = 172
    CN_OPERATOR_SELECTION_ENTITY = 173
    TRUSTED_WLAN_MODE_INDICATION = 174
    NODE_NUMBER = 175
    NODE_IDENTIFIER = 176
    PRESENCE_REPORTING_AREA_ACTION = 177
    PRESENCE_REPORTING_AREA_INFORMATION = 178
    TWAN_IDENTIFIER_TIMESTAMP = 179
    OVERLOAD_CONTROL_INFORMATION = 180
    LOAD_CONTROL_INFORMATION = 181
    METRIC = 182
    SEQUENCE_NUMBER = 183
    APN_AND_RELATIVE_CAPACITY = 184
    WLAN_OFFLOADABILITY_INDICATION = 185
    PAGING_AND_SERVICE_INFORMATION = 186
    INTEGER_NUMBER = 187
    MILLISECOND_TIME_STAMP = 188
    MONITORING_EVENT_INFORMATION = 189
    ECGI_LIST = 190
    REMOTE_UE_CONTEXT = 191
    REMOTE_USER_IDENTIFIER = 192
    REMOTE_UE_IP_INFORMATION = 193
    CIOT_OPTIMIZATIONS_SUPPORT_INDICATION = 194
    SCEF_PDN_CONNECTION = 195
    HEADER_COMPRESSION_CONFIGURATION = 196
    EXTENDED_PROTOCOL_CONFIGURATION_OPTIONS = 197
    SERVING_PLMN_RATE_CONTROL = 198
    COUNTER = 199
    MAPPED_UE_USAGE_TYPE = 200
    SECONDARY_RAT_USAGE_DATA_REPORT = 201
    UP_FUNCTION_SELECTION_INDICATION_FLAGS = 202
    MAXIMUM_PACKET_LOSS_RATE = 203
    APN_RATE_CONTROL_STATUS = 204
    EXTENDED_TRACE_INFORMATION = 205
    MONITORING_EVENT_EXTENSION_INFORMATION = 206
    ADDITIONAL_RRM_POLICY_INDEX = 207
    V2X_CONTEXT = 208
    PC5_QOS_PARAMETERS = 209
    SERVICES_AUTHORIZED = 210
    BIT_RATE = 211
    PC5_QOS_FLOW = 212
    SGI_PTP_TUNNEL_ADDRESS = 213
    PGW_CHANGE_INFORMATION = 214
    PGW_SET_FQDN = 215
    PRIVATE_EXTENSION = 255


T = ElementType
_ARMS: dict[Any, Any] = {
    (T.IMSI, T.MOBILE_EQUIPMENT_IDENTITY, T.MSISDN): digits(),
    T.CAUSE: elements.Cause,
    (
        T.RECOVERY,
        T.DELAY_VALUE,
        T.PROCEDURE_TRANSACTION_IDENTIFIER,
        T.HOP_COUNTER,
        T.APN_RESTRICTION,
        T.CHANGE_REPORTING_ACTION,
        T.NODE_TYPE,
        T.DETACH_TYPE,
        T.NODE_FEATURES,
        T.METRIC,
    ): u8,
    (T.PORT_NUMBER, T.RFSP_INDEX): u16,
    T.P_TMSI_SIGNATURE: u24,
    (
        T.TUNNEL_ENDPOINT_IDENTIFIER_FOR_CONTROL_PLANE,
        T.TMSI,
        T.CHARGING_IDENTIFIER,
        T.PACKET_TMSI,
        T.SEQUENCE_NUMBER,
    ): u32,
    T.CHARGING_CHARACTERISTICS: u16,
    (T.ACCESS_POINT_NAME, T.FULLY_QUALIFIED_DOMAIN_NAME): NAME,
    T.AGGREGATE_MAXIMUM_BIT_RATE: elements.MaximumBitRate,
    T.EPS_BEARER_IDENTITY: elements.BearerIdentity,
    T.IP_ADDRESS: ADDRESS,
    T.INDICATION: elements.Indication,
    (T.PROTOCOL_CONFIGURATION_OPTIONS, T.ADDITIONAL_PROTOCOL_CONFIGURATION_OPTIONS): elements.ConfigurationOptions,
    T.PDN_ADDRESS_ALLOCATION: elements.PdnAddress,
    T.BEARER_QUALITY_OF_SERVICE: elements.BearerQuality,
    T.FLOW_QUALITY_OF_SERVICE: elements.FlowQuality,
    T.RAT_TYPE: elements.RadioAccessValue,
    (T.SERVING_NETWORK, T.NETWORK_IDENTIFIER): NETWORK,
    (T.BEARER_TRAFFIC_FLOW_TEMPLATE, T.TRAFFIC_AGGREGATION_DESCRIPTION): elements.TrafficFlowTemplate,
    T.USER_LOCATION_INFORMATION: elements.UserLocation,
    T.FULLY_QUALIFIED_TUNNEL_ENDPOINT_IDENTIFIER: elements.TunnelEndpoint,
    (
        T.BEARER_CONTEXT,
        T.PDN_CONNECTION,
        T.OVERLOAD_CONTROL_INFORMATION,
        T.LOAD_CONTROL_INFORMATION,
        T.REMOTE_UE_CONTEXT,
        T.SCEF_PDN_CONNECTION,
        T.V2X_CONTEXT,
        T.PC5_QOS_PARAMETERS,
    ): array("Element"),
    T.BEARER_FLAGS: elements.BearerFlags,
    T.PDN_TYPE: elements.PdnTypeValue,
    T.UE_TIME_ZONE: elements.TimeZone,
    T.TRACE_REFERENCE: elements.TraceReference,
    T.COMPLETE_REQUEST_MESSAGE: elements.CompleteRequest,
    T.GLOBALLY_UNIQUE_TEMPORARY_IDENTITY: elements.UniqueTemporaryIdentity,
    (T.FULLY_QUALIFIED_CONTAINER, T.FULLY_QUALIFIED_CAUSE): elements.TypedContainer,
    T.SELECTION_MODE: elements.SelectionMode,
    T.FULLY_QUALIFIED_PDN_CONNECTION_SET_IDENTIFIER: elements.ConnectionSet,
    T.CSG_IDENTIFIER: elements.ClosedGroup,
    T.LOCAL_DISTINGUISHED_NAME: text(errors="surrogateescape"),
    T.ALLOCATION_RETENTION_PRIORITY: elements.RetentionPriority,
    T.EPC_TIMER: elements.Timer,
    (T.ULI_TIMESTAMP, T.TWAN_IDENTIFIER_TIMESTAMP): timestamp(u32, epoch="1900-01-01"),
    T.PRIVATE_EXTENSION: elements.PrivateExtension,
}


class Element(Frame):
    """An information element (section 8.2.1); values of types without a frame here are bytes."""

    type: ElementType = field(u8)
    length: int = derived(u16)
    spare: u4 = 0
    instance: u4 = field(default=0, doc="distinguishes elements of the same type in a message")
    value: (
        int
        | str
        | bytes
        | datetime
        | IPv4Address
        | IPv6Address
        | list[str]
        | list[Element]
        | elements.Cause
        | elements.MaximumBitRate
        | elements.BearerIdentity
        | elements.Indication
        | elements.ConfigurationOptions
        | elements.PdnAddress
        | elements.BearerQuality
        | elements.FlowQuality
        | elements.RadioAccessValue
        | elements.TrafficFlowTemplate
        | elements.UserLocation
        | elements.TunnelEndpoint
        | elements.BearerFlags
        | elements.PdnTypeValue
        | elements.TimeZone
        | elements.TraceReference
        | elements.CompleteRequest
        | elements.UniqueTemporaryIdentity
        | elements.TypedContainer
        | elements.SelectionMode
        | elements.ConnectionSet
        | elements.ClosedGroup
        | elements.RetentionPriority
        | elements.Timer
        | elements.PrivateExtension
    ) = switch(this.type, _ARMS, otherwise=data(), size=this.length, leftover="keep")
    extension: bytes = leftover_of(this.value, default=b"")
    """Bytes that a later release has added at the end of an extendable element."""


class Version2(Frame, size=this.length + 4):
    """A message of GTPv2-C (section 5); another may follow it in the same datagram if its piggybacking flag is set."""

    _version: int = const(2, u3)
    is_piggybacked: bool1 = field(default=False, doc="another message follows")
    has_tunnel_endpoint_identifier: bool = derived(u1)
    has_priority: bool1 = False
    spare: u2 = 0
    type: MessageType = field(u8)
    length: int = derived(u16)
    tunnel_endpoint_identifier: int | None = optional(u32, when=this.has_tunnel_endpoint_identifier, default=None)
    sequence_number: u24
    priority: u4 = field(default=0, doc="lower numbers are more urgent")
    second_spare: u4 = 0
    elements: list[Element] = array(Element, default_factory=list)
