"""One numbering for every group that can be shown: the model's, then those only in the catalogue.

Learning is per group, selling is per item; this is where the two meet.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.artifact import Artifact
from model.catalog_groups import CatalogGroups
from model.learned_groups import LearnedGroups
from model.query import Query
from model.snapshot import Snapshot

NOTHING = np.zeros(0, np.int32)


class Groups:
    """`size` groups; the first `learned` of them are rows of the model's arrays.

    Without a catalogue (none, or an empty one) every group of the model may be shown.
    """

    def __init__(self, model: Artifact | None, snapshot: Snapshot | None) -> None:
        self._model = LearnedGroups(model) if model else None
        self._catalog = CatalogGroups(snapshot) if snapshot is not None and len(snapshot) else None
        self.learned = len(self._model) if self._model else 0
        self._join()

    def _join(self) -> None:
        """Number the groups, and find for each the catalogue's group that shows it (−1: none)."""
        if self._catalog is None:
            self.size = self.learned
            self.shown = np.arange(self.size, dtype=np.int32)
            self.available = np.ones(self.size, np.bool_)
            return
        known = self._model.shown_in(self._catalog.snapshot) if self._model else NOTHING
        self._number = np.full(len(self._catalog), -1, np.int32)
        rows = np.flatnonzero(known >= 0)[::-1]
        self._number[known[rows]] = rows
        added = np.flatnonzero(self._number < 0).astype(np.int32)
        self._number[added] = self.learned + np.arange(len(added), dtype=np.int32)
        self.shown = np.concatenate([known, added])
        self.size = len(self.shown)
        self.available = (self.shown >= 0) & self._catalog.sellable[self.shown]

    def of(self, ids: Sequence[str]) -> NDArray[np.int32]:
        """Return the group of each item id, −1 where neither model nor catalogue knows it."""
        found = self._model.find(ids) if self._model else np.full(len(ids), -1, np.int32)
        missing = np.flatnonzero(found < 0)
        if self._catalog is not None and len(missing):
            groups = self._catalog.find([ids[at] for at in missing.tolist()])
            found[missing] = np.where(groups >= 0, self._number[groups], -1)
        return found

    def category_of(self, group: int) -> str | None:
        """Return the category of a group; the catalogue's word goes before the model's."""
        if self._catalog is not None and self.shown[group] >= 0:
            return self._catalog.category_of(int(self.shown[group]))
        return self._model.category_of(group) if self._model and group < self.learned else None

    def allowed(self, query: Query, blocked: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return a mask over all groups: what could still be shown for this query."""
        mask = self.available.copy()
        if query.category is not None:
            mask &= self.within(query.category)
        if query.max_price is not None and self._catalog is not None:
            mask &= (self._catalog.cheapest <= query.max_price)[self.shown]
        mask[blocked] = False
        if query.exclude:
            mask[self._emptied(query.exclude)] = False
        return mask

    def within(self, category: str) -> NDArray[np.bool_]:
        """Return a mask over all groups: those of a category."""
        if self._catalog is not None:
            return self._catalog.within(category)[self.shown] & (self.shown >= 0)
        return self._model.within(category) if self._model else np.zeros(0, np.bool_)

    def pick(self, group: int, query: Query) -> str | None:
        """Return the item of a group to show: the first on sale that passes the filters."""
        if self._catalog is not None:
            return self._catalog.pick(int(self.shown[group]), query)
        return self._model.item_of(group) if self._model else None

    def newest(self) -> Iterator[int]:
        """Yield the catalogue's groups, newest first."""
        if self._catalog is None:
            return iter(())
        return (int(self._number[group]) for group in self._catalog.newest)

    def _emptied(self, exclude: frozenset[str]) -> NDArray[np.int32]:
        """Groups with nothing left to show; of larger groups `pick` leaves out the excluded."""
        groups = self.of(list(exclude))
        groups = groups[groups >= 0]
        if self._catalog is None:
            return groups
        return groups[self._catalog.sizes[self.shown[groups]] <= 1]
