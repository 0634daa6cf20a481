"""The argument SPEC of the commands: which frame is meant."""

from __future__ import annotations

import click

from framekit.declare.frame import Frame
from framekit.declare.loading import load_frame, load_frames
from framekit.errors import FramekitError


def frame_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame]:
    """The callback of the argument SPEC: the class, or a usage error."""
    try:
        return load_frame(value)
    except FramekitError as fault:
        raise click.BadParameter(str(fault), context, parameter) from fault


def frames_argument(context: click.Context, parameter: click.Parameter, value: str) -> list[type[Frame]]:
    """The callback of an argument SPEC that may mean all frames of a file: the classes, or a usage error."""
    try:
        return load_frames(value)
    except FramekitError as fault:
        raise click.BadParameter(str(fault), context, parameter) from fault
