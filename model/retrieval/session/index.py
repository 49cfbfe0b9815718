"""Past sessions as arrays: forwards (session → items) and inverted (item → sessions)."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.ragged import spans
from model.retrieval.session.arrays import Array, Arrays, plain


@dataclass(frozen=True)
class SessionIndex:
    """Sessions are numbered by age, the oldest is 0; an item is its index in the model's table."""

    offsets: Array  # (sessions + 1) where each session starts in `items`
    items: Array  # (events) what was looked at, in order
    distinct: Array  # (sessions) how many different items
    posting_offsets: Array  # (items + 1) where each item starts in `postings`
    postings: Array  # (postings) the sessions that hold the item, oldest first
    positions: Array  # (postings) where in that session the item stood last

    @classmethod
    def of(cls, arrays: Arrays) -> Self:
        return cls(**{name: plain(arrays, name) for name in cls.__annotations__})

    @property
    def n_sessions(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_items(self) -> int:
        return len(self.posting_offsets) - 1

    def newest_postings(self, items: Array, limit: int) -> tuple[Array, Array]:
        """The newest `limit` postings of each item: (which of `items`, where in `postings`)."""
        ends = self.posting_offsets[np.asarray(items) + 1]
        counts = np.minimum(ends - self.posting_offsets[items], limit)
        return np.repeat(np.arange(len(items)), counts), spans(ends - counts, counts)

    def rarity(self, items: Array) -> Array:
        """Inverse document frequency: log(sessions / sessions that hold the item)."""
        holding = self.posting_offsets[items + 1] - self.posting_offsets[items]
        return np.asarray(np.log((self.n_sessions + 1) / np.maximum(holding, 1)))
