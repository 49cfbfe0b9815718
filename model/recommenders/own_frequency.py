"""Buy again: what this person buys most, fading with the time since the last purchase."""

from collections import defaultdict

import numpy as np

from model.recommenders.candidates import Candidates, Request
from model.taste import DAY_MS, newest, uncounted


class OwnFrequency:
    """Needs no model: only the person's own counts."""

    name = "own_frequency"
    reason = "buy_again"

    def score(self, request: Request) -> Candidates:
        """Return the groups the person has bought, by count × decay of the last purchase."""
        history = request.query.history
        end = newest(history)
        weigh = request.weighting
        sums: dict[str, float] = defaultdict(float)
        for each in history.purchased:
            left = each.count - each.faded
            sums[each.item_id] += left * weigh.of("purchase", end / DAY_MS - each.last_day)
        for seen in uncounted(history):
            if seen.kind == "purchase":
                sums[seen.item_id] += weigh.of("purchase", (end - seen.at) / DAY_MS)
        groups = request.of(list(sums))
        known = groups >= 0
        distinct, where = np.unique(groups[known], return_inverse=True)
        scores = np.bincount(
            where, np.fromiter(sums.values(), float, len(sums))[known], len(distinct)
        )
        allowed = request.allowed[distinct]
        return Candidates.of(distinct[allowed], scores[allowed])
