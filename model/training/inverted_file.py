"""Cells of item vectors, so that serving reads a part of a large catalogue.

Plain k-means on the vectors as they are. A group with a high dot product has a long vector, and
long vectors are far from each other and from the many short ones, in small cells with long centres.
With directions alone five times as much had to be read for the same recall; vectors extended to one
sphere (Bachrach et al. 2014) were as good as these.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from model.arrays.artifact import Arrays
from model.settings import TrainingSettings

Floats = NDArray[np.float32]

ROUNDS = 8
SAMPLE = 128
"""Vectors for each cell that k-means reads: with fewer, it has too few of the long ones, which are
rare. All others join the nearest centre afterwards."""
PEOPLE = 200
K = 200
RECALL = 0.97
"""The share of the exact best `K` that must be found: a margin above .95, which is promised."""
BLOCK = 1 << 14


def fit(items: Floats, people: Floats, settings: TrainingSettings) -> tuple[Arrays, dict[str, Any]]:
    """Return the cells of vectors [items, factors] and their entry in the manifest; empty if few.

    `people` [people, factors] are the vectors that recall is measured with. `cell_centres` float32
    [cells, factors]; `cell_items` int32 [items], the cells end to end; `cell_offsets` int64 [cells
    + 1]. As many cells as the root of the number of items.
    """
    if len(items) < settings.cells_from:
        return {}, {}
    rng = np.random.default_rng(settings.seed)
    centres = _centres(items, round(len(items) ** 0.5), rng)
    cell = _nearest(items, centres)
    order = np.argsort(cell, kind="stable").astype(np.int32)
    sizes = np.bincount(cell, minlength=len(centres))
    queries = people[rng.choice(len(people), min(PEOPLE, len(people)), replace=False)]
    arrays = {
        "als/cell_centres": centres,
        "als/cell_items": order,
        "als/cell_offsets": np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
    }
    about = {"cells": len(centres), "people": len(queries)}
    return arrays, about | _probes(items, centres, cell, queries)


def _centres(items: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Return centres [count, factors] by Lloyd's algorithm on a sample.

    An empty cell keeps its centre. SciPy's `kmeans2` takes four times as long: here products of
    matrices do most of the work.
    """
    sample = items[rng.choice(len(items), min(len(items), SAMPLE * count), replace=False)]
    centres = sample[:count].copy()
    for _ in range(ROUNDS):
        cell = _nearest(sample, centres)
        ones, rows = np.ones(len(cell), np.float32), np.arange(len(cell))
        members = csr_matrix((ones, (cell, rows)), shape=(count, len(cell)))
        sizes = np.bincount(cell, minlength=count)[:, None]
        centres = np.where(sizes > 0, (members @ sample) / np.maximum(sizes, 1), centres)
        centres = centres.astype(np.float32)
    return centres


def _nearest(vectors: Floats, centres: Floats) -> NDArray[np.intp]:
    """Return the nearest centre of each vector."""
    half = (centres**2).sum(axis=1) / 2.0
    parts = [np.argmax(block @ centres.T - half, axis=1) for block in _blocks(vectors)]
    return np.concatenate(parts)


def _blocks(rows: Floats, size: int = BLOCK) -> Iterator[Floats]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _probes(
    items: Floats, centres: Floats, cell: NDArray[np.intp], people: Floats
) -> dict[str, float]:
    """Return the lowest number of cells to read for the recall, and the recall.

    `scanned` is the mean share of the items in those cells.
    """
    count = min(K, len(items))
    ranks = _ranks(people @ centres.T)
    best = np.concatenate(
        [np.argpartition(block @ items.T, -count)[:, -count:] for block in _blocks(people, 20)]
    )
    needed = np.sort(np.take_along_axis(ranks, cell[best], axis=1), axis=None)
    probes = int(needed[int(np.ceil(RECALL * len(needed))) - 1]) + 1
    sizes = np.bincount(cell, minlength=len(centres))
    return {
        "probes": probes,
        f"recall@{K}": round(float((needed < probes).mean()), 4),
        "scanned": round(float(((ranks < probes) @ sizes).mean() / len(items)), 4),
    }


def _ranks(scores: Floats) -> NDArray[np.intp]:
    """Return the place of each column in the order of its row, the highest first."""
    return np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1, kind="stable")
