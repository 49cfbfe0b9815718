"""Session nearest neighbours: the items of past sessions with the same items.

Three similarities over one set of past sessions: plain cosine between item sets (SKNN, Jannach and
Ludewig 2017); recent items of the session count more, common items less (V-SKNN, Ludewig and
Jannach 2018); and recent sessions count more too (STAN, Garg et al. 2019). In the last two an item
counts more the nearer it is to the matched one.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from model.arrays.artifact import Array
from model.arrays.ragged import rows
from model.arrays.sorting import runs, top
from model.retrieval.session.arrays import Scored
from model.retrieval.session.index import SessionIndex

QUERY_ITEMS = 10
POSTINGS = 600
COSINE_NEIGHBOURS = 100
NEIGHBOURS = 300
VSKNN_REACH, STAN_REACH = 3.0, 4.0
"""Events, at which an item counts 1/e of one next to the shared item."""


@dataclass(frozen=True)
class Matches:
    """The past sessions that share an item with this one, and their similarity."""

    sessions: Array
    matched: Array  # position, in the past session, of the newest item the two share
    cosine: Array
    vsknn: Array
    stan: Array


def find(index: SessionIndex, items: Array, steps: Array) -> Matches:
    """Return the past sessions that share one of items [k], a session's newest ones.

    `steps` [k] are how many events ago the session had them.
    """
    owner, entries = index.newest_postings(items, POSTINGS)
    # The newest item's postings come first, so `first` is the match with the newest item.
    found = runs(index.postings.take(entries))
    sessions, owner = found.values, owner.take(found.order)
    norm = np.sqrt(index.distinct.take(sessions))
    staleness = (index.n_sessions - sessions) / max(index.n_sessions, 1)

    def similarity(weights: Array) -> Array:
        shared = np.bincount(found.number, weights.take(owner), minlength=len(sessions))
        return np.asarray(shared / norm)

    return Matches(
        sessions=sessions,
        matched=index.positions.take(entries.take(found.order.take(found.starts))),
        cosine=similarity(np.ones(len(items))) / sqrt(max(len(items), 1)),
        vsknn=similarity(np.exp(-steps / 2.0) * index.rarity(items)),
        stan=similarity(np.exp(-steps / 1.2)) * np.exp(-staleness / 0.3),
    )


def near_items(index: SessionIndex, matches: Matches) -> dict[str, Scored]:
    """Return the items of the nearest sessions, by each similarity.

    The items are the same array, with a score of 0 where a similarity does not count a session.
    Cosine scores every item of a session alike. In the other two an item counts more the nearer it
    is to the shared one.
    """
    similarities = (
        _of_nearest(matches.cosine, COSINE_NEIGHBOURS),
        _of_nearest(matches.vsknn, NEIGHBOURS),
        _of_nearest(matches.stan, NEIGHBOURS),
    )
    (nearest,) = np.logical_or.reduce(similarities).nonzero()
    sessions = matches.sessions.take(nearest)
    owner, entries = rows(index.offsets, sessions)
    cosine, vsknn, stan = np.array(similarities).take(nearest.take(owner), axis=1)
    distance = np.abs(
        entries - (index.offsets.take(sessions) + matches.matched.take(nearest)).take(owner)
    )
    other = distance > 0
    items = index.items.take(entries)
    return {
        "cosine": (items, cosine),
        "vsknn": (items, vsknn * np.exp(distance / -VSKNN_REACH) * other),
        "stan": (items, stan * np.exp(distance / -STAN_REACH) * other),
    }


def _of_nearest(similarity: Array, k: int) -> Array:
    """Return the similarities [matches], 0 but for the k highest."""
    if len(similarity) <= k:
        return similarity
    found, nearest = np.zeros(len(similarity)), top(similarity, k)
    found[nearest] = similarity.take(nearest)
    return found
