"""Where the nudges of a channel go: each channel has exactly one route."""

from collections.abc import Mapping

PULL, BUS, NATIVE = "pull", "bus", "native"
WEBHOOK = "webhook:"
# The name of an endpoint; `bus` is the one that stands for the event bus.
ENDPOINT_ID = r"[a-z0-9][a-z0-9-]{0,39}"
ROUTE = rf"pull|bus|native|webhook:{ENDPOINT_ID}"
Routes = Mapping[str, str]
"""A route by channel; a channel without one is pulled."""


def endpoint_of(route: str) -> str | None:
    """Return the endpoint that takes the messages of a route; None for `pull` and `native`."""
    if route == BUS:
        return BUS
    return route.removeprefix(WEBHOOK) if route.startswith(WEBHOOK) else None
