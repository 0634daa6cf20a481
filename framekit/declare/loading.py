"""Finds frame classes by a reference: `dns:DnsMessage`, `path/to/file.py:Name`, `package.module:Name`.

Strategy: a name in the catalogue is imported from there; a path to a file is imported as a separate module, once; anything else
is imported by name, also from the current folder. A file whose name is already used by another module gets a different module
name.

Rules: every failure is a SpecError with a one-line message that lists the names that would have worked.
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
"""The package of the protocols included in framekit."""


def load_frames(text: str) -> list[type[Frame]]:
    """Return the frame class that a reference names, or all frame classes of a file or module if it names none.

    Raises:
        SpecError: the module does not exist, has no such frame, or cannot be imported.
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
    """Return the frame class that a reference names, or if it names none, the only one that is not a part of another.

    Raises:
        SpecError: the module does not exist, has no such frame, has several and the reference names none, or cannot be imported.
    """
    where, name = _split(text)
    module = load_module(where)
    return _frame_of(module, where, name) if name else _obvious_frame(module)


def load_named(text: str, name: str) -> Any:
    """Return the object that a reference names, or the object called `name` if the reference names none; None if there is none.

    Raises:
        SpecError: the module does not exist or cannot be imported.
    """
    where, frame = _split(text)
    return getattr(load_module(where), frame or name, None)


def load_all_named(folder: Path, name: str) -> tuple[list[Any], list[tuple[Path, FramekitError]]]:
    """Return the objects called `name` in the files and packages of a folder, in the order of the file names.

    Returns:
        The objects, and the files that cannot be imported, each with its error.
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
    """Return the public names of objects of a class in a file or module; [] if it cannot be imported."""
    try:
        module = load_module(_split(text)[0])
    except FramekitError:
        return []
    return [name for name, value in vars(module).items() if isinstance(value, kind) and not name.startswith("_")]


def load_module(where: str) -> ModuleType:
    """Import a file by its path, or a module by its name.

    Raises:
        SpecError: it does not exist, or importing it fails.
    """
    try:
        return _import(where)
    except FramekitError:
        raise
    except (Exception, SystemExit) as fault:  # a script that was not written to be imported may exit
        raise SpecError(f"importing {where} raised {type(fault).__name__}: {fault}") from fault


def frames_in(module: ModuleType) -> list[type[Frame]]:
    """Return the frame classes that a module or a package declares, in order.

    Generic frames without arguments and classes bound to given values are not included.
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
    """The class created from a generic frame, as in `Envelope[Ping]`."""
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
    """Return the folder of the protocols included in framekit."""
    return Path(importlib.import_module(CATALOGUE).__path__[0])


def catalogue_names() -> list[str]:
    """Return the names of the protocols included in framekit."""
    return [each.stem for each in _modules_in(catalogue_folder())]


def _modules_in(folder: Path) -> list[Path]:
    """The importable files and packages of a folder, except private ones, in the order of their names."""
    found = (each for each in folder.iterdir() if not each.name.startswith("_"))
    return sorted(each for each in found if each.suffix == ".py" or _is_package(each))


def _is_package(path: Path) -> bool:
    return (path / "__init__.py").is_file()


def _import_file(path: Path) -> ModuleType:
    """Import a file as if Python ran it: it can import its neighbours, and its classes find their module by name."""
    path = path.resolve() if path.is_dir() else path
    folder, names = path.parent.resolve(), [] if path.name == "__init__.py" else [path.stem]
    while _is_package(folder):  # a part of a package is imported as such, because it may import its siblings
        names.insert(0, folder.name)
        if folder == catalogue_folder().resolve():  # the classes must be the same as those that other modules import
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
        del sys.modules[name]  # as an import by name does, so that the next attempt starts again
        raise
    return module


def _loaded_from(path: Path) -> ModuleType | None:
    """The module already loaded from a file: another file may have imported it, and the classes must be the same."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith(path.name) and name != "__main__" and Path(file).resolve() == path.resolve():
            return module
    return None


def _free_name(path: Path) -> str:
    """A module name for a file: its own name, unless a loaded or importable module already uses it."""
    stem = path.stem.replace(".", "_")  # a dot would denote a package
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
    """The only frame that is neither a part nor a base of another."""
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
