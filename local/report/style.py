"""The style of all plots: with a background of their own, for light and dark pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, FAINT, GRID, GROUND = "#1f2328", "#6e7781", "#e4e8ec", "#ffffff"
OURS, OTHERS, POPULAR = "#0969da", "#6e7781", "#bc4c00"
WIDTH = 8.0

_RC: Any = {
    "font.size": 10,
    "axes.edgecolor": GRID,
    "axes.labelcolor": FAINT,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": INK,
    "svg.hashsalt": "hilo",  # the same manifest gives the same file
}


@contextmanager
def figure(path: Path, *, height: float, panels: int = 1) -> Iterator[Sequence[Axes]]:
    """Yield the axes of a figure in inches, side by side; write it as SVG."""
    with rc_context(_RC):
        drawn = Figure(figsize=(WIDTH, height), facecolor=GROUND, layout="constrained")
        axes = drawn.subplots(1, panels, squeeze=False)[0].tolist()
        for each in axes:
            each.spines[["top", "right", "left"]].set_visible(False)
            each.tick_params(length=0, pad=7)
        yield axes
        drawn.savefig(path, format="svg", facecolor=GROUND, metadata={"Date": None})


def with_interval(
    axes: Axes, value: float, ends: Sequence[float], *, at: float, color: str
) -> None:
    """Draw a dot with its interval at the height `at`."""
    axes.plot(ends, [at, at], color=color, linewidth=2.2, alpha=0.35, solid_capstyle="round")
    axes.plot([value], [at], "o", color=color, markersize=6, clip_on=False)


def only_vertical_lines(axes: Axes) -> None:
    """Draw vertical grid lines only."""
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
