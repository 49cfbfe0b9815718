"""What sells now, over all people or those of one channel, and first what does at a location."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.retrieval.candidates import LIMIT, Candidates, Request
from model.retrieval.chart_segments import Places

BLOCK = 1024
SPARSE = 16
"""Below one group in so many, sorting those that count beats looking for them in the order."""
NOTHING = np.zeros(0, np.int32)


class Popular:
    """Row 0 of the arrays is everybody, row 1+c the channel c; a category is a mask on a row."""

    name = "popular"
    reason = "popular"

    def __init__(self, model: Artifact) -> None:
        self._order = np.asarray(model["popularity/order"])
        self._scores = np.asarray(model["popularity/scores"])
        self._places = Places(model)
        self._offsets, self._groups = np.zeros(1, np.int64), NOTHING
        if "popular_at/groups" in model:  # or it was trained before there were any locations
            self._offsets = np.asarray(model["popular_at/offsets"])
            self._groups = np.asarray(model["popular_at/groups"])

    def blocks(
        self, allowed: NDArray[np.bool_], channel: str | None, location: str | None = None
    ) -> Iterator[NDArray[np.int32]]:
        """Yield the allowed groups, most popular first; reads no further than it is asked.

        What sells at the location comes first, and then again in its place among all.
        """
        chart = self._chart(location)
        chart = chart[allowed[chart]]
        if len(chart):
            yield chart
        yield from self._blocks(allowed, self._row(channel))

    def _chart(self, location: str | None) -> NDArray[np.int32]:
        row = self._places.location(location)
        return NOTHING if row < 0 else self._groups[self._offsets[row] : self._offsets[row + 1]]

    def _blocks(self, allowed: NDArray[np.bool_], row: int) -> Iterator[NDArray[np.int32]]:
        order, scores = self._order[row], self._scores[row]
        allowed = allowed[: len(order)]
        if np.count_nonzero(allowed) * SPARSE < len(order):
            groups = np.flatnonzero(allowed).astype(np.int32)
            yield groups[falling(scores[groups])]
            return
        for start in range(0, len(order), BLOCK):
            block = order[start : start + BLOCK]
            yield block[allowed[block]]

    def score(self, request: Request) -> Candidates:
        """Return the most popular groups of the query's channel, else of all channels."""
        return self._first(request.allowed, request)

    def beside(self, group: int, request: Request) -> Candidates:
        """Return the most popular groups of the category of a group, without that group."""
        category = request.groups.category_of(group) if group >= 0 else None
        if category is None:
            return Candidates.none()
        mask = request.allowed & request.groups.within(category)
        mask[group] = False
        return self._first(mask, request)

    def _first(self, mask: NDArray[np.bool_], request: Request) -> Candidates:
        row, found, size = self._row(request.query.channel), [NOTHING], 0
        for block in self._blocks(mask, row):
            found.append(block)
            size += len(block)
            if size >= LIMIT:
                break
        groups = np.concatenate(found)[:LIMIT]
        return Candidates.of(groups, self._scores[row][groups])

    def _row(self, channel: str | None) -> int:
        return 1 + self._places.channel(channel)
