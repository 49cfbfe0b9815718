"""The items that a person lately looked at and has not bought since."""

from model.durations import DAY_MS
from model.query import INTEREST_KINDS
from model.retrieval.scoring_context import ScoringContext

SEEDS = 8
MIN_DECAY = 0.01
"""An interaction that has decayed below this share is no seed."""
RECENCY = 0.8
"""The factor of each seed, over the next newer one."""


def recent_seeds(context: ScoringContext) -> tuple[list[str], list[float]]:
    """Return the newest distinct item ids looked at and not bought since, and their strengths."""
    query, weights = context.query, context.interaction_weights
    done: set[str] = set()
    seeds: list[str] = []
    strengths: list[float] = []
    for each in query.history.interactions:
        if len(seeds) == SEEDS:
            break
        if each.item_id in done:
            continue
        done.add(each.item_id)
        if each.kind in INTEREST_KINDS:
            days = (query.now - each.at) / DAY_MS
            decay = 0.5 ** ((days if days > 0 else 0.0) / weights.half_life_days[each.kind])
            if decay < MIN_DECAY:
                continue
            seeds.append(each.item_id)
            strengths.append(decay * RECENCY ** len(strengths))
    return seeds, strengths
