"""Faults with which no model may go into service, whatever its figures are."""

import numpy as np

from model.arrays.artifact import Artifact
from model.arrays.id_table import IdTable
from model.evaluation.metric_table import K
from model.query import Query
from model.scoring import Scorer


def faults(model: Artifact) -> list[str]:
    """Return the faults of a model, a sentence each; empty if it can serve."""
    return [*_numbers(model), *_lists(model)]


def _numbers(model: Artifact) -> list[str]:
    """Return arrays with numbers that are not finite; thresholds of leaves may be infinite."""
    found = []
    for name in model.names:
        array = model[name]
        if array.dtype.kind != "f":
            continue
        sound = ~np.isnan(array) if "threshold" in name else np.isfinite(array)
        if not sound.all():
            found.append(f"{name} has {np.count_nonzero(~sound)} numbers that are not finite")
    return found


def _lists(model: Artifact) -> list[str]:
    """Return whether the list of an unknown person is short or out of order."""
    groups = len(IdTable(model.group("groups")))
    if not groups:
        return ["it has no product"]
    n, now = min(K, groups), int(model.manifest["data_until"])
    ranked = Scorer(model, None).recommend(Query("home", n, now))
    scores = np.array([each.score for each in ranked])
    if len({each.item_id for each in ranked}) < n:
        return [f"it lists {len(ranked)} of {groups} products instead of {n}"]
    if not np.isfinite(scores).all() or (np.diff(scores) > 0).any():
        return ["its scores are out of order"]
    return []
