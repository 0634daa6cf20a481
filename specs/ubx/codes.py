"""Numbers of UBX: message classes and identifiers, and values shared by several messages.

Source: u-blox 8 / u-blox M8 Receiver Description, UBX-13003221, section 32; u-blox F9 HPG 1.32 Interface Description,
UBX-22008968, section 3.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class MessageType(IntEnum):
    """The class of a message, times 256, plus its identifier. Others stay integers."""

    NAV_POSECEF = 0x0101
    NAV_POSLLH = 0x0102
    NAV_STATUS = 0x0103
    NAV_DOP = 0x0104
    NAV_ATT = 0x0105
    NAV_SOL = 0x0106
    NAV_PVT = 0x0107
    NAV_ODO = 0x0109
    NAV_RESETODO = 0x0110
    NAV_VELECEF = 0x0111
    NAV_VELNED = 0x0112
    NAV_HPPOSECEF = 0x0113
    NAV_HPPOSLLH = 0x0114
    NAV_TIMEGPS = 0x0120
    NAV_TIMEUTC = 0x0121
    NAV_CLOCK = 0x0122
    NAV_TIMEGLO = 0x0123
    NAV_TIMEBDS = 0x0124
    NAV_TIMEGAL = 0x0125
    NAV_TIMELS = 0x0126
    NAV_TIMEQZSS = 0x0127
    NAV_SVINFO = 0x0130
    NAV_DGPS = 0x0131
    NAV_SBAS = 0x0132
    NAV_ORB = 0x0134
    NAV_SAT = 0x0135
    NAV_COV = 0x0136
    NAV_GEOFENCE = 0x0139
    NAV_SVIN = 0x013B
    NAV_RELPOSNED = 0x013C
    NAV_EELL = 0x013D
    NAV_SLAS = 0x0142
    NAV_SIG = 0x0143
    NAV_AOPSTATUS = 0x0160
    NAV_EOE = 0x0161
    RXM_SFRBX = 0x0213
    RXM_MEASX = 0x0214
    RXM_RAWX = 0x0215
    RXM_SVSI = 0x0220
    RXM_RTCM = 0x0232
    RXM_PMREQ = 0x0241
    RXM_RLM = 0x0259
    RXM_IMES = 0x0261
    INF_ERROR = 0x0400
    INF_WARNING = 0x0401
    INF_NOTICE = 0x0402
    INF_TEST = 0x0403
    INF_DEBUG = 0x0404
    ACK_NAK = 0x0500
    ACK_ACK = 0x0501
    CFG_PRT = 0x0600
    CFG_MSG = 0x0601
    CFG_INF = 0x0602
    CFG_RST = 0x0604
    CFG_DAT = 0x0606
    CFG_RATE = 0x0608
    CFG_CFG = 0x0609
    CFG_RXM = 0x0611
    CFG_ANT = 0x0613
    CFG_SBAS = 0x0616
    CFG_NMEA = 0x0617
    CFG_USB = 0x061B
    CFG_ODO = 0x061E
    CFG_NAVX5 = 0x0623
    CFG_NAV5 = 0x0624
    CFG_TP5 = 0x0631
    CFG_RINV = 0x0634
    CFG_ITFM = 0x0639
    CFG_PM2 = 0x063B
    CFG_TMODE2 = 0x063D
    CFG_GNSS = 0x063E
    CFG_LOGFILTER = 0x0647
    CFG_TXSLOT = 0x0653
    CFG_PWR = 0x0657
    CFG_HNR = 0x065C
    CFG_ESRC = 0x0660
    CFG_DOSC = 0x0661
    CFG_SMGR = 0x0662
    CFG_GEOFENCE = 0x0669
    CFG_DGNSS = 0x0670
    CFG_TMODE3 = 0x0671
    CFG_PMS = 0x0686
    CFG_VALSET = 0x068A
    CFG_VALGET = 0x068B
    CFG_VALDEL = 0x068C
    CFG_SLAS = 0x068D
    CFG_BATCH = 0x0693
    UPD_SOS = 0x0914
    MON_IO = 0x0A02
    MON_VER = 0x0A04
    MON_MSGPP = 0x0A06
    MON_RXBUF = 0x0A07
    MON_TXBUF = 0x0A08
    MON_HW = 0x0A09
    MON_HW2 = 0x0A0B
    MON_RXR = 0x0A21
    MON_PATCH = 0x0A27
    MON_GNSS = 0x0A28
    MON_SMGR = 0x0A2E
    MON_SPAN = 0x0A31
    MON_BATCH = 0x0A32
    MON_COMMS = 0x0A36
    MON_HW3 = 0x0A37
    MON_RF = 0x0A38
    MON_SYS = 0x0A39
    AID_INI = 0x0B01
    AID_HUI = 0x0B02
    AID_ALM = 0x0B30
    AID_EPH = 0x0B31
    AID_AOP = 0x0B33
    TIM_TP = 0x0D01
    TIM_TM2 = 0x0D03
    TIM_SVIN = 0x0D04
    TIM_VRFY = 0x0D06
    TIM_DOSC = 0x0D11
    TIM_TOS = 0x0D12
    TIM_SMEAS = 0x0D13
    TIM_VCOCAL = 0x0D15
    TIM_FCHG = 0x0D16
    TIM_HOC = 0x0D17
    ESF_MEAS = 0x1002
    ESF_RAW = 0x1003
    ESF_STATUS = 0x1010
    ESF_ALG = 0x1014
    ESF_INS = 0x1015
    MGA_GPS = 0x1300
    MGA_GAL = 0x1302
    MGA_BDS = 0x1303
    MGA_QZSS = 0x1305
    MGA_GLO = 0x1306
    MGA_ANO = 0x1320
    MGA_FLASH = 0x1321
    MGA_INI = 0x1340
    MGA_ACK = 0x1360
    MGA_DBD = 0x1380
    LOG_ERASE = 0x2103
    LOG_STRING = 0x2104
    LOG_CREATE = 0x2107
    LOG_INFO = 0x2108
    LOG_RETRIEVE = 0x2109
    LOG_RETRIEVEPOS = 0x210B
    LOG_RETRIEVESTRING = 0x210D
    LOG_FINDTIME = 0x210E
    LOG_RETRIEVEPOSEXTRA = 0x210F
    LOG_RETRIEVEBATCH = 0x2110
    LOG_BATCH = 0x2111
    SEC_UNIQID = 0x2703
    HNR_PVT = 0x2800


class Gnss(IntEnum):
    """Satellite systems. Others stay integers."""

    GPS = 0
    SBAS = 1
    GALILEO = 2
    BEIDOU = 3
    IMES = 4
    QZSS = 5
    GLONASS = 6
    NAVIC = 7


class Systems(IntFlag):
    """Satellite systems that a receiver can enable."""

    GPS = 1
    GLONASS = 2
    BEIDOU = 4
    GALILEO = 8


class FixType(IntEnum):
    """Kinds of solutions. Others stay integers."""

    NO_FIX = 0
    DEAD_RECKONING = 1
    FIX_2D = 2
    FIX_3D = 3
    COMBINED = 4
    TIME_ONLY = 5


class CarrierSolution(IntEnum):
    """Whether the carrier phase is used, with its ambiguities as floats or fixed."""

    NONE = 0
    FLOAT = 1
    FIXED = 2
    RESERVED = 3


class Port(IntEnum):
    """Ports. Others stay integers."""

    I2C = 0
    UART1 = 1
    UART2 = 2
    USB = 3
    SPI = 4


class PortProtocols(IntFlag):
    """The protocols that a port accepts or sends."""

    UBX = 1
    NMEA = 2
    RTCM2 = 4
    RTCM3 = 32


class BackupData(IntFlag):
    """The data that a reset clears: none is a hot start, EPHEMERIS alone a warm start, and all bits a cold start."""

    EPHEMERIS = 1
    ALMANAC = 2
    HEALTH = 4
    KLOBUCHAR = 8
    POSITION = 16
    CLOCK_DRIFT = 32
    OSCILLATOR = 64
    UTC = 128
    REAL_TIME_CLOCK = 256
    AUTONOMOUS_ORBITS = 32768


class ResetMode(IntEnum):
    """Kinds of resets. Others stay integers."""

    HARDWARE = 0
    SOFTWARE = 1
    GNSS_ONLY = 2
    HARDWARE_AFTER_SHUTDOWN = 4
    GNSS_STOP = 8
    GNSS_START = 9


class DynamicModel(IntEnum):
    """The motion model of the receiver. Others stay integers."""

    PORTABLE = 0
    STATIONARY = 2
    PEDESTRIAN = 3
    AUTOMOTIVE = 4
    SEA = 5
    AIRBORNE_1G = 6
    AIRBORNE_2G = 7
    AIRBORNE_4G = 8
    WRIST = 9
    BIKE = 10
    MOWER = 11
    ESCOOTER = 12


class FixMode(IntEnum):
    """The desired fixes. Others stay integers."""

    FIX_2D = 1
    FIX_3D = 2
    AUTOMATIC = 3


class AntennaStatus(IntEnum):
    """State of the antenna supervisor. Others stay integers."""

    INIT = 0
    UNKNOWN = 1
    OK = 2
    SHORT = 3
    OPEN = 4


class AntennaPower(IntEnum):
    """Whether the antenna has power. Others stay integers."""

    OFF = 0
    ON = 1
    UNKNOWN = 2
