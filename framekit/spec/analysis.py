"""Warnings and notes about a declaration that is valid.

Strategy: a wrong declaration raises a SpecError when the class is made; a finding concerns only some uses of the frame: in a
stream, with hostile bytes, over time. Each finding is made by one small function.

Rules: a finding states the path, the problem, and what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Literal, TypeAlias, assert_never

from framekit.spec.describe import describe
from framekit.spec.expr import Ref, path_of, references
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    FromFields,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    Varint,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.record import record
from framekit.spec.sizes import frame_maximum_size, is_greedy, is_recursive, is_self_delimiting, may_be_empty
from framekit.spec.structure import reachable, walk
from framekit.spec.tags import listed_tags

Level: TypeAlias = Literal["warning", "note"]

LARGE = 1 << 24
"""Lengths that may be at least this large and have no limit get a note: the reader of a stream may have to buffer as much."""


@record
class Finding:
    """A warning or note about a frame.

    Attributes:
        level: "warning" for a probable mistake, "note" for something that limits the use of the frame.
        code: a short name for the kind of finding, such as "no-end".
        path: the frame and the field, such as `Message.body`.
        message: the problem, and what to write instead.
    """

    level: Level
    code: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.path}: {self.message} [{self.code}]"


def analyse(spec: FrameSpec) -> tuple[Finding, ...]:
    """Return the findings about a frame and the frames inside it, warnings first."""
    findings = [*_delimiting(spec), *(each for inner in reachable(spec) for each in _frame(inner))]
    if spec.size is None and frame_maximum_size(spec) is None and not is_recursive(spec):
        findings.append(
            Finding(
                "note",
                "no-limit",
                spec.name,
                "the declaration does not bound the size of the frame; give the reader of a stream a limit, or give limit= to "
                "the parts that can grow",
            )
        )
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.level != "warning"))


def _delimiting(spec: FrameSpec) -> Iterator[Finding]:
    if is_self_delimiting(spec):
        return
    if spec.size is not None:
        yield Finding(
            "note",
            "no-end",
            spec.name,
            f"with size={spec.size} the last frame of a chain takes the rest, so the frame does not indicate its own end; use it "
            f"as a datagram, or as an item of an array in another frame, not in a stream",
        )
        return
    each = next(each for each in spec.fields if is_greedy(each.kind))
    yield Finding(
        "note",
        "no-end",
        f"{spec.name}.{each.name}",
        f"{describe(each.kind)} takes the rest, so the frame does not indicate its own end; use the frame as a datagram or as a "
        f"part of another frame, or, for a stream, give the field a length or the frame a size=",
    )


def _frame(spec: FrameSpec) -> Iterator[Finding]:
    for each in spec.fields:
        for kind in walk(each.kind):
            yield from _kind(spec, each, kind)


def _kind(spec: FrameSpec, field: FieldSpec, kind: Kind) -> Iterator[Finding]:
    path = f"{spec.name}.{field.name}"
    match kind:
        case Bytes() | Text() | Repeat() | Sized():
            yield from _lengths(spec, path, kind)
        case Switch():
            yield from _arms(spec, path, kind)
        case Mapped():
            yield from _members(path, kind)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Const()
            | Padding()
            | Filler()
            | Nested()
            | Optional()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return
        case _:
            assert_never(kind)


def _members(path: str, kind: Mapped) -> Iterator[Finding]:
    """Find the members of an enumeration that do not fit into the integer on the wire."""
    whole = integer_base(kind.base)
    if whole is None or not issubclass(kind.python_type, Enum):
        return
    wide = [each for each in kind.python_type.__members__.values() if not whole.minimum <= int(each.value) <= whole.maximum]
    if wide:
        names = ", ".join(f"{each.name} = {int(each.value)}" for each in wide)
        yield Finding(
            "warning",
            "wide-member",
            path,
            f"{names} of {kind.name} cannot be packed into {describe(whole)}, which ranges from {whole.minimum} to "
            f"{whole.maximum}; use a wider integer if such a value is needed here",
        )


def _lengths(spec: FrameSpec, path: str, kind: Bytes | Text | Repeat | Sized) -> Iterator[Finding]:
    data = kind.data if isinstance(kind, Text) else kind
    limit = None if isinstance(data, Sized) else data.limit
    extent = data.extent
    if limit is None:
        most = None
        if isinstance(extent, Prefixed):
            most = extent.maximum
        elif isinstance(extent, FromFields):
            paths = list(references(extent.expression))
            each = spec.field_named(paths[0][0]) if len(paths) == 1 and len(paths[0]) == 1 else None
            whole = None if each is None else integer_base(each.kind)
            most = None if whole is None else whole.maximum
        if most is not None and most >= LARGE:
            yield Finding(
                "note",
                "large",
                path,
                f"the {'count' if isinstance(data, Repeat) else 'length'} may be up to {most:,}, and only the bytes that arrive "
                f"limit it{'' if isinstance(data, Sized) else '; give the field a limit= if less is enough'}",
            )
        if isinstance(extent, Until):
            yield Finding(
                "note",
                "no-limit",
                path,
                "the field continues until its terminator is found, so a peer can make it go on forever; give the field a limit=",
            )
    if isinstance(data, Repeat) and may_be_empty(data) and limit is None:
        yield Finding(
            "note",
            "empty-items",
            path,
            f"the items {describe(data.item)} may take no bytes, or contain many arrays for each byte; limit the total of such "
            f"items in a frame with max_items=",
        )


def _arms(spec: FrameSpec, path: str, kind: Switch) -> Iterator[Finding]:
    if kind.union is not None and not kind.arms:
        yield Finding("warning", "no-arms", path, f"the union {kind.union_name} has no registered classes; give its arms a tag=")
    each = spec.field_named(path_of(kind.on)[0]) if isinstance(kind.on, Ref) and len(path_of(kind.on)) == 1 else None
    whole = None if each is None else integer_base(each.kind)
    if whole is not None and not isinstance(whole, Varint) and (kind.otherwise or kind.unknown):
        covered = sum(len(listed_tags(arm) or ()) for arm in kind.arms)
        if covered > whole.maximum - whole.minimum:
            yield Finding("warning", "unreachable", path, "the arms cover all possible tags; remove otherwise=")
    for arm in kind.arms:
        if isinstance(arm.kind, Nested) and arm.kind.frame is spec:
            yield Finding("note", "depth", path, f"the frame may contain itself, to a depth of {spec.max_depth} (max_depth=)")
