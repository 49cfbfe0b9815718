"""Everyone is split at one timestamp; a random split would leak the future."""

from dataclasses import dataclass

from model.durations import DAY_MS


@dataclass(frozen=True)
class Split:
    """Learn from events at ≤ `cut`, ask about those in (cut, until]; times in ms."""

    cut: int
    until: int


def split_by_time(since: int, until: int, holdout_days: float) -> Split | None:
    """Hold out the newest days, at most a fifth of the time from `since` to `until`, both in ms.

    None if all events are of one moment.
    """
    held = min(int(holdout_days * DAY_MS), (until - since) // 5)
    return Split(until - held, until) if held > 0 else None
