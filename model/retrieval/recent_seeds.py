"""What a person lately looked at and has not bought since: what the next answer must show."""

from model.durations import DAY_MS
from model.retrieval.candidates import Request

SEEDS = 8
INTENTS = ("view", "click", "wishlist", "cart")
FAINT = 0.01
"""What faded below this share is no intent any more."""
RECENCY = 0.8
"""Each older seed speaks this much softer than the one after it."""


def intents(request: Request) -> tuple[list[str], list[float]]:
    """Return the newest distinct items looked at but not bought since, and how much each says."""
    query, weighting = request.query, request.weighting
    done: set[str] = set()
    seeds: list[str] = []
    strengths: list[float] = []
    for each in query.history.interactions:
        if each.item_id in done or len(seeds) == SEEDS:
            continue
        done.add(each.item_id)
        if each.kind in INTENTS:
            days = (query.now - each.at) / DAY_MS
            faded = 0.5 ** (max(days, 0.0) / weighting.half_life_days[each.kind])
            if faded < FAINT:
                continue
            seeds.append(each.item_id)
            strengths.append(faded * RECENCY ** len(strengths))
    return seeds, strengths
