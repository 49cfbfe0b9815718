"""JSON of restock subscriptions."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.nudges.kinds import CHANNELS, Channel
from functions.domain.nudges.messages.content import Language
from functions.domain.nudges.restock.subscription import Subscription
from functions.schemas.limits import Id

MAX_BODY_BYTES = 5_000


class RestockRequest(BaseModel):
    """Who waits, and how they want to hear of it.

    Exactly one of `user_id`, `anonymous_id` and `email` is required. Without `channels` every
    channel with consent may be used; a visitor is shown it on the site. The owner of an `email` is
    asked to confirm it first, in `language`. `location` counts as well as `online`.
    """

    model_config = ConfigDict(extra="forbid")

    user_id: Id | None = None
    anonymous_id: Id | None = None
    email: Annotated[str, Field(min_length=3, max_length=320)] | None = None
    language: Language | None = None
    channels: Annotated[list[Channel], Field(max_length=len(CHANNELS))] = []
    location: Id | None = None


class RestockSubscription(BaseModel):
    """A subscription; `since` is the place in the queue. All times are UTC ms.

    `implicit`: the person did not ask, but showed interest, by a signal that the settings count.
    """

    item_id: str
    channels: list[Channel]
    location: str | None
    since: int
    expires_at: int
    implicit: bool = False

    @classmethod
    def from_subscription(cls, each: Subscription) -> "RestockSubscription":
        return cls(
            item_id=each.item_id,
            channels=list(each.channels),
            location=each.location,
            since=each.since,
            expires_at=each.expires_at,
            implicit=each.implicit,
        )


class RestockResponse(BaseModel):
    """`in_stock`: the item can be had already, and no subscription was made.

    `pending`: if the owner of the address confirms it, they wait. It says nothing about whether the
    address is known.
    """

    state: Literal["active", "in_stock", "pending"]
    subscription: RestockSubscription | None


class RestockSubscriptions(BaseModel):
    subscriptions: list[RestockSubscription]
