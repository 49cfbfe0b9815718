"""Item vectors: a randomized SVD of positive pointwise mutual information.

Levy and Goldberg 2014 show that item2vec factorizes such a matrix; Halko et al. 2011, algorithm
4.4, is the decomposition. Context frequencies are smoothed by the power 3/4 as in word2vec.
"""

import numpy as np
from scipy import sparse

from model.arrays.artifact import Array
from model.training.session.log import SessionLog
from model.training.session.pairs import Pairs, count_pairs, table_arrays

WINDOW = 8
OVERSAMPLING = 16
NEAREST = 50
BLOCK = 2**25


def item_factors(log: SessionLog, dimensions: int, seed: int) -> Array:
    """Return float32 [items, ≤ dimensions] of length 1; items without neighbours are zero."""
    matrix = mutual_information(log)
    width = min(dimensions, log.n_items)
    basis = np.random.default_rng(seed).standard_normal(
        (log.n_items, min(width + OVERSAMPLING, log.n_items)), dtype=np.float32
    )
    for _ in range(4):
        basis, _ = np.linalg.qr(matrix @ (matrix.T @ basis))
    left, strength, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    factors = (basis @ left)[:, :width] * np.sqrt(strength[:width])
    length = np.linalg.norm(factors, axis=1, keepdims=True)
    return np.where(length > 1e-6, factors / np.maximum(length, 1e-6), 0.0).astype(np.float32)


def mutual_information(log: SessionLog) -> sparse.csr_matrix:
    """Return positive log(P(right | left) / P(right)) of items within `WINDOW` events."""
    n = log.n_items
    pairs = count_pairs(log, reach=WINDOW, decay=lambda _: 1.0, both_ways=True)
    left = np.bincount(pairs.left, pairs.weight, minlength=n)
    right = np.bincount(pairs.right, pairs.weight, minlength=n) ** 0.75
    expected = left[pairs.left] * right[pairs.right] / max(right.sum(), 1e-9)
    values = np.maximum(np.log(pairs.weight / expected), 0.0).astype(np.float32)
    return sparse.csr_matrix((values, (pairs.left, pairs.right)), shape=(n, n))


def similar_table(factors: Array, seen: Array, among_most: int) -> dict[str, Array]:
    """Return the nearest items of factors [items, k], itself included, among the most seen.

    `seen` [items] counts the events of each; an item without events has no vector and no
    neighbours. Works in blocks of at most `BLOCK` similarities.
    """
    among = np.sort(np.argsort(-seen, kind="stable")[:among_most])
    nearest, rows = min(NEAREST, len(among)), max(BLOCK // len(among), 1)
    met, found = np.flatnonzero(seen), []
    for start in range(0, len(met), rows):
        block = met[start : start + rows]
        near = factors[block] @ factors[among].T
        best = np.argpartition(-near, nearest - 1, axis=1)[:, :nearest]
        weight = np.take_along_axis(near, best, axis=1).ravel()
        found.append(Pairs(np.repeat(block, nearest), among[best].ravel(), weight))
    return table_arrays(_joined(found), len(factors), nearest)


def _joined(parts: list[Pairs]) -> Pairs:
    left = np.concatenate([part.left for part in parts])
    right = np.concatenate([part.right for part in parts])
    weight = np.concatenate([part.weight for part in parts])
    near = weight > 0
    return Pairs(left[near], right[near], weight[near])
