"""UBX: the protocol of u-blox satellite navigation receivers.

Source: u-blox 8 / u-blox M8 Receiver Description, UBX-13003221, section 32; u-blox F9 HPG 1.32 Interface Description,
UBX-22008968, section 3.

A message without a payload requests the message of the same number; its payload is None. Payloads of messages that are not
declared here, such as AID, ESF, LOG, MGA and UPD, are bytes. The meanings of bits and numbers follow the newer document; a
payload is refused if its size differs from both documents. The stream may contain NMEA and RTCM between the messages: read it
with `resync`.
"""

from __future__ import annotations

from framekit import Frame, Protocol, checksum, const, data, derived, field, optional, switch, this, u16, u16be
from framekit.specs.ubx.cfg import (
    Acknowledged,
    CfgAnt,
    CfgCfg,
    CfgGnss,
    CfgInf,
    CfgMsg,
    CfgNav5,
    CfgNavx5,
    CfgNmea,
    CfgOdo,
    CfgPrt,
    CfgRate,
    CfgRst,
    CfgRxm,
    CfgSbas,
    CfgTmode3,
    CfgTp5,
    CfgUsb,
    CfgValdel,
    CfgValget,
    CfgValset,
    ConfigurationItem,
    GnssBlock,
    InfBlock,
    InfMasks,
    NmeaLast,
    NmeaMore,
    PortSettings,
    TimePulse,
    ValgetItems,
    ValgetKeys,
)
from framekit.specs.ubx.codes import (
    AntennaPower,
    AntennaStatus,
    BackupData,
    CarrierSolution,
    DynamicModel,
    FixMode,
    FixType,
    Gnss,
    MessageType,
    Port,
    PortProtocols,
    ResetMode,
    Systems,
)
from framekit.specs.ubx.mon import (
    CommsPort,
    Inf,
    IoPort,
    MonComms,
    MonGnss,
    MonHw,
    MonHw2,
    MonHw3,
    MonIo,
    MonMsgpp,
    MonPatch,
    MonRf,
    MonRxbuf,
    MonRxr,
    MonTxbuf,
    MonVer,
    Patch,
    Pin,
    RfBlock,
    SecUniqid,
    TimTm2,
    TimTp,
)
from framekit.specs.ubx.nav import (
    GeofenceState,
    NavAtt,
    NavClock,
    NavCov,
    NavDop,
    NavEoe,
    NavGeofence,
    NavHpposecef,
    NavHpposllh,
    NavOdo,
    NavPosecef,
    NavPosllh,
    NavPvt,
    NavRelposned,
    NavSol,
    NavStatus,
    NavSvin,
    NavTimebds,
    NavTimegal,
    NavTimeglo,
    NavTimegps,
    NavTimels,
    NavTimeutc,
    NavVelecef,
    NavVelned,
    PvtHeading,
    RelposnedFlags,
    RelposnedV0,
    RelposnedV1,
)
from framekit.specs.ubx.rxm import (
    MeasxSatellite,
    PowerRequest,
    PowerRequestV0,
    RawMeasurement,
    RxmMeasx,
    RxmPmreq,
    RxmRawx,
    RxmRtcm,
    RxmSfrbx,
    RxmSvsi,
    SvsiSatellite,
)
from framekit.specs.ubx.sats import (
    NavOrb,
    NavSat,
    NavSbas,
    NavSig,
    NavSvinfo,
    OrbSatellite,
    Satellite,
    SbasSatellite,
    Signal,
    SvinfoChannel,
)

