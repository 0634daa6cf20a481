"""The documentation site: each public name is in the reference, each page in a table of contents, each linked file exists."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REPOSITORY = "https://github.com/framekit/framekit/blob/main/"


@pytest.mark.parametrize("module", ["framekit", "framekit.net.aio", "framekit.net.anyio", "framekit.spec", "framekit.testing"])
def test_every_public_name_is_in_the_reference(module: str) -> None:
    pages = "\n".join(path.read_text() for path in sorted((DOCS / "reference" / "api").glob("*.md")))
    documented = set(re.findall(r"auto\w+:: ([\w.]+)", pages))
    imported = import_module(module)
    here = {f"{module}.{name}" for name in imported.__all__}
    also = {f"framekit.{name}" for name in imported.__all__}  # Expr and Unknown are in framekit.spec too
    missing = {name for name in here - documented if f"framekit.{name.rsplit('.')[-1]}" not in also & documented}
    assert missing <= {"framekit.NEED_DATA"}


def test_every_page_is_in_a_table_of_contents() -> None:
    listed = {DOCS / "index.md", *(DOCS / "gallery").glob("*.md")}
    for page in DOCS.rglob("*.md"):
        for entries in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(), re.DOTALL):
            names = [line.strip() for line in entries.splitlines() if line.strip() and not line.startswith(":")]
            listed |= {(page.parent / f"{name}.md").resolve() for name in names}
    assert set(DOCS.rglob("*.md")) - listed == set()


def test_links_into_the_repository_lead_to_files() -> None:
    dead = {}
    for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]:
        text = page.read_text()
        links = re.findall(rf"\]\({re.escape(REPOSITORY)}([^)#]*)", text)
        if page.parent == ROOT:
            links += re.findall(r"\]\((?!https?:|#|mailto:)([^)#]*)", text)
        dead |= {(page.name, link): None for link in links if not (ROOT / link).exists()}
    assert list(dead) == []
