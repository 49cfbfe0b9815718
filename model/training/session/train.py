"""From sessions to the arrays of `model.retrieval.session.ranker.SessionRanker`."""

from collections.abc import Callable

import lightgbm as lgb
import numpy as np

from model.arrays.artifact import Array
from model.retrieval.session.arrays import PREFIX
from model.retrieval.session.ranker import SessionRanker
from model.training.session import ranker as learning
from model.training.session.factors import item_factors, similar_table
from model.training.session.index import index_arrays
from model.training.session.log import SessionLog
from model.training.session.settings import SessionSettings
from model.training.session.statistics import popular, statistics
from model.training.session.transitions import around_table, forward_table, next_table
from model.training.trees.export import tree_arrays

Progress = Callable[[str, float], None]
Report = dict[str, float | int]


def train(
    log: SessionLog, settings: SessionSettings, progress: Progress = lambda *_: None
) -> tuple[dict[str, Array], Report]:
    """Return the arrays for the artifact, and the report for the manifest.

    The trees learn on the newest sessions, with tables built from the sessions before; then the
    tables are built again from all sessions. `ValueError` without any event.
    """
    log = log.newest(settings.newest_events)
    if not len(log.items):
        raise ValueError("no session to learn from: record views first")
    trees, report = learn_trees(log, settings, progress)
    progress("tables of all sessions", 0.0)
    return named(tables(log, settings)) | trees, report


def tables(log: SessionLog, settings: SessionSettings) -> dict[str, Array]:
    """Return all arrays but the trees."""
    seen = np.bincount(log.items, minlength=log.n_items)
    factors = item_factors(log, settings.factors, settings.seed)
    return {
        **index_arrays(log),
        **_prefixed("next", next_table(log)),
        **_prefixed("forward", forward_table(log)),
        **_prefixed("around", around_table(log)),
        **_prefixed("similar", similar_table(factors, seen, settings.similar_among)),
        "popular": popular(log),
        "statistics": statistics(log),
        "factors": factors,
    }


def learn_trees(
    log: SessionLog, settings: SessionSettings, progress: Progress = lambda *_: None
) -> tuple[dict[str, Array], Report]:
    """Return the arrays of trees learned on the newest sessions, and the report.

    `trees` in the report is 0, and the arrays have none, if there are too few cases, or if plain
    session kNN ranks the newest cases as well.
    """
    booster, report = _booster(log, settings, progress)
    return named(_prefixed("trees", tree_arrays(booster))), report


def _booster(
    log: SessionLog, settings: SessionSettings, progress: Progress
) -> tuple[lgb.Booster | None, Report]:
    wanted = min(settings.ranker_cases, int(log.n_cases * settings.ranker_share))
    before, newest = log.split(wanted)
    report: Report = {"sessions": len(log), "trees": 0, "ranker_cases": newest.n_cases}
    if wanted < settings.fewest_cases or not len(before):
        return None, report
    progress("tables of the earlier sessions", 0.0)
    built = tables(before, settings) | _prefixed("trees", tree_arrays(None))
    served = SessionRanker.from_arrays(named(built))
    older, newer = newest.split(int(wanted * learning.CHECK_SHARE))
    learn, check = (learning.collect(served, part, progress) for part in (older, newer))
    if not len(learn.sizes) or not len(check.sizes):
        return None, report
    progress("trees", 0.0)
    booster = learning.fit(learn, check, settings)
    return _if_better(booster, check, report)


def _if_better(
    booster: lgb.Booster, check: learning.SessionCases, report: Report
) -> tuple[lgb.Booster | None, Report]:
    with_trees = learning.reciprocal_rank(np.asarray(booster.predict(check.rows)), check)
    without = learning.reciprocal_rank(check.fallback, check)
    report |= {"mrr_with_trees": with_trees, "mrr_without_trees": without}
    if with_trees <= without:
        return None, report
    return booster, report | {"trees": booster.best_iteration}


def _prefixed(name: str, arrays: dict[str, Array]) -> dict[str, Array]:
    return {f"{name}_{part}": array for part, array in arrays.items()}


def named(arrays: dict[str, Array]) -> dict[str, Array]:
    """Return arrays under their names in the artifact."""
    return {f"{PREFIX}/{name}": array for name, array in arrays.items()}
