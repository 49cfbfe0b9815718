"""Collect the rows that trees learn from, with the code that serves: one case a query."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.dataset.parallel import Step, report_progress
from model.evaluation.cases import Case
from model.evaluation.context_queries import ContextQuery
from model.evaluation.metric_table import K
from model.query import Query
from model.ranking.features import GroupFacts, features
from model.ranking.placement_family import find_family
from model.ranking.preselection import preselect
from model.reranking.related_quota import related_items
from model.scoring import Scorer
from model.training.ranking.ranker_dataset import RankerDataset

Array = NDArray[Any]
Asked = tuple[int, Query, frozenset[str]]
"""The number of a person, a query of them, and the groups that they then wanted."""


def collect_home(
    model: Artifact, cases: Sequence[Case], codes: dict[str, int], *, now: int, step: Step
) -> RankerDataset:
    """Return the rows of all purchases of each person, and of every other one's new groups.

    `codes`: group to code. `model` must know nothing of the time after `now` (ms).
    """

    def asked() -> Iterator[Asked]:
        for done, case in enumerate(cases, start=1):
            yield done, Query("home", K, now, case.history), case.relevant
            if case.fresh and done % 2:
                yield done, Query("home", K, now, case.history, exclude=case.seen), case.fresh
            report_progress(step, done, len(cases))

    return _dataset(model, asked(), codes)


def collect_context(
    model: Artifact, queries: Sequence[ContextQuery], codes: dict[str, int], *, step: Step
) -> dict[str, RankerDataset]:
    """Return the rows of queries with an item, a cart or an order, by the family's name."""

    def asked(placement: str) -> Iterator[Asked]:
        for done, each in enumerate(queries, start=1):
            if each.query.placement == placement:
                yield done, each.query, each.relevant
                report_progress(step, done, len(queries))

    placements = dict.fromkeys(each.query.placement for each in queries)
    return {find_family(each).name: _dataset(model, asked(each), codes) for each in placements}


def _dataset(model: Artifact, asked: Iterable[Asked], codes: dict[str, int]) -> RankerDataset:
    scorer, facts = Scorer(model, None), GroupFacts.from_model(model)
    found = [
        (*_case(scorer, facts, query, relevant, codes), len(relevant), person)
        for person, query, relevant in asked
    ]
    columns: list[Sequence[Any]] = list(zip(*found, strict=True))
    matrix, hit, weighted_sum, related = (np.concatenate(columns[at]) for at in range(4))
    return RankerDataset(
        matrix,
        hit,
        weighted_sum=weighted_sum,
        related=related,
        sizes=np.array([len(each) for each in columns[1]]),
        sources=np.array(columns[4]),
        wanted=np.array(columns[5]),
        person=np.array(columns[6]),
    )


def _case(
    scorer: Scorer, facts: GroupFacts, query: Query, relevant: frozenset[str], codes: dict[str, int]
) -> tuple[Array, Array, Array, Array, Array]:
    """Return features, hits, weighted sums and related candidates, and the sources with any."""
    context, family = scorer.context(query), find_family(query.placement)
    merged = scorer.sources.for_ranker(context)
    chosen = preselect(merged, family.preselection)
    hit = np.isin(chosen.groups, [codes[name] for name in relevant])
    rows = features(facts, context, chosen).reshape(-1, len(family.features))
    sources = np.asarray((chosen.scores > 0).any(axis=1))
    related = related_items(query.placement, merged)[chosen.at]
    return rows, hit, merged.weighted_sum[chosen.at], related, sources
