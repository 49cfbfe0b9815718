"""Whether a candidate may take over from the model in service: a pure decision over what was seen.

A model that is refused is kept with the reasons, and the old one serves on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.arrays.artifact import Artifact

ENOUGH = 500
"""People that must be asked before a comparison with the model in service means something."""
FEWEST = 30
"""With fewer people not even popularity is a measure: chance decides."""
WORST = -0.02
"""What the candidate may be worse by, relatively, at the lower end of the interval."""

Lead = dict[str, Any]
"""`people`, relative `difference` of NDCG and its `interval`, as `Sheet.over` gives it."""


@dataclass(frozen=True)
class Incumbent:
    """The model in service; or `why` there is none that can be compared."""

    model: Artifact | None = None
    why: str = "no model is in service"
    version: str | None = None

    @property
    def data_until(self) -> int | None:
        """When its data ends, ms; None if it does not say."""
        until = self.model.manifest.get("data_until") if self.model else None
        return until if isinstance(until, int) else None


NOBODY = Incumbent()


@dataclass(frozen=True)
class Evidence:
    """What a trial found: `people` asked, and leads over popularity and over the incumbent."""

    people: int = 0
    over_popular: Lead | None = None
    over_incumbent: Lead | None = None
    incumbent: str | None = None
    not_compared: str | None = "nothing could be held out"


def verdict(evidence: Evidence, faults: Sequence[str]) -> dict[str, Any]:
    """Return what the manifest keeps: `passed`, the `reasons` if not, and what it stands on."""
    reasons = [*faults, *_beaten_by_popularity(evidence), *_worse_than_incumbent(evidence)]
    return {
        "passed": not reasons,
        "reasons": reasons,
        "people": evidence.people,
        "incumbent": evidence.incumbent,
        "not_compared": evidence.not_compared,
        "over_incumbent": evidence.over_incumbent,
        "over_popular": evidence.over_popular,
    }


def _beaten_by_popularity(evidence: Evidence) -> list[str]:
    """Of many people the mean decides; of few, popularity must be better beyond doubt."""
    lead = evidence.over_popular
    if lead is None or lead["people"] < FEWEST:
        return []
    most = lead["difference"] if evidence.people >= ENOUGH else lead["interval"][1]
    return [f"what is popular does better: NDCG {_by(lead)} beside it"] if most < 0 else []


def _worse_than_incumbent(evidence: Evidence) -> list[str]:
    lead = evidence.over_incumbent
    if lead is None or lead["interval"][0] > WORST:
        return []
    beside = f"{evidence.incumbent}, which serves: NDCG {_by(lead)} beside it"
    return [f"it may be worse than {beside}; the lower end must be above {WORST:+.1%}"]


def _by(lead: Lead) -> str:
    low, high = lead["interval"]
    return f"{lead['difference']:+.1%} ({low:+.1%} to {high:+.1%}) for {lead['people']} people"
