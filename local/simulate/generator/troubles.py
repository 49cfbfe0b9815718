"""What comes in between, close to the moments at which something falls due."""

from collections.abc import Callable

from local.simulate.generator.cast import CHANNELS, Person, contact, identify
from local.simulate.generator.drawing import DAY, HOUR, MINUTE, SECOND, Drawing
from local.simulate.generator.episodes import track
from local.simulate.steps import (
    Alias,
    ChangeSettings,
    Consent,
    Erase,
    PutItem,
    Stock,
    Suppress,
    Who,
)

KINDS = ("abandoned_cart", "abandoned_checkout", "abandoned_browse")


def trouble(
    draw: Drawing, person: Person, items: list[str], due: list[int], *, of_one: bool = False
) -> None:
    """One thing that changes what may be sent, close to one of the times.

    With `of_one` it concerns this person alone.
    """
    draw.one_of(_OF_ONE if of_one else _TROUBLES)(
        draw, person, items, draw.close_to(draw.one_of(due))
    )


def _consent(draw: Drawing, person: Person, _: list[str], at: int) -> None:
    channel = draw.one_of(CHANNELS)
    draw.add(Consent(number=draw.number(), at=at, user=person.user, channel=channel, value=False))
    if draw.chance(0.4):
        again = at + draw.between(SECOND, DAY)
        draw.add(
            Consent(number=draw.number(), at=again, user=person.user, channel=channel, value=True)
        )


def _unsubscribe(draw: Drawing, person: Person, _: list[str], at: int) -> None:
    named = (("channel", draw.one_of(CHANNELS)),)
    track(draw, at, Who(user=person.user), "Unsubscribed", [], properties=named)


def _suppress(draw: Drawing, person: Person, _: list[str], at: int) -> None:
    address = f"{person.user}@example.com"
    draw.add(Suppress(number=draw.number(), at=at, channel="email", address=address))


def _stock_flaps(draw: Drawing, _: Person, items: list[str], at: int) -> None:
    for item in items if draw.chance(0.5) else [draw.one_of(items)]:
        draw.add(Stock(number=draw.number(), at=at, item=item, quantity=0))
        if draw.chance(0.5):
            back = at + draw.between(SECOND, 3 * HOUR)
            late = draw.between(0, 2 * HOUR) if draw.chance(0.2) else 0
            draw.add(Stock(number=draw.number(), at=back, item=item,
                           quantity=draw.between(1, 4), late=min(late, back)))  # fmt: skip


def _item_goes(draw: Drawing, _: Person, items: list[str], at: int) -> None:
    draw.add(PutItem(number=draw.number(), at=at, item=draw.one_of(items), deleted=True))


def _join(draw: Drawing, person: Person, _: list[str], at: int) -> None:
    if person.other_id and draw.chance(0.5):
        step = Alias(number=draw.number(), at=at, user=person.user, previous=person.other_id)
        draw.add(step)
        return
    identify(draw, Who(user=person.user, device=draw.one_of(person.devices)), at)


def _kind_switched(draw: Drawing, _: Person, __: list[str], at: int) -> None:
    name = f"kind.{draw.one_of(KINDS)}"
    draw.add(ChangeSettings(number=draw.number(), at=at, values=((name, False),)))
    if draw.chance(0.6):
        again = at + draw.between(SECOND, DAY)
        draw.add(ChangeSettings(number=draw.number(), at=again, values=((name, True),)))


def _pause(draw: Drawing, _: Person, __: list[str], at: int) -> None:
    draw.add(ChangeSettings(number=draw.number(), at=at, values=(("paused", True),)))
    again = at + draw.between(MINUTE, draw.one_of((HOUR, DAY, 4 * DAY)))
    draw.add(ChangeSettings(number=draw.number(), at=again, values=(("paused", False),)))


def _channel_off(draw: Drawing, _: Person, __: list[str], at: int) -> None:
    name = f"channel.{draw.one_of(CHANNELS)}"
    draw.add(ChangeSettings(number=draw.number(), at=at, values=((name, False),)))
    again = at + draw.between(HOUR, 2 * DAY)
    draw.add(ChangeSettings(number=draw.number(), at=again, values=((name, True),)))


def _staff(draw: Drawing, person: Person, _: list[str], at: int) -> None:
    values = (("staff", (person.user,)),)
    draw.add(ChangeSettings(number=draw.number(), at=at, values=values))


def _sandbox(draw: Drawing, person: Person, _: list[str], at: int) -> None:
    allowed = (f"{person.user}@example.com",) if draw.chance(0.5) else ()
    values = (("sandbox", True), ("allow", allowed))
    draw.add(ChangeSettings(number=draw.number(), at=at, values=values))
    again = at + draw.between(HOUR, 2 * DAY)
    draw.add(ChangeSettings(number=draw.number(), at=again, values=(("sandbox", False),)))


def _erase(draw: Drawing, person: Person, items: list[str], at: int) -> None:
    draw.add(Erase(number=draw.number(), at=at, user=person.user))
    if draw.chance(0.5):
        back = at + draw.between(MINUTE, DAY)
        contact(draw, person, "email", back)
        who, item = Who(user=person.user), draw.one_of(items)
        track(draw, back + SECOND, who, "Product Added", [item])


_OF_ONE: tuple["Trouble", ...] = (_consent, _unsubscribe, _suppress, _join, _erase)
Trouble = Callable[[Drawing, Person, list[str], int], None]
_TROUBLES: tuple[Trouble, ...] = (
    _consent,
    _unsubscribe,
    _suppress,
    _stock_flaps,
    _stock_flaps,
    _item_goes,
    _join,
    _join,
    _kind_switched,
    _pause,
    _sandbox,
    _channel_off,
    _staff,
    _erase,
)
