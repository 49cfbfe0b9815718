"""Choose what ranks a request: trees, the weighted sum or popularity, as measured on the shop."""

from collections.abc import Collection, Mapping

from model.query import Query
from model.ranking.placement_family import PERSON, find_family
from model.ranking.ranker import Ranker
from model.ranking.weighted_sum import ByPopularity, WeightedSum


class Blender:
    """`rankers` are by the name of their family of placements.

    `by_popularity` are the names of the families that popularity serves.
    """

    def __init__(self, rankers: Mapping[str, Ranker], by_popularity: Collection[str] = ()) -> None:
        self._rankers, self._weighted_sum = rankers, WeightedSum()
        self._by_popularity = dict.fromkeys(by_popularity, ByPopularity())

    @property
    def learned_person(self) -> bool:
        """Whether a ranker serves the placements that know only the person."""
        return PERSON.name in self._rankers

    def ranker_for(self, query: Query) -> Ranker | WeightedSum:
        """Return what serves the placement; a ranker only if it learned from people like this."""
        family = find_family(query.placement).name
        if popular := self._by_popularity.get(family):
            return popular
        ranker = self._rankers.get(family)
        return ranker if ranker and ranker.serves(query.history) else self._weighted_sum

    def without_ranker(self) -> "Blender":
        """Return what ranks everything by the weighted sum."""
        return Blender({})
