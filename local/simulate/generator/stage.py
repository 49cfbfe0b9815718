"""What a story is made with: people who can be reached, and hours at which messages may come."""

from datetime import UTC, datetime
from typing import Any

from functions.domain.nudges.kinds import Channel
from local.simulate.environment.habits import Habits
from local.simulate.generator.cast import Person, contact, named
from local.simulate.generator.drawing import DAY, HOUR, MINUTE, SECOND, Drawing
from local.simulate.generator.episodes import track
from local.simulate.steps import ChangeSettings, Consent, Contact, Stock, Who


class Stage:
    """One scenario in the making; `start` is when it begins, UTC ms, all other times count from it.

    `opening` holds the first settings, `codes` is how many the pool has, `habits` is what its
    tools do, `routes` says where the nudges of a channel go, and the scenario lasts until `ends_at`
    at least.
    """

    def __init__(self, draw: Drawing, start: int, items: list[str]) -> None:
        self.draw = draw
        self.start = start
        self.items = items
        self.habits = Habits()
        self.opening: dict[str, Any] = {"sandbox": False}
        self.codes = 5
        self.ends_at = 0
        self.routes: dict[Channel, str] = {}

    def at(self, day: int, hour: int, minute: int = 0) -> int:
        """The time of a clock in UTC, on the `day`-th day after the one in which the run begins."""
        began = datetime.fromtimestamp(self.start / 1_000, UTC)
        midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = self.start - int(midnight.timestamp() * 1_000)
        return day * DAY + hour * HOUR + minute * MINUTE - passed

    def morning(self) -> int:
        """Between nine and eleven on the first whole day: what is due in the next hours can go."""
        return self.at(1, 9, self.draw.between(0, 110))

    def customer(
        self, *channels: str, zone: str | None = None, mailbox: str | None = None
    ) -> Person:
        """A customer with addresses and consents for these channels, or for all that are simulated.

        `mailbox` is the customer whose e-mail address is theirs too.
        """
        draw = self.draw
        person = named(draw, zone=zone, mailbox=mailbox)
        for channel in channels or ("email", "sms"):
            of = "sms" if channel == "whatsapp" else channel  # one number for both
            contact(draw, person, of, draw.between(1, 60 * SECOND))
            self.consents(person, channel, draw.between(1, 60 * SECOND))
        return person

    def consents(self, person: Person, channel: str, at: int, *, value: bool = True) -> None:
        number = self.draw.number()
        self.draw.add(Consent(number=number, at=at, user=person.user, channel=channel, value=value))

    def moves(self, person: Person, at: int) -> None:
        """The shop learns another e-mail address of the customer."""
        address = f"{person.user}@new.example.com"
        number = self.draw.number()
        self.draw.add(
            Contact(number=number, at=at, user=person.user, channel="email", address=address)
        )

    def does(self, person: Person, at: int, event: str, *items: str, **more: Any) -> None:
        """An event of the customer as the shop's own server reports it."""
        more = {"zone": person.zone, "channel": "web", "steady": True, **more}
        track(self.draw, at, Who(user=person.user), event, list(items), **more)

    def leaves_cart(self, person: Person, at: int) -> int:
        """Fill a cart and leave it; the time at which the first reminder falls due."""
        self.does(person, at, "Product Added", self.draw.one_of(self.items))
        return at + HOUR

    def change(self, at: int, **values: Any) -> None:
        """Change settings; two underscores stand for a dot in their names."""
        pairs = tuple((name.replace("__", "."), value) for name, value in values.items())
        self.draw.add(ChangeSettings(number=self.draw.number(), at=at, values=pairs))

    def counts(self, item: str, at: int, quantity: int, **more: Any) -> None:
        """The shop counts its stock of an item."""
        step = Stock(number=self.draw.number(), at=at, item=item, quantity=quantity, **more)
        self.draw.add(step)

    def sells_out(self, item: str, at: int) -> None:
        for location in ("online", "store-1"):
            self.counts(item, at, 0, location=location)
