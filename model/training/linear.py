"""The fit of the linear autoencoder over the groups that most people met.

Steck: Embarrassingly Shallow Autoencoders for Sparse Data (2019): the weights that foretell each
column of the values best from all other columns, with a penalty on their squares, in closed form.
"""

import numpy as np
from scipy.sparse import csr_matrix

from model.ids import Arrays
from model.settings import TrainingSettings

PEOPLE = 50_000
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
    inverse = np.linalg.inv(gram)
    weights = (inverse / -inverse[at, at]).astype(np.float32)
    weights[at, at] = 0.0
    return {"linear/groups": groups.astype(np.int32), "linear/weights": weights}


def _some(matrix: csr_matrix, seed: int) -> csr_matrix:
    people = np.flatnonzero(np.diff(matrix.indptr))
    if len(people) <= PEOPLE:
        return matrix
    drawn = np.random.default_rng(seed).choice(people, PEOPLE, replace=False)
    return matrix[np.sort(drawn)]
