"""LightGBM's trees as the arrays of `model.arrays.tree_ensemble.TreeEnsemble`."""

from typing import Any

import lightgbm as lgb
import numpy as np

from model.arrays.artifact import Array


def tree_arrays(booster: lgb.Booster | None) -> dict[str, Array]:
    """Return the arrays of a booster's trees; without one, of no trees.

    `ValueError` for other than numeric splits without missing values.
    """
    nodes = _Nodes()
    best = booster.best_iteration if booster else None
    trees = booster.dump_model(num_iteration=best)["tree_info"] if booster else []
    roots = [nodes.add(tree["tree_structure"], 0) for tree in trees]
    return {
        "roots": np.array(roots, dtype=np.int32),
        "feature": np.array(nodes.feature, dtype=np.int32),
        "threshold": _down(np.array(nodes.threshold, dtype=np.float64)),
        "child": np.array(nodes.child, dtype=np.int32).reshape(-1),
        "value": np.array(nodes.value, dtype=np.float64),
        "depth": np.array([nodes.depth], dtype=np.int32),
    }


def _down(thresholds: Array) -> Array:
    """Return float32 [k] ≤ thresholds [k]: for a float32 x, `x <= threshold` stays the same."""
    rounded = thresholds.astype(np.float32)
    lower = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded.astype(np.float64) > thresholds, lower, rounded)


class _Nodes:
    def __init__(self) -> None:
        self.feature: list[int] = []
        self.threshold: list[float] = []
        self.child: list[tuple[int, int]] = []
        self.value: list[float] = []
        self.depth = 0

    def add(self, node: dict[str, Any], depth: int) -> int:
        """Append a node and all below it; return its place."""
        place = len(self.feature)
        self.depth = max(self.depth, depth)
        self.feature.append(node.get("split_feature", 0))
        self.threshold.append(node.get("threshold", np.inf))
        self.value.append(node.get("leaf_value", 0.0))
        self.child.append((place, place))
        if "split_feature" in node:
            if node["decision_type"] != "<=" or node["missing_type"] != "None":
                raise ValueError(f"a split that serving cannot evaluate: {node}")
            below = (self.add(node[side], depth + 1) for side in ("left_child", "right_child"))
            left, right = below
            self.child[place] = (left, right)
        return place
