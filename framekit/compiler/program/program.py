"""Program: the steps that read, measure and write a frame.

Strategy: a frame is lowered once, when its program is first requested, and the program is kept with its spec. Fast engines print
it: the generated codec today, others later.
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
        measure: the steps that find its end; None if the frame does not determine its end, or only reading it does.
        write: the steps that write it.
        solve: the writing steps before any pass, with a separate step for each derived field, to compute one of them.
        hands_guard: True if nested frames are passed the guard that bounds the work.
    """

    spec: FrameSpec
    read: ReadSteps
    measure: MeasureSteps | None
    write: WriteSteps
    solve: WriteSteps
    hands_guard: bool

    @property
    def places(self) -> set[Place]:
        """All places named by its steps."""
        return places_named((*self.read, *(self.measure or ()), *self.write))

    @property
    def single_run(self) -> Unpack | None:
        """The run that makes up the whole frame; None if there is no such run, or if steps beyond its values are needed."""
        first, *rest = self.read
        if not isinstance(first, Unpack) or Finish(bound=False) not in rest:
            return None
        return first if all(isinstance(step, Decode | Expect | Cut | Check | Finish | Make) for step in rest) else None


def words_in(program: Program) -> set[str]:
    """The words that name what a place stores about a field; each begins with a colon, so that no field has the same name."""
    return {name for place in program.places for name in place if name.startswith(":")}


PROGRAM: Key[Program] = Key("program")


def program_of(spec: FrameSpec) -> Program:
    """Return the program of a frame whose byte order is fixed; it is made on the first call."""

    def lowered() -> Program:
        read = lower_reading(spec)
        measurable = is_self_delimiting(spec) and not needs_reading(spec)
        measure = project_measuring(spec, read) if measurable else None
        write = (WriteCarefully(),) if aligns_outer(spec) else lower_writing(spec)
        return Program(spec, peek_tags(fuse_reading(read)), measure, fuse_arms(write), write, takes_guard(spec))

    return spec.memo.once(PROGRAM, lowered)
