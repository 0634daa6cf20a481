"""The argument SPEC of the commands: which frame is meant."""

from __future__ import annotations

import click

from framekit.declare.frame import Frame
from framekit.declare.loading import load_frame
from framekit.errors import FramekitError


def frame_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame]:
    """The callback of the argument SPEC: the class, or a usage error."""
    try:
        return load_frame(value)
    except FramekitError as fault:
        raise click.BadParameter(str(fault), context, parameter) from fault
