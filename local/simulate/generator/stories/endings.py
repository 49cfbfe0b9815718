"""Stories of what ends a sequence shortly before its next step falls due."""

from local.simulate.environment.habits import Habits
from local.simulate.generator.cast import Person, identify
from local.simulate.generator.drawing import DAY, HOUR, MINUTE, SECOND
from local.simulate.generator.episodes import track
from local.simulate.generator.stage import Stage
from local.simulate.steps import Alias, Erase, PutItem, Who

_STEPS = (0, DAY, 3 * DAY)


def bought_in_the_store(stage: Stage) -> None:
    """Bought in a store, on a device, or under another id, right before a step."""
    draw, person = stage.draw, stage.customer()
    item, at = draw.one_of(stage.items), stage.morning()
    stage.does(person, at, "Product Added", item)
    known_from = stage.at(1, 1)
    buyer = draw.one_of([
        Who(user=person.user), Who(card=person.card), Who(device=person.devices[0]),
        Who(user=person.other_id),
    ])  # fmt: skip
    if buyer.card or buyer.device:
        identify(draw, Who(user=person.user, card=buyer.card, device=buyer.device), known_from)
    elif buyer.user != person.user:
        other = str(buyer.user)
        draw.add(Alias(number=draw.number(), at=known_from, user=person.user, previous=other))
    when = at + HOUR + draw.one_of(_STEPS) - draw.between(10 * SECOND, 10 * MINUTE)
    channel = "store" if buyer.card else "web"
    stage.ends_at = when + 12 * HOUR
    track(draw, when, buyer, "Order Completed", [item], order=f"order-{draw.number()}",
          channel=channel, steady=True)  # fmt: skip


def bought_and_filled_again(stage: Stage) -> None:
    """Bought, and something put into the cart within the same minute, before any look at it."""
    person, at = stage.customer(), stage.morning()
    stage.leaves_cart(person, at)
    _order(stage, person, at + 20 * MINUTE + 5 * SECOND)
    stage.leaves_cart(person, at + 20 * MINUTE + 15 * SECOND)
    stage.ends_at = at + DAY


def bought_before_the_tool_asks(stage: Stage) -> None:
    """Bought between the decision and the hand-over, of which the tool takes its time."""
    stage.habits = Habits(20 * MINUTE, 50 * MINUTE)
    person = stage.customer()
    due = stage.leaves_cart(person, stage.morning())
    _order(stage, person, due + stage.draw.between(3 * MINUTE, 15 * MINUTE))


def called_back(stage: Stage) -> None:
    """Bought while a tool has the nudge under its lease."""
    stage.habits = Habits(latest=20 * SECOND, patient=True, outcome="none")
    person = stage.customer()
    due = stage.leaves_cart(person, stage.morning())
    _order(stage, person, due + stage.draw.between(2 * MINUTE, 5 * MINUTE))


def emptied(stage: Stage) -> None:
    """The cart is emptied long enough before the step for the silence to be over."""
    person, item, at = stage.customer(), stage.items[0], stage.morning()
    stage.does(person, at, "Product Added", item)
    after = stage.draw.one_of((2 * MINUTE, HOUR + 20 * HOUR))
    stage.does(person, at + after, "Product Removed", item)
    stage.ends_at = at + 2 * DAY


def cart_changed(stage: Stage) -> None:
    """Something else is in the cart when a tool asks than when the reminder was decided."""
    stage.habits = Habits(30 * MINUTE, 45 * MINUTE)
    person, at = stage.customer("email"), stage.at(1, 9)
    first, second = stage.items[:2]
    stage.does(person, at, "Product Added", first)
    stage.does(person, at + HOUR + 10 * MINUTE, "Product Added", second)
    stage.does(person, at + HOUR + 12 * MINUTE, "Product Removed", first)
    stage.ends_at = at + DAY


def seen_once(stage: Stage) -> None:
    """Items are viewed, none of them twice."""
    person, at = stage.customer(), stage.morning()
    for place, item in enumerate(stage.items):
        stage.does(person, at + place * MINUTE, "Product Viewed", item)


def browses(stage: Stage) -> None:
    """An item is viewed three times, and nothing is put into the cart."""
    person, at = stage.customer(), stage.morning()
    for place in range(3):
        stage.does(person, at + place * MINUTE, "Product Viewed", stage.items[0])


def sold_out(stage: Stage) -> None:
    """All that is in the cart is sold out, or deleted, before a step."""
    draw, person, item = stage.draw, stage.customer(), stage.items[0]
    at = stage.morning()
    stage.does(person, at, "Product Added", item)
    gone = at + HOUR + draw.one_of(_STEPS) - draw.between(5 * SECOND, 20 * MINUTE)
    stage.ends_at = gone + DAY
    if draw.chance(0.3):
        draw.add(PutItem(number=draw.number(), at=gone, item=item, deleted=True))
    else:
        stage.sells_out(item, gone)


