"""The baseline: plain session kNN over item sets, by cosine, without learning."""

import numpy as np

from model.arrays.artifact import Array
from model.arrays.ragged import rows
from model.retrieval.session.index import SessionIndex
from model.training.session.index import index_arrays
from model.training.session.log import SessionLog

NEIGHBOURS = 100
RECENT = 1000


class PlainKnn:
    """100 neighbours among the 1,000 newest sessions that share an item (Jannach, Ludewig 2017)."""

    def __init__(self, log: SessionLog) -> None:
        self.index = SessionIndex(**index_arrays(log))

    def rank(self, prefix: Array) -> tuple[Array, Array]:
        """Return items [k] and scores [k] of the neighbours of a session [events], best first."""
        index, wanted = self.index, np.unique(prefix)
        _, entries = rows(index.posting_offsets, wanted)
        sessions, shared = np.unique(index.postings[entries], return_counts=True)
        sessions, shared = sessions[-RECENT:], shared[-RECENT:]
        similarity = shared / np.sqrt(index.distinct[sessions] * max(len(wanted), 1))
        nearest = np.argsort(-similarity, kind="stable")[:NEIGHBOURS]
        owner, places = rows(index.offsets, sessions[nearest])
        pairs = np.unique(owner * len(index.posting_offsets) + index.items[places])
        owner, items = np.divmod(pairs, len(index.posting_offsets))
        distinct, inverse = np.unique(items, return_inverse=True)
        scores = np.bincount(inverse, similarity[nearest][owner], minlength=len(distinct))
        order = np.argsort(-scores, kind="stable")
        return distinct[order], scores[order]
