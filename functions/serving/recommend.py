"""What to show this person, here and now."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from functions.domain.person import Person
from functions.domain.recommendation_id import RecommendationId, sign
from functions.errors import Unavailable
from functions.observability import Meter
from functions.serving.history import Histories
from functions.serving.ranking import Ranking
from functions.serving.scorers import Scorers
from model.scoring import History, Query, ScoredItem

logger = logging.getLogger(__name__)
VARIANT = "default"
Wish = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecommendedItem:
    """`because` is the item the reason stands on; `item` what the catalogue says of it."""

    item_id: str
    rank: int
    score: float
    reason: str
    because: str | None
    item: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Recommendation:
    recommendation_id: str
    placement: str
    model_version: str
    variant: str
    items: list[RecommendedItem]


class Recommend:
    def __init__(
        self,
        *,
        histories: Histories,
        scorers: Scorers,
        pool: Executor,
        signing_secret: Callable[[], bytes],
        clock: Callable[[], int],
        new_nonce: Callable[[], str],
        meter: Meter,
        defaults: Mapping[str, Any],
    ) -> None:
        self._histories = histories
        self._scorers = scorers
        self._pool = pool
        self._signing_secret = signing_secret
        self._clock = clock
        self._new_nonce = new_nonce
        self._meter = meter
        self._defaults = defaults

    def __call__(self, person: Person | None, **wish: Any) -> Recommendation:
        """Recommend for a person, or for nobody in particular.

        `wish` holds the rest of `model.scoring.Query`; None stands for the default. What cannot be
        read is done without: the answer is then less personal, never an error.
        """
        return self.page(person, [wish])[0]

    def page(self, person: Person | None, wishes: Sequence[Wish]) -> list[Recommendation]:
        """Recommend for each wish, in their order; no product stands in two of the lists."""
        looking = self._pool.submit(self.ranking)
        history = self.history(person)
        ranking = looking.result()
        lists: list[Recommendation] = []
        for wish in wishes:
            shown = tuple(item.item_id for each in lists for item in each.items)
            lists.append(self.rank(ranking, person, history, **wish, page_items=shown))
        return lists

    def ranking(self) -> Ranking:
        """Model and catalogue as of now; what changed in the catalogue is looked up if due."""
        return self._scorers.current()

    def rank(
        self, ranking: Ranking, person: Person | None, history: History, **wish: Any
    ) -> Recommendation:
        """Recommend for somebody with this history."""
        said = {name: value for name, value in wish.items() if value is not None}
        seed = person.key if person else ""
        asked = {**self._defaults, **said, "seed": seed}
        query = Query(now=self._clock(), history=history, **asked)
        ranking, ranked = self._ranked(ranking, query)
        self._meter.count("recommendations")
        return Recommendation(
            recommendation_id=self._name(ranking, query),
            placement=query.placement,
            model_version=ranking.version,
            variant=VARIANT,
            items=[_shown(ranking, rank, each) for rank, each in enumerate(ranked, start=1)],
        )

    def _ranked(self, ranking: Ranking, query: Query) -> tuple[Ranking, list[ScoredItem]]:
        """The list, and what made it: what is popular and new where the model fails."""
        try:
            return ranking, ranking.scorer.recommend(query)
        except Exception:
            logger.exception("recommending without the model %s", ranking.version)
            self._meter.count("recommendations_without_model")
            rescue = self._scorers.without_model()
            return rescue, rescue.scorer.recommend(query)

    def history(self, person: Person | None) -> History:
        """What a person did, as far as it can be read now; nothing for nobody."""
        if person is None:
            return History()
        try:
            return self._histories.load(person)
        except Unavailable as error:
            logger.warning("recommending without history: %s", error)
            self._meter.count("recommendations_without_history")
            return History()
        except Exception:  # a row that is damaged may fail in any way
            logger.exception("recommending without a history that cannot be read")
            self._meter.count("recommendations_without_history")
            return History()

    def _name(self, ranking: Ranking, query: Query) -> str:
        nonce = self._new_nonce()
        name = RecommendationId(ranking.version, query.placement, VARIANT, query.now, nonce)
        try:
            return sign(name, self._signing_secret())
        except Unavailable as error:  # an answer that nobody can attribute beats no answer
            logger.warning("recommending without a signed id: %s", error)
            return nonce


def _shown(ranking: Ranking, rank: int, ranked: ScoredItem) -> RecommendedItem:
    return RecommendedItem(
        item_id=ranked.item_id,
        rank=rank,
        score=ranked.score,
        reason=ranked.reason,
        because=ranked.because_item_id,
        item=ranking.scorer.groups.attributes(ranked.item_id),
    )
