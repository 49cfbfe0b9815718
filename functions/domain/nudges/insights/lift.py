"""What nudges are worth: people who were assigned to them against people who were held out.

Everyone who was assigned while a share was held out counts, whether a message reached them or not;
a person who is in both arms, because two names were joined, is left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

# Two-sided 95 %.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Assigned:
    """One person's arm of a kind, and what they bought within the window after it, if anything."""

    person: str
    held_out: bool
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """People, those of them who bought, and what they bought in all."""

    people: int
    bought: int
    value: float

    @property
    def rate(self) -> float:
        return self.bought / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Lift:
    """The difference of two shares of buyers, with its 95 % interval; None where an arm is empty.

    `mixed` people were in both arms and are left out.
    """

    treated: Arm
    held_out: Arm
    mixed: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None


def lift(assigned: Iterable[Assigned]) -> Lift:
    """Return the comparison of the arms; each person counts once, by their first assignment."""
    first: dict[str, Assigned] = {}
    arms: defaultdict[str, set[bool]] = defaultdict(set)
    for each in assigned:
        first.setdefault(each.person, each)
        arms[each.person].add(each.held_out)
    mixed = {person for person, both in arms.items() if len(both) > 1}
    counted = [each for person, each in first.items() if person not in mixed]
    treated, held_out = (_arm(counted, held_out=arm) for arm in (False, True))
    if not treated.people or not held_out.people:
        return Lift(treated, held_out, len(mixed))
    low, high = difference_interval(treated, held_out)
    difference = treated.rate - held_out.rate
    return Lift(treated, held_out, len(mixed), difference, low, high)


def difference_interval(one: Arm, other: Arm) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares, from two intervals of Wilson.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17 (1998), method 10.
    """
    difference = one.rate - other.rate
    low_1, high_1 = wilson(one)
    low_2, high_2 = wilson(other)
    below = sqrt((one.rate - low_1) ** 2 + (high_2 - other.rate) ** 2)
    above = sqrt((high_1 - one.rate) ** 2 + (other.rate - low_2) ** 2)
    return difference - below, difference + above


def wilson(arm: Arm) -> tuple[float, float]:
    """The 95 % interval of Wilson for a share; it holds for few people, too."""
    n, share = arm.people, arm.rate
    middle = share + _Z**2 / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def _arm(assigned: Iterable[Assigned], *, held_out: bool) -> Arm:
    own = [each for each in assigned if each.held_out is held_out]
    values = [each.value for each in own if each.value is not None]
    return Arm(len(own), len(values), round(sum(values), 6))
