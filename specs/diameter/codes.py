"""Numbers of Diameter: commands, applications, AVP codes, and values of enumerated AVPs."""

from __future__ import annotations

from enum import IntEnum


class Command(IntEnum):
    """The commands of the base protocol (section 3.1) and of credit control (RFC 8506, section 3). Others stay integers."""

    CAPABILITIES_EXCHANGE = 257
    RE_AUTH = 258
    ACCOUNTING = 271
    CREDIT_CONTROL = 272
    ABORT_SESSION = 274
    SESSION_TERMINATION = 275
    DEVICE_WATCHDOG = 280
    DISCONNECT_PEER = 282


class Application(IntEnum):
    """Applications (section 2.4, and IANA's registry): those of the IETF. Others stay integers."""

    COMMON_MESSAGES = 0
    NASREQ = 1
    MOBILE_IPV4 = 2
    BASE_ACCOUNTING = 3
    CREDIT_CONTROL = 4
    EAP = 5
    SIP = 6
    MIP6_IKE = 7
    MIP6_AUTH = 8
    QOS = 9
    CAPABILITIES_UPDATE = 10
    IKE_SK = 11
    NAT_CONTROL = 12
    ERP = 13
    RELAY = 0xFFFFFFFF


class AvpCode(IntEnum):
    """The AVPs of the base protocol (section 4.5) and of credit control (RFC 8506, section 8). Others stay integers."""

    USER_NAME = 1
    FILTER_ID = 11
    CLASS = 25
    SESSION_TIMEOUT = 27
    PROXY_STATE = 33
    ACCT_SESSION_ID = 44
    ACCT_MULTI_SESSION_ID = 50
    EVENT_TIMESTAMP = 55
    ACCT_INTERIM_INTERVAL = 85
    HOST_IP_ADDRESS = 257
    AUTH_APPLICATION_ID = 258
    ACCT_APPLICATION_ID = 259
    VENDOR_SPECIFIC_APPLICATION_ID = 260
    REDIRECT_HOST_USAGE = 261
    REDIRECT_MAX_CACHE_TIME = 262
    SESSION_ID = 263
    ORIGIN_HOST = 264
    SUPPORTED_VENDOR_ID = 265
    VENDOR_ID = 266
    FIRMWARE_REVISION = 267
    RESULT_CODE = 268
    PRODUCT_NAME = 269
    SESSION_BINDING = 270
    SESSION_SERVER_FAILOVER = 271
    MULTI_ROUND_TIME_OUT = 272
    DISCONNECT_CAUSE = 273
    AUTH_REQUEST_TYPE = 274
    AUTH_GRACE_PERIOD = 276
    AUTH_SESSION_STATE = 277
    ORIGIN_STATE_ID = 278
    FAILED_AVP = 279
    PROXY_HOST = 280
    ERROR_MESSAGE = 281
    ROUTE_RECORD = 282
    DESTINATION_REALM = 283
    PROXY_INFO = 284
    RE_AUTH_REQUEST_TYPE = 285
    ACCOUNTING_SUB_SESSION_ID = 287
    AUTHORIZATION_LIFETIME = 291
    REDIRECT_HOST = 292
    DESTINATION_HOST = 293
    ERROR_REPORTING_HOST = 294
    TERMINATION_CAUSE = 295
    ORIGIN_REALM = 296
    EXPERIMENTAL_RESULT = 297
    EXPERIMENTAL_RESULT_CODE = 298
    INBAND_SECURITY_ID = 299
    E2E_SEQUENCE = 300
    CC_CORRELATION_ID = 411
    CC_INPUT_OCTETS = 412
    CC_MONEY = 413
    CC_OUTPUT_OCTETS = 414
    CC_REQUEST_NUMBER = 415
    CC_REQUEST_TYPE = 416
    CC_SERVICE_SPECIFIC_UNITS = 417
    CC_SESSION_FAILOVER = 418
    CC_SUB_SESSION_ID = 419
    CC_TIME = 420
    CC_TOTAL_OCTETS = 421
    CHECK_BALANCE_RESULT = 422
    COST_INFORMATION = 423
    COST_UNIT = 424
    CURRENCY_CODE = 425
    CREDIT_CONTROL = 426
    CREDIT_CONTROL_FAILURE_HANDLING = 427
    DIRECT_DEBITING_FAILURE_HANDLING = 428
    EXPONENT = 429
    FINAL_UNIT_INDICATION = 430
    GRANTED_SERVICE_UNIT = 431
    RATING_GROUP = 432
    REDIRECT_ADDRESS_TYPE = 433
    REDIRECT_SERVER = 434
    REDIRECT_SERVER_ADDRESS = 435
    REQUESTED_ACTION = 436
    REQUESTED_SERVICE_UNIT = 437
    RESTRICTION_FILTER_RULE = 438
    SERVICE_IDENTIFIER = 439
    SERVICE_PARAMETER_INFO = 440
    SERVICE_PARAMETER_TYPE = 441
    SERVICE_PARAMETER_VALUE = 442
    SUBSCRIPTION_ID = 443
    SUBSCRIPTION_ID_DATA = 444
    UNIT_VALUE = 445
    USED_SERVICE_UNIT = 446
    VALUE_DIGITS = 447
    VALIDITY_TIME = 448
    FINAL_UNIT_ACTION = 449
    SUBSCRIPTION_ID_TYPE = 450
    TARIFF_TIME_CHANGE = 451
    TARIFF_CHANGE_USAGE = 452
    G_S_U_POOL_IDENTIFIER = 453
    CC_UNIT_TYPE = 454
    MULTIPLE_SERVICES_INDICATOR = 455
    MULTIPLE_SERVICES_CREDIT_CONTROL = 456
    G_S_U_POOL_REFERENCE = 457
    USER_EQUIPMENT_INFO = 458
    USER_EQUIPMENT_INFO_TYPE = 459
    USER_EQUIPMENT_INFO_VALUE = 460
    SERVICE_CONTEXT_ID = 461
    ACCOUNTING_RECORD_TYPE = 480
    ACCOUNTING_REALTIME_REQUIRED = 483
    ACCOUNTING_RECORD_NUMBER = 485
    USER_EQUIPMENT_INFO_EXTENSION = 653
    USER_EQUIPMENT_INFO_IMEISV = 654
    USER_EQUIPMENT_INFO_MAC = 655
    USER_EQUIPMENT_INFO_EUI64 = 656
    USER_EQUIPMENT_INFO_MODIFIED_EUI64 = 657
    USER_EQUIPMENT_INFO_IMEI = 658
    SUBSCRIPTION_ID_EXTENSION = 659
    SUBSCRIPTION_ID_E164 = 660
    SUBSCRIPTION_ID_IMSI = 661
    SUBSCRIPTION_ID_SIP_URI = 662
    SUBSCRIPTION_ID_NAI = 663
    SUBSCRIPTION_ID_PRIVATE = 664
    REDIRECT_SERVER_EXTENSION = 665
    REDIRECT_ADDRESS_IP_ADDRESS = 666
    REDIRECT_ADDRESS_URL = 667
    REDIRECT_ADDRESS_SIP_URI = 668
    QOS_FINAL_UNIT_INDICATION = 669


