"""The gate: whether a candidate may replace the model in service, decided by its evidence alone.

A refused model is kept with the reasons, and the old one keeps serving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.arrays.artifact import Artifact

ENOUGH = 500
"""A comparison with the model in service needs so many people."""
FEWEST = 30
"""A comparison with popularity needs so many people."""
WORST = -0.02
"""The lowest relative difference allowed at the lower end of the interval."""

Lead = dict[str, Any]
"""`people`, relative `difference` of NDCG and its `interval`, as in `MetricTable.lead_over`."""


@dataclass(frozen=True)
class Incumbent:
    """The model in service; `why` it cannot be compared, if there is none."""

    model: Artifact | None = None
    why: str = "no model is in service"
    version: str | None = None

    @property
    def data_until(self) -> int | None:
        """The end of its data in ms; None if its manifest has none."""
        until = self.model.manifest.get("data_until") if self.model else None
        return until if isinstance(until, int) else None


NO_INCUMBENT = Incumbent()


@dataclass(frozen=True)
class Evidence:
    """The number of `people` asked, and the leads over popularity and over the incumbent."""

    people: int = 0
    over_popularity: Lead | None = None
    over_incumbent: Lead | None = None
    incumbent: str | None = None
    not_compared: str | None = "nothing could be held out"


def verdict(evidence: Evidence, faults: Sequence[str]) -> dict[str, Any]:
    """Return the manifest's entry: `passed`, the `reasons` if not, and the evidence."""
    reasons = [*faults, *_beaten_by_popularity(evidence), *_worse_than_incumbent(evidence)]
    return {
        "passed": not reasons,
        "reasons": reasons,
        "people": evidence.people,
        "incumbent": evidence.incumbent,
        "not_compared": evidence.not_compared,
        "over_incumbent": evidence.over_incumbent,
        "over_popularity": evidence.over_popularity,
    }


def _beaten_by_popularity(evidence: Evidence) -> list[str]:
    """Of many people the mean decides; of few, the whole interval must be below 0."""
    lead = evidence.over_popularity
    if lead is None or lead["people"] < FEWEST:
        return []
    most = lead["difference"] if evidence.people >= ENOUGH else lead["interval"][1]
    return [f"popularity is better: NDCG {_by(lead)} against it"] if most < 0 else []


def _worse_than_incumbent(evidence: Evidence) -> list[str]:
    lead = evidence.over_incumbent
    if lead is None or lead["interval"][0] > WORST:
        return []
    serving = f"{evidence.incumbent}, the model in service: NDCG {_by(lead)} against it"
    return [f"it may be worse than {serving}; the lower end must be above {WORST:+.1%}"]


def _by(lead: Lead) -> str:
    low, high = lead["interval"]
    return f"{lead['difference']:+.1%} ({low:+.1%} to {high:+.1%}) for {lead['people']} people"
