"""Hints that explain on standard error why `framekit decode` has printed no frame.

Rules: a hint describes the content of the capture, and names the option that changes the selection. It is not an error.
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
    """Explain why no frame of a capture was selected; "" if one was, or if the output explains it.

    Args:
        capture: the capture, read to its end.
        selection: the frames selected from it.
        spec: the frames or protocols that were decoded.
        ports: the ports given by `--port`.
        stream: the number of a conversation given by `--stream`, or None.
    """
    if selection.chosen or selection.wanted.limit == 0:
        return ""
    if selection.seen:
        return _why_not_chosen(selection)
    if capture.kind == "text":
        return "" if selection.others else "the input contains no bytes"
    met = capture.conversations
    if not met:
        return "" if selection.others else "the capture contains no conversations"
    if stream is not None and stream >= met:
        return f"conversation {stream} does not exist; the capture contains {met}, numbered from 0 (see `framekit streams`)"
    if not capture.decoded:
        return f"no conversation uses {_ports_of(spec, ports)}; `framekit streams` lists those in the capture ({met})"
    if stream is not None and not selection.others:
        return f"conversation {stream} has no frames; it may use another port (see `framekit streams`)"
    return ""


def _why_not_chosen(selection: Selection) -> str:
    wanted = selection.wanted
    frames = count(selection.seen, "frame")
    if wanted.where is not None and selection.in_time:
        hint = wanted.where.hint()
        return f"--where matches none of {frames}{f': {visible(hint)}' if hint else ''}"
    return f"none of {frames} is within --time"


def _ports_of(spec: type[Frame] | Protocol | tuple[Protocol, ...], ports: tuple[int, ...]) -> str:
    """Describe the ports that conversations were selected by, and how to select others."""
    if ports:
        return f"port {' or '.join(map(str, ports))}"
    if isinstance(spec, Protocol) and spec.ports:
        usual = ", ".join(f"{transport} {' or '.join(map(str, each))}" for transport, each in spec.ports.items())
        return f"a usual port of {visible(spec.name)} ({usual}); use --port N for another"
    return "a transport that carries these frames"
