"""Learn boosted trees for the probability that a person wants a candidate, if they are better."""

from collections.abc import Mapping
from typing import Any

import lightgbm as lgb
import numpy as np

from model.arrays.artifact import Arrays, nest
from model.ranking.placement_family import FAMILIES, PERSON, PlacementFamily
from model.settings import TrainingSettings
from model.training.ranking.ranker_dataset import RankerDataset
from model.training.trees.export import tree_arrays
from model.training.trees.parameters import parameters

RankerReports = dict[str, dict[str, Any]]
"""The manifest's entries, by family."""

CHECK_SHARE = 0.2
SEEN = 0.01
"""The trees learned nothing of a source with candidates in a smaller share of the cases."""
COLD_START = 0.1
"""If over 10 % of the cases have no purchases, the ranker also serves cold-start users."""
FEW_TREES, FEW_LEAVES = 60, 15
"""Limits for placements with a few hundred cases: as good there as 100 trees of 31 leaves."""
MAX_DEPTH = 6
"""Limits the time of a prediction: each level doubles the nodes that are read. A depth of 8 ranked
no better (docs/experiments.md)."""


def learn_all(
    found: Mapping[str, RankerDataset], settings: TrainingSettings
) -> tuple[Arrays, RankerReports]:
    """Return the arrays of all rankers, and the report of each, by its family."""
    arrays: Arrays = {}
    reports: RankerReports = {}
    for name, dataset in found.items():
        learned, reports[name] = learn(dataset, settings, FAMILIES[name])
        arrays |= learned
    return arrays, reports


def learn(
    dataset: RankerDataset, settings: TrainingSettings, family: PlacementFamily = PERSON
) -> tuple[Arrays, dict[str, Any]]:
    """Return the arrays of the ranker (none if it lost) and its report.

    Trees serve only if their NDCG is higher on a fifth of the people, who are not learned from.
    """
    about: dict[str, Any] = {"won": "weighted_sum", "cases": len(dataset.sizes)}
    if len(dataset.sizes) < settings.ranker_fewest:
        return {}, about | {"why": f"fewer than {settings.ranker_fewest} cases to learn from"}
    rng = np.random.default_rng(settings.seed)
    aside = (rng.random(int(dataset.person.max()) + 1) < CHECK_SHARE)[dataset.person]
    check, taught = dataset.select(aside), dataset.select(~aside)
    if not taught.hit.any() or not check.hit.any():
        return {}, about | {"why": "no candidate was relevant"}
    booster = _fit(taught, settings, family)
    trees, weighted_sum = (
        float(check.ndcg(scores).mean())
        for scores in (np.asarray(booster.predict(check.features)), check.weighted_sum)
    )
    about |= {"ndcg_trees": round(trees, 4), "ndcg_weighted_sum": round(weighted_sum, 4)}
    gains = booster.feature_importance("gain")
    if trees <= weighted_sum or not gains.any():  # trees without a split have learned nothing
        return {}, about
    absent = dict(zip(family.sources, 1.0 - dataset.sources.mean(axis=0), strict=True))
    unseen = {each: family.weights[each] for each, share in absent.items() if share > 1 - SEEN}
    shares = (gains / gains.sum()).round(4).tolist()
    about |= {"won": "trees", "features": list(family.features), "unseen_sources": unseen}
    about["cold_start"] = family is not PERSON and bool(absent["purchase_frequency"] > COLD_START)
    about["gains"] = dict(zip(family.features, shares, strict=True))
    return nest(f"rankers/{family.name}", tree_arrays(booster)), about


def _fit(taught: RankerDataset, settings: TrainingSettings, family: PlacementFamily) -> lgb.Booster:
    many = family is PERSON
    dataset = lgb.Dataset(
        taught.features, taught.hit.astype(np.int8), feature_name=list(family.features)
    )
    leaves = settings.ranker_leaves if many else min(FEW_LEAVES, settings.ranker_leaves)
    common = parameters(seed=settings.seed, leaves=leaves, depth=MAX_DEPTH, min_leaf=100, threads=2)
    # The probability of each candidate ranks better here than LambdaMART, in a third of the time.
    objective = {"objective": "binary", "learning_rate": 0.08}
    trees = settings.ranker_trees if many else min(FEW_TREES, settings.ranker_trees)
    return lgb.train({**objective, **common}, dataset, trees)
