"""A summary of a model for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.metrics_table import metrics_table
from local.report.summary import facts, gate


def text(manifest: Mapping[str, Any]) -> str:
    """Return data, verdict and figures with intervals of a manifest."""
    return "\n".join(_lines(manifest))


def _lines(manifest: Mapping[str, Any]) -> Iterator[str]:
    yield f"model {manifest['version']}"
    for name, value in facts(manifest).items():
        yield f"  {name:<18}{value}"
    for name, line in zip(["gate", *[""] * 9], gate(manifest), strict=False):
        yield f"  {name:<18}{line}"
    yield f"\n{metrics_table(manifest['metrics'])}"
