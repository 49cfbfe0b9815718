"""What a person turned down of late: taken out of the cart, or sent back."""

from model.durations import DAY_MS
from model.query import History

REGRETTED = frozenset({"remove", "return"})
DAYS = 14
"""Then it may be shown again: people change their minds, and sizes."""


def regretted(history: History, now: int) -> list[str]:
    """Return the items of which the newest thing a person did, in the last days, is regret."""
    since = now - DAYS * DAY_MS
    newest: dict[str, str] = {}
    for each in history.interactions:
        if each.at < since:
            break
        newest.setdefault(each.item_id, each.kind)
    return [item for item, kind in newest.items() if kind in REGRETTED]
