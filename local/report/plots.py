"""The plots of a model's page, each drawn from the metrics alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from local.report.style import (
    FAINT,
    GRID,
    OTHERS,
    OURS,
    POPULAR,
    figure,
    only_vertical_lines,
    with_interval,
)
from local.report.words import WAYS, feature, plain, size_of

Metrics = Mapping[str, Any]
ROW = 0.34
"""The height of a line in inches."""
MOST_FEATURES = 15


def recommenders(metrics: Metrics, path: Path) -> None:
    """NDCG of each recommender and of the blend, with intervals, for both ways of asking."""
    ndcg, every = f"ndcg@{metrics['k']}", metrics["recommenders"]
    names = _by_quality(metrics)
    with figure(path, height=1.2 + ROW * len(names), panels=len(WAYS)) as panels:
        for axes, (way, title) in zip(panels, WAYS.items(), strict=True):
            for at, name in enumerate(names):
                _dot(axes, every[name][way], ndcg, at=at, color=_color(name))
            _lines(axes, [plain(name) for name in names], _scale(metrics), title.capitalize())
        panels[1].set_yticklabels([])


def placements(metrics: Metrics, path: Path) -> None:
    """NDCG of each placement's lists and of popularity."""
    ndcg, every = f"ndcg@{metrics['k']}", metrics["placements"]
    names = list(every)[::-1]
    with figure(path, height=1.4 + 1.5 * ROW * len(names)) as (axes,):
        for at, name in enumerate(names):
            _dot(axes, every[name]["blend"], ndcg, at=at + 0.14, color=OURS)
            _dot(axes, every[name]["popularity"], ndcg, at=at - 0.2, color=POPULAR)
        people = [every[name]["blend"].get("people", 0) for name in names]
        labels = [f"{plain(name)}\n{n:,} asked" for name, n in zip(names, people, strict=True)]
        _lines(axes, labels, _scale(metrics), "Each placement ")
        axes.set_title("blend", loc="center", color=OURS)
        axes.set_title("popularity", loc="right", color=POPULAR)


def by_history(metrics: Metrics, path: Path) -> None:
    """NDCG of the blend by the number of items that the person knew."""
    ndcg, parts = f"ndcg@{metrics['k']}", metrics["by_history"]
    with figure(path, height=3.2) as (axes,):
        for at, part in enumerate(parts):
            ends = part["intervals"][ndcg]
            axes.plot([at, at], ends, color=OURS, linewidth=2.2, alpha=0.35)
            axes.plot([at], [part[ndcg]], "o", color=OURS, markersize=6)
            label = f"{part[ndcg]:.3f}"
            axes.annotate(label, (at, part[ndcg]), (8, -3), textcoords="offset points")
        labels = [f"{size_of(part)}\n{part['people']:,} people" for part in parts]
        axes.set_xticks(range(len(parts)), labels)
        axes.set_xlim(-0.5, len(parts) - 0.2)
        axes.set_ylim(bottom=0)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        axes.set_title(f"NDCG@{metrics['k']} of the blend, by the items a person had met before")


def variety(metrics: Metrics, path: Path) -> None:
    """Coverage and novelty of each recommender; the best by NDCG on top."""
    k, every = metrics["k"], metrics["recommenders"]
    names = _by_quality(metrics)
    measures = {
        f"coverage@{k}": ("Coverage", "share of all products in any list"),
        f"novelty@{k}": ("Novelty", "bits, mean over all that is shown"),
    }
    with figure(path, height=1.2 + ROW * len(names), panels=len(measures)) as panels:
        for axes, (measure, (title, meaning)) in zip(panels, measures.items(), strict=True):
            digits = ".1f" if title == "Novelty" else ".2%"
            for at, name in enumerate(names):
                _dot(
                    axes, every[name]["repeats"], measure, at=at, color=_color(name), digits=digits
                )
            _lines(axes, [plain(name) for name in names], meaning, title)
        panels[0].xaxis.set_major_formatter(PercentFormatter(1.0))
        panels[1].set_yticklabels([])


def gains(shares: Mapping[str, float], path: Path) -> None:
    """The gain of each feature in the ranker's trees."""
    first = sorted(shares.items(), key=lambda pair: -pair[1])[:MOST_FEATURES][::-1]
    with figure(path, height=0.9 + 0.26 * len(first)) as (axes,):
        names = [feature(name) for name, _ in first]
        axes.barh(names, [100 * share for _, share in first], color=OURS, height=0.6)
        for at, (_, share) in enumerate(first):
            text = f"{100 * share:.1f} %"
            axes.annotate(text, (100 * share, at), (4, -3), textcoords="offset points", color=FAINT)
        axes.set_xticks([])
        axes.margins(x=0.12, y=0.02)
        axes.set_title("Share of the ranking's gain")


def _by_quality(metrics: Metrics) -> list[str]:
    every, ndcg = metrics["recommenders"], f"ndcg@{metrics['k']}"
    return sorted(every, key=lambda name: every[name]["repeats"].get(ndcg, 0.0))


def _dot(
    axes: Axes,
    figures: Mapping[str, Any],
    measure: str,
    *,
    at: float,
    color: str,
    digits: str = ".3f",
) -> None:
    if measure not in figures:
        return
    value, ends = figures[measure], figures["intervals"][measure]
    with_interval(axes, value, ends, at=at, color=color)
    label = f"{value:{digits}}"
    axes.annotate(label, (ends[1], at), (6, -3.5), textcoords="offset points", color=color)


def _lines(axes: Axes, labels: list[str], meaning: str, title: str) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(-0.6, len(labels) - 0.4)
    axes.margins(x=0.22)
    axes.set_xlim(left=0)
    axes.set_xlabel(meaning)
    axes.set_title(title)
    only_vertical_lines(axes)


def _scale(metrics: Metrics) -> str:
    return f"NDCG@{metrics['k']}, with {metrics['interval']['level']:.0%} interval"


def _color(name: str) -> str:
    return {"blend": OURS, "popularity": POPULAR}.get(name, OTHERS)
