"""Item-to-item: the groups bought or viewed together with given items, counted in training.

Linden, Smith, York: Amazon.com Recommendations (2003).
"""

import numpy as np

from model.arrays.artifact import Artifact
from model.arrays.sorting import falling
from model.retrieval.candidates import Candidates
from model.retrieval.history_columns import HistoryColumns
from model.retrieval.scoring_context import ScoringContext
from model.retrieval.seed_neighbours import Seeds, neighbours_of

HISTORY_ITEMS = 50
"""Items of a history that are read, those with the highest weights; 100 gave no better lists."""


class ItemToItem:
    """`neighbours` int32 [groups, K], padded with −1, and their `scores` float32 [groups, K].

    `id` is `bought_together` or `viewed_together`.
    """

    def __init__(self, model: Artifact, id: str) -> None:  # noqa: A002 the word of the registry
        self.id = id
        self.neighbours = np.asarray(model[f"{id}/neighbours"])
        self.scores = np.asarray(model[f"{id}/scores"])
        self.width = self.neighbours.shape[1]

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return the neighbours of the person's history, each item by the root of its weight."""
        return neighbours_of([self.history_seeds(context)], context)[0]

    def history_seeds(self, context: ScoringContext) -> Seeds:
        """Return the items of a person's history with the highest weights as seeds."""
        return context.history.once(self, lambda: self._history_seeds(context.history))

    def _history_seeds(self, history: HistoryColumns) -> Seeds:
        liked = falling(history.weights)[:HISTORY_ITEMS]
        liked.sort()
        weights = history.weights[liked]
        if not weights.all():
            liked = liked[weights > 0]
            weights = history.weights[liked]
        strengths = np.sqrt(weights)
        strengths = (strengths / strengths.max(initial=0.0)).astype(np.float32)
        items = [history.items[at] for at in liked.tolist()]
        return Seeds(self, items, history.groups[liked], strengths)
