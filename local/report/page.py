"""The page of a model from its manifest alone: Markdown with plots, and all of it in one HTML."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from local.report import plots
from local.report.html import as_html
from local.report.summary import by, facts, gate, shares_of_gain
from local.report.words import WAYS, plain

PAGE = "README.md"
HTML = "report.html"
FIGURES = {
    "ndcg": "NDCG",
    "recall": "recall",
    "hit_rate": "hit rate",
    "mrr": "MRR",
    "coverage": "coverage",
    "novelty": "novelty",
}


def write(manifest: Mapping[str, Any], folder: Path) -> Path:
    """Write the page and its plots into a folder, which is made, and return the HTML."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(_page(manifest, folder)) + "\n"
    (folder / PAGE).write_text(text, "utf-8")
    (folder / HTML).write_text(as_html(text, folder), "utf-8")
    return folder / HTML


def _page(manifest: Mapping[str, Any], folder: Path) -> Iterator[str]:
    metrics = manifest["metrics"]
    yield f"# Model {manifest['version']}\n"
    yield "Written by `python -m local models report` from the model's manifest. The measures are"
    yield "described in `docs/evaluation.md`.\n"
    yield from _table(["", ""], [[name, value] for name, value in facts(manifest).items()])
    yield "\n**Gate:** " + "; ".join(gate(manifest)) + ".\n"
    if "skipped" in metrics:
        yield f"Not measured: {metrics['skipped']}."
        return
    since, until = metrics["held_out_from"], metrics["held_out_until"]
    yield f"Held out: {since} to {until}, {metrics['people']:,} people asked."
    for section in (_recommenders, _placements, _by_history, _variety):
        yield from section(metrics, folder)
    yield from _gains(shares_of_gain(manifest), folder)


def _recommenders(metrics: Mapping[str, Any], folder: Path) -> Iterator[str]:
    yield "\n## Each recommender, and the blend\n"
    yield "The blend is the list of the home placement; the others are one recommender alone."
    yield "The line through a dot is its 95 % interval.\n"
    yield _drawn("NDCG of each recommender", "recommenders", folder, metrics, plots.recommenders)
    for way, title in WAYS.items():
        yield f"\n{title.capitalize()}:\n"
        ways = {name: each[way] for name, each in metrics["recommenders"].items()}
        yield from _figures(ways, metrics["k"], leads=True)


def _placements(metrics: Mapping[str, Any], folder: Path) -> Iterator[str]:
    yield "\n## Each placement\n"
    yield "product: the other items of the visit that a product began. cart: the other half of an"
    yield "order. post_purchase: the new items of the next order.\n"
    yield _drawn("NDCG of each placement", "placements", folder, metrics, plots.placements)
    yield ""
    rows = {
        f"{plain(placement)}: {contender}": figures
        for placement, contenders in metrics["placements"].items()
        for contender, figures in contenders.items()
    }
    yield from _figures(rows, metrics["k"], leads=False)


def _by_history(metrics: Mapping[str, Any], folder: Path) -> Iterator[str]:
    yield "\n## Quality by the size of the history\n"
    yield _drawn("NDCG by size of history", "by_history", folder, metrics, plots.by_history)


def _variety(metrics: Mapping[str, Any], folder: Path) -> Iterator[str]:
    yield "\n## Coverage and novelty\n"
    yield "Coverage is the share of products in any list. Novelty is in bits: a product that all"
    yield "people have met has 0, one that half of them have met has 1.\n"
    yield _drawn("Quality and coverage", "variety", folder, metrics, plots.variety)


def _gains(shares: Mapping[str, float], folder: Path) -> Iterator[str]:
    if shares:
        yield "\n## What the ranking looks at\n"
        yield "The share of the ranking's gain that comes from what is known of person and item.\n"
        yield _drawn("Gain by what is known", "gains", folder, shares, plots.gains)


def _drawn(
    alt: str,
    name: str,
    folder: Path,
    what: Mapping[str, Any],
    draw: Callable[[Mapping[str, Any], Path], None],
) -> str:
    draw(what, folder / f"{name}.svg")
    return f"![{alt}]({name}.svg)"


def _figures(rows: Mapping[str, Mapping[str, Any]], k: int, *, leads: bool) -> Iterator[str]:
    heads = ["", *(f"{name}@{k}" for name in FIGURES.values()), "people"]
    ordered = (
        sorted(rows.items(), key=lambda row: -row[1].get(f"ndcg@{k}", 0.0))
        if leads
        else rows.items()
    )
    lines = [
        [
            plain(name),
            *(_cell(figures, f"{each}@{k}") for each in FIGURES),
            f"{figures['people']:,}",
        ]
        for name, figures in ordered
    ]
    if leads:
        heads.append("the blend against it")
        for line, (_, figures) in zip(lines, ordered, strict=True):
            lead = figures.get("blend_leads", {})
            line.append(_lead(figures, lead, k))
    yield from _table(heads, lines)


def _lead(figures: Mapping[str, Any], lead: Mapping[str, Any], k: int) -> str:
    """Return the lead over a contender; a ratio to nothing says nothing."""
    if "interval" not in lead:
        return ""
    if not figures.get(f"ndcg@{k}"):
        return "it found nothing"
    return by(lead).partition(" for ")[0]


def _cell(figures: Mapping[str, Any], name: str) -> str:
    if name not in figures:
        return "–"
    digits = 1 if name.startswith("novelty") else 3
    low, high = figures["intervals"][name]
    return f"{figures[name]:.{digits}f} <sub>{low:.{digits}f}–{high:.{digits}f}</sub>"


def _table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cells) + " |"
