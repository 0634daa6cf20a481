"""The SPEC argument of the commands, which selects the frames."""

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
    """Return the class that the argument SPEC names, or raise a usage error."""
    return _load(load_frame, context, parameter, value)


def protocols_argument(
    context: click.Context, parameter: click.Parameter, value: str
) -> type[Frame] | Protocol | tuple[Protocol, ...]:
    """Return all protocols of a SPEC that is a folder; resolve any other SPEC like `protocol_argument`.

    `specs` means the protocols that come with framekit, unless the current directory contains a file or folder of that name.
    """
    is_catalogue = value == "specs" and not Path(value).exists()
    folder = catalogue_folder() if is_catalogue else Path(value)
    is_package = not is_catalogue and (folder / "__init__.py").is_file()
    if not folder.is_dir() or (is_package and _load(lambda text: load_named(text, "PROTOCOL"), context, parameter, value)):
        return protocol_argument(context, parameter, value)
    found, failed = load_all_named(folder, "PROTOCOL")
    for file, fault in failed:
        click.echo(f"framekit: skipping {visible(str(file))}: {fault_text(fault)}", err=True)
    protocols = tuple(each for each in found if isinstance(each, Protocol))
    if not protocols:
        raise click.BadParameter(f"no file in {visible(value)} defines PROTOCOL", context, parameter)
    return protocols


def choose_protocol(
    spec: type[Frame] | Protocol | tuple[Protocol, ...], name: str | None
) -> type[Frame] | Protocol | tuple[Protocol, ...]:
    """Narrow SPEC to the protocol of `--protocol NAME`, or raise a usage error."""
    if name is None:
        return spec
    if not isinstance(spec, tuple):
        raise click.UsageError("--protocol requires a SPEC that is a folder of protocols")
    if name == "auto":
        return spec
    for each in spec:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in spec)
    raise click.UsageError(f"unknown protocol {visible(name)}; choose from auto, {names}")


def protocol_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame] | Protocol:
    """Return the protocol or the class that SPEC names, or raise a usage error.

    A file that defines `PROTOCOL` stands for that protocol, unless SPEC names a frame.
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
            reason = f"{fault.message}. The file does not define PROTOCOL; name one of its protocols: {visible(ways)}"
            raise click.BadParameter(reason, context, parameter) from fault
        raise


def frames_argument(context: click.Context, parameter: click.Parameter, value: str) -> list[type[Frame]]:
    """Return the class that SPEC names, or all classes of its file, or raise a usage error."""
    return _load(load_frames, context, parameter, value)


def _load(load: Callable[[str], T], context: click.Context, parameter: click.Parameter, value: str) -> T:
    try:
        return load(value)
    except FramekitError as fault:
        raise click.BadParameter(fault_text(fault), context, parameter) from fault
    except TypeError as fault:
        reason = "expected a frame that declares fields, got the base class Frame or a generic frame without its arguments"
        raise click.BadParameter(f"{visible(value)}: {reason}", context, parameter) from fault
