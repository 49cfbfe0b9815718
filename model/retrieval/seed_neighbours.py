"""The neighbours of several sets of seed items: looked up together, as each call of numpy costs.

A neighbour is explained by the seed that adds most to its score; of equal ones by the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model.arrays.sorting import Runs, runs, top
from model.retrieval.candidates import LIMIT, Candidates
from model.retrieval.scoring_context import ScoringContext

Array = NDArray[Any]

SET_BITS = 31
"""A group and the number of its set of seeds are sorted as one number."""


class NeighbourTable(Protocol):
    """`neighbours` int32 [groups, K], padded with −1, and their `scores` float32 [groups, K]."""

    neighbours: Array
    scores: Array


@dataclass(frozen=True)
class Seeds:
    """Item ids [s] with their `groups` int32 [s], −1 unknown, and `strengths` float32 [s]."""

    table: NeighbourTable
    items: Sequence[str]
    groups: Array
    strengths: Array


def seeds_of(
    tables: Sequence[NeighbourTable],
    items: Sequence[str],
    strengths: Sequence[float],
    context: ScoringContext,
) -> list[Seeds]:
    """Return items [s] with their strengths [s] as seeds in each of several tables."""
    groups, strong = context.find(items), np.array(strengths, np.float32)
    return [Seeds(each, items, groups, strong) for each in tables]


@dataclass(frozen=True)
class _Entries:
    """One neighbour of one seed each, [e]: its group and set as one number, score and seed."""

    keys: Array
    scores: Array
    seeds: Array


def neighbours_of(asked: Sequence[Seeds], context: ScoringContext) -> list[Candidates]:
    """Return the neighbours of each set of seeds, at most `LIMIT`, without the seeds themselves.

    Scores add up over the seeds with their strengths; the best candidate of a set gets the strength
    of its strongest seed.
    """
    found = [Candidates.empty()] * len(asked)
    # As unsigned numbers, unknown groups are above all others.
    known = [
        (each.groups.astype(np.uint32) < len(each.table.scores)).nonzero()[0] for each in asked
    ]
    if not any(map(len, known)):
        return found
    entries = _entries(asked, known, context)
    sorted_keys = runs(entries.keys)
    sums = np.bincount(sorted_keys.number, entries.scores.take(sorted_keys.order), len(sorted_keys))
    sums = sums.astype(np.float32)
    _leave_out_seeds(sums, sorted_keys.values, asked, known)
    because = _strongest(entries, sorted_keys)
    ends = sorted_keys.values.searchsorted(np.arange(1, len(asked) + 1) << SET_BITS).tolist()
    for at, (each, rows, start, end) in enumerate(
        zip(asked, known, [0, *ends], ends, strict=False)
    ):
        if len(rows):
            kept = start + _best(sums[start:end])
            groups = (sorted_keys.values.take(kept) & ((1 << SET_BITS) - 1)).astype(np.int32)
            scores = _scaled(sums.take(kept), float(each.strengths.take(rows).max()))
            found[at] = Candidates(groups, scores, because.take(kept), tuple(each.items))
    return found


def _entries(asked: Sequence[Seeds], known: Sequence[Array], context: ScoringContext) -> _Entries:
    """Return the neighbours that may be shown, of all sets end to end."""
    near, scores, seeds, sets = [], [], [], []
    for number, (each, rows) in enumerate(zip(asked, known, strict=True)):
        groups, width = each.groups.take(rows), each.table.scores.shape[1]
        near.append(each.table.neighbours.take(groups, axis=0).ravel())
        weighted = each.table.scores.take(groups, axis=0)
        weighted *= each.strengths.take(rows)[:, None]
        scores.append(weighted.ravel())
        seeds.append(rows.repeat(width))
        sets.append(number)
    sizes = [len(each) for each in near]
    groups = np.concatenate(near)
    shown = context.allowed.take(groups)  # −1, no neighbour, takes the last group
    shown &= groups >= 0
    (kept,) = shown.nonzero()
    keys = (np.array(sets) << SET_BITS).repeat(sizes)
    keys += groups
    return _Entries(
        keys.take(kept),
        np.concatenate(scores).take(kept),
        np.concatenate(seeds).take(kept),
    )


def _leave_out_seeds(
    sums: Array, keys: Array, asked: Sequence[Seeds], known: Sequence[Array]
) -> None:
    if not len(keys):
        return
    seeds = np.concatenate(
        [each.groups[rows] + np.int64(number << SET_BITS)
         for number, (each, rows) in enumerate(zip(asked, known, strict=True))]
    )  # fmt: skip
    at = np.minimum(keys.searchsorted(seeds), len(keys) - 1)
    sums[at[keys.take(at) == seeds]] = -np.inf


def _strongest(entries: _Entries, keys: Runs) -> Array:
    """Return the seed int32 [keys] with the largest part of each sum."""
    if not len(keys):
        return np.zeros(0, np.int32)
    parts = entries.scores.take(keys.order)
    (largest,) = (parts == np.maximum.reduceat(parts, keys.starts).take(keys.number)).nonzero()
    largest = largest[::-1]  # what is written last stays: the first of equal ones
    found = np.empty(len(keys), np.int32)
    found[keys.number.take(largest)] = entries.seeds.take(keys.order.take(largest))
    return found


def _best(sums: Array) -> Array:
    if len(sums) <= LIMIT:
        kept: Array = (sums > -np.inf).nonzero()[0]
        return kept
    kept = top(sums, LIMIT)
    kept.sort()
    return kept[sums.take(kept) > -np.inf]


def _scaled(scores: Array, highest: float) -> Array:
    high = scores.max(initial=0.0) or 1.0
    return np.asarray(scores * (highest / high))
