"""What of the journey goes into the tables; the rest is written to the lake and forgotten."""

from dataclasses import dataclass
from pathlib import Path

from functions.domain.event import Event
from functions.domain.item import Item
from local.demo import catalogue, journey, tables
from local.demo.events import newest_orders
from local.demo.lake_files import write_lake


@dataclass(frozen=True)
class JourneyRows:
    """The catalogue, and the newest orders by household."""

    items: list[Item]
    events: list[Event]


def read(data: Path, now: int, *, with_lake: bool) -> JourneyRows:
    """Read the journey, and write the lake of a data folder if it has none; `now` in UTC ms."""
    year = journey.load(now)
    if with_lake:
        write_lake(year, data, now=now)
    events = newest_orders(year, days=tables.DAYS, now=now)
    return JourneyRows(list(catalogue.items(year)), list(events))
