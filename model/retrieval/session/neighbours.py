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


@dataclass(frozen=True)
class Matches:
    """The past sessions that share an item with this one, and their similarity."""

    sessions: Array
    matched: Array  # position, in the past session, of the newest item the two share
    cosine: Array
    vsknn: Array
    stan: Array


def find(index: SessionIndex, items: Array, ages: Array) -> Matches:
    """Return the past sessions that share one of items [k], a session's newest ones.

    `ages` [k] are in events.
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
        vsknn=similarity(np.exp(-ages / 2.0) * index.rarity(items)),
        stan=similarity(np.exp(-ages / 1.2)) * np.exp(-staleness / 0.3),
    )


def cosine(index: SessionIndex, matches: Matches) -> Scored:
    """Return every item of the nearest sessions, scored by the similarity of its session."""
    nearest = top(matches.cosine, COSINE_NEIGHBOURS)
    owner, entries = rows(index.offsets, matches.sessions.take(nearest))
    return index.items.take(entries), matches.cosine.take(nearest).take(owner)


def near_match(index: SessionIndex, matches: Matches, similarity: Array, reach: float) -> Scored:
    """Return the items of the nearest sessions by `similarity` [matches].

    The nearer an item is to the shared one, the higher its score; `reach` is in events.
    """
    nearest = top(similarity, NEIGHBOURS)
    sessions = matches.sessions.take(nearest)
    owner, entries = rows(index.offsets, sessions)
    distance = np.abs(
        entries - (index.offsets.take(sessions) + matches.matched.take(nearest)).take(owner)
    )
    weights = np.exp(distance / -reach)
    weights[distance == 0] = 0.0
    return index.items.take(entries), similarity.take(nearest).take(owner) * weights
