"""Boosted trees that say how likely a person is to want a candidate, if they are worth having."""

from collections.abc import Mapping
from typing import Any

import lightgbm as lgb
import numpy as np

from model.arrays.artifact import nest
from model.arrays.id_table import Arrays
from model.ranking.placement_family import FAMILIES, PERSONAL, Family
from model.settings import TrainingSettings
from model.training.ranking.ranker_dataset import Rows
from model.training.tree_export import tree_arrays

About = dict[str, dict[str, Any]]

CHECK_SHARE = 0.2
HEARD = 0.01
"""A source that fewer cases than this had anything from has taught the trees nothing."""
STRANGERS = 0.1
"""Beside an item: if so many cases knew nothing bought, the trees also serve whom nobody knows."""
FEW_TREES, FEW_LEAVES = 60, 15
"""Bounds for placements that ask a few hundred people: as good there as 100 trees of 31 leaves."""
MAX_DEPTH = 6
"""Bounds the time of a walk: all candidates step down all trees together, and each level more
doubles what is read. With 8 nothing was ranked better (docs/decisions.md)."""


def learn_all(found: Mapping[str, Rows], settings: TrainingSettings) -> tuple[Arrays, About]:
    """Return the arrays of all rankers, and what the manifest says of each, by its family."""
    arrays: Arrays = {}
    about: About = {}
    for name, rows in found.items():
        learned, about[name] = learn(rows, settings, FAMILIES[name])
        arrays |= learned
    return arrays, about


def learn(
    rows: Rows, settings: TrainingSettings, family: Family = PERSONAL
) -> tuple[Arrays, dict[str, Any]]:
    """Return the arrays of the ranker (none if it lost) and what the manifest says of it.

    A fifth of the people is kept aside: trees are taken only if their NDCG there is the better.
    """
    about: dict[str, Any] = {"won": "hand_made", "cases": len(rows.sizes)}
    if len(rows.sizes) < settings.ranker_fewest:
        return {}, about | {"why": f"fewer than {settings.ranker_fewest} cases to learn from"}
    rng = np.random.default_rng(settings.seed)
    aside = (rng.random(int(rows.person.max()) + 1) < CHECK_SHARE)[rows.person]
    check, taught = rows.part(aside), rows.part(~aside)
    if not taught.hit.any() or not check.hit.any():
        return {}, about | {"why": "nobody wanted any candidate"}
    booster = _fit(taught, settings, family)
    trees, by_hand = (
        float(check.ndcg(scores).mean())
        for scores in (np.asarray(booster.predict(check.features)), check.hand_made)
    )
    about |= {"ndcg_trees": round(trees, 4), "ndcg_hand_made": round(by_hand, 4)}
    gains = booster.feature_importance("gain")
    if trees <= by_hand or not gains.any():  # trees without a split have learned nothing
        return {}, about
    silence = dict(zip(family.sources, 1.0 - rows.heard.mean(axis=0), strict=True))
    unheard = {each: family.by_hand[each] for each, share in silence.items() if share > 1 - HEARD}
    shares = (gains / gains.sum()).round(4).tolist()
    about |= {"won": "trees", "features": list(family.features), "unheard": unheard}
    about["strangers"] = family is not PERSONAL and bool(silence["own"] > STRANGERS)
    about["gains"] = dict(zip(family.features, shares, strict=True))
    return nest(f"rankers/{family.name}", tree_arrays(booster)), about


def _fit(rows: Rows, settings: TrainingSettings, family: Family) -> lgb.Booster:
    many = family is PERSONAL
    dataset = lgb.Dataset(
        rows.features, rows.hit.astype(np.int8), feature_name=list(family.features)
    )
    parameters = {
        # The chance of each candidate ranks better here than LambdaMART's pairs, in a third
        # of the time.
        "objective": "binary",
        "learning_rate": 0.08,
        "num_leaves": settings.ranker_leaves if many else min(FEW_LEAVES, settings.ranker_leaves),
        "max_depth": MAX_DEPTH,
        "min_data_in_leaf": 100,
        "max_bin": 127,
        "feature_fraction": 0.5,
        "lambda_l2": 1.0,
        "use_missing": False,  # so that every split is a plain comparison in numpy
        "num_threads": 2,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    trees = settings.ranker_trees if many else min(FEW_TREES, settings.ranker_trees)
    return lgb.train(parameters, dataset, trees)
