"""JSON of the report on carts and nudges."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from functions.domain.event import ChannelSource

Field = Literal["day", "channel", "known_by", "device", "step", "reason"]


class Carts(BaseModel):
    """A number of carts and what they are worth, in the currency of their row."""

    carts: int
    value: float


class AbandonedCarts(BaseModel):
    """Carts that were left. `lost`: not bought within a week, with what was in them.

    `returned`: bought after an hour of silence or more, with what was paid. `recovered`: those of
    the returned whose order is counted for a nudge. `currency` is empty where none was named.
    `known_by` is how the channel is known; an assumed one was named by nothing.
    """

    day: str | None = None
    channel: str | None = None
    known_by: ChannelSource | None = None
    device: str | None = None
    step: str | None = None
    reason: str | None = None
    currency: str
    lost: Carts
    returned: Carts
    recovered: Carts


class ReportResponse(BaseModel):
    """`complete` is false where the lake's last weeks were more than one report reads."""

    as_of: datetime
    since: datetime
    complete: bool


class AbandonmentResponse(ReportResponse):
    rows: list[AbandonedCarts]


class Converted(BaseModel):
    """Orders counted for nudges of a kind, by the rule that chose the nudge, net of refunds."""

    day: str
    kind: str
    rule: Literal["clicked", "handed_over"]
    currency: str
    orders: int
    value: float


class Arm(BaseModel):
    """People of one arm; `bought` of them ordered within a week after their first assignment.

    `value` is what they paid, in the `currency` of the report.
    """

    people: int
    bought: int
    value: float
    rate: float


class KindLift(BaseModel):
    """The difference of the rates of both arms with its 95 % interval; null without a holdout.

    `mixed` people were in both arms, because two names were joined, and are left out.
    """

    treated: Arm
    held_out: Arm
    mixed: int
    difference: float | None
    low: float | None
    high: float | None


class AttributionResponse(ReportResponse):
    """`currency` is the store's, or without one the only one that sums of arms are made of.

    `left_out` counts, by currency, the orders without a rate: see the setting `currency_rates`.
    """

    converted: list[Converted]
    currency: str | None = None
    left_out: dict[str, int] = {}
    lift: dict[str, KindLift]
