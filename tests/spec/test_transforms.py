"""A mapped value is data, which an exporter can read; only a pair of the user's functions holds callables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import IntEnum, IntFlag
from ipaddress import IPv4Address
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest

from framekit import (
    Frame,
    Timestamp,
    bcd,
    duration,
    field,
    fixed_point,
    i16,
    i32,
    ipv4,
    mac,
    mapped,
    ntp_timestamp,
    scaled,
    timestamp,
    u8,
    u16,
    u32,
    u64,
    uuid,
    uuid_le,
)
from framekit.declare.declaration import spec_of
from framekit.spec import transforms
from framekit.spec.addresses import MacAddress
from framekit.spec.kinds import Mapped
from framekit.spec.model import Check, FrameSpec
from framekit.spec.transforms import (
    Address,
    Duration,
    Enumeration,
    FixedPoint,
    Flags,
    Framed,
    Instant,
    NtpTime,
    Opaque,
    Scaled,
    ScaledDecimal,
    Time,
    Transform,
    Uuid,
    name_of,
    python_type_of,
)


class Color(IntEnum):
    RED = 1


class Bits(IntFlag):
    A = 1


class Everything(Frame, byteorder="little"):
    color: Color = field(u8, strict=True)
    bits: Bits = field(u16)
    celsius: float = scaled(i16, 0.5, offset=-40)
    ratio: float = fixed_point(i32, 16)
    at: datetime = timestamp(u32, unit="ms", rounding="floor")
    exact: Timestamp = timestamp(u64, unit="100ns", epoch="1601-01-01")
    sent: datetime = ntp_timestamp()
    period: timedelta = duration(u16, unit="us")
    year: int = bcd(2)
    host: ipv4
    port: mac
    ident: uuid
    guid: uuid_le
    worth: Decimal = scaled(u32, Decimal("0.01"), offset=Decimal(1))
    price: Decimal = mapped(u32, unpack=lambda cents: Decimal(cents) / 100, pack=lambda price: int(price * 100))


EXPECTED = {
    "color": Enumeration(Color, strict=True),
    "bits": Flags(Bits, strict=False),
    "celsius": Scaled(0.5, -40),
    "ratio": FixedPoint(16),
    "at": Time("ms", UTC, "floor"),
    "exact": Instant("100ns", "error", Timestamp("1601-01-01")),
    "sent": NtpTime(UTC),
    "period": Duration(1, "error"),
    "host": Address("ipv4"),
    "port": Address("mac"),
    "ident": Uuid(),
    "guid": Uuid(little=True),
    "worth": ScaledDecimal(Decimal("0.01"), Decimal(1)),
}
TYPES = {
    "color": Color,
    "bits": Bits,
    "celsius": float,
    "ratio": float,
    "at": datetime,
    "exact": Timestamp,
    "sent": datetime,
    "period": timedelta,
    "host": IPv4Address,
    "port": MacAddress,
    "ident": UUID,
    "guid": UUID,
    "worth": Decimal,
}


def transform_of(name: str) -> Transform:
    found = spec_of(Everything).field_named(name)
    assert found is not None
    assert isinstance(found.kind, Mapped)
    return found.kind.transform


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_value_stands_for_is_known_from_the_spec(name: str) -> None:
    assert transform_of(name) == EXPECTED[name]
    assert python_type_of(transform_of(name)) is TYPES[name]


def test_functions_of_the_user_are_opaque_and_called_after_the_annotation() -> None:
    price = transform_of("price")
    assert isinstance(price, Opaque)
    assert (name_of(price), python_type_of(price)) == ("Decimal", Decimal)


def _holds_callables(annotation: Any) -> bool:
    return annotation is transforms.Functions or any(map(_holds_callables, get_args(annotation)))


@pytest.mark.parametrize("cls", get_args(Transform), ids=lambda cls: cls.__name__)
def test_only_opaque_and_framed_hold_callables(cls: Any) -> None:
    hints = get_type_hints(cls, vars(transforms) | {"Callable": Callable, "Check": Check, "FrameSpec": FrameSpec})
    assert any(map(_holds_callables, hints.values())) == (cls in (Opaque, Framed))
    assert dataclasses.is_dataclass(cls)
