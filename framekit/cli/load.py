"""Finds the frame class that SPEC names.

Strategy: a path to a file is imported as a module of its own; anything else is imported by name, from the current folder too.

Rules: whatever goes wrong is told in one line, with the names that would have worked.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import click

from framekit.declare.declaration import declaration_of, spec_of
from framekit.declare.frame import Frame
from framekit.errors import FramekitError
from framekit.spec.sizes import reachable


def frame_argument(context: click.Context, parameter: click.Parameter, value: str) -> type[Frame]:
    """The callback of the argument SPEC: the class, or a usage error."""
    try:
        return load_frame(value)
    except click.ClickException:
        raise
    except FramekitError as fault:
        raise click.BadParameter(f"{value}: {fault}", context, parameter) from fault
    except Exception as fault:
        raise click.BadParameter(f"{value}: importing it raised {type(fault).__name__}: {fault}", context, parameter) from fault


def load_frame(text: str) -> type[Frame]:
    """The frame class of `path/to/file.py:Name` or `package.module:Name`.

    Raises:
        click.BadParameter: there is no such module, or no such frame in it, or several and no name.
        FramekitError: the declaration is wrong.
    """
    where, colon, name = text.rpartition(":")
    if not colon or name.endswith(".py") or "/" in name or "\\" in name:
        where, name = text, ""
    module = _load_module(where)
    frame = getattr(module, name, None) if name else _obvious_frame(module)
    if not (isinstance(frame, type) and issubclass(frame, Frame)):
        raise click.BadParameter(f"{where} has no frame {name!r}; it has {_list(module)}")
    spec_of(frame)
    return frame


def _load_module(where: str) -> ModuleType:
    if where.endswith(".py") or "/" in where:
        path = Path(where)
        if not path.is_file():
            raise click.BadParameter(f"there is no file {where}")
        name = path.stem
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise click.BadParameter(f"{where} is no Python file")
        module = importlib.util.module_from_spec(spec)
        # As when Python runs a file: it may import its neighbours, and its classes find their module by name.
        sys.path.insert(0, str(path.parent.resolve()))
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module
    sys.path.insert(0, "")
    try:
        return importlib.import_module(where)
    except ModuleNotFoundError as missing:
        raise click.BadParameter(
            f"there is no module {missing.name}; a file is given with its path, as specs/x.py:Name"
        ) from None


def _frames(module: ModuleType) -> list[type[Frame]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Frame)
        and each is not Frame
        and each.__module__ == module.__name__
        and not getattr(each, "__parameters__", ())
    ]


def _list(module: ModuleType) -> str:
    return ", ".join(each.__name__ for each in _frames(module)) or "none"


def _obvious_frame(module: ModuleType) -> type[Frame]:
    """The one frame that is neither a part nor a base of another."""
    frames = _frames(module)
    parts: set[type] = set()
    for each in frames:
        parts.update(inner.frame_class for inner in reachable(declaration_of(each).spec())[1:])
        parts.update(base for base in each.__mro__[1:])
    whole = [each for each in frames if each not in parts]
    if len(whole) != 1:
        if not frames:
            raise click.BadParameter(f"{module.__name__} declares no frame")
        raise click.BadParameter(f"{module.__name__} has no one obvious frame; add one of {_list(module)} behind a colon")
    return whole[0]