__all__ = [
    "PROTOCOL",
    "Acknowledged",
    "AntennaPower",
    "AntennaStatus",
    "BackupData",
    "CarrierSolution",
    "CfgAnt",
    "CfgCfg",
    "CfgGnss",
    "CfgInf",
    "CfgMsg",
    "CfgNav5",
    "CfgNavx5",
    "CfgNmea",
    "CfgOdo",
    "CfgPrt",
    "CfgRate",
    "CfgRst",
    "CfgRxm",
    "CfgSbas",
    "CfgTmode3",
    "CfgTp5",
    "CfgUsb",
    "CfgValdel",
    "CfgValget",
    "CfgValset",
    "CommsPort",
    "ConfigurationItem",
    "DynamicModel",
    "FixMode",
    "FixType",
    "GeofenceState",
    "Gnss",
    "GnssBlock",
    "Inf",
    "InfBlock",
    "InfMasks",
    "IoPort",
    "MeasxSatellite",
    "MessageType",
    "MonComms",
    "MonGnss",
    "MonHw",
    "MonHw2",
    "MonHw3",
    "MonIo",
    "MonMsgpp",
    "MonPatch",
    "MonRf",
    "MonRxbuf",
    "MonRxr",
    "MonTxbuf",
    "MonVer",
    "NavAtt",
    "NavClock",
    "NavCov",
    "NavDop",
    "NavEoe",
    "NavGeofence",
    "NavHpposecef",
    "NavHpposllh",
    "NavOdo",
    "NavOrb",
    "NavPosecef",
    "NavPosllh",
    "NavPvt",
    "NavRelposned",
    "NavSat",
    "NavSbas",
    "NavSig",
    "NavSol",
    "NavStatus",
    "NavSvin",
    "NavSvinfo",
    "NavTimebds",
    "NavTimegal",
    "NavTimeglo",
    "NavTimegps",
    "NavTimels",
    "NavTimeutc",
    "NavVelecef",
    "NavVelned",
    "NmeaLast",
    "NmeaMore",
    "OrbSatellite",
    "Patch",
    "Pin",
    "Port",
    "PortProtocols",
    "PortSettings",
    "PowerRequest",
    "PowerRequestV0",
    "PvtHeading",
    "RawMeasurement",
    "RelposnedFlags",
    "RelposnedV0",
    "RelposnedV1",
    "ResetMode",
    "RfBlock",
    "RxmMeasx",
    "RxmPmreq",
    "RxmRawx",
    "RxmRtcm",
    "RxmSfrbx",
    "RxmSvsi",
    "Satellite",
    "SbasSatellite",
    "SecUniqid",
    "Signal",
    "SvinfoChannel",
    "SvsiSatellite",
    "Systems",
    "TimTm2",
    "TimTp",
    "TimePulse",
    "UbxFrame",
    "ValgetItems",
    "ValgetKeys",
    "checksum_of",
]


def checksum_of(covered: bytes) -> int:
    """Both bytes of the checksum, the first one lowest: Fletcher's sums of 8 bits (RFC 1145)."""
    first = second = 0
    for byte in covered:
        first = first + byte & 0xFF
        second = second + first & 0xFF
    return second << 8 | first


