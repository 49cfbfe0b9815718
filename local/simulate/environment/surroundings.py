"""What every part of the environment needs: clock, faults, and where it counts."""

from dataclasses import dataclass, field

from local.simulate.counts import Counts
from local.simulate.environment.faults import Faults
from local.simulate.environment.kernel import Kernel
from local.simulate.environment.weather import Weather


@dataclass(frozen=True)
class Surroundings:
    kernel: Kernel
    weather: Weather
    counts: Counts
    seed: str
    faults: Faults = field(init=False)

    def __post_init__(self) -> None:
        faults = Faults(self.seed, self.weather, self.kernel, self.counts)
        object.__setattr__(self, "faults", faults)
