"""Give a sequence a single-use code from the pool; one code never goes to two people.

A code is taken only for a nudge that was handed over, so none has to be given back.
"""

import logging
from collections.abc import Callable

from functions.domain.nudges.messages.content import Incentive
from functions.domain.nudges.nudge import NudgeId
from functions.errors import RevisionLost
from functions.observability import Meter
from functions.storage.incentive_codes import IncentiveCodeRows
from functions.storage.keys.incentive_keys import INCENTIVE_SHARDS

logger = logging.getLogger(__name__)
# A code has to be of use for a while after the message came.
_OF_USE_MS = 86_400_000
_LOOKED_AT = 20
_TRIES = 6


class Incentives:
    def __init__(
        self,
        rows: IncentiveCodeRows,
        meter: Meter,
        clock: Callable[[], int],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._rows = rows
        self._meter = meter
        self._clock = clock
        self._random_bytes = random_bytes

    def take(self, nudge_id: NudgeId) -> Incentive | None:
        """The code of a nudge's sequence, a new one if it has none yet; None from an empty pool.

        Raises:
            Unavailable: DynamoDB does not answer.
        """
        for _ in range(_TRIES):
            known = self._rows.taken(nudge_id)
            if known:
                return known if self._of_use(known) else None
            found = self._found()
            if found is None:
                break
            try:
                self._rows.take(nudge_id, found)
            except (
                RevisionLost
            ):  # another took it, or one for this sequence, or it was given before
                self._rows.drop_if_given(found)
            else:
                return found
        self._meter.count("incentive_pool_empty")
        logger.warning("a nudge goes without its incentive: no code in the pool could be taken")
        return None

    def _found(self) -> Incentive | None:
        """Any code of the pool that is of use, looked for from a random shard on."""
        first, pick = self._random_bytes(2)
        for step in range(INCENTIVE_SHARDS):
            shard = (first + step) % INCENTIVE_SHARDS
            some = [each for each in self._rows.some(shard, _LOOKED_AT) if self._of_use(each)]
            if some:
                return some[pick % len(some)]
        return None

    def _of_use(self, incentive: Incentive) -> bool:
        return incentive.expires_at > self._clock() + _OF_USE_MS
