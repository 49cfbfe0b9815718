"""Compare the scorer with and without the next items of a visit, on held-out visits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from model.arrays.artifact import Artifact
from model.dataset import parallel
from model.dataset.vocabulary import Vocabulary
from model.evaluation import metrics
from model.evaluation.split import Split
from model.query import History, Interaction, Query
from model.scoring import Scorer
from model.training.session.visits import Visits

K = 20
PLACEMENTS = ["home", "product"]
MEASURES = {
    "hit_rate": metrics.hit_rate,
    "mrr": metrics.reciprocal_rank,
    "ndcg": metrics.ndcg,
}
LEADING = "ndcg"
WITH, WITHOUT = "next_item", "without_next_item"
STEP_MS = 1000
"""The time between two views of a visit in a query: only the order counts."""

Rows = list[list[float]]


@dataclass(frozen=True)
class VisitCase:
    """A visit so far (group codes, oldest first), the next group, and the time in ms."""

    prefix: list[int]
    target: int
    at: int


def draw_cases(visits: Visits, split: Split, *, at_most: int, seed: int) -> Iterator[VisitCase]:
    """Yield cases of visits that began after the cut, at a random event of each."""
    rng = np.random.default_rng(seed)
    later = np.flatnonzero(visits.start > split.cut)
    offsets, items = visits.log.offsets, visits.log.items
    for visit in np.sort(rng.permutation(later)[:at_most]).tolist():
        start, end = int(offsets[visit]), int(offsets[visit + 1])
        asked = int(rng.integers(start + 1, end))
        yield VisitCase(items[start:asked].tolist(), int(items[asked]), int(visits.end[visit]))


def compare(
    model: Artifact,
    asked: Sequence[VisitCase],
    vocabulary: Vocabulary,
    step: Callable[[float], None],
) -> dict[str, Any]:
    """Return {placement: {"won", "cases", "next_item": {"mrr@20": …}, "without_next_item": {…}}}.

    home: a visitor with no more history than this visit. product: the page of the newest item,
    where that item itself is no recommendation.
    """
    scorer = Scorer(model, None)
    served = {WITH: scorer, WITHOUT: scorer.without_next_item()}
    names = [vocabulary.items[int(item)] for item in np.asarray(model["group_item"])]

    def ask(
        some: Sequence[VisitCase], progress: Callable[[float], None]
    ) -> dict[str, dict[str, Rows]]:
        rows: dict[str, dict[str, Rows]] = {
            placement: {name: [] for name in served} for placement in PLACEMENTS
        }
        for done, case in enumerate(some, start=1):
            for placement, query in _queries(case, names):
                for name, each in served.items():
                    shown = [ranked.item_id for ranked in each.recommend(query)]
                    wanted = frozenset({names[case.target]})
                    row = [measure(shown, wanted, K) for measure in MEASURES.values()]
                    rows[placement][name].append(row)
            progress(done / len(some))
        return rows

    parts = parallel.in_slices(ask, asked, step, parallel.cores())
    return {
        placement: _figures(
            {name: [row for part in parts for row in part[placement][name]] for name in served}
        )
        for placement in PLACEMENTS
    }


def _queries(case: VisitCase, names: list[str]) -> Iterator[tuple[str, Query]]:
    views = [
        Interaction(names[group], "view", case.at - age * STEP_MS)
        for age, group in enumerate(reversed(case.prefix))
    ]
    home = Query("home", K, case.at, History(tuple(views)))
    yield "home", home
    if case.target != case.prefix[-1]:
        page = names[case.prefix[-1]]
        yield "product", Query("product", K, case.at, home.history, item_id=page)


def _figures(rows: dict[str, Rows]) -> dict[str, Any]:
    means = {
        name: {
            f"{measure}@{K}": round(fmean(row[at] for row in each), 4)
            for at, measure in enumerate(MEASURES)
            if each
        }
        for name, each in rows.items()
    }
    ours, theirs = (each.get(f"{LEADING}@{K}", 0.0) for each in means.values())
    won = WITH if ours > theirs else WITHOUT
    return {"won": won, "cases": len(rows[WITH]), **means}
