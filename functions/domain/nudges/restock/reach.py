"""Whether a person who waits can be reached at all, before anything is planned for them."""

from functions.domain.nudges.kinds import ON_SITE
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.person import Person
from functions.domain.preferences import PERSONALIZATION, Preferences, allows


def reachable(
    subscription: Subscription, owner: Person, preferences: Preferences, settings: NudgeSettings
) -> bool:
    """Whether any channel is left that the shop uses, the person asked for and consents to.

    What changes within hours, caps and quiet hours, is left to the decision.
    """
    if subscription.implicit and not allows(preferences, PERSONALIZATION):
        return False
    asked = subscription.channels or settings.kind("restock").channels
    for channel in asked:
        if channel not in settings.channels or channel not in settings.kind("restock").channels:
            continue
        if channel != ON_SITE and owner.kind == "visitor":
            continue
        if subscription.agreed(channel, preferences):
            return True
        if allows(preferences, PERSONALIZATION if channel == "onsite" else channel):
            return True
    return False
