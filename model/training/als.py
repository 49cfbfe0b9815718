"""The fit of implicit ALS, and what serving needs of it: item vectors and their Gram matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from model.arrays.id_table import Arrays
from model.settings import TrainingSettings
from model.training import inverted_file as cells


@dataclass(frozen=True)
class AlsFit:
    """Arrays for the artifact, the fitted model, and what the manifest says of them."""

    arrays: Arrays
    model: AlternatingLeastSquares
    about: dict[str, Any]


def fit(
    matrix: csr_matrix,
    settings: TrainingSettings,
    step: Callable[[float], None],
    start: NDArray[np.float32] | None = None,
) -> AlsFit:
    """Fit on people × groups values; `step` is told the fraction done after each iteration.

    From `start`, the vectors of the groups at an earlier time, fewer iterations lead as far. No
    vector of a person is kept: serving makes them from the history at hand.
    """
    penalty = regularization(matrix, settings)
    iterations = settings.iterations if start is None else settings.warm_iterations
    # implicit brings its own threads; BLAS threads below them only wait for each other
    with threadpool_limits(limits=1, user_api="blas"):
        model = AlternatingLeastSquares(
            factors=settings.factors,
            alpha=settings.alpha,
            regularization=penalty,
            iterations=iterations,
            random_state=int(settings.seed),
            num_threads=0,
        )
        model.item_factors = None if start is None else start.copy()
        model.fit(
            matrix,
            show_progress=False,
            callback=lambda done, *_: step((done + 1) / iterations),
        )
    factors = np.ascontiguousarray(model.item_factors, np.float32)
    wide = factors.astype(np.float64)
    arrays: Arrays = {
        "als/item_factors": factors,
        "als/gram": wide.T @ wide,
        "als/item_norms": np.linalg.norm(factors, axis=1).astype(np.float32),
    }
    found, cell_report = cells.fit(factors, np.asarray(model.user_factors), settings)
    about = {"regularization": penalty} | ({"cells": cell_report} if found else {})
    return AlsFit(arrays | found, model, about)


def regularization(matrix: csr_matrix, settings: TrainingSettings) -> float:
    """Return the penalty in implicit's units for the scale-free one of the settings.

    The unit is the largest singular value that confidences spread evenly over the matrix would
    have. A fixed penalty that suits a chain of supermarkets would flatten a small shop's vectors
    to zero, and one that suits the shop lets the chain's overfit.
    """
    people, groups = matrix.shape
    mass = settings.alpha * float(matrix.sum())
    return settings.regularization * mass / float(np.sqrt(max(people * groups, 1)))
