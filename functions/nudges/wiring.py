"""Make the services of the nudges function."""

from functions.bootstrap import Services
from functions.nudges.sweep_shards import SweepShards
from functions.services.nudges.wiring import sweep


def sweep_shards(services: Services) -> SweepShards:
    return SweepShards(
        sweep=sweep(services),
        agendas=services.storage.agendas,
        queue=services.nudges_queue,
        clock=services.clock,
    )
