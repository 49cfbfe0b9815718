"""What an endpoint's answer means for a delivery."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

Meaning = Literal["delivered", "again", "gone"]
_GONE = 410


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

    It is a number, or a date (RFC 9110, section 10.2.3).
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, round((at - datetime.fromtimestamp(now / 1000, UTC)).total_seconds()))
