"""The rows that trees learn from: gathered by the code that serves, one case a question."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.dataset.parallel import Step, tell_some
from model.evaluation.cases import Case
from model.evaluation.context_queries import Occasion
from model.evaluation.metric_table import K
from model.query import Query
from model.ranking import placement_family as family
from model.ranking.features import GroupFacts, features
from model.ranking.preselection import pool
from model.scoring import Scorer
from model.training.ranking.ranker_dataset import Rows

Array = NDArray[Any]
Asked = tuple[int, Query, frozenset[str]]
"""The number of a person, what is asked of them, and the groups that they then wanted."""


def collect(
    model: Artifact, cases: Sequence[Case], names: dict[str, int], *, now: int, step: Step
) -> Rows:
    """Ask for everything each person bought, and every other one for what was new to them alone.

    `names`: group to code. `model` must know nothing of the time the cases tell of.
    """

    def asked() -> Iterator[Asked]:
        for done, case in enumerate(cases, start=1):
            yield done, Query("home", K, now, case.history), case.relevant
            if case.fresh and done % 2:
                yield done, Query("home", K, now, case.history, exclude=case.seen), case.fresh
            tell_some(step, done, len(cases))

    return _rows(model, asked(), names)


def collect_beside(
    model: Artifact, occasions: Sequence[Occasion], names: dict[str, int], *, step: Step
) -> dict[str, Rows]:
    """Ask what the occasions ask; rows by the name of the family of their placement."""

    def asked(placement: str) -> Iterator[Asked]:
        for done, each in enumerate(occasions, start=1):
            if each.query.placement == placement:
                yield done, each.query, each.relevant
                tell_some(step, done, len(occasions))

    placements = dict.fromkeys(each.query.placement for each in occasions)
    return {family.of(each).name: _rows(model, asked(each), names) for each in placements}


def _rows(model: Artifact, asked: Iterable[Asked], names: dict[str, int]) -> Rows:
    scorer, facts = Scorer(model, None), GroupFacts.of(model)
    found = [
        (*_case(scorer, facts, query, relevant, names), len(relevant), person)
        for person, query, relevant in asked
    ]
    columns: list[Sequence[Any]] = list(zip(*found, strict=True))
    matrix, hit, hand_made, near = (np.concatenate(columns[at]) for at in range(4))
    return Rows(
        matrix,
        hit,
        hand_made=hand_made,
        near=near,
        sizes=np.array([len(each) for each in columns[1]]),
        heard=np.array(columns[4]),
        wanted=np.array(columns[5]),
        person=np.array(columns[6]),
    )


def _case(
    scorer: Scorer, facts: GroupFacts, query: Query, relevant: frozenset[str], names: dict[str, int]
) -> tuple[Array, Array, Array, Array, Array]:
    """Return features, hits, hand-made scores and what is near; and which sources were heard."""
    request, asked = scorer.request(query), family.of(query.placement)
    mix = scorer.blend.heard(request)
    chosen = pool(mix, asked.sources)
    hit = np.isin(chosen.groups, [names[name] for name in relevant])
    rows = features(facts, request, chosen).reshape(-1, len(asked.features))
    heard = np.asarray((chosen.scores > 0).any(axis=1))
    return rows, hit, mix.sums[chosen.at], scorer.blend.near(request, mix)[chosen.at], heard
