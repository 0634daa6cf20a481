"""The argument SPEC of the commands: which frames are meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from framekit.cli.output import fault_text
from framekit.declare.frame import Frame
from framekit.declare.loading import catalogue_folder, load_all_named, load_frame, load_frames, load_named, names_of
from framekit.errors import FramekitError
from framekit.protocol import Protocol
from framekit.view.text import visible

T = TypeVar("T")


def frame_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame]:
    """The callback of the argument SPEC: the class, or a usage error."""
    return _load(load_frame, context, parameter, value)


def protocols_argument(
    context: click.Context, parameter: click.Parameter, value: str
) -> type[Frame] | Protocol | tuple[Protocol, ...]:
    """The callback of an argument SPEC that may be a folder: the protocols in it; or as `protocol_argument`.

    `specs` means those that come with framekit, also where no folder has that name.
    """
    folder = catalogue_folder() if value == "specs" and not Path(value).exists() else Path(value)
    is_package = (folder / "__init__.py").is_file()
    if not folder.is_dir() or (is_package and _load(lambda text: load_named(text, "PROTOCOL"), context, parameter, value)):
        return protocol_argument(context, parameter, value)
    found, failed = load_all_named(folder, "PROTOCOL")
    for file, fault in failed:
        click.echo(f"framekit: {visible(str(file))} is left out: {fault_text(fault)}", err=True)
    protocols = tuple(each for each in found if isinstance(each, Protocol))
    if not protocols:
        raise click.BadParameter(f"no file in {visible(value)} has a PROTOCOL", context, parameter)
    return protocols


def choose_protocol(
    spec: type[Frame] | Protocol | tuple[Protocol, ...], name: str | None
) -> type[Frame] | Protocol | tuple[Protocol, ...]:
    """What is left of SPEC with `--protocol NAME`, or a usage error."""
    if name is None:
        return spec
    if not isinstance(spec, tuple):
        raise click.UsageError("--protocol is for a SPEC that is a folder with several protocols")
    if name == "auto":
        return spec
    for each in spec:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in spec)
    raise click.UsageError(f"no protocol is named {visible(name)}; there are auto, {names}")


def protocol_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame] | Protocol:
    """The callback of an argument SPEC that may be a protocol: that, or the class, or a usage error.

    A file that has `PROTOCOL` means that, unless a frame is named.
    """
    found = _load(lambda text: load_named(text, "PROTOCOL"), context, parameter, value)
    if isinstance(found, Protocol):
        return found
    try:
        return frame_argument(context, parameter, value)
    except click.BadParameter as fault:
        others = names_of(value, Protocol)
        if found is None and others:
            ways = " or ".join(f"{value}:{each}" for each in others)
            reason = f"{fault.message}. It has no PROTOCOL, but other protocols: {visible(ways)}"
            raise click.BadParameter(reason, context, parameter) from fault
        raise


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
