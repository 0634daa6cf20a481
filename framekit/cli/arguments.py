"""The argument SPEC of the commands: which frames are meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from framekit.cli.output import fault_text, visible
from framekit.declare.frame import Frame
from framekit.declare.loading import load_frame, load_frames, load_named
from framekit.errors import FramekitError
from framekit.protocol import Protocol

T = TypeVar("T")


def frame_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame]:
    """The callback of the argument SPEC: the class, or a usage error."""
    return _load(load_frame, context, parameter, value)


def protocol_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame] | Protocol:
    """The callback of an argument SPEC that may be a protocol: that, or the class, or a usage error.

    A file that has `PROTOCOL` means that, unless a frame is named.
    """
    found = _load(lambda text: load_named(text, "PROTOCOL"), context, parameter, value)
    return found if isinstance(found, Protocol) else frame_argument(context, parameter, value)


def frames_argument(context: click.Context, parameter: click.Parameter, value: str) -> list[type[Frame]]:
    """The callback of an argument SPEC that may mean all frames of a file: the classes, or a usage error."""
    return _load(load_frames, context, parameter, value)


def _load(load: Callable[[str], T], context: click.Context, parameter: click.Parameter, value: str) -> T:
    try:
        return load(value)
    except FramekitError as fault:
        raise click.BadParameter(fault_text(fault), context, parameter) from fault
    except TypeError as fault:
        reason = "it is the base class of frames, or a generic frame without its arguments; name a frame that declares fields"
        raise click.BadParameter(f"{visible(value)}: {reason}", context, parameter) from fault
