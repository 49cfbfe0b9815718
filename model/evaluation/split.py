"""The cut in time that parts what a model may learn from what it is asked about.

One moment for everybody, never a random draw: a model that has seen next week predicts it well.
"""

from dataclasses import dataclass

from model.durations import DAY_MS


@dataclass(frozen=True)
class Split:
    """Learn from events at ≤ `cut`, ask about those in (cut, until]; times in ms."""

    cut: int
    until: int


def by_time(since: int, until: int, holdout_days: float) -> Split | None:
    """Hold out the newest days, at most a fifth of the window; None if that is no time."""
    held = min(int(holdout_days * DAY_MS), (until - since) // 5)
    return Split(until - held, until) if held > 0 else None
