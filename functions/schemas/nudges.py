"""Nudges as JSON."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.nudges.decision.forecast import Outlook
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.insights.answers import Outcome
from functions.domain.nudges.kinds import Channel, Kind
from functions.domain.nudges.messages.content import NudgeContent
from functions.domain.nudges.nudge import Nudge, State
from functions.schemas.limits import Id, Number
from functions.schemas.nudge_contents import ContentResponse, OnSiteContentResponse

_STRICT = ConfigDict(extra="forbid")


class LeaseRequest(BaseModel):
    """Which nudges to lease. A lease ends after `lease_s` seconds."""

    model_config = _STRICT

    channel: Literal["email", "push", "whatsapp", "sms"]
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    lease_s: Annotated[int, Field(ge=30, le=900)] = 900


class TestSendRequest(BaseModel):
    """A test of one kind on one channel, to a customer of the allow-list.

    With `made_up` it is about items of the catalogue, else about the customer's cart or views.
    """

    model_config = _STRICT

    user_id: Id
    kind: Kind
    channel: Channel
    made_up: bool = False


class NudgeItem(BaseModel):
    """An item that a nudge is about, with the price that the catalogue has now."""

    item_id: str
    price: float | None = None
    currency: str | None = None
    quantity: Number | None = None


class NudgeResponse(BaseModel):
    """A nudge; times are UTC ms. It must not be sent after `valid_until`.

    `test` marks a test send, which counts for nothing.
    """

    nudge_id: str
    kind: Kind
    step: int
    channel: Channel | None
    state: State
    reason: str
    user_id: str | None = None
    anonymous_id: str | None = None
    decided_at: int
    valid_until: int | None = None
    incentive: bool = False
    test: bool = False
    items: list[NudgeItem]

    @classmethod
    def from_nudge(cls, nudge: Nudge, facts: Facts | None = None) -> "NudgeResponse":
        person = nudge.id.person
        return cls(
            nudge_id=nudge.id.text,
            kind=nudge.id.kind,
            step=nudge.id.step,
            channel=nudge.channel,
            state=nudge.state,
            reason=nudge.recalled or nudge.reason,
            user_id=person.id if person.kind == "customer" else None,
            anonymous_id=person.id if person.kind == "visitor" else None,
            decided_at=nudge.decided_at,
            valid_until=nudge.valid_until,
            incentive=nudge.incentive,
            test=nudge.test,
            items=_items(nudge, facts),
        )


def _items(nudge: Nudge, facts: Facts | None) -> list[NudgeItem]:
    """Items that are for sale now, with how many of each are in the cart."""
    if facts is None:
        return [NudgeItem(item_id=item_id) for item_id in nudge.items]
    in_cart = {line.item_id: line.quantity for line in facts.lines_of(nudge.id.kind)}
    found = [(i, facts.items.get(i)) for i in nudge.items if facts.for_sale(i)]
    return [
        NudgeItem(
            item_id=item_id,
            price=known.price if known else None,
            currency=known.currency if known else None,
            quantity=in_cart.get(item_id),
        )
        for item_id, known in found
    ]


class CancelledNudge(BaseModel):
    """A nudge under a lease that must not be sent any more, and why."""

    nudge_id: str
    reason: str


class LeasedNudge(NudgeResponse):
    """A nudge with what it says; `content` is null if it could not be built: do not send it.

    `to` is the address that was checked, null where the shop gave none. `lease_id` names this
    hand-over: an outcome that carries it is about no other one.
    """

    lease_id: str | None = None
    to: str | None = None
    content: ContentResponse | None = None

    @classmethod
    def from_leased(cls, nudge: Nudge, facts: Facts, content: NudgeContent | None) -> "LeasedNudge":
        bare = NudgeResponse.from_nudge(nudge, facts).model_dump()
        to = facts.addresses.get(nudge.channel) if nudge.channel else None
        return cls(
            **bare,
            lease_id=nudge.lease_id,
            to=to,
            content=ContentResponse.from_content(content) if content else None,
        )


class LeaseResponse(BaseModel):
    """The leased nudges; `cancelled` were leased before and must not be sent."""

    nudges: list[LeasedNudge]
    cancelled: list[CancelledNudge]


class OnSiteNudge(NudgeResponse):
    """A nudge that a page may show; `content` is null if it could not be built now."""

    content: OnSiteContentResponse | None = None

    @classmethod
    def from_shown(cls, nudge: Nudge, facts: Facts, content: NudgeContent | None) -> "OnSiteNudge":
        bare = NudgeResponse.from_nudge(nudge, facts).model_dump()
        shown = OnSiteContentResponse.from_content(content) if content else None
        return cls(**bare, content=shown)


class NudgesResponse(BaseModel):
    nudges: list[OnSiteNudge]


class OutcomeRequest(BaseModel):
    """What became of a nudge. `at` is UTC ms; `machine` marks what no person did.

    With the `lease_id` of its lease, `not_sent` frees no lease that another call got meanwhile.
    """

    model_config = _STRICT

    outcome: Outcome
    at: Annotated[int, Field(ge=0, lt=10**13)] | None = None
    machine: bool = False
    lease_id: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class OutcomeResponse(BaseModel):
    nudge_id: str
    state: State


class Refusal(BaseModel):
    """Why a channel, or the person on any, is not reached now; it may pass at `until` (UTC ms)."""

    guard: str
    channel: Channel | None = None
    outcome: str
    reason: str
    meaning: str
    until: int | None = None


class ChannelForecast(BaseModel):
    """What becomes of a kind on one channel, if nothing else happens, and why.

    `at` (UTC ms) is when it will be sent, or was handed over; null where that is not known.
    """

    channel: Channel
    outlook: Outlook
    at: int | None = None
    reason: str
    meaning: str


class KindExplanation(BaseModel):
    """What waits of one kind, its step, and what becomes of it on each channel.

    `would_send_on` is the channel that it will be sent on at `would_send_at` (UTC ms), null if it
    will not. `refusals` are all rules that refuse it as of now.
    """

    kind: Kind
    on: bool
    step: int | None = None
    due_at: int | None = None
    waiting_for: str | None = None
    would_send_on: Channel | None = None
    would_send_at: int | None = None
    channels: list[ChannelForecast]
    refusals: list[Refusal]


class ConversionResponse(BaseModel):
    """An order that counts for a nudge; `value` is net of refunds, 0 where all came back.

    `rule` is what touched the person last before it: a click, or the hand-over. `at` is UTC ms,
    `window` ms.
    """

    order_id: str
    nudge_id: str
    kind: Kind
    rule: Literal["clicked", "handed_over"]
    window: int
    at: int
    value: float
    currency: str | None


class ExplainResponse(BaseModel):
    """All kinds, the newest decisions with their reasons, and the orders that count for them."""

    user_id: str
    at: int
    rests_until: int | None
    kinds: list[KindExplanation]
    decided: list[NudgeResponse]
    conversions: list[ConversionResponse]


class HeldPerson(BaseModel):
    """An agenda that cannot be read, and since when (UTC ms) it is held."""

    user_id: str | None = None
    anonymous_id: str | None = None
    held_at: int


class HeldResponse(BaseModel):
    held: list[HeldPerson]


class ReleaseResponse(BaseModel):
    released: int
