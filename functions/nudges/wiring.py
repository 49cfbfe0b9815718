"""Make the services of the nudges function."""

from functions.bootstrap import Services
from functions.correlation import CorrelatedThreads
from functions.nudges.sweep_shards import SweepShards
from functions.services.nudges.wiring import sweep
from functions.storage.keys.key import SHARDS


def sweep_shards(services: Services) -> SweepShards:
    return SweepShards(
        sweep=sweep(services),
        agendas=services.storage.agendas,
        topic=services.sweeps,
        pool=CorrelatedThreads(len(SHARDS)),
        clock=services.clock,
    )
