"""Recommendations for a person."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

from functions.domain.person import Person
from functions.domain.recommendation_id import RecommendationId, sign
from functions.domain.sale_times import shown_at
from functions.errors import Unavailable
from functions.observability import Meter
from functions.schemas.recommendations import Recommendation
from functions.services.serving.history_reader import HistoryReader
from functions.services.serving.scorer_provider import ScorerProvider
from functions.services.serving.serving_state import ServingState
from model.scoring import History, Query, ScoredItem

logger = logging.getLogger(__name__)
VARIANT = "default"
QueryOptions = Mapping[str, Any]
"""Fields of `model.scoring.Query`, but for the person and the time."""


class Recommend:
    def __init__(
        self,
        *,
        history_reader: HistoryReader,
        scorer_provider: ScorerProvider,
        pool: Executor,
        signing_secret: Callable[[], bytes],
        clock: Callable[[], int],
        new_nonce: Callable[[], str],
        meter: Meter,
        defaults: Mapping[str, Any],
    ) -> None:
        self._history_reader = history_reader
        self._scorer_provider = scorer_provider
        self._pool = pool
        self._signing_secret = signing_secret
        self._clock = clock
        self._new_nonce = new_nonce
        self._meter = meter
        self._defaults = defaults

    def __call__(self, person: Person | None, **options: Any) -> Recommendation:
        """Recommend for a person, or without one.

        `options` are the other fields of `model.scoring.Query`; None stands for the default. What
        cannot be read is left out: the answer is then less personal, never an error.
        """
        return self.page(person, [options])[0]

    def page(
        self, person: Person | None, all_options: Sequence[QueryOptions]
    ) -> list[Recommendation]:
        """Return a list for each of the options in order; no product is in two of the lists."""
        looking = self._pool.submit(self.serving_state) if self._scorer_provider.due else None
        history = self.history(person)
        serving_state = looking.result() if looking else self.serving_state()
        lists: list[Recommendation] = []
        for options in all_options:
            shown = tuple(item.item_id for each in lists for item in each.items)
            lists.append(self.rank(serving_state, person, history, **options, page_items=shown))
        return lists

    def serving_state(self) -> ServingState:
        """Return model and catalogue as of now; changes of the catalogue are looked up if due."""
        return self._scorer_provider.current()

    def rank(
        self,
        serving_state: ServingState,
        person: Person | None,
        history: History,
        *,
        cart: tuple[str, ...] | None = None,
        **options: Any,
    ) -> Recommendation:
        """Return items for a person with this history; `cart` replaces the history's own."""
        if cart is not None:
            history = replace(history, cart=cart)
        given = {name: value for name, value in options.items() if value is not None}
        seed = person.key if person else ""
        asked = {**self._defaults, **given, "seed": seed}
        query = Query(now=self._clock(), history=history, **asked)
        serving_state, ranked = self._ranked(serving_state, query)
        self._meter.count("recommendations")
        return Recommendation.model_validate(
            {
                "recommendation_id": self._name(serving_state, query),
                "placement": query.placement,
                "model_version": serving_state.version,
                "variant": VARIANT,
                "items": _shown(serving_state, ranked, query.now),
            }
        )

    def _ranked(
        self, serving_state: ServingState, query: Query
    ) -> tuple[ServingState, list[ScoredItem]]:
        """The list, and what made it: what is popular and new where the model fails."""
        try:
            return serving_state, serving_state.scorer.recommend(query)
        except Exception:
            logger.exception("recommending without the model %s", serving_state.version)
            self._meter.count("recommendations_without_model")
            rescue = self._scorer_provider.without_model()
            return rescue, rescue.scorer.recommend(query)

    def history(self, person: Person | None) -> History:
        """Return a person's history as far as it can be read now; it is empty without a person."""
        if person is None:
            return History()
        try:
            return self._history_reader.load(person)
        except Unavailable as error:
            logger.warning("recommending without history: %s", error)
            self._meter.count("recommendations_without_history")
            return History()
        except Exception:  # a row that is damaged may fail in any way
            logger.exception("recommending without a history that cannot be read")
            self._meter.count("recommendations_without_history")
            return History()

    def _name(self, serving_state: ServingState, query: Query) -> str:
        nonce = self._new_nonce()
        name = RecommendationId(serving_state.version, query.placement, VARIANT, query.now, nonce)
        try:
            return sign(name, self._signing_secret())
        except Unavailable as error:  # an answer that cannot be attributed beats no answer
            logger.warning("recommending without a signed id: %s", error)
            return nonce


def _shown(
    serving_state: ServingState, ranked: Sequence[ScoredItem], now: int
) -> list[dict[str, Any]]:
    """The fields of each `RecommendedItem`, which pydantic makes all at once.

    The items have their ranks, and what the catalogue shows of them at `now` (UTC ms).
    """
    shown = serving_state.scorer.groups.attributes([each.item_id for each in ranked])
    return [
        {
            **each._asdict(),
            "rank": rank,
            "item": shown_at(item, now) if item else item,
        }
        for rank, (each, item) in enumerate(zip(ranked, shown, strict=True), start=1)
    ]
