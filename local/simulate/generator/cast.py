"""The people of a scenario: their names, devices, cards, addresses and first consents."""

from dataclasses import dataclass, field
from zlib import crc32

from local.simulate.generator.drawing import SECOND, Drawing
from local.simulate.steps import Consent, Contact, Identify, Who

NAMES = (
    "ana", "ben", "caro", "dan", "eva", "finn", "gia", "hugo",
    "ida", "jon", "kai", "lena", "mia", "nils", "olga", "pau",
)  # fmt: skip
ZONES = ("Europe/Madrid", "America/Mexico_City", "Asia/Tokyo", "Europe/London", "UTC")
CHANNELS = ("email", "sms")


@dataclass
class Person:
    """A customer. `devices` are theirs sooner or later; `other_id` is an id to be joined."""

    user: str
    devices: list[str]
    card: str | None = None
    other_id: str | None = None
    zone: str | None = None
    mailbox: str | None = None
    """The customer whose e-mail address is theirs too."""
    known_devices: list[str] = field(default_factory=list)

    def whos(self) -> list[Who]:
        """The names under which the person acts and is known."""
        found = [Who(user=self.user), *(Who(user=self.user, device=d) for d in self.devices)]
        return found + [Who(device=device) for device in self.known_devices]


def cast_of(draw: Drawing, most: int, *, least: int = 1) -> list[Person]:
    """So many people; some share a device."""
    people = [_person(draw, draw.name(NAMES)) for _ in range(draw.between(least, most))]
    if len(people) > 1 and draw.chance(0.3):
        people[1].devices.append(people[0].devices[0])
    if len(people) > 1 and draw.chance(0.25):
        people[1].mailbox = people[0].user
    for person in people:
        _introduce(draw, person)
    return people


def named(draw: Drawing, *, zone: str | None, mailbox: str | None) -> Person:
    """One more person; the shop knows nothing about them yet."""
    user = draw.name(NAMES)
    return Person(user, [draw.uuid()], f"card-{user}", f"{user}-2", zone, mailbox)


def _person(draw: Drawing, name: str) -> Person:
    return Person(
        user=name,
        devices=[draw.uuid() for _ in range(draw.between(1, 2))],
        card=f"card-{name}" if draw.chance(0.5) else None,
        other_id=f"{name}-2" if draw.chance(0.25) else None,
        zone=draw.one_of(ZONES) if draw.chance(0.5) else None,
    )


def _introduce(draw: Drawing, person: Person) -> None:
    """The shop knows most people's addresses and consents, and some of their devices."""
    for channel in CHANNELS:
        if draw.chance(0.9 if channel == "email" else 0.5):
            contact(draw, person, channel, draw.between(1, 60 * SECOND))
        if draw.chance(0.9):
            at = draw.between(1, 60 * SECOND)
            draw.add(Consent(number=draw.number(), at=at, user=person.user, channel=channel,
                             value=draw.chance(0.9)))  # fmt: skip
    for device in person.devices:
        if draw.chance(0.6):
            identify(draw, Who(user=person.user, device=device), draw.between(1, 90 * SECOND))
            person.known_devices.append(device)
    if person.card and draw.chance(0.7):
        identify(draw, Who(user=person.user, card=person.card), draw.between(1, 90 * SECOND))


def identify(draw: Drawing, who: Who, at: int) -> None:
    trust = "shopper" if who.device and draw.chance(0.3) else "shop"
    draw.add(Identify(number=draw.number(), at=at, who=who, trust=trust))  # type: ignore[arg-type]


def contact(draw: Drawing, person: Person, channel: str, at: int) -> None:
    mail = f"{person.mailbox or person.user}@example.com"
    of_phone = f"token-of-{person.user}" if channel == "push" else _phone(person.user)
    address = mail if channel == "email" else of_phone
    draw.add(
        Contact(number=draw.number(), at=at, user=person.user, channel=channel, address=address)
    )


def _phone(user: str) -> str:
    return f"+346{crc32(user.encode()) % 10**8:08d}"
