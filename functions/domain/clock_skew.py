"""The time of an event, corrected for a wrong clock of its sender.

Segment's rule: `timestamp = receivedAt − (sentAt − originalTimestamp)`. The difference between
two readings of the sender's clock is right even when the clock is not.
"""

# Past this, the sender's reading is no longer near enough to the truth to sort events by it.
MAX_SKEW_MS = 10 * 60 * 1000


def corrected(*, claimed_at: int | None, sent_at: int | None, received_at: int) -> int:
    """The event's time in UTC ms. Never in the future: nothing happens after it was received."""
    if claimed_at is None:
        return received_at
    if sent_at is None:
        return min(claimed_at, received_at)
    return max(0, min(received_at - (sent_at - claimed_at), received_at))


def is_skewed(*, claimed_at: int | None, at: int) -> bool:
    """Whether the sender's own time is too far off to be the event's sort key."""
    return claimed_at is None or abs(claimed_at - at) > MAX_SKEW_MS


def key_time(*, claimed_at: int | None, at: int) -> int:
    """The time that an event's key is sorted by: the sender's own, or the true one."""
    return at if claimed_at is None or is_skewed(claimed_at=claimed_at, at=at) else claimed_at
