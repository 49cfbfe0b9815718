"""Devices that a push platform gave up, as SNS reports them.

https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html
"""

from collections.abc import Mapping
from typing import Any

from functions.domain.delivery.feedback.report import Report, millis, text

# The app is gone, or its token was replaced. Errors of the platform are none of the token's.
_DEAD = frozenset({"InvalidPlatformToken", "EndpointDisabled", "PlatformTokenExpired"})


def reports_of(event: Mapping[str, Any], *, now: int) -> list[Report]:
    """Return the devices whose tokens are dead at `now` (UTC ms)."""
    endpoint = text(event, "EndpointArn")
    if text(event, "FailureType") not in _DEAD or not endpoint:
        return []
    return [Report("push", millis(event.get("Time"), now=now), endpoint=endpoint)]