def active_again(stage: Stage) -> None:
    """The person is in the shop shortly before the step."""
    person, at = stage.customer(), stage.morning()
    stage.leaves_cart(person, at)
    stage.ends_at = at + 4 * DAY
    step = stage.draw.one_of(_STEPS)
    stage.leaves_cart(person, at + HOUR + step - stage.draw.between(10 * MINUTE, 30 * MINUTE))


def thanked_for_nothing(stage: Stage) -> None:
    """The only order is cancelled before the thanks for it."""
    person, at = stage.customer(), stage.morning()
    order = _order(stage, person, at)
    stage.does(person, at + stage.draw.between(HOUR, 2 * DAY), "Order Cancelled", order=order)
    stage.ends_at = at + 4 * DAY


def thanked(stage: Stage) -> None:
    """An order, for which thanks come after three days."""
    at = stage.morning()
    _order(stage, stage.customer(), at)
    stage.ends_at = at + 4 * DAY


def payment_open(stage: Stage) -> None:
    """The order of the cart waits for its payment."""
    person, item, at = stage.customer(), stage.items[0], stage.morning()
    stage.does(person, at, "Product Added", item)
    stage.does(person, at + 2 * MINUTE, "Order Updated", item, order=f"order-{stage.draw.number()}",
               properties=(("status", "on-hold"),))  # fmt: skip


def habit(stage: Stage) -> None:
    """A person orders the same item again and again; the first reminders would come too soon."""
    person, item = stage.customer(), stage.items[0]
    for day in range(1, stage.draw.one_of((2, 4, 5))):
        _order(stage, person, stage.at(day, 9), item)
    stage.ends_at = stage.at(8, 12)


def runs_out(stage: Stage) -> None:
    """A person orders the same item every ten days, and not the last time."""
    stage.habits = Habits(latest=10 * MINUTE, outcome="delivered")
    person = stage.customer("email", zone="Asia/Tokyo")  # where it is due by day
    item = stage.items[0]
    for day in (1, 11, 21):
        stage.counts(item, stage.at(day, 8), 9)
        _order(stage, person, stage.at(day, 9), item)
    stage.ends_at = stage.at(34, 12)


def long_gone(stage: Stage) -> None:
    """A person is in the shop once, and does not come back for two months."""
    stage.habits = Habits(latest=10 * MINUTE, outcome="delivered")
    person = stage.customer("email")
    stage.does(person, stage.morning(), "Product Viewed", stage.items[0])
    stage.ends_at = stage.at(63, 12)


def stronger_one(stage: Stage) -> None:
    """A checkout begins after the reminder of the cart was decided, and before a tool asks."""
    stage.habits = Habits(100 * MINUTE, 115 * MINUTE, outcome="delivered")
    stage.ends_at = stage.at(3, 12)
    person, at = stage.customer("email"), stage.at(1, 9)
    due = stage.leaves_cart(person, at)
    stage.does(person, due + 5 * MINUTE, "Checkout Started", stage.items[0])


def joined_within_the_rest(stage: Stage) -> None:
    """One name was reminded of browsing; another, with a cart, turns out to be the same person."""
    stage.habits = Habits(latest=MINUTE, outcome="delivered")
    draw, person, item = stage.draw, stage.customer(), stage.items[0]
    for place in range(3):
        stage.does(person, stage.at(1, 9, place), "Product Viewed", item)
    other = Who(user=person.other_id)
    track(draw, stage.at(2, 9), other, "Product Added", [item], channel="web", steady=True)
    joined_at = stage.at(2, 9, draw.between(10, 50))
    draw.add(Alias(number=draw.number(), at=joined_at, user=person.user,
                   previous=str(person.other_id)))  # fmt: skip
    stage.ends_at = stage.at(3, 12)


def joined(stage: Stage) -> None:
    """Two names, each with a cart, are joined around the time at which both are due."""
    draw, person = stage.draw, stage.customer()
    at = stage.morning()
    due = stage.leaves_cart(person, at)
    other = Who(user=person.other_id)
    track(draw, at + MINUTE, other, "Product Added", [stage.items[0]], channel="web", steady=True)
    draw.add(Alias(number=draw.number(), at=draw.close_to(due), user=person.user,
                   previous=str(person.other_id)))  # fmt: skip


def erased(stage: Stage) -> None:
    """The person asks to be erased when a step is about to be decided or handed over."""
    stage.habits = Habits(1, stage.draw.one_of((5 * SECOND, 10 * MINUTE)))
    draw, person = stage.draw, stage.customer()
    due = stage.leaves_cart(person, stage.morning())
    draw.add(Erase(number=draw.number(), at=draw.close_to(due), user=person.user))


def dismissed(stage: Stage) -> None:
    """Every reminder is dismissed, and the person fills a cart again two days later."""
    stage.habits = Habits(latest=MINUTE, outcome="dismissed")
    person, at = stage.customer(), stage.morning()
    stage.leaves_cart(person, at)
    stage.leaves_cart(person, at + 2 * DAY)


def _order(stage: Stage, person: Person, at: int, *items: str) -> str:
    order = f"order-{stage.draw.number()}"
    stage.does(person, at, "Order Completed", *(items or stage.items[:1]), order=order)
    return order
