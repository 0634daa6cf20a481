"""Codes of ASDUs: types, causes of transmission, and qualifiers."""

from __future__ import annotations

from enum import IntEnum


class Function(IntEnum):
    """The functions of control messages without a number, and of the S format (IEC 60870-5-104, figures 7 and 8)."""

    ACKNOWLEDGE = 0x00
    STARTDT_ACTIVATION = 0x03
    STARTDT_CONFIRMATION = 0x05
    STOPDT_ACTIVATION = 0x09
    STOPDT_CONFIRMATION = 0x11
    TESTFR_ACTIVATION = 0x21
    TESTFR_CONFIRMATION = 0x41


class TypeIdentification(IntEnum):
    """The types of ASDUs (IEC 60870-5-101, tables 8 to 13; IEC 60870-5-104, clause 6); from 128 on they are private."""

    M_SP_NA_1 = 1
    M_SP_TA_1 = 2
    M_DP_NA_1 = 3
    M_DP_TA_1 = 4
    M_ST_NA_1 = 5
    M_ST_TA_1 = 6
    M_BO_NA_1 = 7
    M_BO_TA_1 = 8
    M_ME_NA_1 = 9
    M_ME_TA_1 = 10
    M_ME_NB_1 = 11
    M_ME_TB_1 = 12
    M_ME_NC_1 = 13
    M_ME_TC_1 = 14
    M_IT_NA_1 = 15
    M_IT_TA_1 = 16
    M_EP_TA_1 = 17
    M_EP_TB_1 = 18
    M_EP_TC_1 = 19
    M_PS_NA_1 = 20
    M_ME_ND_1 = 21
    M_SP_TB_1 = 30
    M_DP_TB_1 = 31
    M_ST_TB_1 = 32
    M_BO_TB_1 = 33
    M_ME_TD_1 = 34
    M_ME_TE_1 = 35
    M_ME_TF_1 = 36
    M_IT_TB_1 = 37
    M_EP_TD_1 = 38
    M_EP_TE_1 = 39
    M_EP_TF_1 = 40
    C_SC_NA_1 = 45
    C_DC_NA_1 = 46
    C_RC_NA_1 = 47
    C_SE_NA_1 = 48
    C_SE_NB_1 = 49
    C_SE_NC_1 = 50
    C_BO_NA_1 = 51
    C_SC_TA_1 = 58
    C_DC_TA_1 = 59
    C_RC_TA_1 = 60
    C_SE_TA_1 = 61
    C_SE_TB_1 = 62
    C_SE_TC_1 = 63
    C_BO_TA_1 = 64
    M_EI_NA_1 = 70
    C_IC_NA_1 = 100
    C_CI_NA_1 = 101
    C_RD_NA_1 = 102
    C_CS_NA_1 = 103
    C_TS_NA_1 = 104
    C_RP_NA_1 = 105
    C_CD_NA_1 = 106
    C_TS_TA_1 = 107
    P_ME_NA_1 = 110
    P_ME_NB_1 = 111
    P_ME_NC_1 = 112
    P_AC_NA_1 = 113
    F_FR_NA_1 = 120
    F_SR_NA_1 = 121
    F_SC_NA_1 = 122
    F_LS_NA_1 = 123
    F_AF_NA_1 = 124
    F_SG_NA_1 = 125
    F_DR_TA_1 = 126
    F_SC_NB_1 = 127


class Cause(IntEnum):
    """The reason why an ASDU is sent (IEC 60870-5-101, table 14)."""

    PERIODIC = 1
    BACKGROUND_SCAN = 2
    SPONTANEOUS = 3
    INITIALIZED = 4
    REQUEST = 5
    ACTIVATION = 6
    ACTIVATION_CONFIRMATION = 7
    DEACTIVATION = 8
    DEACTIVATION_CONFIRMATION = 9
    ACTIVATION_TERMINATION = 10
    RETURN_OF_REMOTE_COMMAND = 11
    RETURN_OF_LOCAL_COMMAND = 12
    FILE_TRANSFER = 13
    INTERROGATED_BY_STATION = 20
    INTERROGATED_BY_GROUP_1 = 21
    INTERROGATED_BY_GROUP_2 = 22
    INTERROGATED_BY_GROUP_3 = 23
    INTERROGATED_BY_GROUP_4 = 24
    INTERROGATED_BY_GROUP_5 = 25
    INTERROGATED_BY_GROUP_6 = 26
    INTERROGATED_BY_GROUP_7 = 27
    INTERROGATED_BY_GROUP_8 = 28
    INTERROGATED_BY_GROUP_9 = 29
    INTERROGATED_BY_GROUP_10 = 30
    INTERROGATED_BY_GROUP_11 = 31
    INTERROGATED_BY_GROUP_12 = 32
    INTERROGATED_BY_GROUP_13 = 33
    INTERROGATED_BY_GROUP_14 = 34
    INTERROGATED_BY_GROUP_15 = 35
    INTERROGATED_BY_GROUP_16 = 36
    REQUESTED_BY_GENERAL_COUNTER_REQUEST = 37
    REQUESTED_BY_GROUP_1_COUNTER_REQUEST = 38
    REQUESTED_BY_GROUP_2_COUNTER_REQUEST = 39
    REQUESTED_BY_GROUP_3_COUNTER_REQUEST = 40
    REQUESTED_BY_GROUP_4_COUNTER_REQUEST = 41
    UNKNOWN_TYPE = 44
    UNKNOWN_CAUSE = 45
    UNKNOWN_COMMON_ADDRESS = 46
    UNKNOWN_OBJECT_ADDRESS = 47


