"""What has to happen at least once in a run of many seeds; a zero means that a rule went unseen."""

EXPECTED: tuple[str, ...] = (
    "client: sent again",
    "compared: carts",
    "fault: batch done in part",
    "fault: index behind",
    "fault: process ended after a call",
    "fault: process ended before a call",
    "fault: server fault after the effect",
    "fault: server fault before the effect",
    "fault: slow call",
    "fault: throttled",
    "fault: transaction conflict",
    "step: Alias",
    "step: Consent",
    "step: Contact",
    "step: Erase",
    "step: Identify",
    "step: PutItem",
    "step: Stock",
    "step: Suppress",
    "step: Track",
    "stream events: batch",
    "stream events: batch again",
    "stream events: batch twice",
    "stream events: late",
)
ENOUGH_SEEDS = 200
"""From so many seeds on, each of them has to happen."""
