"""Buy again: what this person buys most, fading with the time since the last purchase."""

from model.retrieval.candidates import Candidates, Request


class OwnFrequency:
    """Needs no model: only the person's own counts."""

    name = "own_frequency"
    reason = "buy_again"

    def score(self, request: Request) -> Candidates:
        """Return the groups the person has bought, by count × decay of the last purchase."""
        groups, weights = request.mentions.by_group(request.mentions.bought_weights)
        allowed = request.allowed[groups]
        return Candidates.of(groups[allowed], weights[allowed])
