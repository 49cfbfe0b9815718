"""Whether a person who waits can be reached at all, before anything is planned for them."""

from collections.abc import Iterator
from typing import Literal

from functions.domain.nudges.kinds import ON_SITE, Channel
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.domain.preferences import PERSONALIZATION, Preferences, allows

Reach = Literal["away", "on_site", "none"]
"""By a message wherever the person is, only if they come back to the site, or not at all."""


def reach_of(
    subscription: Subscription, owner: Person, preferences: Preferences, settings: NudgeSettings
) -> Reach:
    """How a person is reached, by channels that the shop uses, and they asked for and consent to.

    What changes within hours, caps and quiet hours, is left to the decision.
    """
    if subscription.implicit and not allows(preferences, PERSONALIZATION):
        return "none"
    found = set(_channels(subscription, owner, preferences, settings))
    if found == {ON_SITE}:
        return "on_site"
    return "away" if found else "none"


def _channels(
    subscription: Subscription, owner: Person, preferences: Preferences, settings: NudgeSettings
) -> Iterator[Channel]:
    asked = subscription.channels or settings.kind("restock").channels
    for channel in asked:
        if channel not in settings.channels or channel not in settings.kind("restock").channels:
            continue
        if channel != ON_SITE and owner.kind == "visitor":
            continue
        allowed = allows(preferences, PERSONALIZATION if channel == "onsite" else channel)
        if allowed or subscription.agreed(channel, preferences):
            yield channel