class DoublePoint(IntEnum):
    """A double-point information (IEC 60870-5-101, 7.2.6.2), and the state of a protection event (7.2.6.10)."""

    INDETERMINATE_OR_INTERMEDIATE = 0
    OFF = 1
    ON = 2
    INDETERMINATE = 3


class DoubleCommandState(IntEnum):
    """The state requested by a double command (7.2.6.16); 0 and 3 are not permitted."""

    OFF = 1
    ON = 2


class StepCommandState(IntEnum):
    """The step requested by a regulating step command (7.2.6.17); 0 and 3 are not permitted."""

    NEXT_STEP_LOWER = 1
    NEXT_STEP_HIGHER = 2


class CommandQualifier(IntEnum):
    """How an output acts (7.2.6.26)."""

    NONE = 0
    SHORT_PULSE = 1
    LONG_PULSE = 2
    PERSISTENT = 3


class CauseOfInitialization(IntEnum):
    """The reason why a station has initialized (7.2.6.21)."""

    LOCAL_POWER_ON = 0
    LOCAL_MANUAL_RESET = 1
    REMOTE_RESET = 2


class Interrogation(IntEnum):
    """The objects that an interrogation requests (7.2.6.22)."""

    STATION = 20
    GROUP_1 = 21
    GROUP_2 = 22
    GROUP_3 = 23
    GROUP_4 = 24
    GROUP_5 = 25
    GROUP_6 = 26
    GROUP_7 = 27
    GROUP_8 = 28
    GROUP_9 = 29
    GROUP_10 = 30
    GROUP_11 = 31
    GROUP_12 = 32
    GROUP_13 = 33
    GROUP_14 = 34
    GROUP_15 = 35
    GROUP_16 = 36


class CounterRequest(IntEnum):
    """The requested counters (7.2.6.23)."""

    NONE = 0
    GROUP_1 = 1
    GROUP_2 = 2
    GROUP_3 = 3
    GROUP_4 = 4
    GENERAL = 5


class Freeze(IntEnum):
    """The treatment of counters after they are read (7.2.6.23)."""

    READ = 0
    FREEZE = 1
    FREEZE_AND_RESET = 2
    RESET = 3


class ParameterKind(IntEnum):
    """Which parameter of a measured value it is (7.2.6.24)."""

    NOT_USED = 0
    THRESHOLD = 1
    SMOOTHING_FACTOR = 2
    LOW_LIMIT = 3
    HIGH_LIMIT = 4


class ParameterActivation(IntEnum):
    """Which parameters are activated (7.2.6.25)."""

    NOT_USED = 0
    LOADED_PARAMETERS = 1
    PARAMETER_OF_OBJECT = 2
    PERIODIC_TRANSMISSION_OF_OBJECT = 3


class ResetProcess(IntEnum):
    """The part that is reset (7.2.6.27)."""

    NOT_USED = 0
    GENERAL_RESET = 1
    RESET_OF_PENDING_INFORMATION = 2


class SelectAndCall(IntEnum):
    """The operation on a file or a section (7.2.6.30)."""

    DEFAULT = 0
    SELECT_FILE = 1
    REQUEST_FILE = 2
    DEACTIVATE_FILE = 3
    DELETE_FILE = 4
    SELECT_SECTION = 5
    REQUEST_SECTION = 6
    DEACTIVATE_SECTION = 7


class FileFault(IntEnum):
    """The reason why something cannot be done with a file or a section (7.2.6.30 and 7.2.6.32)."""

    DEFAULT = 0
    NO_MEMORY = 1
    CHECKSUM_FAILED = 2
    UNEXPECTED_SERVICE = 3
    UNKNOWN_FILE = 4
    UNKNOWN_SECTION = 5


class LastPart(IntEnum):
    """The part that has ended, and how (7.2.6.31)."""

    NOT_USED = 0
    FILE_WITHOUT_DEACTIVATION = 1
    FILE_WITH_DEACTIVATION = 2
    SECTION_WITHOUT_DEACTIVATION = 3
    SECTION_WITH_DEACTIVATION = 4


class FileAcknowledgement(IntEnum):
    """The acknowledged part (7.2.6.32)."""

    NOT_USED = 0
    FILE = 1
    FILE_REFUSED = 2
    SECTION = 3
    SECTION_REFUSED = 4
