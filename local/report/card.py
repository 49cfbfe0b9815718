"""A model at a glance, for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.metrics_table import metrics_table
from local.report.summary import facts, gate


def text(manifest: Mapping[str, Any]) -> str:
    """Return what a manifest says of its model: data, verdict, figures with intervals."""
    return "\n".join(_lines(manifest))


def _lines(manifest: Mapping[str, Any]) -> Iterator[str]:
    yield f"model {manifest['version']}"
    for name, said in facts(manifest).items():
        yield f"  {name:<18}{said}"
    for name, said in zip(["gate", *[""] * 9], gate(manifest), strict=False):
        yield f"  {name:<18}{said}"
    yield f"\n{metrics_table(manifest['metrics'])}"
