"""Choices and conditions, by numbers, text and bytes, in the frame or in one nested in it."""

from __future__ import annotations

from framekit import (
    Frame,
    Unknown,
    array,
    bool8,
    checksum,
    data,
    derived,
    field,
    i8,
    i32,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    unknown,
)
from tests.testing.intricate.shared import Counting, Head, Named, One, Rest, Two, tried


class TextHead(Frame):
    n: int = derived(u8)
    name: str = text(this.n)


class BytesHead(Frame):
    n: int = derived(u8)
    name: bytes = data(this.n)


class PlainTextHead(Frame):
    n: u8
    name: str = text(this.n)


@tried
class SwitchNestedText(Frame):
    head: TextHead
    body: One | Two = switch(this.head.name, {"a": One, "bcd": Two})


@tried
class SwitchNestedBytes(Frame):
    head: BytesHead
    body: int | str = switch(this.head.name, {b"a": u8, b"\xff\xfe\xfd": text(prefix=u8)})


@tried
class SwitchNestedPlain(Frame):
    head: PlainTextHead
    body: One | Two | bytes = switch(this.head.name, {"a": One, "bcd": Two}, otherwise=data(prefix=u8))


@tried
class SwitchText(Frame):
    n: int = derived(u8)
    name: str = text(this.n)
    body: One | Two = switch(this.name, {"a": One, "bcd": Two})


@tried
class SwitchTextPlain(Frame):
    n: u8
    name: str = text(this.n)
    body: One | Two | Unknown = switch(this.name, {"a": One, "bcd": Two}, otherwise=unknown(), size_prefix=u8)


@tried
class SwitchDerivedBytes(Frame):
    length: int = derived(u32)
    kind: bytes = derived(data(4))
    body: One | Named | Unknown = switch(this.kind, {b"one ": One, b"name": Named}, otherwise=unknown(), size=this.length)


@tried
class SwitchNested(Frame):
    head: Head
    body: One | Two | Unknown = switch(this.head.kind, {1: One, 2: Two}, otherwise=unknown(), size=this.head.size)


@tried
class SwitchOnExpression(Frame):
    flags: u8
    body: int | bytes = switch(this.flags & 3, {0: u8, 1: u16, 2: u32, 3: data(prefix=u8)})


@tried
class SwitchRanges(Frame):
    kind: u16
    n: int = derived(u8)
    body: int | bytes | str = switch(this.kind, {range(10): u8, (10, 20): text(), 1000: u32}, otherwise=data(), size=this.n)


@tried
class SwitchInSwitch(Frame):
    kind: u8
    sub: u8
    body: int | str = switch(this.kind, {1: switch(this.sub, {1: u8, 2: u16}), 2: text(prefix=u8)})


@tried
class SwitchOfCounting(Frame):
    kind: int = derived(u8)
    body: Counting | One = switch(this.kind, {1: Counting, 2: One})
    crc: int = checksum(u8, "xor", over=this.body)


@tried
class SwitchUntil(Frame):
    verb: str = text(until=" ")
    body: str | int = switch(this.verb, {"GET": text(until="\r\n"), "NUM": u16})


