"""What is of the same kind: all there is to say of an item that nobody bought or viewed yet."""

import numpy as np

from model.arrays.artifact import Artifact
from model.retrieval.candidates import Candidates, Request, best

LIKED = 0.1
"""How much the most popular of equally similar groups stands before one that nobody wants."""


class Similar:
    """Needs a catalogue, and no model; with one, the popular of what is alike comes first."""

    reason = "similar"

    def __init__(self, model: Artifact | None) -> None:
        self._popularity = np.asarray(model["popularity/scores"][0]) if model else np.zeros(0)

    def beside(self, item: str, request: Request) -> Candidates:
        """Return the groups that resemble an item of the catalogue, all standing on it."""
        group = int(request.of([item])[0])
        if group < 0:
            return Candidates.none()
        groups, alike = request.groups.like(group)
        allowed = request.allowed[groups]
        groups, alike = groups[allowed], alike[allowed]
        sold = np.zeros(len(groups))
        learned = groups < len(self._popularity)
        sold[learned] = np.maximum(self._popularity[groups[learned]], 0.0)
        share = sold / max(float(sold.max(initial=0.0)), 1e-9)
        return best(alike * (1.0 + LIKED * share), groups).named(item)
