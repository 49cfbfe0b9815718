"""A scenario: all steps of one run, the weather, and when it begins; a seed names it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from functions.domain.nudges.kinds import Channel
from local.simulate.environment.weather import Weather, weather_of
from local.simulate.generator.cast import cast_of
from local.simulate.generator.drawing import DAY, HOUR, SECOND, Drawing
from local.simulate.generator.episodes import episode
from local.simulate.generator.troubles import trouble
from local.simulate.steps import ChangeSettings, PutItem, Step, Stock

ITEMS = ("cup", "pot", "tray", "spoon", "lamp")
ALL_KINDS = (
    "restock", "abandoned_checkout", "abandoned_cart", "low_stock", "price_drop",
    "replenishment", "post_purchase", "abandoned_browse", "win_back",
)  # fmt: skip
_ROUTED: tuple[Channel, ...] = ("email", "sms")
# Around both changes of the clock in Europe, and an ordinary month.
_BEGINS = (
    datetime(2026, 3, 26, tzinfo=UTC),
    datetime(2026, 10, 22, tzinfo=UTC),
    datetime(2026, 6, 8, tzinfo=UTC),
)


@dataclass(frozen=True)
class Scenario:
    """`length` is the time in which steps happen, in ms; afterwards the run only comes to rest.

    Nudges of the channels in `native` go to a provider; those of others are leased.
    """

    seed: int
    start: int
    length: int
    weather: Weather
    steps: tuple[Step, ...]
    native: tuple[Channel, ...] = ()


def scenario_of(seed: int, *, people: int = 3) -> Scenario:
    draw = Drawing(seed)
    start = int(draw.one_of(_BEGINS).timestamp() * 1_000) + draw.between(0, 24 * HOUR)
    _open_shop(draw)
    items = list(ITEMS[: draw.between(2, len(ITEMS))])
    for person in cast_of(draw, people):
        for _ in range(draw.between(1, 2)):
            due = episode(draw, person, items, draw.between(2 * HOUR, 3 * DAY))
            for _ in range(draw.between(0, 2)):
                trouble(draw, person, items, due)
    steps = tuple(sorted(draw.steps, key=lambda step: (step.at, step.number)))
    weather = weather_of(Random(f"weather {seed}"))  # noqa: S311 the same run again
    length = steps[-1].at + draw.one_of((2, 30, 80)) * HOUR
    return Scenario(seed, start, length, weather, steps, _native(seed))


def _native(seed: int) -> tuple[Channel, ...]:
    """The channels that go to a provider; the steps of a seed do not depend on it."""
    random = Random(f"routes {seed}")  # noqa: S311 the same run again
    return tuple(channel for channel in _ROUTED if random.random() < 0.35)


def _open_shop(draw: Drawing) -> None:
    values: list[tuple[str, object]] = [("sandbox", False)]
    values += [(f"kind.{kind}", True) for kind in ALL_KINDS if draw.chance(0.85)]
    if draw.chance(0.15):
        values.append(("holdout", draw.one_of((0.3, 1.0))))
    if draw.chance(0.3):
        values.append(("valve", 1))
    if draw.chance(0.25):
        values.append(("per_week", draw.between(1, 2)))
    if draw.chance(0.2):
        values += [("quiet_from", draw.between(10, 22)), ("quiet_to", draw.between(6, 12))]
    draw.add(ChangeSettings(number=draw.number(), at=1, values=tuple(values)))
    for item in ITEMS:
        draw.add(PutItem(number=draw.number(), at=draw.between(2, 30 * SECOND), item=item))
        for location in ("online", "store-1")[: draw.between(1, 2)]:
            at = draw.between(2, 60 * SECOND)
            draw.add(Stock(number=draw.number(), at=at, item=item, location=location,
                           quantity=draw.between(1, 5)))  # fmt: skip
