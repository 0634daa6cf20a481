"""The pages of the gallery say what the specs say now."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from framekit.declare.loading import catalogue_names

FOLDER = Path(__file__).parents[1] / "docs" / "gallery"
AGAIN = "python docs/gallery/make.py writes the pages anew"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gallery"] = module
    spec.loader.exec_module(module)
    return module


MAKER = maker()


@pytest.mark.parametrize("name", catalogue_names())
def test_the_page_of_a_protocol_is_what_its_spec_says(name: str) -> None:
    assert (FOLDER / f"{name}.md").read_text(encoding="utf-8") == MAKER.page(name), AGAIN


def test_the_list_has_every_protocol_and_no_page_is_left_over() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == MAKER.contents(), AGAIN
    assert {path.stem for path in FOLDER.glob("*.md")} == {"README", *catalogue_names()}, AGAIN
