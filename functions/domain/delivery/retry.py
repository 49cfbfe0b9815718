"""When a failed delivery is tried again: soon, then ever more rarely, for a day and a half."""

from zlib import crc32

from functions.domain.delivery.answer import MAX_RETRY_AFTER_S

_MINUTE, _HOUR = 60, 3_600
SCHEDULE_S: tuple[int, ...] = (
    5,
    1 * _MINUTE,
    5 * _MINUTE,
    15 * _MINUTE,
    30 * _MINUTE,
    1 * _HOUR,
    2 * _HOUR,
    4 * _HOUR,
    8 * _HOUR,
    20 * _HOUR,
)
_JITTER = 0.2


def next_attempt(
    attempts: int, *, now: int, seed: str, retry_after_s: int | None = None
) -> int | None:
    """Return when (UTC ms) to try again after `attempts` of them, `now` (UTC ms) being the last.

    `seed` spreads those that failed together. The wait that an endpoint asks for is kept, up to a
    day. None where no attempt is left.
    """
    if attempts > len(SCHEDULE_S):
        return None
    share = crc32(f"{seed}#{attempts}".encode()) / 2**32
    wait_s = SCHEDULE_S[attempts - 1] * (1 + _JITTER * share)
    return now + round(max(wait_s, min(retry_after_s or 0, MAX_RETRY_AFTER_S)) * 1000)
