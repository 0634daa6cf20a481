"""Makes the pages of the gallery: a page for each protocol of specs/, and one that lists them.

    python docs/gallery/make.py                     # the pages, of the specs and the samples
    python docs/gallery/make.py --samples CAPTURES  # first, samples.json, of the captures that the tests know

Strategy: a page has what the protocol says of itself, a sample as `framekit decode` shows it, and for each frame that can be
reached from the outermost ones its diagram and a table of its fields. A sample is the richest small frame that a capture has; a
frame of which no capture is known is made of generated values, and the page says so. The samples are kept, since values are not
generated alike by every version of hypothesis.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from framekit import Frame, spec_of, trace  # noqa: E402
from framekit.capture import Found  # noqa: E402
from framekit.cli.specs import about, files_of  # noqa: E402
from framekit.declare.loading import catalogue_names  # noqa: E402
from framekit.spec.given import given_of  # noqa: E402
from framekit.spec.structure import reachable  # noqa: E402
from framekit.testing import sample as drawn  # noqa: E402
from framekit.view.diagram import diagram_text  # noqa: E402
from framekit.view.table import markdown_table  # noqa: E402
from framekit.view.tree import tree  # noqa: E402
from tests.specs.catalogue import load_roots  # noqa: E402

SAMPLES = HERE / "samples.json"
"""By protocol and frame: the bytes, what the frame was given, and the capture that they are from."""
LARGEST = 160
"""Bytes of a sample at most."""
SOURCES = "https://github.com/framekit/framekit/blob/main"
"""Where a reader of a page finds the files."""


def contents() -> str:
    """The page that lists the protocols."""
    lines = [
        "# Gallery of protocols",
        "",
        "The protocols and formats that come with framekit. `framekit decode NAME capture.pcap` decodes them, and",
        "`from framekit.specs import NAME` imports their frames; `NAME.PROTOCOL` is what `open_capture(...).frames` takes.",
        "Each page is made from the declarations.",
        "",
        "| name | protocol | ports | source |",
        "| --- | --- | --- | --- |",
    ]
    for each in map(about, catalogue_names()):
        lines.append(f"| [{each['name']}]({each['name']}.md) | {each['title']} | {each['ports']} | {each['source']} |")
    lines += ["", "```{toctree}", ":hidden:", ":glob:", "", "*", "```"]
    return "\n".join([*lines, ""])


def page(name: str) -> str:
    """The page of a protocol."""
    facts = about(name)
    samples = kept_samples()[name]
    roots = load_roots(name)
    paths = [path.relative_to(HERE.parents[1]) for path in (each.resolve() for each in files_of(name))]
    links = ", ".join(f"[{path}]({SOURCES}/{path})" for path in paths)
    lines = [f"# {facts['title'].rstrip('.')}", "", f"- Source: {facts['source']}"]
    if facts["ports"]:
        lines.append(f"- Ports: {facts['ports']}")
    lines += [f"- Declared in {links}", f"- In Python: `from framekit.specs import {name}`", ""]
    shown = [line for root in roots for line in sample(root, samples)]
    lines += ["## A sample" if len(roots) == 1 else "## Samples", "", *shown]
    lines += ["## Frames", ""]
    known: dict[int, Any] = {}
    for root in roots:
        for each in reachable(spec_of(root)):
            known.setdefault(id(each), each)
    for spec in known.values():
        table = markdown_table(spec, nested=False)
        title, _, rest = table.partition("| offset")
        lines += [title.rstrip(), ""]
        if spec.fields:
            lines += ["```text", diagram_text(spec).rstrip("\n"), "```", "", "| offset" + rest]
    return "\n".join(lines).rstrip("\n") + "\n"


@cache
def kept_samples() -> dict[str, dict[str, Any]]:
    """The samples of all protocols."""
    kept: dict[str, dict[str, Any]] = json.loads(SAMPLES.read_text())
    return kept


def sample(root: type[Frame], samples: dict[str, Any]) -> Iterator[str]:
    """A sample of a frame, decoded."""
    kept = samples[root.__name__]
    data = bytes.fromhex(kept["bytes"])
    origin = f"from a public capture, {kept['capture']}" if kept["capture"] else "made of generated values"
    frame = spec_of(root).frame_class.unpack(data, **kept["given"])
    yield f"`{root.__name__}`, {len(data)} bytes, {origin}:"
    yield ""
    yield "```text"
    yield from (data[at : at + 32].hex(" ") for at in range(0, len(data), 32))
    yield "```"
    yield ""
    yield "```text"
    found = Found(frame, "", "", None, data, 0, len(data), "", None, (), None, None)
    for line in tree(0, found, full=False):
        yield ("".join(text for text, _ in line.head) + line.value).rstrip()
    yield "```"
    yield ""


def collect(captures: Path) -> dict[str, dict[str, Any]]:
    """A sample of each outermost frame: of the captures that the tests know, or made of generated values."""
    from tests.capture.truth.case import CAPTURES

    assert captures.resolve() == CAPTURES, f"the tests know the captures in {CAPTURES}"
    return {name: {root.__name__: best_of(name, root) for root in load_roots(name)} for name in catalogue_names()}


def best_of(name: str, root: type[Frame]) -> dict[str, Any]:
    """The richest small frame of a class: of the captures if they have one."""
    captured = [
        (each.frame, each.data, capture)
        for capture, each in found_in_captures(name)
        if type(each.frame).__name__ == root.__name__
    ]
    fields = -1
    chosen: dict[str, Any] = {}
    for frame, data, capture in captured or [(frame, frame.pack(), "") for frame in drawn(root, 20)]:
        given = given_of(spec_of(type(frame)), frame)
        found = len(list(trace(type(frame), data, given=given))) if len(data) <= LARGEST or not chosen else -1
        if found > fields:
            fields, chosen = found, {"capture": capture, "given": given, "bytes": data.hex()}
    return chosen


@cache
def found_in_captures(name: str) -> list[tuple[str, Found]]:
    """The frames of a protocol in the captures, each with the name of its capture."""
    from tests.capture.truth.cases import PROTOCOLS, cases_of
    from tests.capture.truth.comparing import frames_of

    cases = cases_of(name) if name in PROTOCOLS else []
    return [(case.capture, each) for case in cases for each in frames_of(case)[0]]


def main() -> None:
    """Write the pages."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--samples", type=Path, metavar="CAPTURES", help="collect the samples anew from this folder")
    chosen = arguments.parse_args()
    if chosen.samples:
        SAMPLES.write_text(json.dumps(collect(chosen.samples), indent=1) + "\n")
    pages = {"README": contents(), **{name: page(name) for name in catalogue_names()}}
    for name, text in pages.items():
        (HERE / f"{name}.md").write_text(text, encoding="utf-8")
    for path in HERE.glob("*.md"):
        if path.stem not in pages:
            path.unlink()


if __name__ == "__main__":
    main()
