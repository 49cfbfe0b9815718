"""Random queries to a random model; numpy and the model package are all that they need."""

import numpy as np

from model.durations import DAY_MS, MINUTE_MS
from model.scoring import History, Interaction, Purchased, Query

NOW = 1_760_000_000_000
CATEGORIES = 300
VISIT = 15
"""Interactions of the visit under way."""


def random_query(items: int, rng: np.random.Generator, placement: str) -> Query:
    """Return a query of a person with a full profile, with some items excluded."""
    ids = [str(each) for each in rng.integers(0, items, 320)]
    kinds = rng.choice(["view", "click", "cart", "purchase"], 60)
    history = History(
        tuple(
            Interaction(
                ids[at], str(kinds[at]), NOW - at * (MINUTE_MS if at < VISIT else 3_600_000)
            )
            for at in range(60)
        ),
        tuple(
            Purchased(item, 1 + at % 5, NOW // DAY_MS - at, at % 90, 0.3 * (at % 5))
            for at, item in enumerate(ids[60:260])
        ),
        tuple(ids[260:265]),
    )
    return Query(
        placement=placement,
        n=20,
        now=NOW,
        history=history,
        item_id=ids[270] if placement == "product" else None,
        category=f"c{rng.integers(0, CATEGORIES)}" if placement == "category" else None,
        channel="channel-1",
        exclude=frozenset(ids[280:300]),
    )
