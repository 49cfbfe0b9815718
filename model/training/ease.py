"""Fit EASE, a linear autoencoder, over the groups that most people met.

Steck: Embarrassingly Shallow Autoencoders for Sparse Data (2019): the weights that predict each
column of the values best from all other columns, with a penalty on their squares, in closed form.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_matrix

from model.arrays.artifact import Arrays
from model.settings import TrainingSettings

PEOPLE = 25_000
"""People that are read at most, which bounds the time; enough for groups that many people met."""


def fit(matrix: csr_matrix, settings: TrainingSettings) -> Arrays:
    """Return `ease/groups` int32 [m] and `ease/weights` float32 [m, m] of values [people, groups].

    Weights [i, j] are the part of a value of 1 of group i in group j; the diagonal is 0.
    """
    met = matrix.getnnz(axis=0)
    groups = np.sort(np.argsort(-met, kind="stable")[: settings.ease_groups])
    groups = groups[met[groups] > 0]
    values = _some(matrix, settings.seed)[:, groups]
    gram = (values.T @ values).toarray().astype(np.float32)
    at = np.arange(len(groups))
    gram[at, at] += settings.ease_regularization * float(gram[at, at].mean())
    inverse = _inverse(gram)
    weights = (inverse / -inverse[at, at]).astype(np.float32)
    weights[at, at] = 0.0
    return {"ease/groups": groups.astype(np.int32), "ease/weights": weights}


def _inverse(gram: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the inverse of `gram` [m, m], which is positive definite, by Cholesky."""
    upper, _ = lapack.spotrf(gram)
    half, _ = lapack.spotri(upper)
    whole = np.triu(half)
    return np.asarray(whole + np.triu(half, 1).T)


def _some(matrix: csr_matrix, seed: int) -> csr_matrix:
    people = np.flatnonzero(np.diff(matrix.indptr))
    if len(people) <= PEOPLE:
        return matrix
    drawn = np.random.default_rng(seed).choice(people, PEOPLE, replace=False)
    return matrix[np.sort(drawn)]
