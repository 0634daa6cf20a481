"""Properties of variable-length integers in generated code: the greatest value in one byte, their forms, their digits."""

from __future__ import annotations

from framekit.compiler.codec.source import FunctionSource
from framekit.spec.kinds import Varint


def direct_most(kind: Varint) -> int:
    """Return the greatest value that is written as a single byte of the same number; -1 if there is none."""
    if kind.digits is not None or kind.head is not None or kind.encoding == "fspec":
        return -1
    return {"quic": 63, "escaped": kind.least_escape - 1 if kind.forms else 0}.get(kind.encoding, 127)


def bits_source(kind: Varint, raw: str) -> str:
    """Return the expression that computes a value from the digits of its bits."""
    if kind.number == "bool":
        return f'{raw} == b"1"'
    number = f"int({raw}[::-1], 2)" if kind.in_digits.reverse else f"int({raw}, 2)"
    if kind.signed:
        sign = 1 << (kind.bits - 1)
        return f"({number} ^ {sign:#x}) - {sign:#x}"
    return number


def forms_argument(out: FunctionSource, kind: Varint) -> str:
    """Return the last argument of a call for an integer: the name of its forms or its digits, or "" if it has neither."""
    if kind.digits is not None:
        return f", {out.module.share(kind.digits, kind.encoding, lambda: kind.digits)}"
    if kind.head is not None:
        by_size, least = sorted(kind.forms, key=lambda each: each[1].size), kind.least_escape
        rest: dict[int, tuple[int, str, int]] = {}
        for code, form in by_size:
            rest[code] = (form.size, form.order or "big", least)
            least = form.maximum + 1
        return f", {out.module.share(kind, 'rest_forms', lambda: rest)}"
    if kind.first is None:
        return ""
    first = kind.first
    by_size = sorted(kind.forms, key=lambda each: each[1].size)
    others = {code: (form.size, form.order or "big") for code, form in by_size}
    if kind.minus_one is not None:
        others[kind.minus_one] = (0, "big")
    forms = (first.size, first.order or "big", kind.least_escape, others)
    return f", {out.module.share(kind, f'{kind.encoding}_forms', lambda: forms)}"
