"""IEC 60870-5-104: telecontrol over TCP, with the information objects of IEC 60870-5-101.

Source: IEC 60870-5-104:2006, clauses 5 (APCI), 6 and 8 (ASDUs of this standard); IEC 60870-5-101:2003, clause 7 (ASDUs). As in
IEC 60870-5-104, causes of transmission and common addresses have two octets, and object addresses have three.

The objects of an ASDU stay bytes if the standards do not define its type, because nothing determines their size. The caller
supplies the type, the SQ bit and the number of objects. It is not declared that the I format has an ASDU and the S and U formats
have none, nor which causes are valid for which type.
"""

from __future__ import annotations

from typing import TypeAlias

from framekit import (
    Expr,
    Frame,
    Protocol,
    array,
    between,
    bool1,
    const,
    data,
    derived,
    field,
    given,
    optional,
    pad,
    switch,
    this,
    u1,
    u6,
    u7,
    u8,
    u15,
    u16,
    u24,
)
from framekit.specs.iec104 import elements
from framekit.specs.iec104.codes import Cause, Function, TypeIdentification
from framekit.specs.iec104.elements import Cp24Time, Cp56Time

T = TypeIdentification


class Numbered(Frame, bitwise=True, bitorder="lsb"):
    """The control field of an APDU with an ASDU, I format (5, figure 6)."""

    send_number: u15
    _: None = pad(bits=1, strict=True)
    receive_number: u15


class Supervision(Frame, bitwise=True, bitorder="lsb"):
    """The control field of an APDU without an ASDU: S format to acknowledge, or U format (5, figures 7 and 8)."""

    function: Function = field(u7)
    reserved: u8 = 0
    _: None = pad(bits=1, strict=True)
    receive_number: u15 = field(default=0, doc="0 in the U format")


class Control(Frame, bitwise=True, bitorder="lsb"):
    """The four octets of a control field; the first bit is derived from the body."""

    is_supervision: int = derived(u1)
    body: Numbered | Supervision = switch(this.is_supervision, {0: Numbered, 1: Supervision})


AnyElement: TypeAlias = (
    elements.SinglePointInformation
    | elements.DoublePointInformation
    | elements.StepPosition
    | elements.Bitstring
    | elements.NormalizedValue
    | elements.ScaledValue
    | elements.ShortFloat
    | elements.IntegratedTotal
    | elements.ProtectionEvent
    | elements.StartEvents
    | elements.OutputCircuits
    | elements.StatusAndChange
    | elements.NormalizedValueOnly
    | elements.SingleCommand
    | elements.DoubleCommand
    | elements.StepCommand
    | elements.NormalizedSetPoint
    | elements.ScaledSetPoint
    | elements.FloatSetPoint
    | elements.BitstringCommand
    | elements.EndOfInitialization
    | elements.InterrogationCommand
    | elements.CounterInterrogation
    | elements.ReadCommand
    | elements.ClockSynchronization
    | elements.FixedTestPattern
    | elements.Reset
    | elements.DelayAcquisition
    | elements.CountedTest
    | elements.NormalizedParameter
    | elements.ScaledParameter
    | elements.FloatParameter
    | elements.ActivateParameter
    | elements.FileReady
    | elements.SectionReady
    | elements.CallFile
    | elements.LastSection
    | elements.AcknowledgeFile
    | elements.Segment
    | elements.DirectoryEntry
    | elements.QueryLog
)
ELEMENTS: dict[tuple[TypeIdentification, ...], type[elements.Element]] = {
    (T.M_SP_NA_1, T.M_SP_TA_1, T.M_SP_TB_1): elements.SinglePointInformation,
    (T.M_DP_NA_1, T.M_DP_TA_1, T.M_DP_TB_1): elements.DoublePointInformation,
    (T.M_ST_NA_1, T.M_ST_TA_1, T.M_ST_TB_1): elements.StepPosition,
    (T.M_BO_NA_1, T.M_BO_TA_1, T.M_BO_TB_1): elements.Bitstring,
    (T.M_ME_NA_1, T.M_ME_TA_1, T.M_ME_TD_1): elements.NormalizedValue,
    (T.M_ME_NB_1, T.M_ME_TB_1, T.M_ME_TE_1): elements.ScaledValue,
    (T.M_ME_NC_1, T.M_ME_TC_1, T.M_ME_TF_1): elements.ShortFloat,
    (T.M_IT_NA_1, T.M_IT_TA_1, T.M_IT_TB_1): elements.IntegratedTotal,
    (T.M_EP_TA_1, T.M_EP_TD_1): elements.ProtectionEvent,
    (T.M_EP_TB_1, T.M_EP_TE_1): elements.StartEvents,
    (T.M_EP_TC_1, T.M_EP_TF_1): elements.OutputCircuits,
    (T.M_PS_NA_1,): elements.StatusAndChange,
    (T.M_ME_ND_1,): elements.NormalizedValueOnly,
    (T.C_SC_NA_1, T.C_SC_TA_1): elements.SingleCommand,
    (T.C_DC_NA_1, T.C_DC_TA_1): elements.DoubleCommand,
    (T.C_RC_NA_1, T.C_RC_TA_1): elements.StepCommand,
    (T.C_SE_NA_1, T.C_SE_TA_1): elements.NormalizedSetPoint,
    (T.C_SE_NB_1, T.C_SE_TB_1): elements.ScaledSetPoint,
    (T.C_SE_NC_1, T.C_SE_TC_1): elements.FloatSetPoint,
    (T.C_BO_NA_1, T.C_BO_TA_1): elements.BitstringCommand,
    (T.M_EI_NA_1,): elements.EndOfInitialization,
    (T.C_IC_NA_1,): elements.InterrogationCommand,
    (T.C_CI_NA_1,): elements.CounterInterrogation,
    (T.C_RD_NA_1,): elements.ReadCommand,
    (T.C_CS_NA_1,): elements.ClockSynchronization,
    (T.C_TS_NA_1,): elements.FixedTestPattern,
    (T.C_RP_NA_1,): elements.Reset,
    (T.C_CD_NA_1,): elements.DelayAcquisition,
    (T.C_TS_TA_1,): elements.CountedTest,
    (T.P_ME_NA_1,): elements.NormalizedParameter,
    (T.P_ME_NB_1,): elements.ScaledParameter,
    (T.P_ME_NC_1,): elements.FloatParameter,
    (T.P_AC_NA_1,): elements.ActivateParameter,
    (T.F_FR_NA_1,): elements.FileReady,
    (T.F_SR_NA_1,): elements.SectionReady,
    (T.F_SC_NA_1,): elements.CallFile,
    (T.F_LS_NA_1,): elements.LastSection,
    (T.F_AF_NA_1,): elements.AcknowledgeFile,
    (T.F_SG_NA_1,): elements.Segment,
    (T.F_DR_TA_1,): elements.DirectoryEntry,
    (T.F_SC_NB_1,): elements.QueryLog,
}
"""The elements of the objects of each type, apart from their time."""

