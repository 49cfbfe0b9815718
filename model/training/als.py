"""Fit implicit ALS, and return its arrays for serving: item vectors and their Gram matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from model.arrays.artifact import Arrays
from model.settings import TrainingSettings
from model.training import inverted_file


@dataclass(frozen=True)
class AlsFit:
    """Arrays for the artifact, the fitted model, and its entry in the manifest."""

    arrays: Arrays
    model: AlternatingLeastSquares
    about: dict[str, Any]


def fit(
    matrix: csr_matrix,
    settings: TrainingSettings,
    step: Callable[[float], None],
    start: NDArray[np.float32] | None = None,
) -> AlsFit:
    """Return the fit on values [people, groups]; `step` gets the fraction done.

    A fit from `start` [groups, factors], the vectors of an earlier time, needs fewer iterations.
    Vectors of people are not kept: serving computes them from the history.
    """
    penalty = regularization(matrix, settings)
    iterations = settings.iterations if start is None else settings.warm_iterations
    # implicit has its own threads; BLAS threads below them would only wait for each other
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
    found, cell_report = inverted_file.fit(factors, np.asarray(model.user_factors), settings)
    about = {"regularization": penalty} | ({"cells": cell_report} if found else {})
    return AlsFit(arrays | found, model, about)


def regularization(matrix: csr_matrix, settings: TrainingSettings) -> float:
    """Return the penalty in implicit's units for the scale-free one of the settings.

    The unit is the largest singular value of confidences spread evenly over the matrix [people,
    groups]. A fixed penalty that suits a chain of supermarkets would set a small shop's vectors to
    zero, and one that suits the shop would let the chain's overfit.
    """
    people, groups = matrix.shape
    mass = settings.alpha * float(matrix.sum())
    return settings.regularization * mass / float(np.sqrt(max(people * groups, 1)))
