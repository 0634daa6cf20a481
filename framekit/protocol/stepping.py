"""Stepping: what one side sends next, from the function of a protocol or from the single class that the side sends.

Rules: an exception from the function ends the frames of its side, with the reason, and has no other effect, since unexpected
bytes may confuse the function.
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
"""What a side sends: frames of one class, or of the classes that a generator function yields."""


class Stepping:
    """The steps of one side of a protocol.

    Args:
        sends: a Frame class, or a generator function that takes the session.
        session: the session, shared with the other side.

    Attributes:
        expected: the class of the next frame and the options of its decoder; None if the side waits or has no more frames.
        wait: the `Wait` that the side waits for, or None.
        ended: why there are no more frames, or "".
        begun: whether the first step was requested.
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
        """True if all frames are of one class, so that no step is needed after each."""
        return isinstance(self._sends, type)

    def end(self, reason: str) -> None:
        """End the frames of this side."""
        self.expected = self.wait = None
        self.ended = reason

    def advance(self, answer: Any) -> None:
        """Get the next step: `answer` is the frame that was decoded, or the result of a `Wait`."""
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
            self.ended = "the protocol has ended"
            return
        except Exception as fault:
            self.ended = _raised(fault)
            return
        if step is None:
            self.ended = "the protocol has no more frames"
        elif isinstance(step, Wait):
            self.wait = step
        else:
            try:
                self.expected = _as_expected(step)
            except (TypeError, ValueError, SpecError) as fault:
                self.ended = str(fault)

    @property
    def can_go_on(self) -> bool:
        """True if the condition that it waits for is met, or raises, which ends its frames."""
        if self.wait is None:
            return False
        try:
            return self.wait.condition()
        except Exception:
            return True

    def settle(self, *, gives_up: bool = False) -> bool:
        """Continue past waits that are over; with `gives_up`, past all other waits too, which evaluate to False.

        Returns:
            True if there was a new step.
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
    """Return the class and the options of a step. Raises TypeError if the step is something else."""
    frame, options = step if isinstance(step, tuple) and len(step) == 2 else (step, {})
    if not (isinstance(frame, type) and issubclass(frame, Frame) and isinstance(options, Mapping)):
        expected = "a Frame class, a tuple of a Frame class and a dict of decoder options, a Wait, or None"
        raise TypeError(f"the protocol's function yielded {show_value(step)}; expected {expected}")
    if options:
        check_decoder_options(options)  # the stream's decoder checks whether the class shows its own end
        bound(frame, options.get("given", {}))
    return frame, dict(options)


def _raised(fault: Exception) -> str:
    return f"the protocol's function raised {type(fault).__name__}: {fault}"
