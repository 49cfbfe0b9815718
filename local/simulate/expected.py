"""What has to happen at least once in a run of many seeds; a zero means that a rule went unseen."""

from local.simulate.generator.stories.all import STORIES
from local.simulate.rare import RARE

_FREQUENT: tuple[str, ...] = (
    "because: cancelled: bought",
    "because: cancelled: no_interval",
    "because: held_out: holdout",
    "because: lapsed: too_late",
    "because: merged: joined",
    "because: sent: outcome delivered",
    "because: sent: outcome sent",
    "because: unknown: no_outcome",
    "because: waiting: waiting",
    "client: sent again",
    "compared: attempts of deliveries",
    "compared: calls of a provider",
    "compared: carts",
    "decided: cancelled",
    "decided: held_out",
    "decided: lapsed",
    "decided: ready",
    "decided: unknown",
    "event: audience.changed",
    "event: nudge.cancelled",
    "event: nudge.ready",
    "fault: batch done in part",
    "fault: index behind",
    "fault: process ended after a call",
    "fault: process ended before a call",
    "fault: server fault after the effect",
    "fault: server fault before the effect",
    "fault: slow call",
    "fault: throttled",
    "fault: transaction conflict",
    "handed over: abandoned_cart 1",
    "handed over: abandoned_cart 2",
    "handed over: abandoned_cart 3",
    "handed over: restock 1",
    "queue restock: message",
    "queue restock: message again",
    "queue restock: message late",
    "queue restock: message twice",
    "queue sweep: message",
    "queue sweep: message again",
    "queue sweep: message late",
    "queue sweep: message twice",
    "reported: delivered",
    "reported: not_sent",
    "restock: a first wave",
    "restock: a later wave",
    "route: webhook email",
    "step: AddCodes",
    "step: ChangeSettings",
    "step: Consent",
    "step: Contact",
    "step: EndpointFails",
    "step: Identify",
    "step: Look",
    "step: PutItem",
    "step: Stock",
    "step: Subscribe",
    "step: Track",
    "stream catalogue: batch",
    "stream catalogue: batch twice",
    "stream catalogue: late",
    "stream customers: batch",
    "stream customers: batch again",
    "stream customers: batch twice",
    "stream customers: late",
    "stream events: batch",
    "stream events: batch again",
    "stream events: batch twice",
    "stream events: late",
    "sweep: two sweepers of one shard",
    "tool: asked for nudges",
    "tool: ended before it reported",
    "tool: got no answer",
    "webhook: error",
    "webhook: hangs",
    "webhook: moved",
    "webhook: taken",
    "webhook: taken late",
    "webhook: taken, no answer",
    "webhook: too many",
    "webhook: too many, later",
)
EXPECTED = tuple(sorted((*_FREQUENT, *RARE)))
_ENOUGH = 2 * len(STORIES)
_ENOUGH_FOR_ALL = 14 * len(STORIES)
"""In eight blocks the rarest came four times, which is too few to be certain."""


def expected_of(seeds: int) -> list[str]:
    """What has to happen in so many seeds, so that chance alone fails no run.

    From 980 seeds on that is all, from 140 on what is not rare, and nothing in fewer.
    """
    if seeds < _ENOUGH:
        return []
    return [name for name in EXPECTED if seeds >= _ENOUGH_FOR_ALL or name not in RARE]
