"""Why `framekit decode` has printed nothing: a hint on standard error, so that an empty output explains itself.

Rules: a hint says what is in the capture, and which option changes the choice. It is not an error.
"""

from __future__ import annotations

from framekit.capture import Capture
from framekit.cli.capturing import Selection
from framekit.declare.frame import Frame
from framekit.protocol import Protocol
from framekit.view.text import count, visible


def why_nothing(
    capture: Capture,
    selection: Selection,
    spec: type[Frame] | Protocol | tuple[Protocol, ...],
    ports: tuple[int, ...],
    stream: int | None,
) -> str:
    """Why no frame of a capture was chosen; "" if one was, or if what was printed says it.

    Args:
        capture: that was read to its end.
        selection: what was chosen of it.
        spec: what was decoded.
        ports: that were asked for.
        stream: the number of the conversation that was asked for.
    """
    if selection.chosen or selection.wanted.limit == 0:
        return ""
    if selection.seen:
        return _why_not_chosen(selection)
    if capture.kind == "text":
        return "" if selection.others else "the input has no bytes"
    met = capture.conversations
    if not met:
        return "" if selection.others else "the capture has no conversations"
    if stream is not None and stream >= met:
        return f"there is no conversation {stream}; the capture has {met}, which `framekit streams` lists from 0"
    if not capture.decoded:
        return f"none of {count(met, 'conversation')} has {_ports_of(spec, ports)}; `framekit streams` lists them"
    if stream is not None and not selection.others:
        return f"conversation {stream} has no frames; it may be on another port, see `framekit streams`"
    return ""


def _why_not_chosen(selection: Selection) -> str:
    wanted = selection.wanted
    frames = count(selection.seen, "frame")
    if wanted.where is not None and selection.in_time:
        hint = wanted.where.hint()
        return f"--where holds for none of {frames}{f': {visible(hint)}' if hint else ''}"
    return f"none of {frames} is within --time"


def _ports_of(spec: type[Frame] | Protocol | tuple[Protocol, ...], ports: tuple[int, ...]) -> str:
    """The ports that conversations were chosen by, and how to choose others."""
    if ports:
        return f"port {' or '.join(map(str, ports))}"
    if isinstance(spec, Protocol) and spec.ports:
        usual = ", ".join(f"{transport} {' or '.join(map(str, each))}" for transport, each in spec.ports.items())
        return f"a usual port of {visible(spec.name)} ({usual}); use --port N for another"
    return "a transport that carries these frames"
