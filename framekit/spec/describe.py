"""Descriptions of kinds in the words of the vocabulary, for messages, layouts and `repr`.

Strategy: one `match` over the kinds; a kind inside another kind is described inside its parentheses.

Rules: a description reads like the declaration of the kind.
"""

from __future__ import annotations

from typing import assert_never

from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Extent,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    UntilItem,
    Varint,
)


def describe(kind: Kind) -> str:
    """Describe a kind in the words of the vocabulary.

    >>> describe(Repeat(Scalar("u16", 2, "int", False, "H"), Fixed(3)))
    'array(u16, 3)'
    """
    match kind:
        case Scalar():
            return kind.name if kind.size == 1 or kind.order is None else f"{kind.name} {kind.order}"
        case Bits() | Varint() | Custom():
            return kind.name
        case Bytes():
            view = "view=True" if kind.view else ""
            return f"data({_arguments('length', kind.extent, view, _limit(kind.limit))})"
        case Text():
            return f"text({_arguments('length', kind.data.extent, kind.encoding, _limit(kind.data.limit))})"
        case Const():
            return f"const({kind.value!r}{'' if isinstance(kind.base, Bytes | Text) else f', {describe(kind.base)}'})"
        case Padding():
            if kind.bits is not None:
                return f"pad(bits={kind.bits.width})"
            return f"alignment({kind.size})" if kind.implicit else f"pad({kind.size})"
        case Filler():
            if kind.size is not None:
                return f"pad({kind.size})"
            return f'align({kind.to}, origin="outer")' if kind.outer else f"align({kind.to})"
        case Repeat():
            arguments = _arguments("count", kind.extent, _limit(kind.limit))
            return f"array({describe(kind.item)}{', ' if arguments else ''}{arguments})"
        case Nested():
            given = ", ".join(f"{name}={expression}" for name, expression in kind.given)
            return f"{kind.name}.given({given})" if given else kind.name
        case LookAhead():
            return f"peek({describe(kind.base)}, ahead={kind.ahead})"
        case Given():
            return f"given({describe(kind.base)})"
        case Sized(extent=Before(size, more)):
            last = str(size) if more is None else f"{size} + {more}" if size else str(more)
            return f"{describe(kind.inner)} before the last {last} {'byte' if last == '1' else 'bytes'}"
        case Sized():
            return f"{describe(kind.inner)} of {_describe_extent(kind.extent, 'size')}"
        case Switch():
            return f"switch({kind.on})"
        case Optional():
            return f"optional({describe(kind.inner)}{'' if kind.when is None else f', when={kind.when}'})"
        case Checksum():
            return f"checksum({describe(kind.base)}, {kind.algorithm.name})"
        case Mapped():
            return f"{kind.name}: {describe(kind.base)}"
        case _:
            assert_never(kind)


def _limit(limit: int | None) -> str:
    return "" if limit is None else f"limit={limit}"


def _or_end(or_end: bool) -> str:
    return ", or_end=True" if or_end else ""


def _arguments(word: str, extent: Extent, *more: str) -> str:
    return ", ".join(each for each in (_describe_extent(extent, word), *more) if each)


def _describe_extent(extent: Extent, word: str) -> str:
    match extent:
        case Fixed(number):
            return str(number)
        case Prefixed(prefix, bias, null):
            more = f", bias={bias}" * bool(bias) + f", null={null}" * (null is not None)
            return f"prefix={describe(prefix)}{more}"
        case FromFields(expression):
            return f"{word}={expression}"
        case Rest():
            return ""
        case Before(size, more):
            return f"all but the last {size}" if more is None else f"all but the last {size} + {more}"
        case Until(marker, consume, include):
            how = ("" if consume else ", consume=False") + (", include=True" if include else "")
            return f"until={extent.markers if extent.others else marker!r}{how}{_or_end(extent.or_end)}"
        case UntilItem(expression, or_end):
            return f"until={expression}{_or_end(or_end)}"
        case LeftoverOf(field):
            return f"leftover of {field}"
        case _:
            assert_never(extent)
