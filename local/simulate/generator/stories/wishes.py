"""Stories of items that people wait for, or have in mind."""

from local.simulate.environment.habits import Habits
from local.simulate.generator.cast import Person
from local.simulate.generator.drawing import HOUR, MINUTE, SECOND
from local.simulate.generator.stage import Stage
from local.simulate.steps import (
    Alias,
    AskByAddress,
    EndSubscription,
    Look,
    PutItem,
    Subscribe,
    Suppress,
    Who,
)

GONE_AT = (1, 7)


def back(stage: Stage) -> None:
    """More people wait than pieces come back; later waves follow."""
    item, people = _waiting(stage, stage.draw.between(3, 5))
    at = stage.morning()
    stage.counts(item, at, stage.draw.between(1, 2))
    if stage.draw.chance(0.5):
        _asks(stage, stage.draw.one_of(people), item, at + 3 * HOUR)


def back_and_gone(stage: Stage) -> None:
    """The item is sold out again before the alerts are handed over."""
    stage.habits = Habits(3 * MINUTE, 10 * MINUTE)
    item, _ = _waiting(stage, 2)
    at = stage.morning()
    stage.counts(item, at, 2)
    again = at + stage.draw.between(MINUTE, 3 * MINUTE)
    stage.counts(item, again, 0 if stage.draw.chance(0.5) else 3, backorder=True)


def flapping(stage: Stage) -> None:
    """Stock comes and goes many times, and its counts are reported out of order."""
    item, _ = _waiting(stage, 3)
    at = stage.morning()
    for number in range(6):
        late = stage.draw.between(0, 5 * MINUTE) if stage.draw.chance(0.3) else 0
        stage.counts(item, at + number * 7 * MINUTE, number % 2 or 0, late=late)
    stage.counts(item, at + HOUR, 2)


def wish_withdrawn(stage: Stage) -> None:
    """The wait ends between the planning of the alert and its hand-over."""
    stage.habits = Habits(10 * MINUTE, 20 * MINUTE)
    item, people = _waiting(stage, 2)
    at = stage.morning()
    stage.counts(item, at, 2)
    ends = at + stage.draw.between(3 * MINUTE, 8 * MINUTE)
    for person in people:
        step = EndSubscription(number=stage.draw.number(), at=ends, user=person.user, item=item)
        stage.draw.add(step)


def named_channel(stage: Stage) -> None:
    """A person who can be reached everywhere asked for one channel."""
    item, _ = _waiting(stage, 2, channel="sms")
    stage.counts(item, stage.morning(), 2)


def two_names_wait(stage: Stage) -> None:
    """One person waits under two names, which are joined around the return of the item."""
    stage.habits = Habits(latest=10 * MINUTE)
    draw = stage.draw
    item, people = _waiting(stage, 1)
    other = Person(str(people[0].other_id), [])
    _asks(stage, other, item, stage.at(*GONE_AT, 30))
    at = stage.morning()
    stage.counts(item, at, 3)
    draw.add(Alias(number=draw.number(), at=draw.close_to(at), user=people[0].user,
                   previous=other.user))  # fmt: skip


def runs_low(stage: Stage) -> None:
    """What is on a wish list runs low; at times there is plenty again before the hand-over."""
    _has_in_mind(stage)
    item, at = stage.items[0], stage.at(1, 12)
    stage.counts(item, at, 2)
    if stage.draw.chance(0.6):
        stage.counts(item, at + stage.draw.between(2 * MINUTE, 8 * MINUTE), 9)


def costs_less(stage: Stage) -> None:
    """What is on a wish list costs less; at times the price rises before the hand-over."""
    _has_in_mind(stage)
    draw, at = stage.draw, stage.at(1, 12)
    _priced(stage, at, 7.0)
    if draw.chance(0.75):
        _priced(stage, at + draw.between(2 * MINUTE, 8 * MINUTE), 10.0)


def out_of_mind(stage: Stage) -> None:
    """The item that costs less is taken off the list, or into the cart, before the hand-over."""
    person = _has_in_mind(stage)
    at = stage.at(1, 12)
    _priced(stage, at, 7.0)
    item, after = stage.items[0], stage.draw.between(2 * MINUTE, 8 * MINUTE)
    taken = stage.draw.chance(0.4)
    name = "Product Added" if taken else "Product Removed from Wishlist"
    stage.does(person, at + after, name, item)


def back_on_the_page(stage: Stage) -> None:
    """People who agreed to no channel wait; the page shows alerts to as many as there is stock."""
    item = stage.items[0]
    people = [stage.customer("email") for _ in range(3)]
    stage.sells_out(item, stage.at(*GONE_AT))
    for place, person in enumerate(people):
        stage.consents(person, "email", stage.at(*GONE_AT, 5), value=False)
        _asks(stage, person, item, stage.at(*GONE_AT, 10 + place), channel="")
    at = stage.morning()
    stage.counts(item, at, stage.draw.between(1, 2))
    for number in range(4):
        for person in people:
            looked_at = at + (3 + number * 9) * MINUTE + stage.draw.between(0, 2 * MINUTE)
            stage.draw.add(Look(number=stage.draw.number(), at=looked_at, who=Who(person.user),
                                answer=stage.draw.one_of(("shown", "clicked", None))))  # fmt: skip


def asked_by_address(stage: Stage) -> None:
    """People without an account ask, some of them again and again; their addresses decide."""
    item, draw = stage.items[0], stage.draw
    stage.habits = Habits(latest=10 * MINUTE)
    stage.sells_out(item, stage.at(*GONE_AT))
    address = f"guest-{draw.between(1, 9)}@example.com"
    for number in range(draw.between(1, 5)):
        _types(stage, address, item, stage.at(1, 8, number * 7))
    _types(stage, "other-guest@example.com", item, stage.at(1, 8, 30))
    if draw.chance(0.3):
        at = stage.at(1, 8, draw.between(0, 40))
        draw.add(Suppress(number=draw.number(), at=at, channel="email", address=address))
    stage.counts(item, stage.at(1, 11), draw.between(1, 2))


def _types(stage: Stage, address: str, item: str, at: int) -> None:
    number = stage.draw.number()
    stage.draw.add(AskByAddress(number=number, at=at, address=address, item=item))


def _waiting(stage: Stage, number: int, *, channel: str = "email") -> tuple[str, list[Person]]:
    """An item that is sold out, and people who wait for it."""
    item, people = stage.items[0], [stage.customer() for _ in range(number)]
    stage.sells_out(item, stage.at(*GONE_AT))
    for place, person in enumerate(people):
        _asks(stage, person, item, stage.at(*GONE_AT, 10 + place), channel=channel)
    return item, people


def _asks(stage: Stage, person: Person, item: str, at: int, *, channel: str = "email") -> None:
    number = stage.draw.number()
    stage.draw.add(Subscribe(number=number, at=at, user=person.user, item=item, channel=channel))


def _has_in_mind(stage: Stage) -> Person:
    """A person with an item on the wish list, of which there is plenty."""
    stage.habits = Habits(25 * MINUTE, 50 * MINUTE)
    person, item = stage.customer(), stage.items[0]
    stage.counts(item, stage.at(1, 6), 9)
    stage.does(person, stage.at(1, 7), "Product Added to Wishlist", item)
    return person


def _priced(stage: Stage, at: int, price: float) -> None:
    step = PutItem(number=stage.draw.number(), at=at + SECOND, item=stage.items[0], price=price)
    stage.draw.add(step)
