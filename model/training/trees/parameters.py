"""The LightGBM parameters that all rankers share: trees that numpy evaluates exactly."""

from typing import Any


def parameters(
    *, seed: int, leaves: int, depth: int, min_leaf: int, threads: int
) -> dict[str, Any]:
    """Return parameters without objective and rate; `min_leaf` rows are in a leaf at least."""
    return {
        "num_leaves": leaves,
        "max_depth": depth,
        "min_data_in_leaf": min_leaf,
        "max_bin": 127,
        "feature_fraction": 0.5,
        "lambda_l2": 1.0,
        "use_missing": False,  # so that every split is a plain comparison in numpy
        "num_threads": threads,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
