"""The lists of declarations, and frames that stand in several of them."""

from __future__ import annotations

from typing import TypeVar

from framekit import Frame, data, derived, text, this, u8, u16

F = TypeVar("F", bound=Frame)

INTRICATE: list[type[Frame]] = []


def tried(cls: type[F]) -> type[F]:
    """Put a class on the list."""
    INTRICATE.append(cls)
    return cls


class One(Frame):
    value: u8


class Two(Frame):
    value: u16


class Named(Frame):
    name: str = text(prefix=u8)


class Rest(Frame):
    body: bytes = data()


class Counting(Frame):
    n: int = derived(u8)
    body: bytes = data(this.n)


class Head(Frame):
    size: u16
    kind: u8
