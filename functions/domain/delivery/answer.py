"""What an endpoint's answer means for a delivery."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

Meaning = Literal["delivered", "again", "gone"]
_GONE = 410
MAX_RETRY_AFTER_S = 24 * 3_600


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is the HTTP status; None where there was no answer, for this `reason`.

    `retry_after` is that header as it came.
    """

    status: int | None
    reason: str = ""
    retry_after: str | None = None

    @property
    def meaning(self) -> Meaning:
        """Any 2xx is a success; a redirect is a failure, and 410 the end."""
        if self.status is not None and 200 <= self.status < 300:
            return "delivered"
        return "gone" if self.status == _GONE else "again"


def retry_after_s(header: str | None, *, now: int) -> int | None:
    """Return the seconds from `now` (UTC ms) that a Retry-After header asks for, if it can be read.

    It is a number, or a date (RFC 9110, section 10.2.3). No endpoint is given more than a day.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), MAX_RETRY_AFTER_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    wait = at - datetime.fromtimestamp(now / 1000, UTC)
    return min(max(0, round(wait.total_seconds())), MAX_RETRY_AFTER_S)
