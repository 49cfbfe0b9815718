"""The held-out figures of a model as a table of text."""

from collections.abc import Mapping
from typing import Any

from local.report.words import WAYS, plain

WIDTH = 36


def gate_line(manifest: Mapping[str, Any]) -> str:
    """Return the outcome of a training run: a model that may serve, or one that was refused."""
    gate = manifest["gate"]
    reasons = "".join(f"\n  {reason}" for reason in gate["reasons"])
    verdict = "" if gate["passed"] else " REFUSED; not in service"
    return f"model {manifest['version']}{verdict}{reasons}"


def metrics_table(metrics: Mapping[str, Any]) -> str:
    """Return the figures of a manifest as text; the reason, if nothing was measured."""
    if "skipped" in metrics:
        return f"not measured: {metrics['skipped']}"
    k, recommenders = metrics["k"], metrics["recommenders"]
    since, until = metrics["held_out_from"][:10], metrics["held_out_until"][:10]
    lines = [
        f"held out: {since} to {until}, {metrics['people']:,} people asked",
        f"{'':<18}" + "".join(f"{title:>{WIDTH}}" for title in WAYS.values()),
        f"{'':<18}" + f"{f'NDCG@{k}':>{WIDTH - 12}}{f'recall@{k}':>12}" * len(WAYS),
    ]
    lines += [
        f"{plain(name):<18}" + "".join(_pair(ways.get(way, {}), k) for way in WAYS)
        for name, ways in sorted(recommenders.items(), key=_quality(k))
    ]
    return "\n".join([*lines, *_placements(metrics.get("placements", {}), k)])


def _placements(placements: Mapping[str, Any], k: int) -> list[str]:
    """Return the lines of all placements but home, which is the blend in the table above."""
    others = [name for name in placements if name != "home"]
    if not others:
        return []
    lines = [f"\n{'placement':<18}{'blend':>{WIDTH}}{'popularity':>{WIDTH}}"]
    for name in others:
        contenders = (placements[name][each] for each in ("blend", "popularity"))
        lines.append(f"{plain(name):<18}" + "".join(_pair(each, k) for each in contenders))
    return lines


def _quality(k: int) -> Any:
    return lambda pair: pair[1]["repeats"].get(f"ndcg@{k}", 0)


def _pair(figures: Mapping[str, Any], k: int) -> str:
    if f"ndcg@{k}" not in figures:
        return f"{'-':>{WIDTH - 12}}{'-':>12}"
    ends = figures.get("intervals", {}).get(f"ndcg@{k}")
    between = f" ({ends[0]:.3f}–{ends[1]:.3f})" if ends else ""
    return (
        f"{figures[f'ndcg@{k}']:.3f}{between}".rjust(WIDTH - 12)
        + f"{figures[f'recall@{k}']:>12.3f}"
    )
