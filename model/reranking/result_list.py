"""Stage 4: fill the list: one item a group, pins at their places, scores strictly falling."""

from collections.abc import Sequence
from functools import partial
from math import inf

import numpy as np

from model.query import ScoredItem
from model.reranking.exploration import NewItemPlaces
from model.reranking.reranker import RerankedCandidates
from model.retrieval.fallback import Fallback
from model.retrieval.scored_candidates import ScoredCandidate, ScoredCandidates
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.sources import SOURCES
from model.rules.compiled import Pin

BELOW = 1.0 - 1e-6
"""The factor by which a score stays below the one before it, in ties and in late fallbacks."""


def fill(
    context: ScoringContext, reranked: RerankedCandidates, fallback: Fallback
) -> list[ScoredItem]:
    """Return `n` items, or all that pass the filters if there are fewer; best first.

    What the reranked candidates leave open, the fallback fills; groups that a rule sends to the end
    come last.
    """
    result = ResultList(context, reranked.new_items)
    result.add(reranked.candidates, context)
    if result.missing:
        found = fallback.candidates(context, result.missing, result.taken, reranked.floor)
        result.add(found, context)
    if result.missing and context.rules.buried:
        last = context.with_buried()
        found = fallback.candidates(last, result.missing, result.taken, 1.0)
        result.add(found, last, explore=False)
    return result.end()


class ResultList:
    """Takes candidates until it has the items that `context` asks for.

    Of two pins for one place the first gets it, the other the next one. A pin that cannot be shown
    is left out; a pin outside the list is ignored.
    """

    def __init__(self, context: ScoringContext, new_items: NewItemPlaces) -> None:
        self._n = context.query.n
        self._items: list[ScoredItem] = []
        self._pinned: dict[int, str] = {}
        self._new_items, self._step, self._offered = list(new_items.groups), new_items.step, 0
        self.taken = {int(group) for group in context.groups.shown[context.blocked]}
        for pin in context.rules.pins:
            self._place(pin, context)

    @property
    def missing(self) -> int:
        """The number of places that are free."""
        return self._n - len(self._items) - len(self._pinned)

    def add(
        self,
        candidates: ScoredCandidates,
        context: ScoringContext,
        *,
        explore: bool = True,
    ) -> None:
        """Add candidates, best first, as far as there is room; new items between them."""
        if not self._pinned and not (explore and self._new_items):
            self._add_together(candidates, context)
            return
        for each in candidates:
            if explore and self._new_items:
                self._add_new_item(each.score, context)
            if self._pinned:
                self._pin(each.score)
            if len(self._items) + len(self._pinned) >= self._n:
                return
            self._add(each, context)

    def end(self) -> list[ScoredItem]:
        """Return the list; pins whose places were not reached stand at its end."""
        for place in sorted(self._pinned):
            self._append(self._pinned[place], 1.0, "pinned", None)
        return self._items

    def _add_together(self, candidates: ScoredCandidates, context: ScoringContext) -> None:
        """Add candidates between which nothing else stands; their items are read at once."""
        start, groups = 0, context.groups
        while self.missing > 0 and start < len(candidates):
            wanted = self.missing
            shown = groups.shown[candidates.groups[start : start + 2 * wanted]].tolist()
            at = self._fresh(shown)[:wanted]
            places = start + np.array(at, np.intp)
            picked = groups.pick_each(candidates.groups[places], context.passing, context.own_items)
            kept = [place for place, item in enumerate(picked) if item is not None]
            self.taken.update([shown[at[place]] for place in kept])
            self._extend([picked[place] for place in kept], candidates.select(places[kept]))
            start += at[-1] + 1 if len(at) == wanted else len(shown)

    def _fresh(self, shown: Sequence[int]) -> list[int]:
        """Return the first places of groups that are not in the list yet."""
        first = dict(zip(reversed(shown), range(len(shown) - 1, -1, -1), strict=True))
        return sorted([at for group, at in first.items() if group not in self.taken])

    def _extend(self, items: Sequence[str | None], candidates: ScoredCandidates) -> None:
        """Append the items [k] of candidates [k], their scores strictly falling."""
        scores, below = [], self._items[-1].score * BELOW if self._items else inf
        for score in candidates.scores.tolist():
            scores.append(min(below, score))
            below = scores[-1] * BELOW
        columns = zip(items, scores, *candidates.explanations(), strict=True)
        self._items.extend(map(partial(tuple.__new__, ScoredItem), columns))

    def _add_new_item(self, score: float, context: ScoringContext) -> None:
        """Add a new item where its place is next; candidates that are skipped count as places."""
        self._offered += 1
        if self._offered % self._step:
            return
        self._offered += 1
        self._pin(score)
        if self.missing:
            group, reason = self._new_items.pop(0), SOURCES["new_items"].reason
            self._add(ScoredCandidate(group, score, reason, None), context)

    def _add(self, each: ScoredCandidate, context: ScoringContext) -> None:
        groups = context.groups
        shown = int(groups.shown[each.group])
        if shown in self.taken:
            return
        item = groups.pick(each.group, context.passing, context.own_items())
        if item is not None:
            self.taken.add(shown)
            self._append(item, each.score, each.reason, each.because_item_id)

    def _place(self, pin: Pin, context: ScoringContext) -> None:
        passing = context.allowed if context.passing is None else context.passing
        if pin.shown in self.taken or not passing[pin.row]:
            return
        place = pin.position
        while place in self._pinned:
            place += 1
        if place <= self._n:
            self._pinned[place] = pin.item_id
            self.taken.add(pin.shown)

    def _pin(self, score: float) -> None:
        """Append pins whose places are next; a pin's score is that of its neighbour."""
        while (item := self._pinned.pop(len(self._items) + 1, None)) is not None:
            self._append(item, score, "pinned", None)

    def _append(self, item: str, score: float, reason: str, because: str | None) -> None:
        below = self._items[-1].score * BELOW if self._items else score
        self._items.append(ScoredItem(item, float(min(score, below)), reason, because))
