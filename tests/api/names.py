"""Python's part of the public interface as text: names, signatures, members, codes of errors."""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import framekit
from framekit.declare import bits, scalars
from framekit.testing import plugin

PROTOCOLS = (
    *("__enter__", "__exit__", "__aenter__", "__aexit__", "__iter__", "__next__", "__aiter__", "__anext__", "__await__"),
    *("__call__", "__contains__", "__getitem__", "__len__"),
)
"""Special methods by which an object is used in statements; operators of expressions and comparisons are left out."""
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def module_lines(name: str) -> list[str]:
    """The names in a module's `__all__`, with their signatures and members."""
    module = importlib.import_module(name)
    values = {each: getattr(module, each) for each in sorted(module.__all__)}
    classes = {value for value in values.values() if isinstance(value, type)}
    return [line for each, value in values.items() for line in _lines(each, value, classes)]


def scalar_lines() -> list[str]:
    """The scalars and the bit fields: on each line those of one kind, in runs of their widths."""
    families: dict[tuple[str, str], list[int]] = {}
    others = []
    for name in (*scalars.__all__, *bits.__all__):
        parts = re.fullmatch(r"([a-z]+)(\d+)(\w*)", name)
        if parts:
            families.setdefault((parts[1], parts[3]), []).append(int(parts[2]))
        else:
            others.append(name)
    return [*(f"{kind}N{order}: {_runs(widths)}" for (kind, order), widths in sorted(families.items())), *sorted(others)]


