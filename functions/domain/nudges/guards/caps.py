"""Caps on hand-overs, in rolling windows."""

from collections.abc import Iterable

from functions.domain.nudges.settings import Cap


def free_at(times: Iterable[int], cap: Cap, now: int) -> int:
    """The first time (UTC ms) from `now` on at which one more hand-over is within the cap."""
    window = cap.seconds * 1000
    inside = sorted(at for at in times if at > now - window)
    if cap.count <= 0:
        return now + window
    return now if len(inside) < cap.count else inside[-cap.count] + window
