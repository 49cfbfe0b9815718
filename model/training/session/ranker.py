"""Learn the trees for the next item of a session (LambdaMART, Burges 2010)."""

from collections.abc import Callable
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from model.arrays.artifact import Array
from model.retrieval.session.candidates import select
from model.retrieval.session.features import FEATURES, features
from model.retrieval.session.ranker import LONGEST, SessionRanker, without_trees
from model.training.session.log import SessionLog
from model.training.session.settings import SessionSettings
from model.training.trees.parameters import parameters

CHECK_SHARE = 0.15
PATIENCE = 20
"""TreeEnsemble without gain after which no more are grown."""


@dataclass(frozen=True)
class SessionCases:
    """Candidates of many cases, one case after the other; only cases with the target among them."""

    rows: Array  # (candidates, features) float32
    hit: Array  # (candidates) bool
    sizes: Array  # (cases)
    fallback: Array  # (candidates) the score there is without trees

    def thinned(self, share: float, seed: int) -> "SessionCases":
        """Keep every target, but only a share of the other candidates, drawn at random."""
        kept = self.hit | (np.random.default_rng(seed).random(len(self.hit)) < share)
        case = np.repeat(np.arange(len(self.sizes)), self.sizes)
        sizes = np.bincount(case[kept], minlength=len(self.sizes))
        return SessionCases(self.rows[kept], self.hit[kept], sizes, self.fallback[kept])

    def dataset(self, reference: lgb.Dataset | None = None) -> lgb.Dataset:
        """Return the cases as LightGBM reads them."""
        return lgb.Dataset(
            self.rows,
            self.hit.astype(np.int8),
            group=self.sizes,
            feature_name=list(FEATURES),
            reference=reference,
        )


def collect(
    ranker: SessionRanker, log: SessionLog, progress: Callable[[str, float], None]
) -> SessionCases:
    """Return the cases of sessions that `ranker` was not built from, by the code that serves."""
    found, total = [_nothing()], max(log.n_cases, 1)
    for number, (prefix, target) in enumerate(log.cases()):
        seen = prefix[-LONGEST:]
        candidates = select(ranker.sources.retrieve(seen))
        hit = candidates.items == target
        if hit.any():
            rows = features(ranker.facts, seen, candidates)
            found.append((rows, hit, without_trees(candidates)))
        if number % 1000 == 0:
            progress("reading cases", number / total)
    rows, hits, fallback = (np.concatenate(column) for column in zip(*found, strict=True))
    return SessionCases(rows, hits, np.array([len(hit) for _, hit, _ in found[1:]]), fallback)


def _nothing() -> tuple[Array, Array, Array]:
    return np.zeros((0, len(FEATURES)), np.float32), np.zeros(0, bool), np.zeros(0)


def fit(learn: SessionCases, check: SessionCases, settings: SessionSettings) -> lgb.Booster:
    """Return as many trees as still improve on `check`, whose cases are newer."""
    dataset = learn.thinned(settings.negatives, settings.seed).dataset()
    return lgb.train(
        _parameters(settings),
        dataset,
        settings.trees,
        valid_sets=[check.dataset(dataset)],
        callbacks=[lgb.early_stopping(PATIENCE, verbose=False)],
    )


def _parameters(settings: SessionSettings) -> dict[str, object]:
    common = parameters(
        seed=settings.seed,
        leaves=settings.leaves,
        depth=settings.depth,
        min_leaf=50,
        threads=settings.threads,
    )
    return {
        "objective": "lambdarank",
        # Far below the 20 that are shown, because missed targets come from there.
        "lambdarank_truncation_level": 60,
        "metric": "ndcg",
        "eval_at": [20],
        "learning_rate": settings.learning_rate,
        **common,
    }


def reciprocal_rank(scores: Array, cases: SessionCases) -> float:
    """Return the mean over cases of 1 / rank of the target by scores [candidates].

    Ties count against.
    """
    starts = np.r_[0, np.cumsum(cases.sizes)[:-1]]
    target = np.repeat(scores[cases.hit], cases.sizes)
    ranks = np.add.reduceat((scores >= target).astype(int), starts)
    return float((1.0 / ranks).mean())
