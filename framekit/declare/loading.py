"""Finds frame classes where people say they are: `dns:DnsMessage`, `path/to/file.py:Name`, `package.module:Name`.

Strategy: a name of the catalogue is imported from there; a path to a file is imported as a module of its own, once; anything else
is imported by name, from the current folder too. A file whose name another module has is called otherwise.

Rules: whatever goes wrong is a SpecError in one line, with the names that would have worked.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from framekit.declare import scalars
from framekit.declare.declaration import declaration_of, spec_of
from framekit.declare.frame import Frame
from framekit.declare.giving import GivenDeclaration
from framekit.declare.specifier import number_in
from framekit.errors import FramekitError, SpecError
from framekit.spec.structure import reachable

CATALOGUE = "framekit.specs"
"""The package of the protocols that come with framekit."""


def load_frames(text: str) -> list[type[Frame]]:
    """The frame classes that a text names: one, or all of a file or module where it names none.

    Raises:
        SpecError: there is no such module, or no such frame in it, or importing it fails.
    """
    where, name = _split(text)
    module = load_module(where)
    if name:
        return [_frame_of(module, where, name)]
    found = frames_in(module)
    if not found:
        raise SpecError(f"{where} declares no frame")
    return found


def load_frame(text: str) -> type[Frame]:
    """The one frame class that a text names; where it names none, the one that is not a part of another.

    Raises:
        SpecError: there is no such module, no such frame in it, or several and no name; or importing it fails.
    """
    where, name = _split(text)
    module = load_module(where)
    return _frame_of(module, where, name) if name else _obvious_frame(module)


def load_named(text: str, name: str) -> Any:
    """What a file or module has under a name, where the text names no frame; None where it has nothing, or the text names one.

    Raises:
        SpecError: there is no such module, or importing it fails.
    """
    where, given = _split(text)
    return getattr(load_module(where), given or name, None)


def load_all_named(folder: Path, name: str) -> tuple[list[Any], list[tuple[Path, FramekitError]]]:
    """What the files and packages of a folder have under a name, in the order of their names; those without it are left out.

    Returns:
        What was found, and the files that cannot be imported, with the error of each.
    """
    found: list[Any] = []
    failed: list[tuple[Path, FramekitError]] = []
    for each in _modules_in(folder):
        try:
            value = load_named(str(each), name)
        except FramekitError as fault:
            failed.append((each, fault))
        else:
            found += [] if value is None else [value]
    return found, failed


def names_of(text: str, kind: type) -> list[str]:
    """The names under which a file or module has objects of a class; [] if it cannot be imported."""
    try:
        module = load_module(_split(text)[0])
    except FramekitError:
        return []
    return [name for name, value in vars(module).items() if isinstance(value, kind) and not name.startswith("_")]


def load_module(where: str) -> ModuleType:
    """Import a file by its path, or a module by its name.

    Raises:
        SpecError: there is none, or it fails.
    """
    try:
        return _import(where)
    except FramekitError:
        raise
    except (Exception, SystemExit) as fault:  # a script that was not meant to be imported may end itself
        raise SpecError(f"importing {where} raised {type(fault).__name__}: {fault}") from fault


def frames_in(module: ModuleType) -> list[type[Frame]]:
    """The frame classes that a module or a package declares, in its order.

    Generic ones are none until they are filled in, and neither are frames of which the given values are said.
    """
    package = (f"{module.__name__}.",) if hasattr(module, "__path__") else ()
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Frame)
        and each is not Frame
        and (each.__module__ == module.__name__ or each.__module__.startswith(package))
        and not getattr(each, "__parameters__", ())
        and not isinstance(declaration_of(each), GivenDeclaration)
    ]


def _split(text: str) -> tuple[str, str]:
    where, colon, name = text.rpartition(":")
    return (text, "") if not colon or name.endswith(".py") or "/" in name or "\\" in name else (where, name)


def _frame_of(module: ModuleType, where: str, name: str) -> type[Frame]:
    frame = next((each for each in frames_in(module) if each.__name__ == name), getattr(module, name, None))
    if frame is None and name.endswith("]"):
        frame = _made_of(module, where, name)
    if not (isinstance(frame, type) and issubclass(frame, Frame)):
        raise SpecError(f"{where} has no frame {name!r}; it has {_list(module)}")
    spec_of(frame)
    return frame


def _made_of(module: ModuleType, where: str, name: str) -> Any:
    """The class that is made of a generic frame, as in `Envelope[Ping]`."""
    base, _, rest = name[:-1].partition("[")
    parts, depth = [""], 0
    for character in rest:
        depth += (character == "[") - (character == "]")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    arguments = []
    for part in map(str.strip, parts):
        kind = getattr(scalars, part, None)
        arguments.append(_frame_of(module, where, part) if number_in(kind) is None else kind)
    generic: Any = getattr(module, base, None)
    try:
        return generic[tuple(arguments)]
    except TypeError as fault:
        raise SpecError(f"{where} has no frame {name!r}: {fault}") from None


def _import(where: str) -> ModuleType:
    if where.endswith(".py") or "/" in where or where in (".", ".."):
        path = Path(where)
        if path.is_dir() and not _is_package(path):
            raise SpecError(f"{where} is a folder; specify a file in it")
        if not path.exists():
            raise SpecError(f"no such file: {where}")
        return _import_file(path)
    if not where:
        raise SpecError("no file or module specified; write path/to/file.py:Name or package.module:Name")
    if where in catalogue_names():
        return importlib.import_module(f"{CATALOGUE}.{where}")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        return importlib.import_module(where)
    except ModuleNotFoundError as missing:
        raise SpecError(
            f"no module named {missing.name}; specify a file by its path, such as ./{where}.py:Name, or a protocol by a name "
            "that "
            f"`framekit specs` lists"
        ) from None


def catalogue_folder() -> Path:
    """The folder of the protocols that come with framekit."""
    return Path(importlib.import_module(CATALOGUE).__path__[0])


def catalogue_names() -> list[str]:
    """The names of the protocols that come with framekit."""
    return [each.stem for each in _modules_in(catalogue_folder())]


def _modules_in(folder: Path) -> list[Path]:
    """The files and packages of a folder that can be imported, in the order of their names, without private ones."""
    found = (each for each in folder.iterdir() if not each.name.startswith("_"))
    return sorted(each for each in found if each.suffix == ".py" or _is_package(each))


def _is_package(path: Path) -> bool:
    return (path / "__init__.py").is_file()


def _import_file(path: Path) -> ModuleType:
    """A file, as when Python runs it: it may import its neighbours, and its classes find their module by name."""
    path = path.resolve() if path.is_dir() else path
    folder, names = path.parent.resolve(), [] if path.name == "__init__.py" else [path.stem]
    while _is_package(folder):  # a part of a package is imported as that, for it may import what is beside it
        names.insert(0, folder.name)
        if folder == catalogue_folder().resolve():  # its classes are those that others import
            return importlib.import_module(".".join((CATALOGUE, *names[1:])))
        folder = folder.parent
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    if len(names) > 1 or path.name == "__init__.py" or path.is_dir():
        return importlib.import_module(".".join(names))
    known = _loaded_from(path)
    if known is not None:
        return known
    name = _free_name(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SpecError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]  # as importing by name does: the next try begins anew
        raise
    return module


def _loaded_from(path: Path) -> ModuleType | None:
    """The module that a file is already: another file may have imported it, and its classes are to be the same ones."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith(path.name) and name != "__main__" and Path(file).resolve() == path.resolve():
            return module
    return None


def _free_name(path: Path) -> str:
    """The file's own name, where no other module has it: neither one that was imported, nor one that others may need."""
    stem = path.stem.replace(".", "_")  # a dot would mean a package
    for name in (stem, f"{stem}_frames", *(f"{stem}_frames_{number}" for number in range(2, 1 << 16))):
        if name in sys.modules or name in sys.stdlib_module_names:
            continue
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None or Path(found.origin).resolve() == path.resolve():
            return name
    raise SpecError(f"too many files are named {path.name}")


def _list(module: ModuleType) -> str:
    return ", ".join(each.__name__ for each in frames_in(module)) or "none"


def _obvious_frame(module: ModuleType) -> type[Frame]:
    """The one frame that is neither a part nor a base of another."""
    frames = frames_in(module)
    parts: set[type] = set()
    for each in frames:
        parts.update(inner.frame_class for inner in reachable(declaration_of(each).spec())[1:])
        parts.update(base for base in each.__mro__[1:])
    whole = [each for each in frames if each not in parts]
    if len(whole) != 1:
        if not frames:
            raise SpecError(f"{module.__name__} declares no frame")
        raise SpecError(f"{module.__name__} declares several frames; name one after a colon: {_list(module)}")
    return whole[0]
