"""How the shop's campaign tools behave in a run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """A tool asks between `soonest` and `latest` ms after something became ready.

    With `patient` a tool asks again, while its leases run, for what was called back. `outcome` is
    what every tool reports of every nudge, `none` for nothing; without one chance decides.
    """

    soonest: int = 1
    latest: int | None = None
    patient: bool = False
    outcome: str | None = None


FAST = Habits()
