"""Random bitwise declarations: as declarations.py, over the words that a bitwise frame may have.

Strategy: bodies are those of declarations.py, whose numbers are bits here; so are leaves and layers.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import framekit as fk
from framekit import Frame, SpecError, item, make_frame, this
from tests.compositions.declarations import Body, Hue, Inner, Scattered, Word, declared


@dataclass
class BitBody(Body):
    """The fields of a bitwise frame in the making."""

    order: str = "msb"

    def number(self, stem: str) -> Any:
        kind = self.source.choice([fk.u3, fk.u5, fk.u8, fk.u12])
        return getattr(this, self.add(stem, (int, fk.derived(kind)) if self.derived else kind))

    def plain(self, stem: str) -> Any:
        return getattr(this, self.add(stem, self.source.choice([fk.u2, fk.u4, fk.u9])))

    def inside(self) -> BitBody:
        """The fields of a frame inside it."""
        return BitBody(self.source, self.derived, order=self.order)

    def frame(self, name: str) -> type[Frame]:
        """The frame."""
        return make_frame(name, self.fields, bitwise=True, bitorder="lsb" if self.order == "lsb" else "msb")


class Low(Frame, bitwise=True, bitorder="lsb"):
    there: fk.bool1
    number: int | None = fk.optional(fk.i12, when=this.there)


LEAVES: dict[str, Callable[[BitBody], Word]] = {
    "u1": lambda body: fk.u1,
    "u5": lambda body: fk.u5,
    "i7": lambda body: fk.i7,
    "i16": lambda body: fk.i16,
    "u24": lambda body: fk.u24,
    "bool1": lambda body: fk.bool1,
    "enum": lambda body: fk.mapped(fk.u4, unpack=Hue, pack=int),
    "scaled": lambda body: fk.scaled(fk.i11, 0.25),
    "const": lambda body: fk.const(5, fk.u3),
    "const bytes": lambda body: fk.const(b"F"),
    "checked": lambda body: fk.field(fk.u6, check=range(3, 50)),
    "data": lambda body: fk.data(body.number("length")),
    "data prefix": lambda body: fk.data(prefix=fk.u3),
    "data fixed": lambda body: fk.data(2),
    "text": lambda body: fk.text(prefix=fk.u5),
    "pad": lambda body: _padded(body),
    "frame": lambda body: Low if body.order == "lsb" else Scattered,
}


def _padded(body: BitBody) -> Word:
    """A number after padding as long as a field says."""
    body.add("pad", (None, fk.pad(bits=body.plain("size"), strict=body.source.random() < 0.5)))
    return fk.u3


def _nested(body: BitBody, inner: Inner) -> Word:
    inside = body.inside()
    inside.add("part", declared(inner(inside)))
    inside.add("after", fk.u3)
    return inside.frame("Inner")


def _given_frame(body: BitBody, inner: Inner) -> Word:
    inside = body.inside()
    there = inside.add("there", (bool, fk.given()))
    inside.add("part", (Any, fk.optional(inner(inside), when=getattr(this, there))))
    return inside.frame("Told").given(**{there: body.plain("flag") & 1 == 1})


LAYERS: dict[str, Callable[[BitBody, Inner], Word]] = {
    "array fixed": lambda body, inner: fk.array(inner(body), 3),
    "array prefix": lambda body, inner: fk.array(inner(body), prefix=fk.u3),
    "array count": lambda body, inner: fk.array(inner(body), count=body.number("count"), limit=9),
    "array until item": lambda body, inner: fk.array(inner(body), until=item == 0),
    "switch": lambda body, inner: fk.switch(body.plain("tag"), {0: inner(body), 1: fk.u13}),
    "switch otherwise": lambda body, inner: fk.switch(body.plain("tag"), {0: fk.u7}, otherwise=inner(body)),
    "switch of frames": lambda body, inner: fk.switch(
        body.number("tag"), {1: _nested(body, inner), 2: Low if body.order == "lsb" else Scattered}
    ),
    "optional when": lambda body, inner: fk.optional(inner(body), when=body.plain("flag") & 1 == 1),
    "frame": _nested,
    "frame given": _given_frame,
    "mapped": lambda body, inner: fk.mapped(inner(body), unpack=lambda value: value, pack=lambda value: value),
}


def random_bitwise_frame(seed: int) -> type[Frame] | None:
    """A bitwise frame of several random parts, or None if the vocabulary refuses it."""
    source = random.Random(f"bitwise {seed}")
    body = BitBody(source, source.random() < 0.6, order=source.choice(["msb", "lsb"]))
    try:
        for _ in range(source.randint(1, 3)):
            layers = source.choices(list(LAYERS), k=source.choice((0, 1, 1, 2, 3)))
            body.add("part", declared(_word(body, layers, source.choice(list(LEAVES)))))
            body.add("next", declared(source.choice([fk.u1, fk.bool1, fk.u11, fk.pad(bits=3), fk.align(1)])))
        return body.frame("Bits")
    except SpecError:
        return None


def _word(body: Any, layers: list[str], leaf: str) -> Word:
    if not layers:
        return LEAVES[leaf](body)
    if "array until item" in layers and leaf in ("checked", "const"):
        raise SpecError("no item can be what ends the array")
    return LAYERS[layers[0]](body, lambda inner: _word(inner, layers[1:], leaf))
