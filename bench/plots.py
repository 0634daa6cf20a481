"""Plots of the results of `python -m bench`, as SVG files for the documentation (requires matplotlib).

Rules: the same numbers give the same file, so that a file changes only if a number does. Text is kept as text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

FASTER, SLOWER = "#2e7d6b", "#b5643c"


def save_plots(found: dict[str, Any], folder: str) -> None:
    """Write shapes.svg and libraries.svg into a folder."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "framekit"}
    for name, figure in (("shapes", plot_shapes(found["shapes"])), ("libraries", plot_libraries(found["libraries"]))):
        figure.savefig(Path(folder) / f"{name}.svg", metadata={"Date": None})


def plot_shapes(rows: list[dict[str, Any]]) -> Figure:
    """Plot framekit's time divided by that of hand-written code, with a bar for each shape."""
    ratios = [row["ratio"] for row in rows]
    figure, axes = _bars([row["row"] for row in rows], ratios, [FASTER if ratio <= 1 else SLOWER for ratio in ratios])
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xlim(0, max(1.5, *ratios) * 1.1)
    axes.set_xlabel("framekit's time, divided by that of hand-written struct code; below 1 is faster")
    return figure


def plot_libraries(rows: list[dict[str, Any]]) -> Figure:
    """Plot the times of other libraries divided by framekit's, with a bar for each library and shape, on a logarithmic axis."""
    factors = [row["times as long"] for row in rows]
    names = [f"{row['library']}, {row['row']}" for row in rows]
    figure, axes = _bars(names, factors, [FASTER if factor >= 1 else SLOWER for factor in factors])
    axes.set_xscale("log")
    axes.set_xlim(min(1, *factors), 2 * max(factors))
    axes.set_xticks([1, 2, 5, 10, 20, 50, 100, 200], labels=["1", "2", "5", "10", "20", "50", "100", "200"])
    axes.minorticks_off()
    axes.set_xlabel("its time, divided by framekit's (logarithmic)")
    return figure


def _bars(names: list[str], values: list[float], colors: list[str]) -> tuple[Figure, Axes]:
    """Draw horizontal bars from top to bottom, each labelled with its value."""
    figure = Figure(figsize=(9, 0.3 * len(values) + 1), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh(names, values, color=colors)
    numbers = [f"{value:.2f}" if value < 10 else f"{value:.0f}" for value in values]
    axes.bar_label(bars, numbers, padding=-30, color="white")
    axes.margins(y=0.01)
    axes.grid(axis="x", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.invert_yaxis()
    return figure, axes
