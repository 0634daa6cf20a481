"""Writes the source that packs: instances to bytes.

Strategy: the variable parts are made first, as bytes in locals (wires.py); from what was measured of them follow the derived
fields; then each run is one `pack`, and the pieces are joined. Checksums are computed over the joined bytes, and put in.
Values that struct would change without a word (a long string, a truthy object) are checked.

Rules: the code gives up by any exception; whatever it writes must unpack to the same values. It never says what is wrong.
"""

from __future__ import annotations

from functools import partial

from framekit.compiler.codec.reading import derived_inside, plain_value, wanted_paths
from framekit.compiler.codec.wires import WireWriter, number_pieces
from framekit.compiler.plan import Part, Run, Slot, Step, plan_of, slot_size, wire_base
from framekit.spec.ends import arm_takes_all, may_leave_terminator, terminator_left
from framekit.spec.expr import Path, is_comparison
from framekit.spec.kinds import (
    Align,
    Bits,
    Bytes,
    Checksum,
    Const,
    Fixed,
    Kind,
    LeftoverOf,
    Mapped,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
    bits_of,
)
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import extent_of, is_greedy, is_recursive
from framekit.spec.sums import stretches, sums_in_order


class PackWriter(WireWriter):
    """Writes lines that pack one frame."""

    def write_return(self) -> None:
        """Write the lines, and return the packed bytes from the function."""
        self.out.open_guard(self.spec)
        pieces = self._write_pieces()
        if is_recursive(self.spec):
            self.out.line("guard.depth += 1")
        sums = sums_in_order(self.spec)
        if sums:
            self._write_sums(pieces, sums)
            self.out.line("return packed")
            return
        if self._following():
            self.out.line(f"packed = {_join(pieces)}")
            self._check_following()
            self.out.line("return packed")
            return
        if len(pieces) <= 3:
            self.out.line(f"return {_join(pieces)}")
            return
        with self.out.block('return b"".join(('):
            for piece in pieces:
                self.out.line(f"{piece},")
        self.out.line("))")

    def write_attribute(self, field: FieldSpec) -> str:
        """Write the lines that solve a derived field or a checksum; returns the name of its number."""
        if isinstance(field.kind, Checksum):
            self.out.open_guard(self.spec)
            self._write_sums(self._write_pieces(), sums_in_order(self.spec))
        else:
            self.out.open_guard(self.spec, enters=False)
            self._solve_all()
        return self.name((field.name,))

    def write_body(self) -> str:
        """Write the lines of a frame that is one run; returns the expression of the packed bytes."""
        return _join(self._write_pieces())

    def write_inline(self, spec: FrameSpec, source: str, path: Path) -> str:
        """Write the lines of a small frame here; returns the expression of its bytes."""
        holder = self.name((*path, "opened"))
        if not source.isidentifier():
            self.out.line(f"{holder} = {source}")
            source = holder
        self.check_class(source, spec)
        return PackWriter(plan_of(spec), self.out, self.writer_of, source, (*self.base, *path)).write_body()

    def _write_pieces(self) -> list[str]:
        self._solve_all()
        for relation in self.spec.relations:
            if relation.solves is None:
                self._compare(relation)
        self._check_parts()
        self._check_absent()
        return [piece for step in self.plan.steps for piece in self._pieces(step)]

    def _solve_all(self) -> None:
        """The variable parts, and what follows from their sizes."""
        for opened in reversed(self.plan.opened):
            self.out.line(f"{self.name(opened.path)} = {self._attribute(opened.path)}")
            self.check_class(self.name(opened.path), opened.spec)
        for step in self.plan.steps:
            if isinstance(step, Part) and not isinstance(step.kind, Align) and not step.field.derived:
                self._write_field(step)
        sized = next((each for each in self.spec.relations if each.measures == "size"), None)
        for relation in self.spec.relations:
            if relation is not sized and relation.solves is not None:
                self._solve(relation)
        self._write_derived_varints(sized)
        if sized is None or not self._is_varint(sized.solves):
            self._write_aligns()
        if sized is not None and sized.solves is not None:
            self._solve_size(sized)

    def _write_field(self, part: Part) -> None:
        source = self._attribute(part.path)
        if part.field.check is not None:  # it is checked when what is derived is known
            holder = self.name((*part.path, "checked"))
            self.out.line(f"{holder} = {source}")
            source = holder
        if may_leave_terminator(part.kind) and not terminator_left(part.kind):
            self.ending = self.name((*part.path, "terminator"))
            self.out.line(f'{self.ending} = b""')
        self.write_part(part.kind, source, part.path, top=True)
        self.ending = ""
        for path in sorted(wanted_paths(self.spec)):
            if path[0] == part.path[0] and (found := derived_inside(self.spec, path)):
                self.out.line(f"{self.name((*path, 'read'))} = {_number_in(self.name(part.path), *found)}")
        extent = extent_of(part.kind)
        if isinstance(part.kind, Optional):
            return
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Varint):
            prefix = self.name((*part.path, "prefix"))
            self.out.line(f"{prefix} = {self.varint_bytes(extent.prefix, self._measure_of(part))}")

    def _pieces(self, step: Step) -> list[str]:
        if isinstance(step, Run):
            return [run] if (run := self._pack_run(step)) else []
        extent = extent_of(step.kind)
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Varint):
            return [self.name((*step.path, "prefix")), self.name(step.path)]
        return [self._wire_name(step)]

    def _wire_name(self, part: Part) -> str:
        """The local of a part's bytes; that of a derived field itself holds its number."""
        return self.name((*part.path, "wire")) if part.field.derived else self.name(part.path)

    def _attribute(self, path: Path) -> str:
        holder = self.name(path[:-1]) if len(path) > 1 else self.source
        return f"{holder}.{path[-1]}"

    # Relations: what is derived, and what must agree

    def _measure(self, relation: Relation) -> str:
        if relation.measures == "size":
            return self._position(len(self.plan.steps))
        measured = self.measured[relation.consumer, relation.measures, id(relation.part)]
        if relation.measures == "length" and isinstance(relation.part, Sized) and relation.part.leftover == "keep":
            measured = self._with_left(relation.consumer, measured)
        return measured

    def _with_left(self, name: str, measured: str) -> str:
        """The size of a bounded part counts what another field keeps of it."""
        for each in self.spec.fields:
            if isinstance(each.kind, Bytes) and each.kind.extent == LeftoverOf(name):
                return f"({measured} + len({self.name((each.name,))}))"
        return measured

    def _measure_of(self, part: Part) -> str:
        return self._with_left(part.path[0], self.amount(part.kind, part.path))

    def _solve(self, relation: Relation) -> None:
        assert relation.solves is not None
        assert relation.inverse is not None
        measured = self._measure(relation)
        value = self.expression(relation.inverse, measured)
        if relation.measures == "presence":
            value = self.expression(relation.inverse, f"int{measured}")
        consumer = self.spec.field_named(relation.consumer)
        if consumer is not None and isinstance(consumer.kind, Optional) and relation.measures != "presence":
            value = f"{value} if {self.name((relation.consumer, 'given'))} is not None else {relation.absent}"
        self.out.line(f"{self.name((relation.solves,))} = {value}")

    def _compare(self, relation: Relation) -> None:
        consumer = self.spec.field_named(relation.consumer)
        if relation.measures == "tag" and (relation.consumer, "tag", id(relation.part)) not in self.measured:
            return  # the arm was chosen by the expression itself
        if isinstance(relation.part, Switch):
            value = self._measure(relation)
            condition = self.tag_differs(relation.part, value, (relation.consumer,))
            if consumer is not None and isinstance(consumer.kind, Optional):
                condition = f"{self.name((relation.consumer, 'given'))} is not None and {condition}"
        elif relation.measures == "presence":
            wanted = self.expression(relation.expression)
            truth = f"({wanted})" if is_comparison(relation.expression) else f"bool({wanted})"
            condition = f"{truth} is not {self._measure(relation)}"
        else:
            condition = f"{self.compared(relation.expression)} != {self._measure(relation)}"
            if consumer is not None and isinstance(consumer.kind, Optional):
                condition = f"{self.name((relation.consumer, 'given'))} is not None and {condition}"
        self.out.refuse_if(condition)

    def _is_varint(self, name: str | None) -> bool:
        field = None if name is None else self.spec.field_named(name)
        return field is not None and isinstance(wire_base(field.kind), Varint)

    def _derived_varints(self) -> list[Part]:
        return [
            step for step in self.plan.steps if isinstance(step, Part) and step.field.derived and self._is_varint(step.path[0])
        ]

    def _derived_bytes(self, part: Part) -> str:
        base = wire_base(part.kind)
        assert isinstance(base, Varint)
        return self.varint_bytes(base, self.name(part.path))

    def _write_derived_varints(self, sized: Relation | None) -> None:
        for part in self._derived_varints():
            if sized is None or sized.solves != part.path[0]:
                self.out.line(f"{self._wire_name(part)} = {self._derived_bytes(part)}")

    def _write_aligns(self) -> None:
        for index, step in enumerate(self.plan.steps):
            if isinstance(step, Part) and isinstance(step.kind, Align):
                position = self._position(index)
                self.out.line(f"{self.name(step.path)} = {bytes([step.kind.fill])!r} * (-{position} % {step.kind.to})")

    def _solve_size(self, relation: Relation) -> None:
        """The size of the frame; where the number that says it has as many bytes as it needs, each count is tried."""
        if not self._is_varint(relation.solves):
            self._solve(relation)
            return
        assert relation.solves is not None
        assert relation.inverse is not None
        part = next(part for part in self._derived_varints() if part.path == (relation.solves,))
        base = wire_base(part.kind)
        assert isinstance(base, Varint)
        tried, wire = self.name((*part.path, "tried")), self._wire_name(part)
        others = self._position(len(self.plan.steps), without=part)
        with self.out.block(f"for {tried} in range(1, {base.longest + 1}):"):
            self.out.line(f"{self.name(part.path)} = {self.expression(relation.inverse, f'({others} + {tried})')}")
            self.out.line(f"{wire} = {self._derived_bytes(part)}")
            self.out.line(f"if len({wire}) == {tried}:")
            self.out.line("    break")
        with self.out.block("else:"):
            self.out.line("raise Refused")

    def _position(self, index: int, without: Part | None = None) -> str:
        """The expression of how many bytes stand before the step at `index`."""
        fixed = sum(step.size for step in self.plan.steps[:index] if isinstance(step, Run))
        names: list[str] = []
        for step in self.plan.steps[:index]:
            if isinstance(step, Part) and step is not without:
                names += self._pieces(step)
        parts = [f"len({name})" for name in names]
        total = " + ".join(([str(fixed)] if fixed or not parts else []) + parts)
        return f"({total})" if " " in total else total

    def _check_absent(self) -> None:
        """A field that is there only where bytes are left cannot be absent before bytes."""
        steps = self.plan.steps
        for index, step in enumerate(steps):
            if isinstance(step, Part) and isinstance(step.kind, Optional) and step.kind.when is None and steps[index + 1 :]:
                behind = " or ".join(self._wire_name(part) for part in steps[index + 1 :] if isinstance(part, Part))
                self.out.refuse_if(f"not {self._wire_name(step)} and ({behind})")

    # Checks of values

    def _check(self, field: FieldSpec, name: str) -> None:
        check = field.check
        if check is None:
            return
        if check.expression is not None:
            alone = plain_value(field, name)
            condition = f"not ({self.expression(check.expression, alone=alone, condition=True)})"
        elif isinstance(check.allowed, range) and check.allowed.step == 1 and isinstance(field.kind, Scalar | Bits | Varint):
            condition = f"not {check.allowed.start} <= {name} < {check.allowed.stop}"
        else:
            condition = f"{name} not in {self.out.module.give(f'{field.name}_allowed', check.allowed)}"
        if isinstance(field.kind, Optional):
            condition = f"{name} is not None and ({condition})"
        self.out.refuse_if(condition)

    def _check_parts(self) -> None:
        for each in self.spec.fields:
            if isinstance(each.kind, Sized) and isinstance(each.kind.extent, Fixed) and each.kind.leftover == "keep":
                size = self._with_left(each.name, f"len({self.name((each.name,))})")
                self.out.refuse_if(f"{size} != {each.kind.extent.number}")
            switch = each.kind.inner if isinstance(each.kind, Sized) and each.kind.leftover == "keep" else None
            if isinstance(switch, Switch) and is_greedy(switch):
                keeper = self.spec.fields[self.spec.fields.index(each) + 1]
                function = self.out.module.give(f"{each.name}_takes_all", partial(arm_takes_all, switch))
                self.out.refuse_if(f"{self.name((keeper.name,))} and {function}({self.expression(switch.on)})")
        for step in self.plan.steps:
            if isinstance(step, Part) and not step.field.derived:
                self._check(step.field, self.name((*step.path, "checked")))
        for each in self.spec.fields:
            if each.derived:
                self._check(each, self.name((each.name,)))

    # Runs

    def _pack_run(self, run: Run) -> str:
        slots = run.slots[:-1] if run is self.plan.steps[-1] and self._last_sum() else run.slots
        arguments = [argument for slot in slots for argument in self._arguments(slot)]
        if slots is not run.slots:
            run = Run(list(slots), run.order)
            if not slots:
                return ""
        return f"{self.out.module.struct_method(run.format, 'pack')}({', '.join(arguments)})"

    def _arguments(self, slot: Slot) -> list[str]:
        if slot.members:
            return self._group_arguments(slot)
        if slot.field is None:
            assert slot.owner is not None
            return self.scalar_arguments(slot.kind, self._measure_of(slot.owner), slot.path)
        if slot.field.derived:
            return self._derived_arguments(slot)
        if isinstance(slot.kind, Checksum):
            return ["0"] if slot.kind.base.code else ["0"] * len(number_pieces(slot.kind.base, "0"))
        if isinstance(slot.kind, Const | Padding):
            return self._constant_arguments(slot.kind)
        source = self._attribute(slot.path)
        if slot.field.check is not None:
            holder = self.name((*slot.path, "checked"))
            self.out.line(f"{holder} = {source}")
            self._check(slot.field, holder)
            source = holder
        return self.value_arguments(slot.kind, source, slot.path)

    def _derived_arguments(self, slot: Slot) -> list[str]:
        base = wire_base(slot.kind)
        name = self.name(slot.path)
        if isinstance(base, Bytes):
            self.out.refuse_if(f"type({name}) is not bytes or len({name}) != {slot_size(base)}")
            return [name]
        if isinstance(base, Text):
            return self.value_arguments(base, name, (*slot.path, "wire"))
        return self.scalar_arguments(base, name, slot.path)

    def _constant_arguments(self, kind: Const | Padding) -> list[str]:
        if isinstance(kind, Padding):
            return [repr(bytes([kind.fill]) * kind.size)] if kind.fill or kind.strict else []
        base = kind.base
        if isinstance(base, Scalar) and not base.code:
            number = int(kind.plain)
            return number_pieces(base, str(number) if number >= 0 else f"({number})")
        return [repr(kind.plain)]

    def _group_arguments(self, slot: Slot) -> list[str]:
        """The number that bit fields share."""
        terms: list[str] = []
        checks: list[str] = []
        constant = 0
        for member in slot.members:
            bits = bits_of(member.kind)
            assert bits is not None
            if isinstance(member.kind, Padding | Const):
                plain = bits.mask * member.kind.fill if isinstance(member.kind, Padding) else int(member.kind.plain) & bits.mask
                constant |= plain << bits.shift
                continue
            term = self._bits_term(member, bits, checks)
            terms.append(f"{term} << {bits.shift}" if bits.shift else term)
        if checks:
            self.out.refuse_if(" or ".join(checks))
        if constant or not terms:
            terms.append(f"{constant:#x}")
        number = " | ".join(terms)
        assert isinstance(slot.kind, Scalar)
        if slot.kind.code:
            return [number]
        name = self.name(slot.path)
        self.out.line(f"{name} = {number}")
        return number_pieces(slot.kind, name)

    def _bits_term(self, member: Slot, bits: Bits, checks: list[str]) -> str:
        """The expression of one bit field's bits; what must be refused is added to `checks`."""
        field = member.field
        assert field is not None
        name = self.name(member.path)
        if not field.derived:
            source = self._attribute(member.path)
            if field.check is not None:
                holder = self.name((*member.path, "checked"))
                self.out.line(f"{holder} = {source}")
                self._check(field, holder)
                source = holder
            if isinstance(member.kind, Mapped) and member.kind.pack is not None:
                source = f"{self.out.module.give(f'{member.kind.name}_pack', member.kind.pack)}({source})"
            self.out.line(f"{name} = {source}")
            if bits.number == "bool":
                self.out.line(f"if {name} is not True and {name} is not False:")
                self.out.line(f"    {name} = as_bool({name})")
            else:
                self.out.line(f"if type({name}) is not int:")
                self.out.line(f"    {name} = index({name})")
        if bits.number == "bool":
            return name
        if bits.signed:
            checks.append(f"not {bits.minimum} <= {name} <= {bits.maximum}")
            return f"({name} & {bits.mask:#x})"
        checks.append(f"{name} >> {bits.width}")
        return name

    def value_arguments(self, kind: Kind, source: str, path: Path) -> list[str]:
        """The arguments that struct takes for a value; lines that check it are written before."""
        out = self.out
        name = self.name(path)
        match kind:
            case Scalar():
                return self.scalar_arguments(kind, source, path)
            case Mapped():
                if kind.pack is not None:
                    source = f"{out.module.give(f'{kind.name}_pack', kind.pack)}({source})"
                return self.value_arguments(kind.base, source, path)
            case Bytes(Fixed(size)):
                self.take_bytes(name, source)
                return [self._fill_up(name, size, kind)]
            case Text(Bytes(Fixed(size)) as data):
                out.line(f"{name} = {self.encoded(kind, source)}")
                return [self._fill_up(name, size, data)]
            case Repeat(_, Fixed(number)):
                out.line(f"{name} = {source}")
                out.refuse_if(f"not isinstance({name}, list) or len({name}) != {number}")
                if isinstance(kind.item, Scalar) and kind.item.number == "bool":
                    return [f"*map(as_bool, {name})"]
                return [f"*{name}"]
            case _:
                raise AssertionError(f"{kind} is no slot of a run")

    def _fill_up(self, name: str, size: int, data: Bytes) -> str:
        if not data.pad:
            self.out.refuse_if(f"len({name}) != {size}")
            return name
        if len(data.pad) > 1:
            return f"fill_up({name}, {size}, {data.pad!r}, {data.strip})"
        ends = f" or {name}.endswith({data.pad!r})" if data.strip else ""
        self.out.refuse_if(f"len({name}) > {size}{ends}")
        return name if data.pad == b"\0" else f"{name}.ljust({size}, {data.pad!r})"

    # What follows a terminator that is left for it

    def _following(self) -> list[tuple[int, Part]]:
        """The parts whose terminator must begin what follows them, each with the index of its step."""
        return [
            (index, step)
            for index, step in enumerate(self.plan.steps)
            if isinstance(step, Part) and may_leave_terminator(step.kind)
        ]

    def _check_following(self) -> None:
        for index, part in self._following():
            marker = terminator_left(part.kind)
            left = repr(marker) if marker else self.name((*part.path, "terminator"))
            self.out.refuse_if(f"not packed.startswith({left}, {self._position(index + 1)})")

    # Checksums

    def _last_sum(self) -> FieldSpec | None:
        """The one checksum, where it stands at the very end, so that it can be appended."""
        sums = [each for each in self.spec.fields if isinstance(each.kind, Checksum)]
        last = self.spec.fields[-1]
        if len(sums) != 1 or last is not sums[0] or self._following():
            return None
        return last if isinstance(last.kind, Checksum) and last.kind.over != "frame" else None

    def _write_sums(self, pieces: list[str], sums: list[FieldSpec]) -> None:
        out = self.out
        out.line(f"packed = {_join(pieces)}")
        self._check_following()
        last = self._last_sum()
        for each in sums:
            kind = each.kind
            assert isinstance(kind, Checksum)
            at, behind = self._place(each.name)
            match kind.over:
                case "before":
                    covered = "packed" if last else f"packed[:{at}]"
                case "after":
                    covered = f"packed[{behind}:]"
                case "frame":
                    covered = "packed"
                case names:
                    covered = " + ".join(self._stretch(first, last, at) for first, last in stretches(self.spec, names))
            function = out.module.give(kind.algorithm.name, kind.algorithm.function)
            name = self.name((each.name,))
            out.line(f"{name} = {function}({covered})")
            run = Run.of(Slot.alone((each.name, "wire"), kind.base))
            arguments = self.scalar_arguments(kind.base, name, (each.name, "wire"))
            wire = f"{out.module.struct_method(run.format, 'pack')}({', '.join(arguments)})"
            out.line(f"packed += {wire}" if last else f"packed = packed[:{at}] + {wire} + packed[{behind}:]")

    def _stretch(self, first: str, last: str, at: str) -> str:
        """The expression of the bytes from one field to another; `at` is where the checksum begins."""
        begin, end = self._place(first)[0], self._place(last)[1]
        # Behind what stands directly before an appended checksum, there is nothing yet.
        return f"packed[{begin}:{'' if self._last_sum() and end == at else end}]"

    def _place(self, name: str) -> tuple[str, str]:
        """The expressions of where a field begins and ends, its prefix included."""
        begin = end = ""
        for index, step in enumerate(self.plan.steps):
            if isinstance(step, Part):
                if step.path[0] == name:
                    begin = begin or self._position(index)
                    end = self._position(index + 1)
                continue
            before = 0
            for slot in step.slots:
                size = slot_size(slot.kind)
                if slot.path[0] == name:
                    begin = begin or self._within(index, before)
                    end = self._within(index, before + size)
                before += size
        return begin, end

    def _within(self, index: int, more: int) -> str:
        """So many bytes behind the beginning of a step."""
        position = self._position(index)
        if position.isdigit():
            return str(int(position) + more)
        return f"{position} + {more}" if more else position


def _number_in(wire: str, field: FieldSpec, at: int) -> str:
    """The expression of a number that stands in some bytes: asking the frame that derived it would solve it again."""
    bits = bits_of(field.kind)
    if bits is not None:
        return f"int.from_bytes({wire}[{at}:{at + bits.group}], {bits.order!r}) >> {bits.shift} & {bits.mask:#x}"
    base = wire_base(field.kind)
    assert isinstance(base, Scalar)
    return f"int.from_bytes({wire}[{at}:{at + base.size}], {base.order!r}, signed={base.signed})"


def _join(pieces: list[str]) -> str:
    if not pieces:
        return 'b""'
    if len(pieces) <= 3:
        return " + ".join(pieces)
    return f'b"".join(({", ".join(pieces)}))'
