"""The arrays of `model.retrieval.session.index.SessionIndex`."""

import numpy as np

from model.retrieval.session.arrays import Array
from model.retrieval.session.ranker import LONGEST
from model.training.session.log import SessionLog


def index_arrays(log: SessionLog) -> dict[str, Array]:
    log = in_pieces(log)
    owner = log.owner
    order = np.argsort(log.items.astype(np.int64) * len(log) + owner, kind="stable")
    item, session = log.items[order], owner[order]
    last = np.r_[(item[1:] != item[:-1]) | (session[1:] != session[:-1]), True][: len(order)]
    kept = order[last]
    return {
        "offsets": log.offsets,
        "items": log.items,
        "distinct": np.bincount(owner[kept], minlength=len(log)).astype(np.float32),
        "posting_offsets": offsets_of(log.items[kept], log.n_items),
        "postings": owner[kept].astype(np.int32),
        "positions": (kept - log.offsets[owner[kept]]).astype(np.int32),
    }


def in_pieces(log: SessionLog, longest: int = LONGEST) -> SessionLog:
    """Cut long sessions, so that no single one can make an answer slow."""
    ends = zip(log.offsets[:-1], log.offsets[1:], strict=True)
    starts = [np.arange(start, end, longest) for start, end in ends]
    offsets = np.concatenate([*starts, log.offsets[-1:]])
    return SessionLog(offsets, log.items, log.n_items)


def offsets_of(keys: Array, n: int) -> Array:
    """Where each key's run starts, in rows sorted by key (n + 1)."""
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=n))]).astype(np.int64)
