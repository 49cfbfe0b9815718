"""Stories of people on the shop's own page, whether it knows them or not."""

from local.simulate.generator.cast import identify
from local.simulate.generator.drawing import DAY, HOUR, MINUTE
from local.simulate.generator.episodes import track
from local.simulate.generator.stage import Stage
from local.simulate.steps import Consent, Look, Who


def visitor_comes_back(stage: Stage) -> None:
    """A visitor leaves a cart and is shown it on the page, more than once.

    The first time the page does not report it, so that the next step finds it unclaimed.
    """
    draw, person = stage.draw, stage.customer()
    visitor = Who(device=person.devices[0])
    at = stage.morning()
    track(draw, at, visitor, "Product Added", stage.items[:1], trust="browser", channel="web",
          steady=True)  # fmt: skip
    draw.add(Look(number=draw.number(), at=at + HOUR + 5 * MINUTE, who=visitor, answer=None))
    for number in (1, 2):
        _looks(stage, visitor, at + HOUR + 5 * MINUTE + number * 25 * HOUR)


def visitor_logs_in(stage: Stage) -> None:
    """A visitor leaves a cart, and turns out to be a customer around the time it is due."""
    draw, person = stage.draw, stage.customer()
    visitor = Who(device=person.devices[0])
    at = stage.morning()
    track(draw, at, visitor, "Product Added", stage.items[:1], trust="browser", channel="web",
          steady=True)  # fmt: skip
    logs_in = draw.close_to(at + HOUR)
    identify(draw, Who(user=person.user, device=person.devices[0]), logs_in)
    for number in range(2):
        _looks(stage, visitor, logs_in + MINUTE + number * 10 * MINUTE)


def shown_then_bought(stage: Stage) -> None:
    """A customer without consent is shown the cart on the page until it is bought."""
    draw, person = stage.draw, stage.customer("email")
    at = stage.morning()
    no = Consent(number=draw.number(), at=at, user=person.user, channel="email", value=False)
    draw.add(no)
    stage.does(person, at, "Product Added", stage.items[0])
    bought_at = at + HOUR + draw.between(5 * MINUTE, 20 * MINUTE)
    stage.does(person, bought_at, "Order Completed", stage.items[0],
               order=f"order-{draw.number()}")  # fmt: skip
    for number in range(10):
        _looks(stage, Who(user=person.user), at + HOUR + (2 + number * 2) * MINUTE)
    _looks(stage, Who(user=person.user), at + DAY + HOUR)


def _looks(stage: Stage, who: Who, at: int) -> None:
    answer = stage.draw.one_of(("shown", "clicked", "dismissed", None))
    stage.draw.add(Look(number=stage.draw.number(), at=at, who=who, answer=answer))