class ResultCode(IntEnum):
    """Result of a request (section 7.1; RFC 8506, section 9). Others stay integers."""

    MULTI_ROUND_AUTH = 1001
    SUCCESS = 2001
    LIMITED_SUCCESS = 2002
    COMMAND_UNSUPPORTED = 3001
    UNABLE_TO_DELIVER = 3002
    REALM_NOT_SERVED = 3003
    TOO_BUSY = 3004
    LOOP_DETECTED = 3005
    REDIRECT_INDICATION = 3006
    APPLICATION_UNSUPPORTED = 3007
    INVALID_HDR_BITS = 3008
    INVALID_AVP_BITS = 3009
    UNKNOWN_PEER = 3010
    AUTHENTICATION_REJECTED = 4001
    OUT_OF_SPACE = 4002
    ELECTION_LOST = 4003
    END_USER_SERVICE_DENIED = 4010
    CREDIT_CONTROL_NOT_APPLICABLE = 4011
    CREDIT_LIMIT_REACHED = 4012
    AVP_UNSUPPORTED = 5001
    UNKNOWN_SESSION_ID = 5002
    AUTHORIZATION_REJECTED = 5003
    INVALID_AVP_VALUE = 5004
    MISSING_AVP = 5005
    RESOURCES_EXCEEDED = 5006
    CONTRADICTING_AVPS = 5007
    AVP_NOT_ALLOWED = 5008
    AVP_OCCURS_TOO_MANY_TIMES = 5009
    NO_COMMON_APPLICATION = 5010
    UNSUPPORTED_VERSION = 5011
    UNABLE_TO_COMPLY = 5012
    INVALID_BIT_IN_HEADER = 5013
    INVALID_AVP_LENGTH = 5014
    INVALID_MESSAGE_LENGTH = 5015
    INVALID_AVP_BIT_COMBO = 5016
    NO_COMMON_SECURITY = 5017
    USER_UNKNOWN = 5030
    RATING_FAILED = 5031


class RedirectHostUsage(IntEnum):
    """The requests that may be redirected without asking again (section 6.13). Others stay integers."""

    DONT_CACHE = 0
    ALL_SESSION = 1
    ALL_REALM = 2
    REALM_AND_APPLICATION = 3
    ALL_APPLICATION = 4
    ALL_HOST = 5
    ALL_USER = 6


class SessionServerFailover(IntEnum):
    """The action if no server can be reached (section 8.18). Others stay integers."""

    REFUSE_SERVICE = 0
    TRY_AGAIN = 1
    ALLOW_SERVICE = 2
    TRY_AGAIN_ALLOW_SERVICE = 3


class DisconnectCause(IntEnum):
    """The reason why a connection is closed (section 5.4.3). Others stay integers."""

    REBOOTING = 0
    BUSY = 1
    DO_NOT_WANT_TO_TALK_TO_YOU = 2