class UbxFrame(Frame, byteorder="little"):
    """A message, in its frame."""

    _sync: bytes = const(b"\xb5\x62")
    message: MessageType = field(u16be)
    length: int = derived(u16)
    payload: (
        NavPosecef
        | NavPosllh
        | NavStatus
        | NavDop
        | NavAtt
        | NavSol
        | NavPvt
        | NavOdo
        | NavVelecef
        | NavVelned
        | NavHpposecef
        | NavHpposllh
        | NavTimegps
        | NavTimeutc
        | NavClock
        | NavTimeglo
        | NavTimebds
        | NavTimegal
        | NavTimels
        | NavSvinfo
        | NavSbas
        | NavOrb
        | NavSat
        | NavCov
        | NavGeofence
        | NavSvin
        | NavRelposned
        | NavSig
        | NavEoe
        | RxmSfrbx
        | RxmMeasx
        | RxmRawx
        | RxmSvsi
        | RxmRtcm
        | RxmPmreq
        | Inf
        | Acknowledged
        | CfgPrt
        | CfgMsg
        | CfgInf
        | CfgRst
        | CfgRate
        | CfgCfg
        | CfgRxm
        | CfgAnt
        | CfgSbas
        | CfgNmea
        | CfgUsb
        | CfgOdo
        | CfgNavx5
        | CfgNav5
        | CfgTp5
        | CfgGnss
        | CfgTmode3
        | CfgValset
        | CfgValget
        | CfgValdel
        | MonIo
        | MonVer
        | MonMsgpp
        | MonRxbuf
        | MonTxbuf
        | MonHw
        | MonHw2
        | MonRxr
        | MonPatch
        | MonGnss
        | MonComms
        | MonHw3
        | MonRf
        | TimTp
        | TimTm2
        | SecUniqid
        | bytes
        | None
    ) = optional(
        switch(
            this.message,
            {
                MessageType.NAV_POSECEF: NavPosecef,
                MessageType.NAV_POSLLH: NavPosllh,
                MessageType.NAV_STATUS: NavStatus,
                MessageType.NAV_DOP: NavDop,
                MessageType.NAV_ATT: NavAtt,
                MessageType.NAV_SOL: NavSol,
                MessageType.NAV_PVT: NavPvt,
                MessageType.NAV_ODO: NavOdo,
                MessageType.NAV_VELECEF: NavVelecef,
                MessageType.NAV_VELNED: NavVelned,
                MessageType.NAV_HPPOSECEF: NavHpposecef,
                MessageType.NAV_HPPOSLLH: NavHpposllh,
                MessageType.NAV_TIMEGPS: NavTimegps,
                MessageType.NAV_TIMEUTC: NavTimeutc,
                MessageType.NAV_CLOCK: NavClock,
                MessageType.NAV_TIMEGLO: NavTimeglo,
                MessageType.NAV_TIMEBDS: NavTimebds,
                MessageType.NAV_TIMEGAL: NavTimegal,
                MessageType.NAV_TIMELS: NavTimels,
                MessageType.NAV_SVINFO: NavSvinfo,
                MessageType.NAV_SBAS: NavSbas,
                MessageType.NAV_ORB: NavOrb,
                MessageType.NAV_SAT: NavSat,
                MessageType.NAV_COV: NavCov,
                MessageType.NAV_GEOFENCE: NavGeofence,
                MessageType.NAV_SVIN: NavSvin,
                MessageType.NAV_RELPOSNED: NavRelposned,
                MessageType.NAV_SIG: NavSig,
                MessageType.NAV_EOE: NavEoe,
                MessageType.RXM_SFRBX: RxmSfrbx,
                MessageType.RXM_MEASX: RxmMeasx,
                MessageType.RXM_RAWX: RxmRawx,
                MessageType.RXM_SVSI: RxmSvsi,
                MessageType.RXM_RTCM: RxmRtcm,
                MessageType.RXM_PMREQ: RxmPmreq.given(length=this.length),
                MessageType.INF_ERROR: Inf,
                MessageType.INF_WARNING: Inf,
                MessageType.INF_NOTICE: Inf,
                MessageType.INF_TEST: Inf,
                MessageType.INF_DEBUG: Inf,
                MessageType.ACK_NAK: Acknowledged,
                MessageType.ACK_ACK: Acknowledged,
                MessageType.CFG_PRT: CfgPrt,
                MessageType.CFG_MSG: CfgMsg,
                MessageType.CFG_INF: CfgInf,
                MessageType.CFG_RST: CfgRst,
                MessageType.CFG_RATE: CfgRate,
                MessageType.CFG_CFG: CfgCfg,
                MessageType.CFG_RXM: CfgRxm,
                MessageType.CFG_ANT: CfgAnt,
                MessageType.CFG_SBAS: CfgSbas,
                MessageType.CFG_NMEA: CfgNmea,
                MessageType.CFG_USB: CfgUsb,
                MessageType.CFG_ODO: CfgOdo,
                MessageType.CFG_NAVX5: CfgNavx5,
                MessageType.CFG_NAV5: CfgNav5,
                MessageType.CFG_TP5: CfgTp5,
                MessageType.CFG_GNSS: CfgGnss,
                MessageType.CFG_TMODE3: CfgTmode3,
                MessageType.CFG_VALSET: CfgValset,
                MessageType.CFG_VALGET: CfgValget,
                MessageType.CFG_VALDEL: CfgValdel,
                MessageType.MON_IO: MonIo,
                MessageType.MON_VER: MonVer,
                MessageType.MON_MSGPP: MonMsgpp,
                MessageType.MON_RXBUF: MonRxbuf,
                MessageType.MON_TXBUF: MonTxbuf,
                MessageType.MON_HW: MonHw,
                MessageType.MON_HW2: MonHw2,
                MessageType.MON_RXR: MonRxr,
                MessageType.MON_PATCH: MonPatch,
                MessageType.MON_GNSS: MonGnss,
                MessageType.MON_COMMS: MonComms,
                MessageType.MON_HW3: MonHw3,
                MessageType.MON_RF: MonRf,
                MessageType.TIM_TP: TimTp,
                MessageType.TIM_TM2: TimTm2,
                MessageType.SEC_UNIQID: SecUniqid,
            },
            otherwise=data(),
        ),
        size=this.length,
        when=this.length != 0,
        default=None,
    )
    checksum: int = checksum(u16, checksum_of, over=(this.message, this.length, this.payload))


PROTOCOL = Protocol(
    "ubx",
    title="UBX",
    source="u-blox M8 Receiver Description, u-blox F9 Interface Description",
    client=UbxFrame,
    options={"resync": True},
)
