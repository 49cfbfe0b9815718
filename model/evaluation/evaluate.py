"""Held-out quality of what serving does, through the very code that serves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from model.artifact import Artifact
from model.evaluation import metrics
from model.evaluation.people import Case
from model.query import Query, Ranked
from model.scoring import Scorer

K = 20
MEASURES = {
    "ndcg": metrics.ndcg,
    "recall": metrics.recall,
    "hit_rate": metrics.hit_rate,
    "mrr": metrics.reciprocal_rank,
}
BLEND = "blend"
HAND_MADE = "hand_made"
NEW_ONLY_PEOPLE = 1000
"""Asked for new items at most: evenly spread, enough for two digits, half the time."""

Measured = dict[str, dict[str, float]]


def evaluate(
    model: Artifact,
    cases: Sequence[Case],
    names: dict[str, str],
    *,
    now: int,
    step: Callable[[float], None],
) -> dict[str, Measured]:
    """Return {recommender: {"repeats" | "new_only": {"ndcg@20": …}}}, means over people.

    "repeats" asks for everything bought in the window; "new_only" excludes what the person knew
    and asks some of those who bought something they did not know. `names`: item to group.
    The blend is what the home placement serves; where a ranker was learned, `hand_made` is the
    blend without it. The others are each recommender on its own.
    """
    scorer = Scorer(model, None)
    blends = {BLEND: scorer} | ({HAND_MADE: scorer.by_hand()} if scorer.blend.learned else {})
    found: dict[str, dict[str, list[dict[str, float]]]] = {
        name: {"repeats": [], "new_only": []} for name in (*scorer.recommenders, *blends)
    }
    every = len(cases) // NEW_ONLY_PEOPLE + 1
    for done, case in enumerate(cases, start=1):
        query = Query(placement="home", n=K, now=now, history=case.history)
        _ask(blends, query, case.relevant, names, way="repeats", found=found)
        if case.fresh and done % every == 0:
            _ask(
                blends,
                replace(query, exclude=case.seen),
                case.fresh,
                names,
                way="new_only",
                found=found,
            )
        if done % 50 == 0 or done == len(cases):
            step(done / len(cases))
    return {name: {way: _means(rows) for way, rows in ways.items()} for name, ways in found.items()}


def _ask(
    blends: Mapping[str, Scorer],
    query: Query,
    relevant: frozenset[str],
    names: dict[str, str],
    *,
    way: str,
    found: dict[str, dict[str, list[dict[str, float]]]],
) -> None:
    scorer = blends[BLEND]
    request = scorer.request(query)
    for name, ways in found.items():
        ranked = blends[name].answer(request) if name in blends else scorer.alone(name, request)
        ways[way].append(_measure(ranked, relevant, names))


def _measure(
    ranked: Iterable[Ranked], relevant: frozenset[str], names: dict[str, str]
) -> dict[str, float]:
    groups = [names[each.item_id] for each in ranked]
    return {name: measure(groups, relevant, K) for name, measure in MEASURES.items()}


def _means(rows: list[dict[str, float]]) -> dict[str, float]:
    means = {f"{name}@{K}": round(fmean(row[name] for row in rows), 4) for name in MEASURES if rows}
    return {"people": float(len(rows)), **means}
