"""The main facts of a manifest as text, for the terminal and for the page."""

from collections.abc import Mapping
from typing import Any

from local.report.words import plain

Manifest = Mapping[str, Any]
_IN_VISITS = ("next_item", "without_next_item")


def facts(manifest: Manifest) -> dict[str, str]:
    """Return what a model was trained on, by plain names."""
    counts, data = manifest["counts"], manifest.get("data", {})
    found = {
        "created": str(manifest.get("created", "")),
        "data": f"{data.get('since', '?')} to {data.get('until', '?')}",
        "learned from": ", ".join(
            f"{counts[name]:,} {words}"
            for name, words in (
                ("events", "events"),
                ("people", "people"),
                ("items", "items"),
                ("groups", "products"),
            )
            if name in counts
        ),
        "left out": f"{counts.get('bad_lines', 0):,} bad lines, "
        f"{counts.get('skipped_files', 0):,} damaged files, "
        f"{counts.get('items_left_out', 0):,} items that few people met",
    }
    return found | {f"ranker, {name}": _ranker(each) for name, each in _rankers(manifest)}


def gate(manifest: Manifest) -> list[str]:
    """Return the gate's verdict, a line each."""
    verdict = manifest.get("gate")
    if verdict is None:
        return ["not measured by a gate"]
    lines = ["passed" if verdict["passed"] else "REFUSED", *verdict["reasons"]]
    if verdict["not_compared"]:
        lines.append(
            f"not compared with {verdict['incumbent'] or 'another'}: {verdict['not_compared']}"
        )
    for name, lead in (
        (verdict["incumbent"], verdict["over_incumbent"]),
        ("popularity", verdict["over_popularity"]),
    ):
        if lead and lead["people"]:
            lines.append(f"against {name}: {by(lead)}")
    if popular := manifest.get("served_by_popularity"):
        lines.append(f"popularity is better and serves: {', '.join(map(plain, popular))}")
    return lines


def by(lead: Mapping[str, Any]) -> str:
    """Return a lead as text: relative, with its interval."""
    low, high = lead["interval"]
    return (
        f"NDCG {lead['difference']:+.1%} ({low:+.1%} to {high:+.1%}) for {lead['people']:,} people"
    )


def shares_of_gain(manifest: Manifest) -> dict[str, float]:
    """Return the gain of each feature in the first ranker's trees; empty without trees."""
    return next((each["gains"] for _, each in _rankers(manifest) if each.get("gains")), {})


def _rankers(manifest: Manifest) -> list[tuple[str, Mapping[str, Any]]]:
    return list(manifest.get("rankers", {}).items())


def _ranker(about: Mapping[str, Any]) -> str:
    if "ndcg_trees" in about:
        found = {"trees": about["ndcg_trees"], "weighted_sum": about["ndcg_weighted_sum"]}
        return _won(about, found)
    if "measured" in about:
        return "; ".join(
            f"{name}: {_won(each, {who: each[who]['ndcg@20'] for who in _IN_VISITS})}"
            for name, each in about["measured"].items()
            if each["cases"]
        )
    return ": ".join(plain(about[key]) for key in ("won", "why") if key in about)


def _won(about: Mapping[str, Any], ndcg: Mapping[str, float]) -> str:
    figures = ", ".join(f"{figure:.4f} by {plain(name)}" for name, figure in ndcg.items())
    return f"{plain(about['won'])} won on {about['cases']:,} cases, NDCG {figures}"
