"""How often what fails in a run; a seed draws it, from no fault at all to one call in ten."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Weather:
    """Probabilities per storage or queue call, and latencies in milliseconds."""

    crash: float = 0.0
    throttle: float = 0.0
    conflict: float = 0.0
    unknown: float = 0.0
    """The call fails with a server fault; half of the time it took effect."""
    partial: float = 0.0
    slow: float = 0.0
    duplicate: float = 0.0
    delay: float = 0.0
    lag: float = 0.0
    """Share of the time in which indexes follow only after a while."""
    latency: int = 20
    longest: int = 8_000
    """Milliseconds of a slow call or of a process that stands still."""


CALM = Weather()
_SCALES = (0.5, 1.0, 3.0)
_CALMER = (0.0, 0.0, 0.5)


def weather_of(random: Random, *, calm: bool = False) -> Weather:
    """A weather for one run; most `calm` ones have no fault, so that rules are seen alone."""
    scale = random.choice(_CALMER if calm else _SCALES)
    return Weather(
        crash=0.004 * scale,
        throttle=0.006 * scale,
        conflict=0.01 * scale,
        unknown=0.006 * scale,
        partial=0.03 * scale,
        slow=0.01 * scale,
        duplicate=0.05 * scale,
        delay=0.05 * scale,
        lag=min(1.0, 0.3 * scale),
    )
