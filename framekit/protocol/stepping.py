"""What comes next of one side: asks the function of a protocol, or says the one class that the side sends.

Rules: whatever the function raises ends the frames of its side, with the reason, and nothing else: bytes that nobody expected may
confuse it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

from framekit.declare.frame import Frame
from framekit.declare.giving import bound
from framekit.declare.showing import show_value
from framekit.errors import SpecError
from framekit.protocol.options import check_decoder_options
from framekit.protocol.session import Session, Wait

Sends = type[Frame] | Callable[[Session], Generator[Any, Any, None]]
"""What a side sends: frames of one class, or what a generator function of the session yields."""


class Stepping:
    """One side of a protocol.

    Args:
        sends: a Frame class, or a generator function of the session.
        session: shared with the other side.

    Attributes:
        expected: the class of the next frame and the options of its decoder; None if it waits, or there are no more.
        wait: what it waits for, or None.
        ended: why no frames come any more, or "".
        begun: it was asked at least once.
    """

    def __init__(self, sends: Sends, session: Session) -> None:
        self._sends = sends
        self._session = session
        self._steps: Generator[Any, Any, None] | None = None
        self.expected: tuple[Any, dict[str, Any]] | None = None
        self.wait: Wait | None = None
        self.ended = ""
        self.begun = False

    @property
    def is_fixed(self) -> bool:
        """All frames are of one class, so that nobody need be asked after each."""
        return isinstance(self._sends, type)

    def end(self, reason: str) -> None:
        """No frames of this side come any more."""
        self.expected = self.wait = None
        self.ended = reason

    def advance(self, answer: Any) -> None:
        """Ask what comes next: `answer` is the frame that has come, or what a `Wait` has found."""
        self.begun = True
        if isinstance(self._sends, type):
            self.expected = (self._sends, {})
            return
        self.expected = self.wait = None
        try:
            if self._steps is None:
                self._steps = self._sends(self._session)
                step = next(self._steps)
            else:
                step = self._steps.send(answer)
        except StopIteration:
            self.ended = "the protocol does not go on"
            return
        except Exception as fault:
            self.ended = _raised(fault)
            return
        if step is None:
            self.ended = "from here on the protocol has no frames"
        elif isinstance(step, Wait):
            self.wait = step
        else:
            try:
                self.expected = _as_expected(step)
            except (TypeError, ValueError, SpecError) as fault:
                self.ended = str(fault)

    @property
    def can_go_on(self) -> bool:
        """What it waits for has come, or asking that raises, which ends its frames."""
        if self.wait is None:
            return False
        try:
            return self.wait.condition()
        except Exception:
            return True

    def settle(self, *, gives_up: bool = False) -> bool:
        """Go on past waits that are over; with `gives_up`, past all others too, which evaluate to False.

        Returns:
            True if it has gone on.
        """
        has_gone_on = False
        while self.wait is not None:
            try:
                is_over = self.wait.condition()
            except Exception as fault:
                self.end(_raised(fault))
                return True
            if not (is_over or gives_up):
                break
            self.advance(is_over)
            has_gone_on = True
        return has_gone_on


def _as_expected(step: Any) -> tuple[type[Frame], dict[str, Any]]:
    """The class and the options that a step says. Raises TypeError if it says something else."""
    frame, options = step if isinstance(step, tuple) and len(step) == 2 else (step, {})
    if not (isinstance(frame, type) and issubclass(frame, Frame) and isinstance(options, Mapping)):
        expected = "a Frame class, a tuple of one and a dict of decoder options, a Wait, or None"
        raise TypeError(f"the protocol's function yielded {show_value(step)}; expected {expected}")
    if options:
        check_decoder_options(options)  # whether the class has an end in a stream is for the decoder of a stream to say
        bound(frame, options.get("given", {}))
    return frame, dict(options)


def _raised(fault: Exception) -> str:
    return f"the protocol's function has raised {type(fault).__name__}: {fault}"
