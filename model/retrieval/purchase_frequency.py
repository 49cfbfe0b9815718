"""The groups that a person buys most, with a decay since the last purchase."""

from model.retrieval.candidates import Candidates
from model.retrieval.scoring_context import ScoringContext


class PurchaseFrequency:
    """Reads only the person's own counts, so it needs no model."""

    id = "purchase_frequency"

    def retrieve(self, context: ScoringContext) -> Candidates:
        """Return the groups the person has bought, by count × decay of the last purchase."""
        groups, weights = context.history.by_group(context.history.purchase_weights)
        return Candidates.from_scores(groups, weights * context.allowed.take(groups))
