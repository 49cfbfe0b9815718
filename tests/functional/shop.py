"""A small shop with two tastes: people buy coffee things or tea things, never both."""

from collections.abc import Iterator

from functions.domain.event import Event
from functions.domain.item import Item
from functions.domain.person import customer
from functions.retrain.training_job import TrainingJob
from functions.snapshot.build import BuildSnapshot
from functions.stream.lake_line import lake_line
from local.services import LaptopServices
from tests.unit.builders import DAY, event

COFFEE = ("beans", "grinder", "filter", "mug")
TEA = ("leaves", "teapot", "strainer", "cup")
PEOPLE_A_TASTE = 12
DAYS = 40


def put_catalogue(services: LaptopServices) -> None:
    put_items(services)
    assert BuildSnapshot(services)() is not None


def put_items(services: LaptopServices) -> None:
    items = [
        Item(name, name, title=name.title(), category=category, price=float(position + 1))
        for category, names in (("coffee", COFFEE), ("tea", TEA))
        for position, name in enumerate(names)
    ]
    now = services.clock()
    stamped = [
        Item(**{**{f: getattr(i, f) for f in Item.__dataclass_fields__}, "version": now + n})
        for n, i in enumerate(items)
    ]
    assert services.storage.catalog.put(stamped) == set()


def fill_lake(services: LaptopServices) -> None:
    services.lake.append([lake_line(each) for each in orders(services.clock())])


def orders(now: int) -> Iterator[Event]:
    """Each person buys, every few days, two things of the taste that is theirs."""
    for taste, names in (("coffee", COFFEE), ("tea", TEA)):
        for number in range(PEOPLE_A_TASTE):
            for day in range(1, DAYS, 4):
                pair = (names[(number + day) % 4], names[(number + day + 1) % 4])
                name = f"{taste}-{number}-{day}"
                yield event(
                    name,
                    "Order Completed",
                    *pair,
                    order_id=name,
                    person=customer(f"{taste}-{number}"),
                    channel="store" if taste == "tea" else "web",
                    at=now - day * DAY,
                )


def train(services: LaptopServices) -> str:
    """Train on what the lake holds and give the new model's version."""
    return str(TrainingJob(services)(lambda step, fraction: None)["version"])
