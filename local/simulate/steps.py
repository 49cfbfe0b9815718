"""What the outside does to the system: the vocabulary of generator, environment and auditor.

`at` is the milliseconds since the start of the run; `number` names a step for good, so that one
that is left out leaves the chance of all others as it was.
"""

from dataclasses import dataclass
from typing import Any, Literal

Trust = Literal["shop", "shopper", "browser"]


@dataclass(frozen=True, kw_only=True)
class Step:
    number: int
    at: int


@dataclass(frozen=True, slots=True)
class Who:
    """Under which names a person acts: a customer, a device, or a card shown at a till."""

    user: str | None = None
    device: str | None = None
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    item: str
    quantity: int = 1
    price: float = 10.0


@dataclass(frozen=True, kw_only=True)
class Track(Step):
    """An event. It happened `late` ms before it is sent; the sender's clock is `skew` ms ahead."""

    who: Who
    event: str
    lines: tuple[Line, ...] = ()
    order: str | None = None
    channel: str = "web"
    trust: Trust = "shop"
    late: int = 0
    skew: int = 0
    backfill: bool = False
    timezone: str | None = None
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Identify(Step):
    """A device or a card is the customer's from now on."""

    who: Who
    trust: Trust = "shop"
    traits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alias(Step):
    """The shop says that two user ids are one customer; `user` stays."""

    user: str
    previous: str


@dataclass(frozen=True, kw_only=True)
class Consent(Step):
    user: str
    channel: str
    value: bool


@dataclass(frozen=True, kw_only=True)
class Contact(Step):
    """The shop stores a verified address."""

    user: str
    channel: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Suppress(Step):
    """An address may not be written to, for any person who has it."""

    channel: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Stock(Step):
    """Counted `late` ms before it is sent."""

    item: str
    quantity: int
    location: str = "online"
    late: int = 0
    backorder: bool = False


@dataclass(frozen=True, kw_only=True)
class PutItem(Step):
    item: str
    price: float = 10.0
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Erase(Step):
    user: str


@dataclass(frozen=True, kw_only=True)
class ChangeSettings(Step):
    """Values by their names; what is not named stays."""

    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Subscribe(Step):
    """A wish to hear when an item is back."""

    user: str
    item: str
    channel: str = "email"


@dataclass(frozen=True, kw_only=True)
class EndSubscription(Step):
    """The person waits for the item no more."""

    user: str
    item: str


@dataclass(frozen=True, kw_only=True)
class Look(Step):
    """A person opens the shop, which shows what there is for them and reports `answer` of each."""

    who: Who
    answer: str | None = "shown"


@dataclass(frozen=True, kw_only=True)
class AddCodes(Step):
    """The shop puts single-use codes into the pool."""

    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RotateSecret(Step):
    """The endpoint gets a new secret; its receiver takes that into use some hours later."""

    endpoint: str


@dataclass(frozen=True, kw_only=True)
class PutEndpoint(Step):
    """The shop makes an endpoint, or enables it again."""

    endpoint: str
    enabled: bool = True


@dataclass(frozen=True, kw_only=True)
class DeleteEndpoint(Step):
    endpoint: str


@dataclass(frozen=True, kw_only=True)
class EndpointFails(Step):
    """The receiver of an endpoint answers 410, or 500, from now on; with None, well again."""

    endpoint: str
    status: Literal[410, 500] | None


@dataclass(frozen=True, kw_only=True)
class AskByAddress(Step):
    """Someone on a page asks to hear of an item's return, and types an address."""

    address: str
    item: str


@dataclass(frozen=True, kw_only=True)
class Confirm(Step):
    """The owner of an address confirms such a wish by the link of its mail."""

    address: str
    item: str


@dataclass(frozen=True, kw_only=True)
class BreakTemplate(Step):
    """The shop's template of a kind cannot be filled from now on; with `broken` False it can."""

    kind: str
    channel: str
    broken: bool = True
