"""The sweep of nudges on a laptop: shard by shard, every second instead of every minute."""

import logging
from threading import Event

from functions.errors import HiloError
from functions.services.nudges.wiring import sweep
from functions.storage.keys.key import SHARDS
from local.services import LaptopServices

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_SWEEPS = 1.0


class NudgeSchedule:
    def __init__(self, services: LaptopServices) -> None:
        self._sweep = sweep(services)

    def run(self, stop: Event) -> None:
        """Sweep until `stop` is set; a sweep that fails is done again by the next."""
        while not stop.wait(SECONDS_BETWEEN_SWEEPS):
            try:
                for shard in SHARDS:
                    self._sweep.shard(shard)
            except HiloError as fault:
                logger.warning("a shard was not swept: %s", fault)