def _runs(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for each in sorted(set(numbers)):
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def error_lines() -> list[str]:
    """The code of each error class of the library, wherever it is defined."""
    for each in pkgutil.walk_packages(framekit.__path__, "framekit."):
        if not each.name.startswith("framekit.specs") and not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    found: dict[str, str] = {}
    waiting: list[type[framekit.FramekitError]] = [framekit.FramekitError]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("framekit"):
            found[kind.code] = kind.__name__
        waiting += kind.__subclasses__()
    return [f"{code}: {name}" for code, name in sorted(found.items())]


def plugin_lines() -> list[str]:
    """The options and the fixtures of the pytest plugin."""
    options: list[str] = []

    class Parser:
        def getgroup(self, *_: str) -> Parser:
            return self

        def addoption(self, name: str, **facts: Any) -> None:
            options.append(f"option {name} {facts.get('metavar', '')}".rstrip())

    plugin.pytest_addoption(Parser())  # type: ignore[arg-type]
    tree = ast.parse(Path(plugin.__file__).read_text(encoding="utf-8"))
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
    fixtures = [each.name for each in functions if any("fixture" in ast.unparse(mark) for mark in each.decorator_list)]
    return sorted([*options, *(f"fixture {name}" for name in fixtures)])


def _lines(name: str, value: Any, listed: set[type]) -> Iterator[str]:
    if isinstance(value, type):
        yield from _class_lines(name, value, listed)
    elif inspect.isfunction(value):
        yield from _function_lines(name, value)
    elif typing.get_origin(value) in (typing.Union, types.UnionType):
        yield f"{name} = {' | '.join(_shown(each) for each in typing.get_args(value))}"
    elif typing.get_origin(value) is not None:
        yield f"{name}: annotation of {_shown(typing.get_args(value)[0])}"
    elif isinstance(value, tuple):
        yield f"{name} = {value!r}"
    else:
        yield f"{name}: {type(value).__name__}"


def _function_lines(name: str, function: Any) -> Iterator[str]:
    overloads = typing.get_overloads(function) if inspect.isfunction(function) else []
    prefix = "async " if inspect.iscoroutinefunction(function) else ""
    for each in overloads or [function]:
        yield f"{prefix}{name}{_signature(getattr(each, '__func__', each))}"


def _class_lines(name: str, cls: type, listed: set[type]) -> Iterator[str]:
    if issubclass(cls, enum.Enum):
        yield f"enum {name}"
        yield from sorted(f"{name}.{member.name}" for member in cls)
        return
    bases = [base.__name__ for base in cls.__bases__ if not base.__name__.startswith("_") and base is not object]
    yield f"class {name}({', '.join(bases)})" if bases else f"class {name}"
    if _is_made_by_users(cls):
        yield f"{name}{_constructor(cls)}"
    yield from sorted(line for member in sorted(_members(cls, listed)) for line in _member_lines(f"{name}.{member}", cls, member))


def _is_made_by_users(cls: type) -> bool:
    """A base class without a constructor of its own, and a frame, have no signature to keep."""
    return any(base is not object and {"__init__", "__new__"} & base.__dict__.keys() for base in cls.__mro__)


def _constructor(cls: type) -> str:
    record = getattr(cls, "__record__", None)
    if record is None or "__record__" not in cls.__dict__:
        return _signature(cls)
    defaults: dict[str, Any] = cls.__dict__.get("__defaults__", {})
    annotations = {key: kind for base in reversed(cls.__mro__) for key, kind in inspect.get_annotations(base).items()}
    return "(" + ", ".join(_parameter(each, annotations.get(each), each in defaults, defaults.get(each)) for each in record) + ")"


def _members(cls: type, listed: set[type]) -> set[str]:
    """The public members that framekit itself defines, and the attributes that a docstring lists.

    They include those of bases that are not listed themselves.
    """
    found: set[str] = set()
    for base in cls.__mro__:
        if base.__module__.startswith("framekit") and (base is cls or base not in listed):
            found.update(base.__dict__, inspect.get_annotations(base), _documented(base))
    return {name for name in found if not name.startswith("_") or name in PROTOCOLS}


def _documented(cls: type) -> list[str]:
    section = re.search(r"^Attributes:\n((?: +.*\n?|\n)*)", inspect.cleandoc(cls.__doc__ or ""), re.MULTILINE)
    return [] if section is None else re.findall(r"^    (\w+):", section[1], re.MULTILINE)


def _member_lines(name: str, cls: type, member: str) -> Iterator[str]:
    value = inspect.getattr_static(cls, member, None)
    if isinstance(value, staticmethod | classmethod):
        yield from (f"{type(value).__name__} {line}" for line in _function_lines(name, value.__func__))
    elif inspect.isfunction(value):
        yield from _function_lines(name, value)
    elif isinstance(value, property):
        kind = "property" if value.fset is None else "writable property"
        yield f"{kind} {name} -> {_annotation(inspect.get_annotations(value.fget).get('return'))}"  # type: ignore[arg-type]
    else:
        yield f"attribute {name}"


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    parts: list[str] = []
    kinds = [each.kind for each in signature.parameters.values()]
    for place, each in enumerate(signature.parameters.values()):
        if each.kind is each.KEYWORD_ONLY and each.VAR_POSITIONAL not in kinds[:place] and each.KEYWORD_ONLY not in kinds[:place]:
            parts.append("*")
        star = "*" if each.kind is each.VAR_POSITIONAL else "**" if each.kind is each.VAR_KEYWORD else ""
        annotation = None if each.annotation is each.empty else each.annotation
        parts.append(_parameter(star + each.name, annotation, each.default is not each.empty, each.default))
        if each.kind is each.POSITIONAL_ONLY and kinds[place + 1 : place + 2] != [each.POSITIONAL_ONLY]:
            parts.append("/")
    result = signature.return_annotation
    arrow = "" if isinstance(function, type) or result is signature.empty else f" -> {_annotation(result)}"
    return f"({', '.join(parts)}){arrow}"


def _parameter(name: str, annotation: Any, has_default: bool, default: Any) -> str:
    kind = "" if annotation is None else f": {_annotation(annotation)}"
    return f"{name}{kind}{f' = {_default(default)}' if has_default else ''}"


def _annotation(annotation: Any) -> str:
    if isinstance(annotation, typing.ForwardRef):
        return annotation.__forward_arg__
    return annotation if isinstance(annotation, str) else _shown(annotation)


def _default(value: Any) -> str:
    if isinstance(value, type) or inspect.isfunction(value):
        return value.__qualname__
    return ADDRESS.sub("", repr(value))


def _shown(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else str(value)
