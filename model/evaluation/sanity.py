"""Faults that no model may go into service with, whatever was measured."""

import numpy as np

from model.arrays.artifact import Artifact
from model.arrays.id_table import IdTable
from model.evaluation.metric_table import K
from model.query import Query
from model.scoring import Scorer


def faults(model: Artifact) -> list[str]:
    """Return what is wrong with a model, a sentence each; nothing if it can serve."""
    return [*_numbers(model), *_lists(model)]


def _numbers(model: Artifact) -> list[str]:
    """Every number must be one; only thresholds of trees may be infinite, as those of leaves."""
    found = []
    for file in model.manifest["sha256"]:
        array = np.load(model.folder / file, mmap_mode="r", allow_pickle=False)
        if array.dtype.kind != "f":
            continue
        sound = ~np.isnan(array) if "threshold" in file else np.isfinite(array)
        if not sound.all():
            found.append(f"{file} holds {np.count_nonzero(~sound)} numbers that are none")
    return found


def _lists(model: Artifact) -> list[str]:
    """Somebody unknown must be shown as much as there is, best first."""
    groups = len(IdTable(model.group("groups")))
    if not groups:
        return ["it knows no product"]
    n, now = min(K, groups), int(model.manifest["data_until"])
    ranked = Scorer(model, None).recommend(Query("home", n, now))
    scores = np.array([each.score for each in ranked])
    if len({each.item_id for each in ranked}) < n:
        return [f"it lists {len(ranked)} of {groups} products where {n} are asked for"]
    if not np.isfinite(scores).all() or (np.diff(scores) > 0).any():
        return ["its scores are out of order"]
    return []
