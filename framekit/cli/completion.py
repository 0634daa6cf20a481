"""Shell completion of SPEC: the protocols that come with framekit, files, and the frames and protocols of a file.

Rules: a file is parsed and never imported, since pressing a key must not run it. What cannot be completed gives nothing, and no
message.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from framekit.cli.specs import about
from framekit.declare.loading import catalogue_folder, catalogue_names


def complete_spec(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The completions of a SPEC: `dn` to `dns`, `frames.py:Me` to `frames.py:Message`; and files, by the shell itself."""
    where, colon, name = incomplete.rpartition(":")
    if colon:
        return [CompletionItem(f"{where}:{each}") for each in _names_in(where) if each.startswith(name)]
    known = [each for each in catalogue_names() if each.startswith(incomplete)]
    return [*(CompletionItem(each, help=about(each)["title"]) for each in known), CompletionItem(incomplete, type="file")]


def _names_in(where: str) -> list[str]:
    """The public classes and protocols of a file, or of a protocol that comes with framekit."""
    path = catalogue_folder() / where if where in catalogue_names() else Path(where)
    for each in (path, path / "__init__.py", Path(f"{path}.py")):
        try:
            if each.is_file():
                return [name for name in _defined(ast.parse(each.read_bytes())) if not name.startswith("_")]
        except (OSError, SyntaxError, ValueError):
            return []
    return []


def _defined(tree: ast.Module) -> Iterator[str]:
    """The classes with bases, what a package imports from its own modules, and the names that are assigned a Protocol(...)."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name, bases=[_, *_]):
                yield name
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("framekit.specs."):
                yield from (each.asname or each.name for each in names if each.name[:1].isupper())
            case ast.Assign(targets=targets, value=ast.Call(func=ast.Name(id="Protocol"))):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case _:
                pass
