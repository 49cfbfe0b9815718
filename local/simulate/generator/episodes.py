"""What people do: browse, fill a cart, go to the checkout, leave, and buy on any channel.

What ends a sequence is drawn close to the moment at which its next step falls due: there the system
can go wrong.
"""

from dataclasses import dataclass

from local.simulate.generator.cast import Person
from local.simulate.generator.drawing import DAY, HOUR, MINUTE, SECOND, Drawing
from local.simulate.steps import Line, Track, Trust, Who

STEPS_AT = (HOUR, HOUR + 24 * HOUR, HOUR + 72 * HOUR)
BROWSE_AT = 4 * HOUR


@dataclass(frozen=True)
class Visit:
    """Under which name a person shops this time, and who vouches for it."""

    draw: Drawing
    person: Person
    items: list[str]
    who: Who
    trust: Trust

    def does(self, at: int, event: str, items: list[str]) -> None:
        """Send an event as official clients do: with the zone of the device."""
        zone = self.person.zone
        track(self.draw, at, self.who, event, items, trust=self.trust, zone=zone)


def episode(draw: Drawing, person: Person, items: list[str], begin: int) -> list[int]:
    """One visit and what follows from it; the times at which something falls due."""
    visit = Visit(draw, person, items, *_who(draw, person))
    at = _browses(visit, begin)
    if draw.chance(0.2):
        return [at + BROWSE_AT]
    chosen = draw.some_of(items, 3)
    at = _fills_cart(visit, chosen, at)
    due = [at + after for after in STEPS_AT]
    _what_follows(visit, chosen, due)
    return due


def _browses(visit: Visit, at: int) -> int:
    for item in visit.draw.some_of(visit.items, 2):
        for _ in range(visit.draw.between(1, 2)):
            at += visit.draw.between(SECOND, 2 * MINUTE)
            visit.does(at, "Product Viewed", [item])
    return at


def _fills_cart(visit: Visit, chosen: list[str], at: int) -> int:
    draw = visit.draw
    for item in chosen:
        at += draw.between(SECOND, 3 * MINUTE)
        visit.does(at, "Product Added", [item])
    for share, event, items in (
        (0.15, "Product Removed", chosen[:1]),
        (0.1, "Cart Viewed", draw.some_of(visit.items, 2)),
        (0.25, "Checkout Started", chosen),
    ):
        if draw.chance(share):
            at += draw.between(SECOND, MINUTE)
            visit.does(at, event, items)
    return at


def _who(draw: Drawing, person: Person) -> tuple[Who, Trust]:
    device = draw.one_of(person.devices)
    if draw.chance(0.15):
        return Who(device=device), "browser"
    if draw.chance(0.2):
        return Who(user=person.user, device=device), "shopper"
    if person.other_id and draw.chance(0.3):
        return Who(user=person.other_id), "shop"
    return Who(user=person.user, device=device), "shop"


def _what_follows(visit: Visit, chosen: list[str], due: list[int]) -> None:
    draw = visit.draw
    moment = draw.close_to(draw.one_of(due))
    if draw.chance(0.45):
        _buys(visit, chosen, moment)
    elif draw.chance(0.3):
        visit.does(moment, "Product Removed", chosen)
    elif draw.chance(0.4):
        visit.does(moment, "Product Added", [draw.one_of(visit.items)])
    if draw.chance(0.1):
        visit.does(draw.close_to(due[0]), "Product Viewed", [draw.one_of(visit.items)])


def _buys(visit: Visit, chosen: list[str], at: int) -> None:
    """An order on any channel, under any name of the person; it may be reported twice."""
    draw, person = visit.draw, visit.person
    order = f"order-{draw.number()}"
    bought = chosen if draw.chance(0.7) else chosen[:1]
    late = min(at, draw.between(MINUTE, 3 * HOUR)) if draw.chance(0.15) else 0
    if person.card and draw.chance(0.4):
        till = Who(card=person.card)
        track(draw, at, till, "Order Completed", bought, order=order, channel="store", late=late)
        return
    buyer = draw.one_of([*person.whos(), visit.who, visit.who])
    track(draw, at, buyer, "Order Completed", bought, order=order, late=late)
    if draw.chance(0.3) and visit.who.device:
        again = at + draw.between(1, 30 * SECOND)
        track(draw, again, visit.who, "Order Completed", bought, trust="browser", order=order)
    if draw.chance(0.15):
        gone = at + draw.between(MINUTE, 2 * DAY)
        track(draw, gone, buyer, "Order Cancelled", [], order=order)


def track(
    draw: Drawing,
    at: int,
    who: Who,
    event: str,
    items: list[str],
    *,
    trust: Trust = "shop",
    order: str | None = None,
    channel: str | None = None,
    late: int = 0,
    zone: str | None = None,
    properties: tuple[tuple[str, str], ...] = (),
    steady: bool = False,
) -> None:
    """An event with one or two of each item; a `steady` one has one, and a clock that is right."""
    skewed = draw.chance(0.04) and not steady
    draw.add(
        Track(
            number=draw.number(),
            at=at,
            who=who,
            event=event,
            lines=tuple(Line(item, 1 if steady else draw.between(1, 2)) for item in items),
            order=order,
            channel=channel or draw.one_of(("web", "app", "web", "marketplace")),
            trust=trust,
            late=late,
            skew=draw.one_of((-2 * HOUR, 3 * HOUR)) if skewed else 0,
            timezone=zone,
            properties=properties,
        )
    )
