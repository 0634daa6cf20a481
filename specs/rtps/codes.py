"""Codes of RTPS: submessages and their flags, parameters, entity kinds, locators and payloads."""

from __future__ import annotations

from enum import IntEnum, IntFlag


class SubmessageKind(IntEnum):
    """The submessages (table 9.12; those of DDS Security 1.1, section 7.3.6, from 0x30 on). 0x80 and more are vendor-specific."""

    HEADER_EXTENSION = 0x00
    PAD = 0x01
    ACKNACK = 0x06
    HEARTBEAT = 0x07
    GAP = 0x08
    INFO_TS = 0x09
    INFO_SRC = 0x0C
    INFO_REPLY_IP4 = 0x0D
    INFO_DST = 0x0E
    INFO_REPLY = 0x0F
    NACK_FRAG = 0x12
    HEARTBEAT_FRAG = 0x13
    DATA = 0x15
    DATA_FRAG = 0x16
    SEC_BODY = 0x30
    SEC_PREFIX = 0x31
    SEC_POSTFIX = 0x32
    SRTPS_PREFIX = 0x33
    SRTPS_POSTFIX = 0x34


class DataFlags(IntFlag):
    """Flags of a DATA (section 9.4.5.4)."""

    LITTLE_ENDIAN = 1
    INLINE_QOS = 2
    DATA = 4
    KEY = 8
    NON_STANDARD_PAYLOAD = 16


class DataFragFlags(IntFlag):
    """Flags of a DATA_FRAG (section 9.4.5.5)."""

    LITTLE_ENDIAN = 1
    INLINE_QOS = 2
    KEY = 4
    NON_STANDARD_PAYLOAD = 8


class HeartbeatFlags(IntFlag):
    """Flags of a HEARTBEAT (section 9.4.5.7)."""

    LITTLE_ENDIAN = 1
    FINAL = 2
    LIVELINESS = 4
    GROUP_INFO = 8


class AckNackFlags(IntFlag):
    """Flags of an ACKNACK (section 9.4.5.3)."""

    LITTLE_ENDIAN = 1
    FINAL = 2


class GapFlags(IntFlag):
    """Flags of a GAP (section 9.4.5.6)."""

    LITTLE_ENDIAN = 1
    GROUP_INFO = 2


class InfoTimestampFlags(IntFlag):
    """Flags of an INFO_TS (section 9.4.5.12)."""

    LITTLE_ENDIAN = 1
    INVALIDATE = 2


class InfoReplyFlags(IntFlag):
    """Flags of an INFO_REPLY and an INFO_REPLY_IP4 (sections 9.4.5.10 and 9.4.5.15)."""

    LITTLE_ENDIAN = 1
    MULTICAST = 2


class EntityKind(IntEnum):
    """Kinds of entities (table 9.1); built-in ones have the two highest bits set, and vendor-specific ones the second."""

    UNKNOWN = 0x00
    WRITER_WITH_KEY = 0x02
    WRITER_NO_KEY = 0x03
    READER_NO_KEY = 0x04
    READER_WITH_KEY = 0x07
    WRITER_GROUP = 0x08
    READER_GROUP = 0x09
    BUILTIN_PARTICIPANT = 0xC1
    BUILTIN_WRITER_WITH_KEY = 0xC2
    BUILTIN_WRITER_NO_KEY = 0xC3
    BUILTIN_READER_NO_KEY = 0xC4
    BUILTIN_READER_WITH_KEY = 0xC7
    BUILTIN_WRITER_GROUP = 0xC8
    BUILTIN_READER_GROUP = 0xC9


class LocatorKind(IntEnum):
    """Kinds of addresses (section 9.3.2.3). Vendor-specific ones stay integers."""

    INVALID = -1
    RESERVED = 0
    UDP_V4 = 1
    UDP_V6 = 2


class Representation(IntEnum):
    """The encoding of a payload (table 10.3, and DDS-XTYPES 1.3, section 7.6.2.1.2)."""

    CDR_BE = 0x0000
    CDR_LE = 0x0001
    PL_CDR_BE = 0x0002
    PL_CDR_LE = 0x0003
    XML = 0x0004
    CDR2_BE = 0x0006
    CDR2_LE = 0x0007
    D_CDR2_BE = 0x0008
    D_CDR2_LE = 0x0009
    PL_CDR2_BE = 0x000A
    PL_CDR2_LE = 0x000B


class StatusInfo(IntFlag):
    """State of an instance (section 9.6.4.9)."""

    DISPOSED = 1
    UNREGISTERED = 2
    FILTERED = 4


