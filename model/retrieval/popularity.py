"""The groups that sell most now: first at a location, then in a channel or over all people."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.retrieval.candidates import LIMIT, Candidates
from model.retrieval.chart_segments import ChartSegments
from model.retrieval.scoring_context import ScoringContext

BLOCK = 1024
SPARSE = 16
"""With fewer than one allowed group in so many, sorting those is faster than filtering the
order."""
NOTHING = np.zeros(0, np.int32)


class Popularity:
    """Row 0 of the arrays is all people, row 1+c the channel c; a category is a mask on a row."""

    id = "popularity"

    def __init__(self, model: Artifact) -> None:
        self._order = np.asarray(model["popularity/order"])
        self._scores = np.asarray(model["popularity/scores"])
        self._segments = ChartSegments(model)
        self._offsets = np.asarray(model["popularity/location_offsets"])
        self._groups = np.asarray(model["popularity/location_groups"])

    def blocks(
        self, allowed: NDArray[np.bool_], channel: str | None, location: str | None = None
    ) -> Iterator[NDArray[np.int32]]:
        """Yield blocks of the groups of `allowed` [groups], most popular first.

        The location's chart comes first; its groups come again in their place among all.
        """
        chart = self._chart(location)
        chart = chart[allowed[chart]]
        if len(chart):
            yield chart
        yield from self._blocks(allowed, self._row(channel))

    def _chart(self, location: str | None) -> NDArray[np.int32]:
        row = self._segments.location(location)
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

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return the most popular groups of the query's channel, else of all channels."""
        return self._first(context.allowed, context)

    def in_category_of(self, group: int, context: ScoringContext) -> Candidates:
        """Return the most popular groups of the category of a group, without that group."""
        category = context.groups.category_of(group) if group >= 0 else None
        if category is None:
            return Candidates.empty()
        mask = context.allowed & context.groups.within(category)
        mask[group] = False
        return self._first(mask, context)

    def _first(self, mask: NDArray[np.bool_], context: ScoringContext) -> Candidates:
        row, found, size = self._row(context.query.channel), [NOTHING], 0
        for block in self._blocks(mask, row):
            found.append(block)
            size += len(block)
            if size >= LIMIT:
                break
        groups = np.concatenate(found)[:LIMIT]
        return Candidates.from_scores(groups, self._scores[row][groups])

    def _row(self, channel: str | None) -> int:
        return 1 + self._segments.channel(channel)
