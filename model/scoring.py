"""The way from a question to a ranked list; numpy only, so it fits in the API's process."""

from collections.abc import Iterator
from copy import copy

import numpy as np

from model.artifact import Artifact
from model.blend import Blend
from model.changes import Changes
from model.groups import Groups
from model.query import (
    PLACEMENTS,
    REASONS,
    History,
    Interaction,
    Purchased,
    Query,
    Ranked,
)
from model.ranking.ranker import Ranker
from model.recommenders.als import Als
from model.recommenders.candidates import Recommender, Request
from model.recommenders.own_frequency import OwnFrequency
from model.recommenders.popular import Popular
from model.recommenders.together import Together
from model.settings import HALF_LIFE_DAYS, WEIGHTS
from model.snapshot import Snapshot
from model.taste import Weighting, last_bought
from model.voices import Choice

__all__ = [
    "PLACEMENTS",
    "REASONS",
    "History",
    "Interaction",
    "Purchased",
    "Query",
    "Ranked",
    "Scorer",
]

SOFTER = 1.0 - 1e-6
"""Ties and late fallbacks still get a score below the one before them."""


class Scorer:
    """Ranks over one model and one snapshot, either of which may be missing."""

    def __init__(self, model: Artifact | None, snapshot: Snapshot | None) -> None:
        self.groups = Groups(model, snapshot)
        settings = model.manifest["settings"] if model else {}
        self._weighting = Weighting(
            settings.get("weights", WEIGHTS), settings.get("half_life_days", HALF_LIFE_DAYS)
        )
        own = OwnFrequency()
        als = Als(model) if model else None
        self._popular = Popular(model) if model else None
        both = [Together(model, name) for name in ("bought", "viewed")] if model else []
        together = [each for each in both if each.width]
        ranker = Ranker.of(model, "personal") if model else None
        self.blend = Blend(own, als, together, self._popular, ranker)
        every: list[Recommender | None] = [own, als, *together, self._popular]
        self.recommenders = {each.name: each for each in every if each is not None}

    def overlaid(self, changes: Changes) -> "Scorer":
        """Return a scorer over the same model, and a catalogue that changed since its snapshot."""
        later = copy(self)
        later.groups = self.groups.overlaid(changes)
        return later

    def by_hand(self) -> "Scorer":
        """Return a scorer that does without the learned ranker, to see what that is worth."""
        other = copy(self)
        other.blend = self.blend.by_hand()
        return other

    def recommend(self, query: Query) -> list[Ranked]:
        """Return `n` items, or all that pass the filters if there are fewer; best first.

        `ValueError` for a placement that does not exist.
        """
        if query.placement not in PLACEMENTS:
            raise ValueError(f"no placement {query.placement!r}; use one of {PLACEMENTS}")
        return self.answer(self.request(query))

    def answer(self, request: Request) -> list[Ranked]:
        """Return the list of the query's placement."""
        return self._select(self._chain(request), request)

    def alone(self, name: str, request: Request) -> list[Ranked]:
        """Return what one recommender alone would show, without fallbacks: for evaluation."""
        recommender = self.recommenders[name]
        found = request.candidates(recommender)
        order: list[int] = np.argsort(-found.scores, kind="stable").tolist()
        choices: Iterator[Choice] = (
            (int(found.groups[at]), float(found.scores[at]), recommender.reason, None)
            for at in order
        )
        return self._select(choices, request)

    def request(self, query: Query) -> Request:
        """Resolve the ids of a query, and block what its placement must not show."""
        named: dict[str, list[str | None]] = {
            "product": [query.item_id],
            "cart": list(query.history.cart),
            "post_purchase": list(last_bought(query.history)),
        }
        blocked = self.groups.of([item for item in named.get(query.placement, []) if item])
        return Request(query, self.groups, self._weighting, blocked[blocked >= 0])

    def _chain(self, request: Request) -> Iterator[Choice]:
        """Yield choices: personal and item-to-item, popular in category, popular, newest.

        Each step is reached only if those before it did not fill the list.
        """
        ceiling = 1.0
        for choice in self.blend.choices(request):
            ceiling = choice[1]
            yield choice
        for group, reason in self._fallbacks(request):
            yield group, ceiling, reason, None

    def _fallbacks(self, request: Request) -> Iterator[tuple[int, str]]:
        query, allowed = request.query, request.allowed
        category = query.category or self._category_at_hand(query)
        if self._popular and category is not None:
            within = allowed & self.groups.within(category)
            for group in self._popular.walk(within, query.channel):
                yield group, "popular_in_category"
        if self._popular:
            for group in self._popular.walk(allowed, query.channel):
                yield group, "popular"
        for group in self.groups.newest(allowed):
            yield group, "new"

    def _category_at_hand(self, query: Query) -> str | None:
        """Return the category of the product a page shows."""
        if query.item_id is None:
            return None
        group = int(self.groups.of([query.item_id])[0])
        return self.groups.category_of(group) if group >= 0 else None

    def _select(self, choices: Iterator[Choice], request: Request) -> list[Ranked]:
        """Take choices until the list is full: one item a group, scores strictly falling."""
        ranked: list[Ranked] = []
        done = {int(group) for group in self.groups.shown[request.blocked]}
        score = np.inf
        for group, raw, reason, because in choices:
            if len(ranked) >= request.query.n:
                break
            shown = int(self.groups.shown[group])
            item = (
                None if shown in done else self.groups.pick(group, request.passing, request.own())
            )
            if item is None:
                continue
            done.add(shown)
            score = min(raw, score * SOFTER)
            ranked.append(Ranked(item, float(score), reason, because))
        return ranked