@tried
class GuardedQuotient(Frame):
    total: u16
    each: u8
    items: list[bytes] | None = optional(array(data(this.each), count=(this.total - 28) // this.each), when=this.each > 0)


@tried
class GuardedQuotientNumbers(Frame):
    total: u16
    each: u8
    items: list[int] | None = optional(array(u16, count=(this.total - 28) // this.each), when=this.each > 0)
    end: u8


@tried
class GuardedModulo(Frame):
    each: u8
    total: u8
    body: bytes | None = optional(data(this.total % this.each), when=this.each != 0)


@tried
class OptionalSized(Frame):
    flag: bool8
    n: int = derived(u8)
    inner: Named | None = optional(Named, when=this.flag, size=this.n)
    end: u8


@tried
class OptionalSizedPlain(Frame):
    flag: u8
    n: u8
    inner: Named | None = optional(Named, when=this.flag & 1, size=this.n)
    end: u8


@tried
class OptionalSizedRest(Frame):
    flag: u8
    n: u8
    inner: Rest | None = optional(Rest, when=this.flag == 1, size=this.n)


@tried
class OptionalArraySized(Frame):
    flag: bool = derived(bool8)
    n: int = derived(u8)
    items: list[int] | None = optional(array(u16, size=this.n), when=this.flag)


@tried
class OptionalArraySizedPlain(Frame):
    flag: u8
    n: u8
    items: list[int] | None = optional(array(u8, size=this.n), when=this.flag)
    crc: int = checksum(u8, "xor")


@tried
class OptionalArrayPrefix(Frame):
    flag: u8
    items: list[int] | None = optional(array(u16, size_prefix=u8), when=this.flag)
    inner: Named | None = optional(Named, when=this.flag & 2, size_prefix=u8)


@tried
class OptionalTail(Frame):
    first: Named | None = optional(Named, size_prefix=u8)
    second: list[int] | None = optional(array(u16, prefix=u8))
    third: int | None = optional(u8)


@tried
class OptionalLength(Frame):
    length: int = derived(i32)
    value: bytes | None = optional(data(length=this.length), when=this.length != -1)


@tried
class OptionalLengthPlain(Frame):
    length: i8
    value: str | None = optional(text(length=this.length), when=this.length >= 0)


@tried
class OptionalShared(Frame):
    n: u8
    first: bytes | None = optional(data(this.n), when=this.n > 2)
    second: list[int] | None = optional(array(u8, count=this.n - 1), when=this.n > 0)


@tried
class OptionalSwitch(Frame):
    kind: u8
    n: int = derived(u8)
    body: int | bytes | None = optional(switch(this.kind, {1: u8, 2: data()}, size=this.n), when=this.kind != 0)


@tried
class ItemsOfSwitch(Frame):
    kind: u8
    items: list[int] = array(switch(this.kind, {1: u8, 2: u16}), prefix=u8)


@tried
class AbsentSwitch(Frame):
    flag: u8
    kind: u8
    body: int | str | None = optional(switch(this.kind, {1: u8, 2: text(prefix=u8)}), when=this.flag)
    n: u8


@tried
class SharedSized(Frame):
    n: u8
    flag: bool8
    inner: Named | None = optional(Named, when=this.flag, size=this.n)
    other: bytes = data(this.n)


@tried
class SharedSized2(Frame):
    n: u8
    flag: bool8
    items: list[int] | None = optional(array(u16, size=this.n), when=this.flag)
    other: bytes = data(this.n)


@tried
class SharedDerived(Frame):
    n: int = derived(u8)
    flag: bool = derived(bool8)
    inner: Named | None = optional(Named, when=this.flag, size=this.n)
    other: bytes = data(this.n)


@tried
class OptIgnore(Frame):
    n: u8
    flag: u8
    inner: Two | None = optional(field(Two, size=this.n, leftover="ignore"), when=this.flag)


@tried
class OptKeep(Frame):
    n: int = derived(u8)
    inner: Two | None = optional(Two, when=this.n > 0, size=this.n)


class NameHead(Frame):
    n: int = derived(u8)
    name: str = text(this.n)


class HeadHolder(Frame):
    x: u8
    inner: NameHead


@tried
class DeepHead(Frame):
    head: HeadHolder
    body: One | Two = switch(this.head.inner.name, {"a": One, "bb": Two})


class CountHead(Frame):
    n: u8
    names: list[str] = array(text(prefix=u8), count=this.n)


@tried
class HeadNumber(Frame):
    head: CountHead
    body: bytes = data(this.head.n * 2)
    tail: list[int] = array(u16, count=this.head.n)


class CountHead2(Frame):
    kind: u8
    n: u8
    names: bytes = data(this.n)


@tried
class HeadBoth(Frame):
    head: CountHead2
    body: One | Two | bytes = switch(this.head.kind, {1: One, 2: Two, 3: data(this.head.n)})


class CountHead3(Frame):
    size: u8
    x: u8


@tried
class HeadSized(Frame):
    head: CountHead3
    body: Named = field(size=this.head.size)
    more: bytes = data(this.head.size)


@tried
class Compare(Frame):
    a: u8
    b: u8
    body: bytes | None = optional(data(this.b), when=this.a == this.b)
    c: u8


@tried
class Implied(Frame):
    kind: u8
    n: u8
    body: int | bytes | list[int] = switch(this.kind, {1: u32, 2: data(this.n), 3: array(u16, count=this.n // 2)}, size=this.n)


@tried
class SizedByTag(Frame):
    n: int = derived(u8)
    body: One | Named | Unknown = switch(this.n // 2, {1: One, 2: Named}, otherwise=unknown(), size=this.n - 2)
    end: u8
