"""Tags and codes of LDAP (RFC 4511, appendix B; the registry of RFC 4520)."""

from __future__ import annotations

from enum import IntEnum


class Tag(IntEnum):
    """Universal tags (section 5.1; X.690)."""

    BOOLEAN = 0x01
    INTEGER = 0x02
    OCTET_STRING = 0x04
    ENUMERATED = 0x0A
    SEQUENCE = 0x30
    SET = 0x31


class OperationTag(IntEnum):
    """The operations (appendix B)."""

    BIND_REQUEST = 0x60
    BIND_RESPONSE = 0x61
    UNBIND_REQUEST = 0x42
    SEARCH_REQUEST = 0x63
    SEARCH_RESULT_ENTRY = 0x64
    SEARCH_RESULT_DONE = 0x65
    MODIFY_REQUEST = 0x66
    MODIFY_RESPONSE = 0x67
    ADD_REQUEST = 0x68
    ADD_RESPONSE = 0x69
    DELETE_REQUEST = 0x4A
    DELETE_RESPONSE = 0x6B
    MODIFY_DN_REQUEST = 0x6C
    MODIFY_DN_RESPONSE = 0x6D
    COMPARE_REQUEST = 0x6E
    COMPARE_RESPONSE = 0x6F
    ABANDON_REQUEST = 0x50
    SEARCH_RESULT_REFERENCE = 0x73
    EXTENDED_REQUEST = 0x77
    EXTENDED_RESPONSE = 0x78
    INTERMEDIATE_RESPONSE = 0x79


class ResultCode(IntEnum):
    """Result of an operation (section 4.1.9; those from 113 of the registry)."""

    SUCCESS = 0
    OPERATIONS_ERROR = 1
    PROTOCOL_ERROR = 2
    TIME_LIMIT_EXCEEDED = 3
    SIZE_LIMIT_EXCEEDED = 4
    COMPARE_FALSE = 5
    COMPARE_TRUE = 6
    AUTH_METHOD_NOT_SUPPORTED = 7
    STRONGER_AUTH_REQUIRED = 8
    REFERRAL = 10
    ADMIN_LIMIT_EXCEEDED = 11
    UNAVAILABLE_CRITICAL_EXTENSION = 12
    CONFIDENTIALITY_REQUIRED = 13
    SASL_BIND_IN_PROGRESS = 14
    NO_SUCH_ATTRIBUTE = 16
    UNDEFINED_ATTRIBUTE_TYPE = 17
    INAPPROPRIATE_MATCHING = 18
    CONSTRAINT_VIOLATION = 19
    ATTRIBUTE_OR_VALUE_EXISTS = 20
    INVALID_ATTRIBUTE_SYNTAX = 21
    NO_SUCH_OBJECT = 32
    ALIAS_PROBLEM = 33
    INVALID_DN_SYNTAX = 34
    ALIAS_DEREFERENCING_PROBLEM = 36
    INAPPROPRIATE_AUTHENTICATION = 48
    INVALID_CREDENTIALS = 49
    INSUFFICIENT_ACCESS_RIGHTS = 50
    BUSY = 51
    UNAVAILABLE = 52
    UNWILLING_TO_PERFORM = 53
    LOOP_DETECT = 54
    NAMING_VIOLATION = 64
    OBJECT_CLASS_VIOLATION = 65
    NOT_ALLOWED_ON_NON_LEAF = 66
    NOT_ALLOWED_ON_RDN = 67
    ENTRY_ALREADY_EXISTS = 68
    OBJECT_CLASS_MODS_PROHIBITED = 69
    AFFECTS_MULTIPLE_DSAS = 71
    OTHER = 80
    LCUP_RESOURCES_EXHAUSTED = 113
    LCUP_SECURITY_VIOLATION = 114
    LCUP_INVALID_DATA = 115
    LCUP_UNSUPPORTED_SCHEME = 116
    LCUP_RELOAD_REQUIRED = 117
    CANCELED = 118
    NO_SUCH_OPERATION = 119
    TOO_LATE = 120
    CANNOT_CANCEL = 121
    ASSERTION_FAILED = 122
    AUTHORIZATION_DENIED = 123
    SYNC_REFRESH_REQUIRED = 4096


class Scope(IntEnum):
    """Which entries a search looks at (section 4.5.1.2)."""

    BASE_OBJECT = 0
    SINGLE_LEVEL = 1
    WHOLE_SUBTREE = 2
    SUBORDINATE_SUBTREE = 3


class DerefAliases(IntEnum):
    """When a search follows aliases (section 4.5.1.3)."""

    NEVER = 0
    IN_SEARCHING = 1
    FINDING_BASE_OBJECT = 2
    ALWAYS = 3


class FilterTag(IntEnum):
    """The kinds of filters (section 4.5.1.7)."""

    AND = 0xA0
    OR = 0xA1
    NOT = 0xA2
    EQUALITY_MATCH = 0xA3
    SUBSTRINGS = 0xA4
    GREATER_OR_EQUAL = 0xA5
    LESS_OR_EQUAL = 0xA6
    PRESENT = 0x87
    APPROXIMATE_MATCH = 0xA8
    EXTENSIBLE_MATCH = 0xA9


class SubstringTag(IntEnum):
    """Where a substring is (section 4.5.1.7.2)."""

    INITIAL = 0x80
    ANY = 0x81
    FINAL = 0x82


class MatchingRuleTag(IntEnum):
    """The elements of an extensible match (section 4.5.1.7.7)."""

    MATCHING_RULE = 0x81
    TYPE = 0x82
    MATCH_VALUE = 0x83
    DN_ATTRIBUTES = 0x84


class Change(IntEnum):
    """The operation on the values of an attribute (section 4.6; RFC 4525)."""

    ADD = 0
    DELETE = 1
    REPLACE = 2
    INCREMENT = 3


class AuthenticationTag(IntEnum):
    """How a client proves who it is (section 4.2)."""

    SIMPLE = 0x80
    SASL = 0xA3


class ResultTag(IntEnum):
    """The elements that a result may have after its message (sections 4.1.9, 4.2.2 and 4.12)."""

    REFERRAL = 0xA3
    SERVER_SASL_CREDENTIALS = 0x87
    RESPONSE_NAME = 0x8A
    RESPONSE_VALUE = 0x8B


class IntermediateTag(IntEnum):
    """The elements of an intermediate response (section 4.13)."""

    RESPONSE_NAME = 0x80
    RESPONSE_VALUE = 0x81
