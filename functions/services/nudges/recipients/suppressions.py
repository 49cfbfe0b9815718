"""The shop's list of addresses that get nothing: import, export and release."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from functions.domain.nudges.recipients.addresses import Channel
from functions.domain.nudges.recipients.suppression import Suppression, SuppressionReason
from functions.services.nudges.recipients.contacts import RecipientDigest
from functions.storage.keys.recipient_keys import SUPPRESSED_SHARDS
from functions.storage.suppressions import SuppressedAddress, SuppressionRows

_CURSOR = re.compile(r"([0-9]{1,2})\.([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class SuppressionPage:
    """`cursor` is where the next page begins; None at the end."""

    lines: list[SuppressedAddress]
    cursor: str | None


class Suppressions:
    """Addresses are given in their normal form."""

    def __init__(
        self, rows: SuppressionRows, digest: RecipientDigest, clock: Callable[[], int]
    ) -> None:
        self._rows = rows
        self._digest = digest
        self._clock = clock

    def add(
        self, channel: Channel, addresses: Sequence[str], *, reason: SuppressionReason, by: str
    ) -> None:
        """Suppress addresses from now on; one that is suppressed already keeps its reason.

        Raises:
            Unavailable: some may not be suppressed; doing it again is safe.
        """
        suppression = Suppression(reason, self._clock(), by)
        self._rows.suppress(
            [
                SuppressedAddress(channel, self._digest(channel, each), each, suppression)
                for each in addresses
            ]
        )

    def release(self, channel: Channel, addresses: Sequence[str]) -> None:
        """End the suppression of addresses; consent to write to them is needed all the same."""
        self._rows.release([(channel, self._digest(channel, each)) for each in addresses])

    def page(self, channel: Channel, cursor: str | None, limit: int) -> SuppressionPage:
        """Up to `limit` suppressed addresses of a channel, in no order that means anything.

        Raises:
            ValueError: the cursor is none that a page gave.
        """
        shard, after = _place(cursor)
        lines: list[SuppressedAddress] = []
        while shard < SUPPRESSED_SHARDS:
            left = limit - len(lines)
            found = self._rows.page(channel, shard, after=after, limit=left)
            lines += found
            if len(found) == left:
                return SuppressionPage(lines, f"{shard}.{lines[-1].digest}")
            shard, after = shard + 1, None
        return SuppressionPage(lines, None)


def _place(cursor: str | None) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    found = _CURSOR.fullmatch(cursor)
    if found is None or int(found[1]) >= SUPPRESSED_SHARDS:
        raise ValueError("the cursor is none that a page gave")
    return int(found[1]), found[2]
