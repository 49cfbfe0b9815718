"""What chance picks, by the share of each thing."""

from collections.abc import Iterable
from random import Random
from typing import TypeVar

Picked = TypeVar("Picked")


def drawn(random: Random, shares: Iterable[tuple[float, Picked]], otherwise: Picked) -> Picked:
    """Pick one thing by one draw; `otherwise` has the share that the others leave."""
    draw = random.random()
    for share, thing in shares:
        draw -= share
        if draw < 0:
            return thing
    return otherwise
