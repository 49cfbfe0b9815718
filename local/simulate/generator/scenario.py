"""A scenario: all steps of one run, the weather, and when it begins; a seed names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from functions.domain.nudges.kinds import Channel
from local.simulate.environment.habits import FAST, Habits
from local.simulate.environment.weather import Weather, weather_of
from local.simulate.generator.cast import cast_of
from local.simulate.generator.drawing import DAY, HOUR, SECOND, Drawing
from local.simulate.generator.episodes import episode
from local.simulate.generator.stage import Stage
from local.simulate.generator.stories.all import STORIES, about_all
from local.simulate.generator.troubles import trouble
from local.simulate.steps import AddCodes, ChangeSettings, PutItem, Step

ITEMS = ("cup", "pot", "tray", "spoon", "lamp")
ALL_KINDS = (
    "restock", "abandoned_checkout", "abandoned_cart", "low_stock", "price_drop",
    "replenishment", "post_purchase", "abandoned_browse", "win_back",
)  # fmt: skip
# Coprime with the number of stories, so that each of them meets all others.
_STRIDE = 11
# Of four blocks of seeds, these have the delivery function: one calm, one mixed.
_DELIVERING_BLOCKS = frozenset({1, 2})
_ROUTED: tuple[Channel, ...] = ("email", "sms")
# Of the routes of a channel in the seeds with delivery.
_ROUTES: Mapping[str, float] = {"webhook:crm": 0.3, "native": 0.35, "bus": 0.25, "pull": 0.1}
# Around both changes of the clock in Europe, and an ordinary month.
_BEGINS = (
    datetime(2026, 3, 26, tzinfo=UTC),
    datetime(2026, 10, 22, tzinfo=UTC),
    datetime(2026, 6, 8, tzinfo=UTC),
)


@dataclass(frozen=True)
class Scenario:
    """`length` is the time in which steps happen, in ms; afterwards the run only comes to rest.

    `story` names what the seed puts the weight on. Nudges of the channels in `routes` go where
    their route says; those of others are leased.
    """

    seed: int
    start: int
    length: int
    weather: Weather
    steps: tuple[Step, ...]
    habits: Habits = FAST
    story: str = ""
    routes: Mapping[Channel, str] = field(default_factory=dict)


def scenario_of(seed: int, *, people: int = 2) -> Scenario:
    """The scenario of a seed: every block of seeds has each story as its main one.

    Every other block mixes it with people who do anything, and with worse weather.
    """
    draw = Drawing(seed)
    start = int(draw.one_of(_BEGINS).timestamp() * 1_000) + draw.between(0, 24 * HOUR)
    items = list(ITEMS[: draw.between(2, len(ITEMS))])
    stage = Stage(draw, start, items)
    names = list(STORIES)
    block, place = divmod(seed, len(names))
    mixed = bool(block % 2)
    others = names if mixed else [name for name in names if not about_all(name)]
    STORIES[others[(seed * _STRIDE + block) % len(others)]](stage)
    STORIES[names[place]](stage)  # the main one has the last word on settings and habits
    if mixed:
        _ordinary_people(draw, items, people)
    opened(stage, mixed=mixed)
    steps = tuple(sorted(draw.steps, key=lambda step: (step.at, step.number)))
    chance = Random(f"weather {seed}")  # noqa: S311 the same run again
    weather = weather_of(chance, calm=not mixed)
    length = max(steps[-1].at + draw.one_of((2, 30, 80)) * HOUR, stage.ends_at)
    routes = _routes(seed) if stage.routes or block % 4 in _DELIVERING_BLOCKS else {}
    routes = {**routes, **stage.routes}
    return Scenario(seed, start, length, weather, steps, stage.habits, names[place], routes)


def _routes(seed: int) -> Mapping[Channel, str]:
    """The route of each channel; the steps of a seed do not depend on it."""
    random = Random(f"routes {seed}")  # noqa: S311 the same run again
    names, shares = list(_ROUTES), list(_ROUTES.values())
    return {channel: random.choices(names, shares)[0] for channel in _ROUTED}


def _ordinary_people(draw: Drawing, items: list[str], people: int) -> None:
    for person in cast_of(draw, people):
        due = episode(draw, person, items, draw.between(2 * HOUR, 3 * DAY))
        for _ in range(draw.between(0, 2)):
            trouble(draw, person, items, due)


def opened(stage: Stage, *, mixed: bool = False) -> None:
    """The shop's first settings, catalogue, stock and codes."""
    draw = stage.draw
    values: dict[str, Any] = {
        f"kind.{kind}": True for kind in ALL_KINDS if not mixed or draw.chance(0.9)
    }
    if mixed and draw.chance(0.1):
        values["holdout"] = draw.one_of((0.3, 1.0))
    if mixed and draw.chance(0.2):
        values["valve"] = draw.between(1, 3)
    if mixed and draw.chance(0.15):
        values["per_week"] = draw.between(1, 2)
    if mixed and draw.chance(0.15):
        values |= {"quiet_from": draw.between(10, 22), "quiet_to": draw.between(6, 12)}
    values |= stage.opening
    draw.add(ChangeSettings(number=draw.number(), at=1, values=tuple(values.items())))
    codes = tuple(f"code-{number}" for number in range(stage.codes))
    draw.add(AddCodes(number=draw.number(), at=draw.between(2, 30 * SECOND), codes=codes))
    for item in stage.items:
        draw.add(PutItem(number=draw.number(), at=draw.between(2, 30 * SECOND), item=item))
        for location in ("online", "store-1")[: draw.between(1, 2)]:
            stage.counts(item, draw.between(2, 60 * SECOND), draw.between(1, 5), location=location)
