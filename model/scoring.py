"""The way from a question to a ranked list; numpy only, so it fits in the API's process."""

from collections.abc import Iterator, Sequence
from copy import copy

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.catalogue.changes import Changes
from model.catalogue.groups import Groups
from model.catalogue.snapshot import Snapshot
from model.query import (
    PLACEMENTS,
    REASONS,
    History,
    Interaction,
    Purchased,
    Query,
    Ranked,
)
from model.ranking.blender import Blend
from model.ranking.ranker import rankers
from model.reranking.exploration import explored
from model.reranking.result_list import Listing
from model.reranking.window import without_cause
from model.retrieval.affinity import Weighting, last_bought
from model.retrieval.candidate_sources import Placements
from model.retrieval.candidates import Request
from model.retrieval.fallback import Chain
from model.retrieval.history_columns import LastAsked
from model.retrieval.merged_candidates import Choice
from model.retrieval.negative_feedback import regretted
from model.retrieval.recommender_set import Speakers
from model.retrieval.trending import Trending
from model.rules.compiled import Effect, Ruleset
from model.rules.rule import Rule
from model.settings import HALF_LIFE_DAYS, WEIGHTS

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


class Scorer:
    """Ranks over one model and one snapshot, either of which may be missing."""

    def __init__(self, model: Artifact | None, snapshot: Snapshot | None) -> None:
        self.groups = Groups(model, snapshot)
        settings = model.manifest["settings"] if model else {}
        self._weighting = Weighting(
            settings.get("weights", WEIGHTS), settings.get("half_life_days", HALF_LIFE_DAYS)
        )
        speakers = Speakers.of(model)
        self._popular = speakers.popular
        self._trending = Trending.of(model) if model else None
        self.blend = Blend(Placements(speakers), rankers(model) if model else {})
        self.recommenders = speakers.by_name
        self._rules = Ruleset((), self.groups)
        self._last = LastAsked()

    def overlaid(self, changes: Changes) -> "Scorer":
        """Return a scorer over the same model, and a catalogue that changed since its snapshot."""
        later = copy(self)
        later.groups = self.groups.overlaid(changes)
        later._rules = self._rules.over(later.groups)
        return later

    def ruled(self, rules: Sequence[Rule]) -> "Scorer":
        """Return a scorer over the same model and catalogue that obeys these rules."""
        other = copy(self)
        other._rules = Ruleset(rules, self.groups)
        return other

    def by_hand(self) -> "Scorer":
        """Return a scorer that does without the learned ranker, to see what that is worth."""
        other = copy(self)
        other.blend = self.blend.by_hand()
        return other

    def without_sessions(self) -> "Scorer":
        """Return a scorer that does without the session ranker, to see what that is worth."""
        other = copy(self)
        other.blend = self.blend.without_sessions()
        return other

    def recommend(self, query: Query) -> list[Ranked]:
        """Return `n` items, or all that pass the filters if there are fewer; best first.

        `ValueError` for a placement that does not exist.
        """
        if query.placement not in PLACEMENTS:
            raise ValueError(f"no placement {query.placement!r}; use one of {PLACEMENTS}")
        return self._merchandised(query, self._rules.effect(query) or Effect.none(self.groups))

    def answer(self, request: Request) -> list[Ranked]:
        """Return the list of the query's placement as it was learned, whatever the rules say."""
        return self._listed(self._chain.choices(request), request)

    def alone(self, name: str, request: Request) -> list[Ranked]:
        """Return what one recommender alone would show, without fallbacks: for evaluation."""
        recommender = self.recommenders[name]
        found = request.candidates(recommender)
        order: list[int] = falling(found.scores).tolist()
        choices: Iterator[Choice] = (
            (int(found.groups[at]), float(found.scores[at]), recommender.reason, None)
            for at in order
        )
        return self._listed(choices, request)

    def request(self, query: Query, groups: Groups | None = None) -> Request:
        """Resolve the ids of a query, and block what its placement must not show."""
        named: dict[str, list[str | None]] = {
            "product": [query.item_id],
            "cart": list(query.history.cart),
            "post_purchase": list(last_bought(query.history)),
        }
        beside = [*named.get(query.placement, []), *query.beside]
        blocked = self.groups.of([item for item in beside if item])
        unwanted = self.groups.of(regretted(query.history, query.now))
        return Request(
            query,
            groups or self.groups,
            self._weighting,
            blocked[blocked >= 0],
            unwanted[unwanted >= 0],
            self._last,
        )

    def _merchandised(self, query: Query, effect: Effect) -> list[Ranked]:
        """Return the list that rules and knobs make of what was learned."""
        chain, request = self._chain, self.request(query, effect.groups)
        listing = Listing(request, effect.pins)
        if effect.factors is not None or query.reordered:
            choices = chain.reordered(request, effect)
        else:
            choices = chain.choices(request)
        listing.take(explored(choices, request), request)
        if effect.every is not effect.groups and not listing.full:
            every = self.request(query, effect.every)
            listing.take(without_cause(chain.fallbacks(every), 1.0), every)
        return listing.end()

    @property
    def _chain(self) -> Chain:
        return Chain(self.blend, self._popular, self._trending)

    def _listed(self, choices: Iterator[Choice], request: Request) -> list[Ranked]:
        listing = Listing(request)
        listing.take(choices, request)
        return listing.end()