_HAS_TIME: Expr = (
    ((this.type < 20) & ((this.type & 1 == 0) | (this.type > 16)))
    | ((this.type >= 30) & (this.type <= 40))
    | ((this.type >= 58) & (this.type <= 64))
    | (this.type == T.C_TS_TA_1)
    | (this.type == T.F_DR_TA_1)
)
"""The types whose objects end with a time."""


class InformationObject(Frame, byteorder="little"):
    """An information object (7.2.5, IEC 60870-5-101)."""

    type: TypeIdentification = given(check={int(each) for types in ELEMENTS for each in types})
    has_address: bool = given(default=True, doc="false in a sequence, which has the address of the first object only")
    address: int | None = optional(u24, when=this.has_address, default=None)
    element: AnyElement = switch(this.type, ELEMENTS)
    time: Cp24Time | Cp56Time | None = optional(
        switch(this.type, {range(1, 20): Cp24Time, range(30, 128): Cp56Time}), when=_HAS_TIME, default=None
    )


class Asdu(Frame, byteorder="little"):
    """The content of an APDU of the I format (7.1, IEC 60870-5-101)."""

    type: TypeIdentification = field(u8)
    is_sequence: bool1 = field(default=False, doc="the objects have consecutive addresses")
    number: u7 = field(doc="of objects")
    is_test: bool1 = False
    is_negative: bool1 = False
    cause: Cause = field(u6)
    originator: u8 = 0
    common_address: u16
    first_address: int | None = optional(u24, when=this.is_sequence, default=None)
    objects: list[InformationObject] | bytes = switch(
        this.type,
        {
            tuple(each for types in ELEMENTS for each in types): array(
                InformationObject.given(type=this.type, has_address=this.is_sequence == 0), count=this.number
            )
        },
        otherwise=data(),
    )


class Apdu(Frame, size=this.length + 2):
    """One APDU (5)."""

    _start: int = const(0x68, u8)
    length: int = derived(u8, check=between(4, 253))
    control: Control
    asdu: Asdu | None = optional(default=None)


PROTOCOL = Protocol("iec104", title="IEC 60870-5-104", source="IEC 60870-5-104", ports={"tcp": [2404]}, client=Apdu)
