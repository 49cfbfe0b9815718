"""Placements that share a ranker, and what it hears there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from model.ranking.features import named
from model.ranking.preselection import SOURCES
from model.retrieval import context_sources as beside
from model.retrieval import person_sources as personal


@dataclass(frozen=True)
class Family:
    """`sources`: each one's weight in the choice of the pool; `by_hand`: what it has by hand."""

    name: str
    sources: Mapping[str, float]
    by_hand: Mapping[str, float]

    @cached_property
    def features(self) -> tuple[str, ...]:
        """Names of the columns that its trees read."""
        return named(self.sources)


AROUND = {"own": 1.0, "bought_together": 1.0, "viewed_together": 1.0, "popular": 0.3}

PERSONAL = Family("personal", SOURCES, personal.WEIGHTS)
BESIDE = (
    Family("product", AROUND | {"alike": 0.7, "similar": 0.7}, beside.WEIGHTS),
    Family("cart", AROUND | {"liked": 0.7}, beside.WEIGHTS),
    Family("post_purchase", AROUND | {"liked": 0.7}, beside.WEIGHTS),
)
"""One for each placement: what completes a cart is not what is wanted next time."""

FAMILIES = {each.name: each for each in (PERSONAL, *BESIDE)}


def of(placement: str) -> Family:
    """Return the family of a placement."""
    return FAMILIES.get(placement, PERSONAL)
