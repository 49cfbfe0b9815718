"""The arrays of `model.retrieval.session.index.SessionIndex`."""

import numpy as np

from model.arrays.artifact import Array
from model.retrieval.session.ranker import LONGEST
from model.training.session.log import SessionLog


def index_arrays(log: SessionLog) -> dict[str, Array]:
    """Return the arrays of `SessionIndex`."""
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
    """Return sessions with long ones cut, so that no single one can make an answer slow."""
    ends = zip(log.offsets[:-1], log.offsets[1:], strict=True)
    starts = [np.arange(start, end, longest) for start, end in ends]
    offsets = np.concatenate([*starts, log.offsets[-1:]])
    return SessionLog(offsets, log.items, log.n_items)


def offsets_of(keys: Array, n: int) -> Array:
    """Return the start int64 [n + 1] of each key's run in rows sorted by `keys` [rows]."""
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=n))]).astype(np.int64)
