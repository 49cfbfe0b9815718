"""A model's held-out figures, for people to read."""

from collections.abc import Mapping
from typing import Any

_WAYS = {"repeats": "everything they bought", "new_only": "only what was new to them"}


def gate_line(manifest: Mapping[str, Any]) -> str:
    """Return what came of a training run: a model that may serve, or one that was refused."""
    gate = manifest["gate"]
    said = "".join(f"\n  {reason}" for reason in gate["reasons"])
    return (
        f"model {manifest['version']}{'' if gate['passed'] else ' REFUSED; not in service'}{said}"
    )


def metrics_table(metrics: Mapping[str, Any]) -> str:
    """The figures of a manifest as lines of text; the reason, if nothing was measured."""
    if "skipped" in metrics:
        return f"not measured: {metrics['skipped']}"
    k, recommenders = metrics["k"], metrics["recommenders"]
    since, until = metrics["held_out_from"][:10], metrics["held_out_until"][:10]
    lines = [
        f"held out: {since} to {until}, {metrics['people']:,} people asked",
        f"{'':<18}" + "".join(f"{title:>30}" for title in _WAYS.values()),
        f"{'':<18}" + f"{f'NDCG@{k}':>18}{f'recall@{k}':>12}" * len(_WAYS),
    ]
    lines += [
        f"{name.replace('_', ' '):<18}" + "".join(_pair(ways.get(way, {}), k) for way in _WAYS)
        for name, ways in sorted(recommenders.items(), key=_quality(k))
    ]
    return "\n".join(lines)


def _quality(k: int) -> Any:
    return lambda pair: pair[1]["repeats"].get(f"ndcg@{k}", 0)


def _pair(means: Mapping[str, float], k: int) -> str:
    if f"ndcg@{k}" not in means:
        return f"{'-':>18}{'-':>12}"
    return f"{means[f'ndcg@{k}']:>18.3f}{means[f'recall@{k}']:>12.3f}"
