"""The rows that trees learn from: gathered by the code that serves, one case a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact
from model.evaluation.people import Case
from model.evaluation.sheet import K
from model.query import Query
from model.ranking.features import FEATURES, GroupFacts, features
from model.ranking.pool import pool
from model.scoring import Scorer

Array = NDArray[Any]


@dataclass(frozen=True)
class Rows:
    """Candidates of many cases below each other; `wanted` is how many groups each case sought.

    `person` numbers who was asked: the cases of one person and window are alike.
    """

    features: Array  # (candidates, features) float32
    hit: Array  # (candidates) bool
    sizes: Array  # (cases)
    wanted: Array  # (cases)
    hand_made: Array  # (candidates) what the hand-made blend gives them
    person: Array  # (cases)
    heard: Array  # (cases, sources) bool: which sources had anything to say

    def part(self, cases: Array) -> "Rows":
        """Return some of the cases, by a mask."""
        rows = np.repeat(cases, self.sizes)
        return Rows(
            features=self.features[rows],
            hit=self.hit[rows],
            sizes=self.sizes[cases],
            wanted=self.wanted[cases],
            person=self.person[cases],
            hand_made=self.hand_made[rows],
            heard=self.heard[cases],
        )

    def ndcg(self, scores: Array) -> Array:
        """Return NDCG@K of each case, when its candidates stand in the order of the scores."""
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        order = np.lexsort((-scores, owner))
        starts = np.cumsum(self.sizes) - self.sizes
        rank = np.arange(len(order)) - np.repeat(starts, self.sizes)
        gain = np.where((rank < K) & self.hit[order], 1.0 / np.log2(rank + 2), 0.0)
        best = np.cumsum(1.0 / np.log2(np.arange(K) + 2))
        ideal = best[np.minimum(self.wanted, K) - 1]
        return np.asarray(np.bincount(owner, gain, len(self.sizes)) / ideal)


def collect(
    model: Artifact,
    cases: Sequence[Case],
    names: dict[str, int],
    *,
    now: int,
    step: Callable[[float], None],
) -> Rows:
    """Ask for everything each person bought, and every other one for what was new to them alone.

    `names`: group to code. `model` must know nothing of the time the cases tell of.
    """
    scorer, facts = Scorer(model, None), GroupFacts.of(model)
    found: list[tuple[Any, ...]] = []
    for done, case in enumerate(cases, start=1):
        home = Query("home", K, now, case.history)
        found.append((*_rows(scorer, facts, home, case.relevant, names), done))
        if case.fresh and done % 2:
            fresh = replace(home, exclude=case.seen)
            found.append((*_rows(scorer, facts, fresh, case.fresh, names), done))
        if done % 50 == 0 or done == len(cases):
            step(done / len(cases))
    columns = list(zip(*found, strict=True))
    matrix, hit, hand_made = (np.concatenate(columns[at]) for at in range(3))
    return Rows(
        matrix,
        hit,
        hand_made=hand_made,
        sizes=np.array([len(each) for each in columns[1]]),
        wanted=np.array(columns[3]),
        heard=np.array(columns[4]),
        person=np.array(columns[5]),
    )


def joined(parts: Sequence[Rows]) -> Rows:
    """Return the cases of several windows as one."""
    ends = np.cumsum([0, *(int(each.person.max(initial=0)) + 1 for each in parts)]).tolist()
    apart = [
        replace(each, person=each.person + end) for each, end in zip(parts, ends, strict=False)
    ]
    names = [each.name for each in fields(Rows)]
    return Rows(**{name: np.concatenate([getattr(each, name) for each in apart]) for name in names})


def _rows(
    scorer: Scorer, facts: GroupFacts, query: Query, relevant: frozenset[str], names: dict[str, int]
) -> tuple[Array, Array, Array, int, Array]:
    request = scorer.request(query)
    mix = scorer.blend.heard(request)
    chosen = pool(mix)
    hit = np.isin(chosen.groups, [names[name] for name in relevant])
    rows = features(facts, request, chosen).reshape(-1, len(FEATURES))
    heard = np.asarray((chosen.scores > 0).any(axis=1))
    return rows, hit, mix.sums[chosen.at], len(relevant), heard
