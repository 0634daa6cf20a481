"""The plots of a benchmark depend on its figures alone."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="matplotlib is not installed; nothing can be plotted")

from bench.plots import save_plots

FOUND = {
    "shapes": [{"row": "header: decode", "ratio": 0.8}, {"row": "header: encode", "ratio": 1.2}],
    "libraries": [{"row": "header: decode", "library": "other", "times as long": 12.34}],
}


def test_the_same_figures_give_the_same_files(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        save_plots(FOUND, str(folder))
    assert "1.20" in (first / "shapes.svg").read_text()
    assert "other, header: decode" in (first / "libraries.svg").read_text()
    assert [each.read_bytes() for each in sorted(first.iterdir())] == [each.read_bytes() for each in sorted(second.iterdir())]