class BuiltinEndpoints(IntFlag):
    """The discovery endpoints of a participant (section 9.3.2.12; DDS-XTYPES 1.3 and DDS Security 1.1 for some)."""

    PARTICIPANT_ANNOUNCER = 1 << 0
    PARTICIPANT_DETECTOR = 1 << 1
    PUBLICATIONS_ANNOUNCER = 1 << 2
    PUBLICATIONS_DETECTOR = 1 << 3
    SUBSCRIPTIONS_ANNOUNCER = 1 << 4
    SUBSCRIPTIONS_DETECTOR = 1 << 5
    PARTICIPANT_PROXY_ANNOUNCER = 1 << 6
    PARTICIPANT_PROXY_DETECTOR = 1 << 7
    PARTICIPANT_STATE_ANNOUNCER = 1 << 8
    PARTICIPANT_STATE_DETECTOR = 1 << 9
    PARTICIPANT_MESSAGE_WRITER = 1 << 10
    PARTICIPANT_MESSAGE_READER = 1 << 11
    TYPE_LOOKUP_REQUEST_WRITER = 1 << 12
    TYPE_LOOKUP_REQUEST_READER = 1 << 13
    TYPE_LOOKUP_REPLY_WRITER = 1 << 14
    TYPE_LOOKUP_REPLY_READER = 1 << 15
    SECURE_PUBLICATIONS_WRITER = 1 << 16
    SECURE_PUBLICATIONS_READER = 1 << 17
    SECURE_SUBSCRIPTIONS_WRITER = 1 << 18
    SECURE_SUBSCRIPTIONS_READER = 1 << 19
    SECURE_PARTICIPANT_MESSAGE_WRITER = 1 << 20
    SECURE_PARTICIPANT_MESSAGE_READER = 1 << 21
    PARTICIPANT_STATELESS_MESSAGE_WRITER = 1 << 22
    PARTICIPANT_STATELESS_MESSAGE_READER = 1 << 23
    SECURE_PARTICIPANT_VOLATILE_MESSAGE_WRITER = 1 << 24
    SECURE_PARTICIPANT_VOLATILE_MESSAGE_READER = 1 << 25
    SECURE_PARTICIPANT_WRITER = 1 << 26
    SECURE_PARTICIPANT_READER = 1 << 27
    TOPICS_ANNOUNCER = 1 << 28
    TOPICS_DETECTOR = 1 << 29


class ParameterIdentifier(IntEnum):
    """Parameters of discovery and of inline QoS (tables 9.14 and 9.20). 0x8000 and more are vendor-specific."""

    PAD = 0x0000
    SENTINEL = 0x0001
    PARTICIPANT_LEASE_DURATION = 0x0002
    TIME_BASED_FILTER = 0x0004
    TOPIC_NAME = 0x0005
    OWNERSHIP_STRENGTH = 0x0006
    TYPE_NAME = 0x0007
    METATRAFFIC_MULTICAST_IPADDRESS = 0x000B
    DEFAULT_UNICAST_IPADDRESS = 0x000C
    METATRAFFIC_UNICAST_PORT = 0x000D
    DEFAULT_UNICAST_PORT = 0x000E
    DOMAIN_ID = 0x000F
    MULTICAST_IPADDRESS = 0x0011
    PROTOCOL_VERSION = 0x0015
    VENDOR_ID = 0x0016
    RELIABILITY = 0x001A
    LIVELINESS = 0x001B
    DURABILITY = 0x001D
    DURABILITY_SERVICE = 0x001E
    OWNERSHIP = 0x001F
    PRESENTATION = 0x0021
    DEADLINE = 0x0023
    DESTINATION_ORDER = 0x0025
    LATENCY_BUDGET = 0x0027
    PARTITION = 0x0029
    LIFESPAN = 0x002B
    USER_DATA = 0x002C
    GROUP_DATA = 0x002D
    TOPIC_DATA = 0x002E
    UNICAST_LOCATOR = 0x002F
    MULTICAST_LOCATOR = 0x0030
    DEFAULT_UNICAST_LOCATOR = 0x0031
    METATRAFFIC_UNICAST_LOCATOR = 0x0032
    METATRAFFIC_MULTICAST_LOCATOR = 0x0033
    PARTICIPANT_MANUAL_LIVELINESS_COUNT = 0x0034
    CONTENT_FILTER_PROPERTY = 0x0035
    HISTORY = 0x0040
    RESOURCE_LIMITS = 0x0041
    EXPECTS_INLINE_QOS = 0x0043
    PARTICIPANT_BUILTIN_ENDPOINTS = 0x0044
    METATRAFFIC_UNICAST_IPADDRESS = 0x0045
    METATRAFFIC_MULTICAST_PORT = 0x0046
    DEFAULT_MULTICAST_LOCATOR = 0x0048
    TRANSPORT_PRIORITY = 0x0049
    PARTICIPANT_GUID = 0x0050
    GROUP_GUID = 0x0052
    GROUP_ENTITY_ID = 0x0053
    CONTENT_FILTER_INFO = 0x0055
    COHERENT_SET = 0x0056
    DIRECTED_WRITE = 0x0057
    BUILTIN_ENDPOINT_SET = 0x0058
    PROPERTY_LIST = 0x0059
    ENDPOINT_GUID = 0x005A
    TYPE_MAX_SIZE_SERIALIZED = 0x0060
    ORIGINAL_WRITER_INFO = 0x0061
    ENTITY_NAME = 0x0062
    GROUP_COHERENT_SET = 0x0063
    GROUP_SEQUENCE_NUMBER = 0x0064
    WRITER_GROUP_INFO = 0x0065
    SECURE_WRITER_GROUP_INFO = 0x0066
    KEY_HASH = 0x0070
    STATUS_INFO = 0x0071
    BUILTIN_ENDPOINT_QOS = 0x0077
    DOMAIN_TAG = 0x4014
