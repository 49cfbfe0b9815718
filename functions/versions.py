"""Names of artifact versions: sorted by time, and unique."""

from datetime import UTC, datetime


def new_version(now: int, random: bytes) -> str:
    """For example `20260101T120000Z-1f3a`: `now` in UTC ms and two random bytes."""
    return f"{datetime.fromtimestamp(now / 1000, UTC):%Y%m%dT%H%M%SZ}-{random.hex()}"
