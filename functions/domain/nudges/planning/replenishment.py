"""When a person runs out of what is bought again and again, by their interval for each item."""

from collections.abc import Iterable, Mapping

from functions.domain.purchased import Purchased

DAY_MS = 86_400_000
# Two intervals are the least that can be called a habit.
LEAST_ORDERS = 3


def runs_out(
    purchased: Iterable[Purchased], now: int, usual: Mapping[str, float]
) -> dict[str, int]:
    """Return the time (UTC ms) at which each item is likely bought again; `now` is UTC ms.

    `usual` are the days between two orders of an item that the model learned. An item that is late
    by more than one interval was given up, and is left out.
    """
    found: dict[str, int] = {}
    for each in purchased:
        interval = _interval(each, usual.get(each.item_id))
        if interval is None:
            continue
        due_at = each.last_day * DAY_MS + interval
        if due_at + interval > now:
            found[each.item_id] = due_at
    return found


def _interval(purchased: Purchased, usual: float | None) -> int | None:
    """The person's interval in ms: that of all buyers counts as one more of their own.

    Without a usual one it is their own, if they have a habit; None where nothing is known. It is
    what the ranker calls `purchase_gap_days` (`model.ranking.features`).
    """
    if usual is not None:
        return int((purchased.span + usual) * DAY_MS / purchased.count)
    if purchased.count < LEAST_ORDERS or not purchased.span:
        return None
    return purchased.span * DAY_MS // (purchased.count - 1)


def due(expected: Mapping[str, int], bought_at: Mapping[str, int], now: int) -> list[str]:
    """The items that are due by `now` (UTC ms), the longest due first, without those bought.

    `bought_at` is when each item was bought last (UTC ms), as far as orders were read: the profile
    that the interval comes from may be a little older.
    """
    waiting = {i: at for i, at in expected.items() if at <= now}
    again = {i for i, at in waiting.items() if bought_at.get(i, 0) > at - DAY_MS}
    return sorted(waiting.keys() - again, key=lambda item: (waiting[item], item))
