"""Teach the trees which candidate comes next (LambdaMART, Burges 2010)."""

from collections.abc import Callable
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from model.retrieval.session.arrays import Array
from model.retrieval.session.candidates import pool
from model.retrieval.session.features import FEATURES, features
from model.retrieval.session.ranker import LONGEST, SessionRanker, without_trees
from model.training.session.log import SessionLog
from model.training.session.settings import SessionSettings

CHECK_SHARE = 0.15
PATIENCE = 20
"""Trees without gain after which no more are grown."""


@dataclass(frozen=True)
class Cases:
    """Candidates of many cases below each other; only cases whose pool holds the target."""

    rows: Array  # (candidates, features) float32
    hit: Array  # (candidates) bool
    sizes: Array  # (cases)
    fallback: Array  # (candidates) the score there is without trees

    def thinned(self, share: float, seed: int) -> "Cases":
        """Keep every target, but only a share of the other candidates, drawn at random."""
        kept = self.hit | (np.random.default_rng(seed).random(len(self.hit)) < share)
        case = np.repeat(np.arange(len(self.sizes)), self.sizes)
        sizes = np.bincount(case[kept], minlength=len(self.sizes))
        return Cases(self.rows[kept], self.hit[kept], sizes, self.fallback[kept])

    def dataset(self, reference: lgb.Dataset | None = None) -> lgb.Dataset:
        return lgb.Dataset(
            self.rows,
            self.hit.astype(np.int8),
            group=self.sizes,
            feature_name=list(FEATURES),
            reference=reference,
        )


def collect(
    ranker: SessionRanker, log: SessionLog, progress: Callable[[str, float], None]
) -> Cases:
    """Gather what the served code sees in the sessions of `log`, which it was not built from."""
    found, total = [_nothing()], max(log.n_cases, 1)
    for number, (prefix, target) in enumerate(log.cases()):
        seen = prefix[-LONGEST:]
        candidates = pool(ranker.recommenders.propose(seen))
        hit = candidates.items == target
        if hit.any():
            rows = features(ranker.facts, seen, candidates)
            found.append((rows, hit, without_trees(candidates)))
        if number % 1000 == 0:
            progress("reading cases", number / total)
    rows, hits, fallback = (np.concatenate(column) for column in zip(*found, strict=True))
    return Cases(rows, hits, np.array([len(hit) for _, hit, _ in found[1:]]), fallback)


def _nothing() -> tuple[Array, Array, Array]:
    return np.zeros((0, len(FEATURES)), np.float32), np.zeros(0, bool), np.zeros(0)


def fit(learn: Cases, check: Cases, settings: SessionSettings) -> lgb.Booster:
    """As many trees as still gain on `check`, whose cases are newer."""
    dataset = learn.thinned(settings.negatives, settings.seed).dataset()
    return lgb.train(
        _parameters(settings),
        dataset,
        settings.trees,
        valid_sets=[check.dataset(dataset)],
        callbacks=[lgb.early_stopping(PATIENCE, verbose=False)],
    )


def _parameters(settings: SessionSettings) -> dict[str, object]:
    return {
        "objective": "lambdarank",
        # Learned well below the 20 that are shown: there is where missed targets come from.
        "lambdarank_truncation_level": 60,
        "metric": "ndcg",
        "eval_at": [20],
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.leaves,
        "max_depth": settings.depth,
        "min_data_in_leaf": 50,
        "max_bin": 127,
        "feature_fraction": 0.5,
        "lambda_l2": 1.0,
        "use_missing": False,  # so that every split is a plain comparison in numpy
        "num_threads": settings.threads,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }


def reciprocal_rank(scores: Array, cases: Cases) -> float:
    """Mean over the cases of 1 / rank of the target; ties count against it."""
    starts = np.r_[0, np.cumsum(cases.sizes)[:-1]]
    target = np.repeat(scores[cases.hit], cases.sizes)
    ranks = np.add.reduceat((scores >= target).astype(int), starts)
    return float((1.0 / ranks).mean())
