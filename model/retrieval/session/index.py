"""Past sessions as arrays: forward (session → items) and inverted (item → sessions)."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from model.arrays.artifact import Array, ArrayReader
from model.arrays.ragged import ranges
from model.retrieval.session.arrays import session_array


@dataclass(frozen=True)
class SessionIndex:
    """Sessions are numbered by age, the oldest is 0; an item is its row in the model's table."""

    offsets: Array  # (sessions + 1) where each session starts in `items`
    items: Array  # (events) the items, in order
    distinct: Array  # (sessions) how many different items
    posting_offsets: Array  # (items + 1) where each item starts in `postings`
    postings: Array  # (postings) the sessions with the item, oldest first
    positions: Array  # (postings) the last place of the item in that session

    @classmethod
    def from_arrays(cls, arrays: ArrayReader) -> Self:
        return cls(**{name: session_array(arrays, name) for name in cls.__annotations__})

    @property
    def n_sessions(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_items(self) -> int:
        return len(self.posting_offsets) - 1

    def newest_postings(self, items: Array, limit: int) -> tuple[Array, Array]:
        """Return the newest postings of items [k]: (place in `items`, place in `postings`)."""
        ends = self.posting_offsets.take(items + 1)
        counts = np.minimum(ends - self.posting_offsets.take(items), limit)
        return np.arange(len(items)).repeat(counts), ranges(ends - counts, counts)

    def rarity(self, items: Array) -> Array:
        """Return the inverse document frequency [k] of items [k] over sessions."""
        holding = self.posting_offsets.take(items + 1) - self.posting_offsets.take(items)
        return np.asarray(np.log((self.n_sessions + 1) / np.maximum(holding, 1)))
