"""What a recommender answers with, and what it is asked with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.catalogue.groups import Groups
from model.query import Query
from model.retrieval.affinity import Weighting
from model.retrieval.history_columns import LastAsked, Mentions

T = TypeVar("T")

LIMIT = 150
"""Candidates a recommender hands on: more than any list asks for, cheap to merge.

With 300 the Complete Journey's NDCG@20 of a window before the last was .3703 (new products .0501),
with 150 .3708 (.0502), with 100 .3697 (.0495).
"""


@dataclass(frozen=True)
class Candidates:
    """Distinct groups int32 [k] with scores float32 [k] in 0..1, and why each is there.

    `because` int32 [k] points into `sources` (item ids), −1 where no single item is the reason.
    `scale` is what a score of 1 was before: times it, scores of different people compare.
    """

    groups: NDArray[np.int32]
    scores: NDArray[np.float32]
    because: NDArray[np.int32]
    sources: tuple[str, ...] = ()
    scale: float = 1.0

    @classmethod
    def none(cls) -> "Candidates":
        """Nothing to say."""
        return cls.of(np.zeros(0, np.int32), np.zeros(0, np.float32))

    @classmethod
    def of(cls, groups: NDArray[Any], scores: NDArray[Any]) -> "Candidates":
        """Candidates that stand on no single item; scores ≤ 0 are dropped, the best becomes 1."""
        kept = scores > 0
        groups, scores = groups[kept].astype(np.int32), scores[kept].astype(np.float32)
        top = np.float32(scores.max(initial=0.0) or 1.0)
        alone = np.full(len(groups), -1, np.int32)
        return cls(groups, (scores / top).astype(np.float32), alone, scale=float(top))

    def softened(self, by: float) -> "Candidates":
        """The same candidates with every score times `by`."""
        return replace(self, scores=(self.scores * by).astype(np.float32))

    def named(self, item: str) -> "Candidates":
        """The same candidates, all standing on one item."""
        return replace(self, because=np.zeros(len(self.groups), np.int32), sources=(item,))


@dataclass(frozen=True)
class Request:
    """A query with its ids resolved; what several recommenders need is worked out once.

    `blocked` groups are never shown, `regretted` ones only where nothing else is left.
    """

    query: Query
    groups: Groups
    weighting: Weighting
    blocked: NDArray[np.int32]
    regretted: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    last: LastAsked = field(default_factory=LastAsked, repr=False)
    _answers: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def passing(self) -> NDArray[np.bool_] | None:
        """Mask over the catalogue's rows: what passes the filters; None without a catalogue."""
        return self.groups.passing(self.query)

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Mask over all groups: what may be shown."""
        unwanted = np.concatenate([self.blocked, self.regretted])
        return self.groups.allowed(self.query, self.passing, unwanted)

    def left(self) -> NDArray[np.int32]:
        """Return the regretted groups that may be shown, if it must be."""
        if not len(self.regretted):
            return self.regretted
        allowed = self.groups.allowed(self.query, self.passing, self.blocked)
        return self.regretted[allowed[self.regretted]]

    def own(self) -> Iterator[str]:
        """Yield the items the person met, the newest first, then what they ever bought."""
        history = self.query.history
        yield from (each.item_id for each in history.interactions)
        yield from (each.item_id for each in history.purchased)

    @cached_property
    def mentions(self) -> Mentions:
        """The history as columns."""
        return self.last.mentions(self.query.history, self.groups, self.weighting)

    def of(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each item id, −1 unknown; the history's are looked up once."""
        known = self._known
        if missing := [item for item in ids if item not in known]:
            known.update(zip(missing, self.groups.of(missing).tolist(), strict=True))
        return np.fromiter((known[item] for item in ids), np.int32, len(ids))

    @cached_property
    def _known(self) -> dict[str, int]:
        return dict(zip(self.mentions.items, self.mentions.groups.tolist(), strict=True))

    def candidates(self, recommender: "Recommender") -> Candidates:
        """Return a recommender's candidates, worked out once for a request."""
        return self.once(recommender.name, lambda: recommender.score(self))

    def once(self, name: str, work: Callable[[], T]) -> T:
        """Return what a work answers, done once for a request."""
        if name not in self._answers:
            self._answers[name] = work()
        found: T = self._answers[name]
        return found


class Recommender(Protocol):
    """One algorithm. `score` answers only with groups that `request.allowed` lets through."""

    name: str
    reason: str

    def score(self, request: Request) -> Candidates:
        """Return the best candidates for a request, in any order."""


def best(scores: NDArray[Any], groups: NDArray[Any] | None = None) -> Candidates:
    """Keep the `LIMIT` highest of many scores: those of `groups`, else of groups 0 to n."""
    at = np.argpartition(scores, -LIMIT)[-LIMIT:] if len(scores) > LIMIT else np.arange(len(scores))
    return Candidates.of(at if groups is None else groups[at], scores[at])
