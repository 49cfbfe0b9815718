"""Stories of messages that are pushed: endpoints that fail, and what changes meanwhile."""

from typing import Literal

from local.simulate.environment.habits import Habits
from local.simulate.generator.cast import Person
from local.simulate.generator.drawing import DAY, HOUR, MINUTE, SECOND
from local.simulate.generator.stage import Stage
from local.simulate.steps import DeleteEndpoint, EndpointFails, PutEndpoint, RotateSecret

_ENDPOINT = "crm"


def bought_between_attempts(stage: Stage) -> None:
    """The endpoint fails, and the person buys before it is well again."""
    person, due = _to_failing(stage, well_after=40 * MINUTE)
    at = due + stage.draw.between(2 * MINUTE, 30 * MINUTE)
    order = f"order-{stage.draw.number()}"
    stage.does(person, at, "Order Completed", stage.items[0], order=order)


def says_no_between_attempts(stage: Stage) -> None:
    """The endpoint fails, and the person agrees no more before it is well again."""
    person, due = _to_failing(stage, well_after=40 * MINUTE)
    at = due + stage.draw.between(2 * MINUTE, 30 * MINUTE)
    stage.consents(person, "email", at, value=False)


def paused_between_attempts(stage: Stage) -> None:
    """The endpoint fails, and the shop pauses everything for an hour."""
    _, due = _to_failing(stage, well_after=40 * MINUTE)
    stage.change(due + stage.draw.between(2 * MINUTE, 20 * MINUTE), paused=True)
    stage.change(due + 80 * MINUTE, paused=False)


def fails_into_the_night(stage: Stage) -> None:
    """The endpoint is well again when it is night: what waited for it may not be sent any more."""
    _to_failing(stage, well_after=10 * HOUR, at=stage.at(1, 18))


def fails_for_days(stage: Stage) -> None:
    """The endpoint fails until it is disabled; then the shop enables it again."""
    person, due = _to_failing(stage, well_after=4 * DAY)
    stage.leaves_cart(person, due + 2 * DAY)
    stage.ends_at = due + 5 * DAY
    _put(stage, due + 4 * DAY + HOUR)


def endpoint_gone(stage: Stage) -> None:
    """The endpoint answers that it is gone, and comes back after some hours."""
    _, due = _to_failing(stage, well_after=3 * HOUR, status=410)
    _put(stage, due + 3 * HOUR + MINUTE)


def endpoint_deleted(stage: Stage) -> None:
    """The shop gives the channel another route and deletes the endpoint; messages wait for it."""
    _, due = _to_failing(stage, well_after=40 * MINUTE)
    at = due + stage.draw.between(MINUTE, 10 * MINUTE)
    stage.change(at, route__email=stage.draw.one_of(("pull", "native", "bus")))
    number = stage.draw.number()
    stage.draw.add(DeleteEndpoint(number=number, at=at + MINUTE, endpoint=_ENDPOINT))


def secret_rotated(stage: Stage) -> None:
    """The endpoint gets a new secret while messages wait for it."""
    _, due = _to_failing(stage, well_after=20 * MINUTE)
    at = due + stage.draw.between(-5 * MINUTE, 15 * MINUTE)
    stage.draw.add(RotateSecret(number=stage.draw.number(), at=at, endpoint=_ENDPOINT))


def route_changed(stage: Stage) -> None:
    """The channel gets another route when a message of it is about to go."""
    stage.routes["email"] = stage.draw.one_of(("native", "bus", "webhook:crm"))
    due = stage.leaves_cart(stage.customer("email"), stage.morning())
    at = due + stage.draw.between(-30 * SECOND, 3 * MINUTE)
    stage.change(at, route__email=stage.draw.one_of(("pull", "native", "bus")))


def _to_failing(
    stage: Stage, *, well_after: int, at: int | None = None, status: Literal[410, 500] = 500
) -> tuple[Person, int]:
    """A person whose reminder meets an endpoint that fails; when that is, and the person."""
    stage.routes["email"] = f"webhook:{_ENDPOINT}"
    stage.habits = Habits(outcome="delivered")
    person = stage.customer("email")
    due = stage.leaves_cart(person, stage.morning() if at is None else at)
    _fails(stage, due - MINUTE, status)
    _fails(stage, due + well_after, None)
    stage.ends_at = due + DAY
    return person, due


def _fails(stage: Stage, at: int, status: Literal[410, 500] | None) -> None:
    number = stage.draw.number()
    stage.draw.add(EndpointFails(number=number, at=at, endpoint=_ENDPOINT, status=status))


def _put(stage: Stage, at: int) -> None:
    stage.draw.add(PutEndpoint(number=stage.draw.number(), at=at, endpoint=_ENDPOINT))
