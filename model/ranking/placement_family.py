"""Placements that share a ranker, and the sources that it sees there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.ranking.features import feature_names
from model.retrieval.sources import SOURCES


@dataclass(frozen=True)
class PlacementFamily:
    """The order of `sources` is that of the rankers' columns; `placement` is one of the family."""

    name: str
    placement: str
    sources: Sequence[str]

    @cached_property
    def preselection(self) -> Mapping[str, float]:
        """The weight of each source in the choice of the candidates that the ranker sees."""
        return {each: SOURCES[each].preselection for each in self.sources}

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """The weight of each source in the weighted sum."""
        return {each: SOURCES[each].weights[self.placement] for each in self.sources}

    @cached_property
    def features(self) -> tuple[str, ...]:
        """Names of the columns that its trees read."""
        return feature_names(self.sources)


PERSON = PlacementFamily(
    "person",
    "home",
    (
        "purchase_frequency",
        "als",
        "ease",
        "history_item_to_item",
        "recent_item_to_item",
        "popularity",
    ),
)
_RELATED = ("purchase_frequency", "bought_together", "viewed_together", "popularity")
CONTEXT = (
    PlacementFamily("product", "product", (*_RELATED, "als_similar", "content_based")),
    PlacementFamily("cart", "cart", (*_RELATED, "als")),
    PlacementFamily("post_purchase", "post_purchase", (*_RELATED, "als")),
)
"""One for each placement: what completes a cart is not what is wanted next time."""

FAMILIES = {each.name: each for each in (PERSON, *CONTEXT)}


def find_family(placement: str) -> PlacementFamily:
    """Return the family of a placement."""
    return FAMILIES.get(placement, PERSON)
