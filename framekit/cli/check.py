"""`framekit check`: the laws of frames as property tests, golden vectors, and coverage.

Strategy: framekit.testing does the work; this file adds the progress bar, the summary and the exit status.

Rules: the seed is always printed, so that a run can be repeated. Progress is shown on standard error, and only on a terminal.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from framekit.cli.arguments import frames_argument
from framekit.cli.completion import complete_spec
from framekit.declare.frame import Frame
from framekit.errors import FramekitError
from framekit.testing import LAW_NAMES
from framekit.view.text import count

if TYPE_CHECKING:
    from framekit.testing.coverage import Coverage

EXAMPLES = 100
GREATEST_SEED = 1 << 32
WIDE = 160
"""Width of the summary in a file or a pipe, in columns."""
MISSING = 12
"""Maximum number of untried items that the summary of a frame names."""


@click.command()
@click.argument("frames", metavar="SPEC", callback=frames_argument, shell_complete=complete_spec)
@click.option(
    "--examples",
    type=click.IntRange(1),
    default=EXAMPLES,
    show_default=True,
    metavar="N",
    help="Number of examples per law.",
)
@click.option("--seed", type=click.IntRange(0), metavar="N", help="Repeat the run that had this seed.")
@click.option(
    "--law", "laws", multiple=True, type=click.Choice(LAW_NAMES), help="Check only this law; may be given several times."
)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Save golden vectors of the frames to this file.")
@click.option(
    "--vectors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check the frames against the golden vectors in this file, instead of the laws.",
)
def check(
    frames: list[type[Frame]], examples: int, seed: int | None, laws: tuple[str, ...], save: Path | None, vectors: Path | None
) -> None:
    """Check the laws of frames, as property tests.

    Packing and unpacking are inverse; codec, interpreter and construct agree; invalid bytes are refused; streams lose nothing.

    SPEC without a name means all frames that the file declares. The exit status is 0 if all laws hold, and 1 otherwise.
    """
    if importlib.util.find_spec("hypothesis") is None:
        raise click.ClickException("framekit check requires hypothesis; install it with: pip install 'framekit[testing]'")
    if vectors is not None and save is not None:
        raise click.UsageError(
            "--save and --vectors cannot be combined: --save writes new vectors, --vectors checks existing ones"
        )
    if save is not None and not save.absolute().parent.is_dir():
        raise click.UsageError(f"--save {save}: folder {save.parent} does not exist")
    if vectors is not None:
        sys.exit(_hold_to_vectors(frames, vectors))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    chosen = random.randrange(GREATEST_SEED) if seed is None else seed  # noqa: S311  # no secret
    console.print(f"seed {chosen}, {count(examples, 'example')} for each law")
    status = _check_laws(console, frames, examples, chosen, tuple(dict.fromkeys(laws)) or LAW_NAMES)
    if save is not None and status == 0:
        from framekit.testing import make_vectors, save_vectors

        save_vectors(save, *(make_vectors(frame, examples=max(examples, EXAMPLES), seed=seed or 0) for frame in frames))
        console.print(f"golden vectors saved to {save}", markup=False)
    sys.exit(status)


def _check_laws(console: Console, frames: list[type[Frame]], examples: int, seed: int, laws: tuple[str, ...]) -> int:
    from framekit.testing import Coverage
    from framekit.testing.laws import LAWS

    status = 0
    steps = _Steps(len(frames) * len(laws) * examples, examples)
    for frame in frames:
        coverage = Coverage(frame)
        broken: list[tuple[str, Exception]] = []
        with steps:
            for law in laws:
                steps.begin(f"{frame.__name__} {law}")
                try:
                    LAWS[law](frame, examples=examples, seed=seed, watch=_watcher(coverage, steps))
                except Exception as fault:  # a declaration may raise anything; the other frames are still checked
                    broken.append((law, fault))
        _report(console, frame, coverage, broken, laws)
        status |= bool(broken)
    return status


def _watcher(coverage: Coverage, steps: _Steps) -> Callable[[Frame], None]:
    def watch(frame: Frame) -> None:
        coverage.saw(frame)
        steps.advance()

    return watch


class _Steps:
    """Progress bar, hidden while something else is printed."""

    def __init__(self, total: int, each: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        self._task = self._progress.add_task("", total=total)
        self._each = each
        self._begun = -each
        self._done = 0

    def begin(self, description: str) -> None:
        """Begin a law."""
        self._begun += self._each
        self._done = 0
        self._progress.update(self._task, description=description, completed=self._begun)

    def advance(self) -> None:
        """Count a frame that was tried. There are more frames than examples if an example consists of several frames."""
        self._done += 1
        self._progress.update(self._task, completed=self._begun + min(self._done, self._each))

    def __enter__(self) -> None:
        self._progress.start()

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _report(
    console: Console, frame: type[Frame], coverage: Coverage, broken: list[tuple[str, Exception]], laws: tuple[str, ...]
) -> None:
    from framekit.testing import LawBroken

    failed = {law: "does not hold" if isinstance(fault, LawBroken) else "could not be checked" for law, fault in broken}
    shown = ", ".join(f"[red]{law} {failed[law]}[/red]" if law in failed else f"[green]{law}[/green]" for law in laws)
    met, goals = coverage.counts()
    tried = count(coverage.frames, "frame")
    console.print(f"[bold]{escape(frame.__name__)}[/bold]: {shown}; {tried}, {met} of {goals} arms and edges")
    missing = [f"{path}: {goal}" for path, found in coverage.missing().items() for goal in found]
    if missing:
        more = f", and {len(missing) - MISSING} more" if len(missing) > MISSING else ""
        console.print(f"  not tried: {', '.join(missing[:MISSING])}{more}", markup=False)
    for law, fault in broken:
        known = isinstance(fault, LawBroken | FramekitError)
        text = str(fault) if known else f"{type(fault).__name__}: {fault}"
        console.print(f"\n{law} {failed[law]}\n{text}\n", markup=False, soft_wrap=True)


def _hold_to_vectors(frames: list[type[Frame]], path: Path) -> int:
    from framekit.testing import LawBroken, check_vectors, load_vectors

    try:
        vectors = {each["frame"]: each for each in load_vectors(path)}
    except ValueError as fault:
        raise click.ClickException(str(fault)) from fault
    status = 0
    gone = [name for name in vectors if not any(hasattr(sys.modules[each.__module__], name) for each in frames)]
    for name in gone:
        click.echo(f"{name}: {path} has vectors for this frame, but the spec does not declare it", err=True)
        status = 1
    for frame in frames:
        if frame.__name__ not in vectors:
            is_asked = len(frames) == 1  # if a whole file is checked, only some of its frames may have been recorded
            click.echo(f"{frame.__name__}: {path} has no vectors for this frame", err=is_asked)
            status = 1 if is_asked else status
            continue
        try:
            held = check_vectors(frame, vectors[frame.__name__])
            click.echo(f"{frame.__name__}: {count(held, 'vector')} {'holds' if held == 1 else 'hold'}")
        except LawBroken as fault:
            click.echo(str(fault), err=True)
            status = 1
    return status
