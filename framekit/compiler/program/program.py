"""Program: what reading, measuring and writing a frame do, step by step.

Strategy: a frame is lowered once, when its program is first asked for, and the program is kept with its spec. What runs fast
prints it: the generated codec today, other engines later.
"""

from __future__ import annotations

from framekit.compiler.program.fuse_arms import fuse_arms
from framekit.compiler.program.fuse_lengths import fuse_reading
from framekit.compiler.program.inspection import places_named
from framekit.compiler.program.lower_reading import lower_reading
from framekit.compiler.program.lower_writing import lower_writing
from framekit.compiler.program.measuring_steps import MeasureSteps
from framekit.compiler.program.operands import Place
from framekit.compiler.program.peek_tags import peek_tags
from framekit.compiler.program.project_measuring import project_measuring
from framekit.compiler.program.reading_steps import Cut, Decode, Expect, Finish, Make, ReadSteps, Unpack
from framekit.compiler.program.shared_steps import Check
from framekit.compiler.program.writing_steps import WriteCarefully, WriteSteps
from framekit.spec.memo import Key
from framekit.spec.model import FrameSpec
from framekit.spec.record import record
from framekit.spec.sizes import is_self_delimiting, needs_reading, takes_guard
from framekit.spec.structure import aligns_outer


@record
class Program:
    """The steps of one frame.

    Attributes:
        spec: the frame.
        read: the steps that read it.
        measure: the steps that find its end; None if the frame does not show its own end, or only reading does.
        write: the steps that write it.
        solve: the same before passes, each derived field at a step of its own, for who needs one of them.
        hands_guard: frames inside it are handed what bounds the work.
    """

    spec: FrameSpec
    read: ReadSteps
    measure: MeasureSteps | None
    write: WriteSteps
    solve: WriteSteps
    hands_guard: bool

    @property
    def places(self) -> set[Place]:
        """All places that its steps name."""
        return places_named((*self.read, *(self.measure or ()), *self.write))

    @property
    def single_run(self) -> Unpack | None:
        """The run that is the whole frame, if one is, and nothing is asked beyond its values."""
        first, *rest = self.read
        if not isinstance(first, Unpack) or Finish(bound=False) not in rest:
            return None
        return first if all(isinstance(step, Decode | Expect | Cut | Check | Finish | Make) for step in rest) else None


def words_in(program: Program) -> set[str]:
    """The words for what is held about a field. They begin with a colon, so that no field can be called so."""
    return {name for place in program.places for name in place if name.startswith(":")}


PROGRAM: Key[Program] = Key("program")


def program_of(spec: FrameSpec) -> Program:
    """The program of a frame whose byte order is fixed, made at the first call."""

    def lowered() -> Program:
        read = lower_reading(spec)
        measurable = is_self_delimiting(spec) and not needs_reading(spec)
        measure = project_measuring(spec, read) if measurable else None
        write = (WriteCarefully(),) if aligns_outer(spec) else lower_writing(spec)
        return Program(spec, peek_tags(fuse_reading(read)), measure, fuse_arms(write), write, takes_guard(spec))

    return spec.memo.once(PROGRAM, lowered)
