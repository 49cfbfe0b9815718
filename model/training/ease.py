"""The fit of the linear autoencoder over the groups that most people met.

Steck: Embarrassingly Shallow Autoencoders for Sparse Data (2019): the weights that foretell each
column of the values best from all other columns, with a penalty on their squares, in closed form.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_matrix

from model.arrays.id_table import Arrays
from model.settings import TrainingSettings

PEOPLE = 25_000
"""Enough to learn from of groups that many people met; bounds the time."""


def fit(matrix: csr_matrix, settings: TrainingSettings) -> Arrays:
    """Return `linear/groups` int32 [m] and `linear/weights` float32 [m, m] of people × groups.

    Weights [i, j] is what a value of 1 on group i says for group j; nothing speaks for itself.
    """
    met = matrix.getnnz(axis=0)
    groups = np.sort(np.argsort(-met, kind="stable")[: settings.linear_groups])
    groups = groups[met[groups] > 0]
    values = _some(matrix, settings.seed)[:, groups]
    gram = (values.T @ values).toarray().astype(np.float32)
    at = np.arange(len(groups))
    gram[at, at] += settings.linear_regularization * float(gram[at, at].mean())
    inverse = _inverse(gram)
    weights = (inverse / -inverse[at, at]).astype(np.float32)
    weights[at, at] = 0.0
    return {"linear/groups": groups.astype(np.int32), "linear/weights": weights}


def _inverse(gram: NDArray[np.float32]) -> NDArray[np.float32]:
    """Invert by Cholesky, in half the time: a Gram matrix with a penalty is positive definite."""
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
