"""A manifest's essentials as text: the same facts for the terminal and for the page."""

from collections.abc import Mapping
from typing import Any

Manifest = Mapping[str, Any]


def facts(manifest: Manifest) -> dict[str, str]:
    """Return what a model was made of, by plain names."""
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
        f"{counts.get('skipped_files', 0):,} damaged files",
    }
    return found | {f"ranker, {name}": _ranker(each) for name, each in _rankers(manifest)}


def gate(manifest: Manifest) -> list[str]:
    """Return the gate's verdict, a line each."""
    said = manifest.get("gate")
    if said is None:
        return ["made before there was a gate"]
    lines = ["passed" if said["passed"] else "REFUSED", *said["reasons"]]
    if said["not_compared"]:
        lines.append(f"not compared with {said['incumbent'] or 'another'}: {said['not_compared']}")
    for name, lead in (
        (said["incumbent"], said["over_incumbent"]),
        ("popular", said["over_popular"]),
    ):
        if lead and lead["people"]:
            lines.append(f"beside {name}: {by(lead)}")
    return lines


def by(lead: Mapping[str, Any]) -> str:
    """Return a lead as text: relative, with its interval."""
    low, high = lead["interval"]
    return (
        f"NDCG {lead['difference']:+.1%} ({low:+.1%} to {high:+.1%}) for {lead['people']:,} people"
    )


def shares_of_gain(manifest: Manifest) -> dict[str, float]:
    """Return what each feature gave the ranker's trees; empty if there are none."""
    return next((each["gains"] for _, each in _rankers(manifest) if each.get("gains")), {})


def _rankers(manifest: Manifest) -> list[tuple[str, Mapping[str, Any]]]:
    return list(manifest.get("rankers", {}).items())


def _ranker(about: Mapping[str, Any]) -> str:
    if "ndcg_trees" not in about:
        return ", ".join(
            str(about[key]).replace("_", " ") for key in ("won", "why") if key in about
        )
    return (
        f"{about['won'].replace('_', ' ')} won on {about['cases']:,} cases: "
        f"NDCG {about['ndcg_trees']:.4f} by trees, {about['ndcg_hand_made']:.4f} by hand"
    )