class AuthRequestType(IntEnum):
    """Kinds of authorization requests (section 8.7). Others stay integers."""

    AUTHENTICATE_ONLY = 1
    AUTHORIZE_ONLY = 2
    AUTHORIZE_AUTHENTICATE = 3


class AuthSessionState(IntEnum):
    """Whether the server keeps the state of the session (section 8.11). Others stay integers."""

    STATE_MAINTAINED = 0
    NO_STATE_MAINTAINED = 1


class ReAuthRequestType(IntEnum):
    """The action that must be repeated (section 8.12). Others stay integers."""

    AUTHORIZE_ONLY = 0
    AUTHORIZE_AUTHENTICATE = 1


class TerminationCause(IntEnum):
    """The reason why a session ended (section 8.15). Others stay integers."""

    LOGOUT = 1
    SERVICE_NOT_PROVIDED = 2
    BAD_ANSWER = 3
    ADMINISTRATIVE = 4
    LINK_BROKEN = 5
    AUTH_EXPIRED = 6
    USER_MOVED = 7
    SESSION_TIMEOUT = 8


class AccountingRecordType(IntEnum):
    """Kinds of accounting records (section 9.8.1). Others stay integers."""

    EVENT_RECORD = 1
    START_RECORD = 2
    INTERIM_RECORD = 3
    STOP_RECORD = 4


class AccountingRealtimeRequired(IntEnum):
    """The action if records cannot be sent (section 9.8.7). Others stay integers."""

    DELIVER_AND_GRANT = 1
    GRANT_AND_STORE = 2
    GRANT_AND_LOSE = 3


class RequestType(IntEnum):
    """Where in a session a request of credit control is (RFC 8506, section 8.3). Others stay integers."""

    INITIAL_REQUEST = 1
    UPDATE_REQUEST = 2
    TERMINATION_REQUEST = 3
    EVENT_REQUEST = 4


class SessionFailover(IntEnum):
    """Whether a session may go on with another server (RFC 8506, section 8.4). Others stay integers."""

    NOT_SUPPORTED = 0
    SUPPORTED = 1


class CheckBalanceResult(IntEnum):
    """Whether there is enough credit (RFC 8506, section 8.6). Others stay integers."""

    ENOUGH_CREDIT = 0
    NO_CREDIT = 1


class CreditControl(IntEnum):
    """Whether credit is to be authorized again (RFC 8506, section 8.13). Others stay integers."""

    CREDIT_AUTHORIZATION = 0
    RE_AUTHORIZATION = 1


class FailureHandling(IntEnum):
    """The treatment of a session if credit control fails (RFC 8506, section 8.14). Others stay integers."""

    TERMINATE = 0
    CONTINUE = 1
    RETRY_AND_TERMINATE = 2


class DirectDebitingFailureHandling(IntEnum):
    """The same for direct debiting (RFC 8506, section 8.15). Others stay integers."""

    TERMINATE_OR_BUFFER = 0
    CONTINUE = 1


class RedirectAddressType(IntEnum):
    """The kind of a redirect address (RFC 8506, section 8.38). Others stay integers."""

    IPV4_ADDRESS = 0
    IPV6_ADDRESS = 1
    URL = 2
    SIP_URI = 3


class RequestedAction(IntEnum):
    """The action that an event request asks for (RFC 8506, section 8.41). Others stay integers."""

    DIRECT_DEBITING = 0
    REFUND_ACCOUNT = 1
    CHECK_BALANCE = 2
    PRICE_ENQUIRY = 3


class FinalUnitAction(IntEnum):
    """The action after the last units (RFC 8506, section 8.35). Others stay integers."""

    TERMINATE = 0
    REDIRECT = 1
    RESTRICT_ACCESS = 2


class SubscriptionIdType(IntEnum):
    """The kind of a user's identifier (RFC 8506, section 8.47). Others stay integers."""

    END_USER_E164 = 0
    END_USER_IMSI = 1
    END_USER_SIP_URI = 2
    END_USER_NAI = 3
    END_USER_PRIVATE = 4


class TariffChangeUsage(IntEnum):
    """Whether units were used before the tariff changed (RFC 8506, section 8.27). Others stay integers."""

    UNIT_BEFORE_TARIFF_CHANGE = 0
    UNIT_AFTER_TARIFF_CHANGE = 1
    UNIT_INDETERMINATE = 2


class UnitType(IntEnum):
    """The kind of the units of a pool (RFC 8506, section 8.32). Others stay integers."""

    TIME = 0
    MONEY = 1
    TOTAL_OCTETS = 2
    INPUT_OCTETS = 3
    OUTPUT_OCTETS = 4
    SERVICE_SPECIFIC_UNITS = 5


class MultipleServices(IntEnum):
    """Whether several services can be handled in one session (RFC 8506, section 8.40). Others stay integers."""

    NOT_SUPPORTED = 0
    SUPPORTED = 1


class UserEquipmentType(IntEnum):
    """The kind of the equipment's identifier (RFC 8506, section 8.50). Others stay integers."""

    IMEISV = 0
    MAC = 1
    EUI64 = 2
    MODIFIED_EUI64 = 3
