"""The items that a person lately took out of the cart or returned."""

from model.durations import DAY_MS
from model.query import History

NEGATIVE_KINDS = frozenset({"remove", "return"})
DAYS = 14
"""Later the item may be shown again: people change their minds, and sizes."""


def negative_feedback(history: History, now: int) -> list[str]:
    """Return the item ids whose newest interaction in the last `DAYS` is negative; `now` in ms."""
    if NEGATIVE_KINDS.isdisjoint([each.kind for each in history.interactions]):
        return []
    since = now - DAYS * DAY_MS
    newest: dict[str, str] = {}
    for each in history.interactions:
        if each.at < since:
            break
        newest.setdefault(each.item_id, each.kind)
    return [item for item, kind in newest.items() if kind in NEGATIVE_KINDS]
