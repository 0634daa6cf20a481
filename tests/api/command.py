"""The command `framekit` as text: its commands, their arguments and options."""

from __future__ import annotations

from collections.abc import Iterator

import click

from framekit.cli.app import framekit


def command_lines() -> list[str]:
    """A line for each command, argument and option."""
    return list(_lines(framekit, "framekit"))


def _lines(command: click.Command, path: str) -> Iterator[str]:
    yield path
    yield from sorted(f"{path} {_shown(each)}" for each in command.params)
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _lines(inner, f"{path} {name}")


def _shown(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        name = (parameter.name or "").upper()
        several = "..." if parameter.nargs == -1 else ""
        return f"{name}{several}" if parameter.required else f"[{name}{several}]"
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    if isinstance(parameter, click.Option) and (parameter.is_flag or parameter.count):
        return names
    value = (
        "|".join(map(str, parameter.type.choices)) if isinstance(parameter.type, click.Choice) else parameter.type.name.upper()
    )
    return f"{names} {value}{' (repeatable)' if parameter.multiple else ''}{' (required)' if parameter.required else ''}"
