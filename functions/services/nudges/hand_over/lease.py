"""Lease ready nudges of a channel to a campaign tool, which sends them."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from functions.domain.nudges.kinds import Channel, strength
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.errors import HiloError
from functions.services.nudges.hand_over.claim import Claim, Claimed
from functions.storage.keys.key import SHARDS
from functions.storage.nudges import RECALLED, NudgeRows

logger = logging.getLogger(__name__)
MAX_LEASED = 100
MAX_LEASE_S = 900
# Candidates looked at for each nudge that is wanted: some do not pass any more.
_CANDIDATES = 2


@dataclass(frozen=True, slots=True)
class Leased:
    """`cancelled` are nudges under lease that must not be sent any more."""

    nudges: list[Claimed]
    cancelled: list[Nudge]


class Lease:
    def __init__(
        self, *, nudges: NudgeRows, claim: Claim, pool: Executor, clock: Callable[[], int]
    ) -> None:
        self._nudges = nudges
        self._claim = claim
        self._pool = pool
        self._clock = clock

    def __call__(self, channel: Channel, *, limit: int, lease_s: int) -> Leased:
        """Hand over up to `limit` nudges of a channel, the strongest kinds first.

        Each is checked again and claimed in a transaction of its own. One that cannot be claimed
        now is left to the next call.

        Raises:
            Unavailable: DynamoDB does not answer; nothing was handed over.
        """
        now = self._clock()
        # Read first: a fault after the claims would lose their nudges, as no caller gets them.
        recalled = self._recalled(channel, now)
        ids = self._found(channel, until=now, limit=limit)
        ids.sort(key=lambda each: (strength(each.kind), each.start, each.step))
        nudges: list[Claimed] = []
        wanted = ids[: limit * _CANDIDATES]
        while wanted and len(nudges) < limit:
            some, wanted = wanted[: limit - len(nudges)], wanted[limit - len(nudges) :]
            found = self._pool.map(partial(self._claimed, valid_for_ms=lease_s * 1000), some)
            nudges += [each for each in found if each]
        return Leased(nudges, recalled)

    def _claimed(self, nudge_id: NudgeId, *, valid_for_ms: int) -> Claimed | None:
        try:
            return self._claim(nudge_id, state="leased", valid_for_ms=valid_for_ms)
        except HiloError as fault:
            logger.warning("a nudge was not claimed: %s", type(fault).__name__)
            return None

    def _found(self, channel: str, *, until: int, limit: int) -> list[NudgeId]:
        pages = self._pool.map(
            lambda shard: self._nudges.ready(channel, shard, until=until, limit=limit), SHARDS
        )
        return [nudge_id for page in pages for nudge_id in page]

    def _recalled(self, channel: Channel, now: int) -> list[Nudge]:
        """Nudges under a lease that is still running; the index holds when each lease ends."""
        ids = self._found(RECALLED + channel, until=now + MAX_LEASE_S * 1000, limit=MAX_LEASED)
        found: Sequence[Nudge] = list(self._nudges.find(ids).values()) if ids else []
        return [each for each in found if each.state == "leased" and each.recalled]
