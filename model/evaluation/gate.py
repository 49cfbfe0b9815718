"""The gate: what serves each placement, and whether a candidate may replace the model in service.

Both are decided by the evidence alone. Popularity serves a placement where it is better than what
was learned, so a shop always has a model. A refused model is kept with the reasons, and the old one
keeps serving.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.arrays.artifact import Artifact

ENOUGH = 500
"""Of so many people the mean decides; a comparison with the model in service needs as many."""
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
    """The number of `people` asked, and the leads over popularity and over the incumbent.

    `over_popularity` is that of what was learned at home; `by_popularity` are the names of the
    families of placements that popularity serves, as `served_by_popularity` chose them.
    """

    people: int = 0
    over_popularity: Lead | None = None
    over_incumbent: Lead | None = None
    by_popularity: tuple[str, ...] = ()
    incumbent: str | None = None
    not_compared: str | None = "nothing could be held out"


def verdict(evidence: Evidence, faults: Sequence[str]) -> dict[str, Any]:
    """Return the manifest's entry: `passed`, the `reasons` if not, and the evidence."""
    reasons = [*faults, *_worse_than_incumbent(evidence)]
    return {
        "passed": not reasons,
        "reasons": reasons,
        "people": evidence.people,
        "incumbent": evidence.incumbent,
        "not_compared": evidence.not_compared,
        "over_incumbent": evidence.over_incumbent,
        "over_popularity": evidence.over_popularity,
    }


def served_by_popularity(leads: Mapping[str, Lead]) -> tuple[str, ...]:
    """Return the names whose lead over popularity shows that popularity is better.

    Of many people the mean decides; of few, the whole interval must be below 0.
    """
    return tuple(name for name, lead in leads.items() if _is_behind(lead))


def _is_behind(lead: Lead) -> bool:
    if lead["people"] < FEWEST:
        return False
    most = lead["difference"] if lead["people"] >= ENOUGH else lead["interval"][1]
    return bool(most < 0)


def _worse_than_incumbent(evidence: Evidence) -> list[str]:
    lead = evidence.over_incumbent
    if lead is None or lead["interval"][0] > WORST:
        return []
    serving = f"{evidence.incumbent}, the model in service: NDCG {_by(lead)} against it"
    return [f"it may be worse than {serving}; the lower end must be above {WORST:+.1%}"]


def _by(lead: Lead) -> str:
    low, high = lead["interval"]
    return f"{lead['difference']:+.1%} ({low:+.1%} to {high:+.1%}) for {lead['people']} people"
