"""Double opt-in: who asks by an address has to confirm it before anything is written there.

Anyone can type anyone's address, so until then no more is kept than what was asked, for two days.
"""

from dataclasses import dataclass, replace
from typing import Literal

from functions.domain.delivery.routes import PULL
from functions.domain.nudges.messages.content import Language
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import Person

State = Literal["ready", "leased", "sent", "suppressed", "confirmed"]
Outcome = Literal["sent", "not_sent", "bounced", "complained"]
DAY_MS = 86_400_000
LIFETIME_MS = 2 * DAY_MS
# Of one address, in any 24 hours; what is past it is answered alike, and sends no mail.
MAX_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish for one item, with one mail that asks to confirm it.

    `asked_at` (UTC ms) names it among those of its address. `language` is the one of the page, None
    where it named none. A leased mail must not be sent after `valid_until` (UTC ms). `leased_at`
    (UTC ms) and `route` are those of its newest lease.
    """

    item_id: str
    asked_at: int
    location: str | None = None
    language: Language | None = None
    state: State = "ready"
    valid_until: int = 0
    leased_at: int = 0
    route: str = PULL

    @property
    def lease_id(self) -> str:
        """The name of its newest lease, which an outcome may carry."""
        return str(self.leased_at)


@dataclass(frozen=True, slots=True)
class Confirmations:
    """The wishes of one normalised address in their order; `rev` is 0 where there is no row."""

    address: str
    asks: tuple[Ask, ...] = ()
    rev: int = 0

    def find(self, asked_at: int, now: int) -> Ask | None:
        """The wish of that time, unless it ended by `now` (UTC ms)."""
        same = (each for each in self.asks if each.asked_at == asked_at)
        return next((each for each in same if each.asked_at > now - LIFETIME_MS), None)

    def ready(self, now: int) -> list[Ask]:
        """Those that still want their mail at `now` (UTC ms)."""
        return [a for a in self.asks if a.state == "ready" and a.asked_at > now - LIFETIME_MS]

    def with_ask(self, ask: Ask) -> "Confirmations":
        """The same with this wish in place of the one of its time."""
        others = (each for each in self.asks if each.asked_at != ask.asked_at)
        asks = tuple(sorted([*others, ask], key=lambda each: each.asked_at))
        return replace(self, asks=asks)


def asked(known: Confirmations, ask: Ask) -> Confirmations:
    """The wishes after one more, unless its mail is on its way, or there were too many that day."""
    now = ask.asked_at
    kept = tuple(each for each in known.asks if each.asked_at > now - LIFETIME_MS)
    if any(each.item_id == ask.item_id and each.state == "ready" for each in kept):
        return known
    if sum(each.asked_at > now - DAY_MS for each in kept) >= MAX_A_DAY:
        return known
    at = max([now, *(each.asked_at + 1 for each in kept)])
    return replace(known, asks=(*kept, replace(ask, asked_at=at)))


def confirmation_id(guest: Person, ask: Ask) -> NudgeId:
    """The id of a mail, in the form of a nudge's: it is none, and no nudge has the same."""
    return NudgeId(guest, "restock", ask.asked_at, CONFIRMATION_STEP)


# The steps of nudges are fewer.
CONFIRMATION_STEP = 99
