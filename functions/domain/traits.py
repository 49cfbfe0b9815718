"""What the shop says of a customer; of two sayings of one trait the later one holds."""

from collections.abc import Mapping
from typing import Any

MAX_TRAITS = 100

# Value and time (UTC ms) by name.
Traits = Mapping[str, tuple[Any, int]]


def merged(known: Traits, told: Mapping[str, Any], at: int) -> dict[str, tuple[Any, int]]:
    """The traits after an identify of time `at`, whatever order the identifies come in.

    A trait told as None is forgotten, but its time is kept, so that a late one does not revive it.
    Past `MAX_TRAITS` the ones told longest ago are dropped.
    """
    after = dict(known)
    for name, value in told.items():
        if name not in after or after[name][1] <= at:
            after[name] = (value, at)
    newest = sorted(after.items(), key=lambda trait: (-trait[1][1], trait[0]))
    return dict(newest[:MAX_TRAITS])


def shown(traits: Traits) -> dict[str, Any]:
    return {name: value for name, (value, _) in sorted(traits.items()) if value is not None}
