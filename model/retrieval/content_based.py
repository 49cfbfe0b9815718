"""Items of the same category, brand and price range, for items without any interaction."""

import numpy as np

from model.arrays.artifact import Artifact
from model.retrieval.candidates import Candidates
from model.retrieval.scoring_context import ScoringContext

POPULARITY_BONUS = 0.1
"""The most popular of equally similar groups gets a score higher by this share."""


class ContentBased:
    """Needs a catalogue and no model; with a model, popular groups come first among equals."""

    id = "content_based"

    def __init__(self, model: Artifact | None) -> None:
        self._popularity = np.asarray(model["popularity/scores"][0]) if model else np.zeros(0)

    def similar(self, item: str, context: ScoringContext) -> Candidates:
        """Return the groups that resemble an item of the catalogue, all explained by it."""
        group = int(context.find([item])[0])
        if group < 0:
            return Candidates.empty()
        groups, similarity = context.groups.similar(group)
        allowed = context.allowed[groups]
        groups, similarity = groups[allowed], similarity[allowed]
        sold = np.zeros(len(groups))
        learned = groups < len(self._popularity)
        sold[learned] = np.maximum(self._popularity[groups[learned]], 0.0)
        share = sold / max(float(sold.max(initial=0.0)), 1e-9)
        scores = similarity * (1.0 + POPULARITY_BONUS * share)
        return Candidates.from_highest(scores, groups).explained_by(item)
