"""Traits of a customer, as the shop reports them; the latest value of a trait counts."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from functions.domain.event import Event

MAX_TRAITS = 100
# All traits of one customer as JSON. One event's traits have a smaller bound at the edge.
MAX_BYTES = 64_000

When = tuple[int, int, int]
"""Time, time of receipt (both UTC ms) and position in its call: which of two values is later."""
Traits = Mapping[str, tuple[Any, When]]
"""Value and when it was given, by name."""


def given(events: Iterable[Event]) -> Traits:
    """The traits that identifies of the shop give; other events give none."""
    traits: dict[str, tuple[Any, When]] = {}
    for event in events:
        named = event.properties.get("traits")
        if event.type == "identify" and event.verified and isinstance(named, Mapping):
            when = event.at, event.received_at, event.position
            traits = merged(traits, {name: (value, when) for name, value in named.items()})
    return traits


def merged(known: Traits, new: Traits) -> dict[str, tuple[Any, When]]:
    """The traits after these, whatever order they come in.

    A trait given as None is forgotten, but its time is kept, so that a late one does not revive it.
    Past `MAX_TRAITS` or `MAX_BYTES` the ones given longest ago are dropped.
    """
    after = dict(known)
    for name, trait in new.items():
        if name not in after or after[name][1] <= trait[1]:
            after[name] = trait
    newest = sorted(after.items(), key=lambda each: (each[1][1], each[0]), reverse=True)
    kept: dict[str, tuple[Any, When]] = {}
    left = MAX_BYTES
    for name, trait in newest[:MAX_TRAITS]:
        left -= len(json.dumps([name, trait[0]]))
        if left < 0:
            break
        kept[name] = trait
    return kept


def shown(traits: Traits) -> dict[str, Any]:
    return {name: value for name, (value, _) in sorted(traits.items()) if value is not None}
