"""Lowers a FrameSpec to the steps that write it.

Strategy: the variable parts are lowered first, by one `match` over their kinds; then the fields derived from them, in the order
of the spec's relations; then the values that must agree; finally the pieces, in wire order. The fields of an opened frame are
pieces of the outer frame.

Rules: this file decides when each derived field is solved, and where checks and checksums go. Values that would not be read back
unchanged are rejected: text that contains its terminator, an item that ends an array too early, a value in the wrong arm.
"""

from __future__ import annotations

from framekit.compiler.program.lower_writing_runs import RunLowering, is_in_runs, number_arguments, size_in_runs
from framekit.compiler.program.lower_writing_values import ValueLowering
from framekit.compiler.program.opening import derived_inside
from framekit.compiler.program.operands import Length, Operand, Place, Presence, Value
from framekit.compiler.program.shared_steps import Guard, Leave
from framekit.compiler.program.writing_pieces import (
    Held,
    Piece,
    Pieces,
    Source,
    VarintBytes,
)
from framekit.compiler.program.writing_scope import TRIED, Scope, joined, packed
from framekit.compiler.program.writing_steps import (
    Agree,
    AgreeAhead,
    AgreeOnPresence,
    AgreeWithGiven,
    AgreeWithTag,
    AlignTo,
    Assemble,
    Constant,
    Continues,
    Exactly,
    FillBytes,
    FitsGiven,
    Hold,
    NothingAfterAbsent,
    NothingKept,
    ReadBack,
    Solve,
    SolveSize,
    WriteChecksum,
    WriteSteps,
    WriteVarint,
)
from framekit.spec.agreement import GivenCheck, takes_given
from framekit.spec.checksum_order import checksums_in_order, checksums_of, room_of, stretches
from framekit.spec.ends import may_leave_terminator, terminator_left
from framekit.spec.expr import MEASURED, Binary, Ref, path_of, substitute
from framekit.spec.given import given_fields
from framekit.spec.kinds import (
    Bytes,
    Checksum,
    Filler,
    Fixed,
    Given,
    LeftoverOf,
    LookAhead,
    Mapped,
    Optional,
    Prefixed,
    Scalar,
    Sized,
    Switch,
    Varint,
    checksum_in,
    wire_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.record import record
from framekit.spec.sizes import (
    fixed_size,
    is_greedy,
    is_guarded,
    is_recursive,
)
from framekit.spec.structure import extent_of, paths_asked


def lower_writing(spec: FrameSpec) -> WriteSteps:
    """Return the steps that write a frame."""
    lowering = _FrameLowering(Scope(spec))
    lowering.frame()
    return tuple(lowering.scope.steps)


@record
class _Element:
    """The bytes that a field takes on the wire: a fixed number, and the bytes in some places."""

    name: str
    fixed: int
    places: tuple[Place, ...]


class _FrameLowering:
    """Lowers a frame as a whole."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.spec = scope.spec
        self.runs = RunLowering(scope)
        self.values = ValueLowering(scope, lambda inner: _FrameLowering(inner).pieces())
        self.asked = sorted(paths_asked(scope.spec))
        self.elements = tuple(map(self.element, scope.spec.fields))

    # The frame

    def frame(self) -> None:
        """Lower the frame as a whole."""
        if is_guarded(self.spec):
            self.scope.add(Guard(self.spec.max_depth, self.spec.max_items, is_recursive(self.spec)))
        pieces = self.pieces()
        if is_recursive(self.spec):
            self.scope.add(Leave())
        self.scope.add(Assemble(pieces))
        for each in self.leaving():
            marker = terminator_left(each.kind)
            self.scope.add(Continues(marker or self.scope.at(each.name, ":terminator"), self.position(each.name, after=True)))
        for each in checksums_in_order(self.spec):
            self.sum(each)
        for each in self.spec.fields:
            if isinstance(each.kind, LookAhead):
                self.agree_ahead(each, each.kind)

    def agree_ahead(self, each: FieldSpec, kind: LookAhead) -> None:
        """Compare the value of a field that looks ahead with the bytes after it."""
        size = fixed_size(kind.base)
        assert size is not None
        position = self.position(each.name)
        place = self.scope.at(each.name, ":ahead")
        self.scope.join(place, self.values.wire(kind.base, self.scope.attribute((each.name,)), (each.name,)))
        self.scope.add(AgreeAhead(place, Length(position.places, position.more + kind.ahead), size))

    def pieces(self) -> Pieces:
        """Lower everything except the checksums, and return the pieces of the frame."""
        self.solve_all()
        for relation in self.spec.relations:
            if relation.solves is None:
                self.compare(relation)
        self.check_parts()
        appended = self.appended_sum()
        written = [piece for each in self.spec.fields if each is not appended for piece in self.pieces_of(each)]
        return joined(written)

    def solve_all(self) -> None:
        """Lower the variable parts, and the fields derived from their sizes."""
        for each in self.spec.fields:
            if isinstance(each.kind, LookAhead) and each.check is not None:
                self.scope.add(Hold(self.scope.at(each.name, ":checked"), self.scope.attribute((each.name,))))
        for each in given_fields(self.spec):
            self.scope.add(FitsGiven(self.scope.attribute((each.name,)), each))
            if each.check is not None:
                self.scope.add(Hold(self.scope.at(each.name, ":checked"), self.scope.attribute((each.name,))))
        for each in self.spec.fields:
            self.runs.open_frame(each.kind, (each.name,))
        for each in self.spec.fields:
            written_later = isinstance(each.kind, Filler | Given | LookAhead) or checksum_in(each.kind) is not None
            if not is_in_runs(each.kind) and not written_later and not each.derived:
                self.part(each)
        for each in self.spec.fields:
            self.prefix(each)
        sized = next((each for each in self.spec.relations if each.measures == "size"), None)
        for relation in self.spec.relations:
            if relation is not sized and relation.solves is not None:
                self.solve(relation)
        tried = sized is not None and self.is_varint(sized.solves)
        for each in self.spec.fields:
            if each.derived and self.is_varint(each.name) and not (sized is not None and sized.solves == each.name):
                self.scope.add(WriteVarint(self.scope.at(each.name, ":wire"), self.derived_bytes(each)))
        for each in self.spec.fields:
            if isinstance(each.kind, Filler) and not (tried and each.kind.size is None):
                self.fill(each.name, each.kind)
            elif checksum_in(each.kind) is not None and not is_in_runs(each.kind):
                self.scope.add(FillBytes(self.scope.at(each.name, ":wire"), self.scope.formula(room_of(each.kind)), 0))
        if sized is not None and sized.solves is not None:
            self.solve_size(sized) if tried else self.solve(sized)

    def fill(self, name: str, kind: Filler) -> None:
        """Lower filler bytes, whose number depends on the bytes before them."""
        place = self.scope.at(name)
        if kind.size is None:
            self.scope.add(AlignTo(place, self.position(name), kind.to, kind.fill))
        else:
            self.scope.add(FillBytes(place, self.scope.formula(kind.size), kind.fill))

    def part(self, each: FieldSpec) -> None:
        """Lower a field that is not in a run."""
        place, source = self.scope.at(each.name), self.scope.attribute((each.name,))
        if each.check is not None:  # the check must wait until derived fields are known
            self.scope.add(Hold(self.scope.at(each.name, ":checked"), source))
            source = Source(Value(self.scope.at(each.name, ":checked")))
        if may_leave_terminator(each.kind) and not terminator_left(each.kind):
            self.values.ending = self.scope.at(each.name, ":terminator")
            self.scope.add(Constant(self.values.ending, b""))
        self.values.value(each.kind, source, (each.name,), top=True)
        self.values.ending = ()
        for path in self.asked:
            if path[0] == each.name and (found := derived_inside(self.spec, path)):
                self.scope.add(ReadBack(self.scope.at(*path, ":read"), place, *found))

    def prefix(self, each: FieldSpec) -> None:
        """Write a variable-length prefix of a field; another field whose bytes it counts has been lowered already."""
        extent = extent_of(each.kind)
        if not isinstance(each.kind, Optional) and isinstance(extent, Prefixed) and isinstance(extent.prefix, Varint):
            self.scope.add(WriteVarint(self.scope.at(each.name, ":prefix"), VarintBytes(extent.prefix, self.said(each, extent))))

    def said(self, each: FieldSpec, extent: Prefixed) -> Source:
        """Return the number in the prefix of a field."""
        kind = each.kind
        while isinstance(kind, Mapped):
            kind = kind.base
        return self.values.prefix_amount(kind, extent, self.measure_of(each), (each.name,))

    # Positions of fields

    def element(self, each: FieldSpec) -> _Element:
        """Return the bytes that a field takes on the wire."""
        if is_in_runs(each.kind):
            return _Element(each.name, size_in_runs(each.kind), ())
        if isinstance(each.kind, Given | LookAhead):
            return _Element(each.name, 0, ())
        is_solved = each.derived or checksum_in(each.kind) is not None
        place = self.scope.at(each.name, ":wire") if is_solved else self.scope.at(each.name)
        extent = extent_of(each.kind)
        if not isinstance(extent, Prefixed) or isinstance(each.kind, Optional):
            return _Element(each.name, 0, (place,))
        if isinstance(extent.prefix, Scalar):
            return _Element(each.name, extent.prefix.size, (place,))
        return _Element(each.name, 0, (self.scope.at(each.name, ":prefix"), place))

    def position(self, name: str, *, after: bool = False) -> Length:
        """Return the number of bytes before a field, or before its end if `after`."""
        index = next(index for index, each in enumerate(self.elements) if each.name == name) + after
        return self.taken(self.elements[:index])

    def taken(self, elements: tuple[_Element, ...]) -> Length:
        """Return the number of bytes that some fields take."""
        return Length(tuple(place for each in elements for place in each.places), sum(each.fixed for each in elements))

    # Relations: derived fields, and values that must agree

    def measure(self, relation: Relation) -> Operand:
        """Return the measure of a relation."""
        if relation.measures == "size":
            return self.taken(self.elements)
        measured = self.values.measured[relation.consumer, relation.measures, id(relation.part)]
        if relation.measures == "length" and isinstance(relation.part, Sized) and relation.part.leftover == "keep":
            return self.with_kept(relation.consumer, measured)
        return measured

    def with_kept(self, name: str, measured: Operand) -> Operand:
        """Return the size of a bounded part, including the leftover that another field keeps."""
        for each in self.spec.fields:
            if isinstance(each.kind, Bytes) and each.kind.extent == LeftoverOf(name):
                assert isinstance(measured, Length)
                return Length((*measured.places, self.scope.at(each.name)), measured.more)
        return measured

    def measure_of(self, each: FieldSpec) -> Operand:
        """Return the length or the count of a field."""
        return self.with_kept(each.name, self.values.length(each.kind, (each.name,)))

    def consumer(self, relation: Relation) -> Place | None:
        """Return the place of the value of a consumer that may be absent; None if it is always present."""
        field = self.spec.field_named(relation.consumer)
        return self.scope.at(relation.consumer, ":value") if field is not None and isinstance(field.kind, Optional) else None

    def solve(self, relation: Relation) -> None:
        """Solve a derived field."""
        assert relation.solves is not None
        assert relation.inverse is not None
        if relation.measures in ("head", "bitmap"):
            self.scope.add(Solve(self.scope.at(relation.solves), self.scope.formula(relation.inverse), None, 0))
            return
        measured = self.measure(relation)
        consumer = None if relation.measures == "presence" else self.consumer(relation)
        if isinstance(measured, Presence):
            measured = Presence(measured.place, as_number=True)
        self.scope.add(
            Solve(self.scope.at(relation.solves), self.scope.formula(relation.inverse, measured), consumer, relation.absent)
        )

    def compare(self, relation: Relation) -> None:
        """Reject values that do not agree."""
        if relation.measures == "tag" and (relation.consumer, "tag", id(relation.part)) not in self.values.measured:
            return  # the arm was chosen by the expression itself
        measured = self.measure(relation)
        said = self.scope.formula(relation.expression, measured)
        if isinstance(relation.part, Switch):
            assert isinstance(measured, Value)
            consumer = self.consumer(relation)
            self.scope.add(AgreeWithTag(relation.consumer, relation.part, said, measured.place, consumer))
        elif isinstance(measured, Presence):
            self.scope.add(AgreeOnPresence(said, measured))
        else:
            self.scope.add(Agree(said, measured, self.consumer(relation)))

    def is_varint(self, name: str | None) -> bool:
        """True for a field that is a variable-length integer."""
        field = None if name is None else self.spec.field_named(name)
        return field is not None and isinstance(wire_base(field.kind), Varint) and not is_in_runs(field.kind)

    def derived_bytes(self, each: FieldSpec) -> VarintBytes:
        """Return the piece of a derived variable-length integer."""
        base = wire_base(each.kind)
        assert isinstance(base, Varint)
        return VarintBytes(base, Source(Value(self.scope.at(each.name))))

    def solve_size(self, relation: Relation) -> None:
        """Solve the size of the frame if it is a variable-length integer, whose own length is part of the size."""
        assert relation.solves is not None
        assert relation.inverse is not None
        name = relation.solves
        kind = self.derived_bytes(self.field_named(name)).kind
        tried, wire = self.scope.at(name, ":tried"), self.scope.at(name, ":wire")
        others = self.taken(tuple(each for each in self.elements if each.name != name))
        total = Binary("+", MEASURED, Ref(TRIED))
        inverse = substitute(relation.inverse, lambda path: total if path == path_of(MEASURED) else None)
        self.scope.add(SolveSize(self.scope.at(name), wire, tried, self.scope.formula(inverse, others, tried=tried), kind))

    def field_named(self, name: str) -> FieldSpec:
        """Return a field that is known to exist."""
        field = self.spec.field_named(name)
        assert field is not None
        return field

    # Checks

    def check_parts(self) -> None:
        """Lower the checks that need all parts written and all derived fields solved."""
        for index, each in enumerate(self.spec.fields):
            kept = isinstance(each.kind, Sized) and each.kind.leftover == "keep"
            if isinstance(each.kind, Sized) and kept and isinstance(each.kind.extent, Fixed):
                whole = self.with_kept(each.name, Length((self.scope.at(each.name),)))
                assert isinstance(whole, Length)
                self.scope.add(Exactly(whole, each.kind.extent.number))
            if isinstance(each.kind, Sized) and kept and isinstance(each.kind.inner, Switch) and is_greedy(each.kind.inner):
                keeper = self.scope.at(self.spec.fields[index + 1].name)
                self.scope.add(NothingKept(each.name, keeper, each.kind.inner, self.scope.formula(each.kind.inner.on)))
        for each in self.spec.fields:
            if not is_in_runs(each.kind) and not each.derived:
                self.scope.check(each, self.scope.at(each.name, ":checked"))
        for each in self.spec.fields:
            if each.derived:
                self.scope.check(each, self.scope.at(each.name))
        for each in self.spec.fields:
            if takes_given(each.kind) and not self.scope.gives_early(each.kind):
                formulas = tuple(map(self.scope.formula, GivenCheck(each.kind).expressions))
                self.scope.add(AgreeWithGiven(each.name, each.kind, self.scope.attribute((each.name,)), formulas))
        for index, each in enumerate(self.spec.fields):
            if isinstance(each.kind, Optional) and each.kind.when is None and self.spec.fields[index + 1 :]:
                after = (place for element in self.elements[index + 1 :] for place in element.places[-1:])
                self.scope.add(NothingAfterAbsent(self.scope.at(each.name), tuple(after)))

    def leaving(self) -> list[FieldSpec]:
        """Return the fields with an unconsumed terminator, with which the bytes after them must begin."""
        return [each for each in self.spec.fields if not is_in_runs(each.kind) and may_leave_terminator(each.kind)]

    # Pieces

    def pieces_of(self, each: FieldSpec) -> list[Piece]:
        """Return the pieces of a field."""
        if is_in_runs(each.kind):
            return self.runs.pieces_of(each, (each.name,))
        extent = extent_of(each.kind)
        places = [Held(place) for place in self.elements[self.spec.fields.index(each)].places]
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Scalar) and not isinstance(each.kind, Optional):
            amount, place = self.said(each, extent), self.scope.at(each.name, ":extent")
            return [packed(extent.prefix, number_arguments(self.scope, extent.prefix, amount, place)), *places]
        return [*places]

    # Checksums

    def appended_sum(self) -> FieldSpec | None:
        """Return the only checksum if it is the last field, so that it can be appended; otherwise None."""
        sums, last = checksums_of(self.spec), self.spec.fields[-1] if self.spec.fields else None
        if len(sums) != 1 or last is not sums[0] or self.leaving():
            return None
        return last if isinstance(last.kind, Checksum) and last.kind.over != "frame" else None

    def sum(self, each: FieldSpec) -> None:
        """Compute a checksum, and write it at its position."""
        kind, name, appended = checksum_in(each.kind), each.name, self.appended_sum() is not None
        assert kind is not None
        at, behind = self.position(name), self.position(name, after=True)
        covered: tuple[tuple[Length | None, Length | None], ...]
        match kind.over:
            case "before":
                covered = ((None, None if appended else at),)
            case "after":
                covered = ((behind, None),)
            case "frame":
                covered = ((None, None),)
            case names:
                covered = tuple((self.position(first), self.end_of(last, at)) for first, last in stretches(self.spec, names))
        pieces = isinstance(kind.base, Scalar) and not kind.base.code
        index = self.scope.at(name, ":wire", ":value") if pieces else None
        key = None if kind.key is None else self.scope.formula(kind.key)
        room = self.scope.at(name, ":wire") if isinstance(each.kind, Optional) else None
        self.scope.add(WriteChecksum(self.scope.at(name), kind, covered, None if appended else (at, behind), index, key, room))

    def end_of(self, name: str, at: Length) -> Length | None:
        """Return the end of a stretch that the checksum at a position covers; None if nothing is written after it yet."""
        end = self.position(name, after=True)
        return None if end == at and self.appended_sum() is not None else end
