"""Choose what ranks a request: the learned ranker of its placement, or the weighted sum."""

from collections.abc import Mapping

from model.query import Query
from model.ranking.placement_family import PERSON, find_family
from model.ranking.ranker import Ranker
from model.ranking.weighted_sum import WeightedSum


class Blender:
    """`rankers` are by the name of their family of placements."""

    def __init__(self, rankers: Mapping[str, Ranker]) -> None:
        self._rankers, self._weighted_sum = rankers, WeightedSum()

    @property
    def learned_person(self) -> bool:
        """Whether a ranker serves the placements that know only the person."""
        return PERSON.name in self._rankers

    def ranker_for(self, query: Query) -> Ranker | WeightedSum:
        """Return the ranker of the placement, if it learned from people like this one."""
        ranker = self._rankers.get(find_family(query.placement).name)
        return ranker if ranker and ranker.serves(query.history) else self._weighted_sum

    def without_ranker(self) -> "Blender":
        """Return what ranks everything by the weighted sum."""
        return Blender({})
