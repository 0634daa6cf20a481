"""The bit fields: aliases such as `u4`, which type checkers treat as int or bool.

Strategy: as in scalars.py, which has the widths of whole bytes (u8, u16, …). A field of whole bytes that begins within a byte is
a bit field too.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from framekit.spec.kinds import Bits


def _unsigned(width: int) -> Bits:
    return Bits(f"u{width}", width, "int", False)


def _signed(width: int) -> Bits:
    return Bits(f"i{width}", width, "int", True)


bool1: TypeAlias = Annotated[bool, Bits("bool1", 1, "bool", False)]

u1: TypeAlias = Annotated[int, _unsigned(1)]
u2: TypeAlias = Annotated[int, _unsigned(2)]
u3: TypeAlias = Annotated[int, _unsigned(3)]
u4: TypeAlias = Annotated[int, _unsigned(4)]
u5: TypeAlias = Annotated[int, _unsigned(5)]
u6: TypeAlias = Annotated[int, _unsigned(6)]
u7: TypeAlias = Annotated[int, _unsigned(7)]
u9: TypeAlias = Annotated[int, _unsigned(9)]
u10: TypeAlias = Annotated[int, _unsigned(10)]
u11: TypeAlias = Annotated[int, _unsigned(11)]
u12: TypeAlias = Annotated[int, _unsigned(12)]
u13: TypeAlias = Annotated[int, _unsigned(13)]
u14: TypeAlias = Annotated[int, _unsigned(14)]
u15: TypeAlias = Annotated[int, _unsigned(15)]
u17: TypeAlias = Annotated[int, _unsigned(17)]
u18: TypeAlias = Annotated[int, _unsigned(18)]
u19: TypeAlias = Annotated[int, _unsigned(19)]
u20: TypeAlias = Annotated[int, _unsigned(20)]
u21: TypeAlias = Annotated[int, _unsigned(21)]
u22: TypeAlias = Annotated[int, _unsigned(22)]
u23: TypeAlias = Annotated[int, _unsigned(23)]
u25: TypeAlias = Annotated[int, _unsigned(25)]
u26: TypeAlias = Annotated[int, _unsigned(26)]
u27: TypeAlias = Annotated[int, _unsigned(27)]
u28: TypeAlias = Annotated[int, _unsigned(28)]
u29: TypeAlias = Annotated[int, _unsigned(29)]
u30: TypeAlias = Annotated[int, _unsigned(30)]
u31: TypeAlias = Annotated[int, _unsigned(31)]
u33: TypeAlias = Annotated[int, _unsigned(33)]
u34: TypeAlias = Annotated[int, _unsigned(34)]
u35: TypeAlias = Annotated[int, _unsigned(35)]
u36: TypeAlias = Annotated[int, _unsigned(36)]
u37: TypeAlias = Annotated[int, _unsigned(37)]
u38: TypeAlias = Annotated[int, _unsigned(38)]
u39: TypeAlias = Annotated[int, _unsigned(39)]
u41: TypeAlias = Annotated[int, _unsigned(41)]
u42: TypeAlias = Annotated[int, _unsigned(42)]
u43: TypeAlias = Annotated[int, _unsigned(43)]
u44: TypeAlias = Annotated[int, _unsigned(44)]
u45: TypeAlias = Annotated[int, _unsigned(45)]
u46: TypeAlias = Annotated[int, _unsigned(46)]
u47: TypeAlias = Annotated[int, _unsigned(47)]
u49: TypeAlias = Annotated[int, _unsigned(49)]
u50: TypeAlias = Annotated[int, _unsigned(50)]
u51: TypeAlias = Annotated[int, _unsigned(51)]
u52: TypeAlias = Annotated[int, _unsigned(52)]
u53: TypeAlias = Annotated[int, _unsigned(53)]
u54: TypeAlias = Annotated[int, _unsigned(54)]
u55: TypeAlias = Annotated[int, _unsigned(55)]
u57: TypeAlias = Annotated[int, _unsigned(57)]
u58: TypeAlias = Annotated[int, _unsigned(58)]
u59: TypeAlias = Annotated[int, _unsigned(59)]
u60: TypeAlias = Annotated[int, _unsigned(60)]
u61: TypeAlias = Annotated[int, _unsigned(61)]
u62: TypeAlias = Annotated[int, _unsigned(62)]
u63: TypeAlias = Annotated[int, _unsigned(63)]

i2: TypeAlias = Annotated[int, _signed(2)]
i3: TypeAlias = Annotated[int, _signed(3)]
i4: TypeAlias = Annotated[int, _signed(4)]
i5: TypeAlias = Annotated[int, _signed(5)]
i6: TypeAlias = Annotated[int, _signed(6)]
i7: TypeAlias = Annotated[int, _signed(7)]
i9: TypeAlias = Annotated[int, _signed(9)]
i10: TypeAlias = Annotated[int, _signed(10)]
i11: TypeAlias = Annotated[int, _signed(11)]
i12: TypeAlias = Annotated[int, _signed(12)]
i13: TypeAlias = Annotated[int, _signed(13)]
i14: TypeAlias = Annotated[int, _signed(14)]
i15: TypeAlias = Annotated[int, _signed(15)]
i17: TypeAlias = Annotated[int, _signed(17)]
i18: TypeAlias = Annotated[int, _signed(18)]
i19: TypeAlias = Annotated[int, _signed(19)]
i20: TypeAlias = Annotated[int, _signed(20)]
i21: TypeAlias = Annotated[int, _signed(21)]
i22: TypeAlias = Annotated[int, _signed(22)]
i23: TypeAlias = Annotated[int, _signed(23)]
i25: TypeAlias = Annotated[int, _signed(25)]
i26: TypeAlias = Annotated[int, _signed(26)]
i27: TypeAlias = Annotated[int, _signed(27)]
i28: TypeAlias = Annotated[int, _signed(28)]
i29: TypeAlias = Annotated[int, _signed(29)]
i30: TypeAlias = Annotated[int, _signed(30)]
i31: TypeAlias = Annotated[int, _signed(31)]
i33: TypeAlias = Annotated[int, _signed(33)]
i34: TypeAlias = Annotated[int, _signed(34)]
i35: TypeAlias = Annotated[int, _signed(35)]
i36: TypeAlias = Annotated[int, _signed(36)]
i37: TypeAlias = Annotated[int, _signed(37)]
i38: TypeAlias = Annotated[int, _signed(38)]
i39: TypeAlias = Annotated[int, _signed(39)]
i41: TypeAlias = Annotated[int, _signed(41)]
i42: TypeAlias = Annotated[int, _signed(42)]
i43: TypeAlias = Annotated[int, _signed(43)]
i44: TypeAlias = Annotated[int, _signed(44)]
i45: TypeAlias = Annotated[int, _signed(45)]
i46: TypeAlias = Annotated[int, _signed(46)]
i47: TypeAlias = Annotated[int, _signed(47)]
i49: TypeAlias = Annotated[int, _signed(49)]
i50: TypeAlias = Annotated[int, _signed(50)]
i51: TypeAlias = Annotated[int, _signed(51)]
i52: TypeAlias = Annotated[int, _signed(52)]
i53: TypeAlias = Annotated[int, _signed(53)]
i54: TypeAlias = Annotated[int, _signed(54)]
i55: TypeAlias = Annotated[int, _signed(55)]
i57: TypeAlias = Annotated[int, _signed(57)]
i58: TypeAlias = Annotated[int, _signed(58)]
i59: TypeAlias = Annotated[int, _signed(59)]
i60: TypeAlias = Annotated[int, _signed(60)]
i61: TypeAlias = Annotated[int, _signed(61)]
i62: TypeAlias = Annotated[int, _signed(62)]
i63: TypeAlias = Annotated[int, _signed(63)]

__all__ = [
    "bool1",
    "i2",
    "i3",
    "i4",
    "i5",
    "i6",
    "i7",
    "i9",
    "i10",
    "i11",
    "i12",
    "i13",
    "i14",
    "i15",
    "i17",
    "i18",
    "i19",
    "i20",
    "i21",
    "i22",
    "i23",
    "i25",
    "i26",
    "i27",
    "i28",
    "i29",
    "i30",
    "i31",
    "i33",
    "i34",
    "i35",
    "i36",
    "i37",
    "i38",
    "i39",
    "i41",
    "i42",
    "i43",
    "i44",
    "i45",
    "i46",
    "i47",
    "i49",
    "i50",
    "i51",
    "i52",
    "i53",
    "i54",
    "i55",
    "i57",
    "i58",
    "i59",
    "i60",
    "i61",
    "i62",
    "i63",
    "u1",
    "u2",
    "u3",
    "u4",
    "u5",
    "u6",
    "u7",
    "u9",
    "u10",
    "u11",
    "u12",
    "u13",
    "u14",
    "u15",
    "u17",
    "u18",
    "u19",
    "u20",
    "u21",
    "u22",
    "u23",
    "u25",
    "u26",
    "u27",
    "u28",
    "u29",
    "u30",
    "u31",
    "u33",
    "u34",
    "u35",
    "u36",
    "u37",
    "u38",
    "u39",
    "u41",
    "u42",
    "u43",
    "u44",
    "u45",
    "u46",
    "u47",
    "u49",
    "u50",
    "u51",
    "u52",
    "u53",
    "u54",
    "u55",
    "u57",
    "u58",
    "u59",
    "u60",
    "u61",
    "u62",
    "u63",
]
