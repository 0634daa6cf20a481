"""`framekit specs`: the protocols that come with framekit."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from framekit.cli.output import Output
from framekit.declare.loading import catalogue_folder, catalogue_names, load_module


@click.group(invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def specs(context: click.Context, form: str) -> None:
    """List the protocols that come with framekit. Their names may be used for any SPEC."""
    if context.invoked_subcommand is not None:
        return
    found = list(map(about, catalogue_names()))
    if form == "json":
        click.echo(json.dumps(found, indent=1))
        return
    output = Output()
    names, titles = (max(len(each[key]) for each in found) for key in ("name", "title"))
    for each in found:
        rest = "  ".join(filter(None, (each["ports"], each["source"])))
        head = f"{each['title']:<{titles}}  "
        output.line([(f"{each['name']:<{names}}  ", {"bold": True}), (head, {})], rest, " " * (names + titles + 4))
    output.flush()


@specs.command("show")
@click.argument("name", type=click.Choice(catalogue_names(), case_sensitive=False), metavar="NAME")
@click.option("--files", is_flag=True, help="Print only the paths of the files.")
def show_spec(name: str, files: bool) -> None:
    """Print the file of a protocol, to read it or to copy it as a starting point; for a package, print all its files."""
    for path in files_of(name):
        click.echo(str(path) if files else path.read_text(encoding="utf-8"), nl=files)


def about(name: str) -> dict[str, str]:
    """Return the name, the ports, the title and the source of a protocol; for a format without PROTOCOL, read the docstring.

    If these facts are literals, the file is parsed rather than imported, because importing all protocols takes seconds.
    """
    tree = ast.parse(files_of(name)[0].read_text(encoding="utf-8"))
    title, _, rest = (ast.get_docstring(tree) or "").partition("\n\n")
    source = rest.partition("Source: ")[2].partition("\n\n")[0]
    said = _said_of_protocol(name, tree)
    if said is None:
        return {"name": name, "ports": "", "title": _beginning(title), "source": _beginning(source)}
    ports = " ".join(f"{transport}/{_numbers(some)}" for transport, some in said["ports"].items())
    return {"name": name, "ports": ports, "title": said["title"], "source": said["source"]}


def _said_of_protocol(name: str, tree: ast.Module) -> dict[str, Any] | None:
    """Return the facts given to a module's PROTOCOL, or None if the module does not define it."""
    facts: dict[str, Any] = {"title": "", "source": "", "ports": {}}
    names = (
        getattr(node, "id", "") or getattr(node, "name", "") for node in ast.walk(tree) if isinstance(node, ast.Name | ast.alias)
    )
    if "PROTOCOL" not in names:
        return None
    for node in tree.body:
        match node:
            case ast.Assign([ast.Name("PROTOCOL")], ast.Call(ast.Name("Protocol"), _, keywords)):
                try:
                    return facts | {each.arg: ast.literal_eval(each.value) for each in keywords if each.arg in facts}
                except ValueError:  # not a literal
                    break
            case _:
                continue
    protocol = load_module(name).PROTOCOL
    return {each: getattr(protocol, each) for each in facts}


def _numbers(ports: Iterable[int]) -> str:
    """Format numbers in ascending order, with runs of three or more as ranges.

    >>> _numbers([53, 5353, 7400, 7401, 7402])
    '53,5353,7400-7402'
    """
    runs: list[list[int]] = []
    for port in sorted(ports):
        if runs and port == runs[-1][-1] + 1:
            runs[-1].append(port)
        else:
            runs.append([port])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)


def files_of(name: str) -> list[Path]:
    """Return the file of a protocol, or all files of its package."""
    folder = catalogue_folder() / name
    return sorted(folder.glob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def _beginning(paragraph: str) -> str:
    """Return the text of a paragraph up to the first punctuation mark."""
    return re.split(r"[:;,.](?:\s|$)", " ".join(paragraph.split()), maxsplit=1)[0]
