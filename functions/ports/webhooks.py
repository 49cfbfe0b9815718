"""Posts a message to an address of the web that a shop gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """`status` is None where there was no answer; then `reason` is why, in one word.

    `retry_after` is that header as it came. `body` is the beginning of the answer, and `wait_ms`
    how long it took.
    """

    status: int | None
    reason: str = ""
    retry_after: str | None = None
    body: bytes = b""
    wait_ms: int = 0


class Webhooks(Protocol):
    def refusal(self, url: str) -> str | None:
        """Why nothing is ever posted to an address of this form; None for one that may be."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> WebAnswer:
        """Post once, following no redirect; every fault of the network is an answer."""
