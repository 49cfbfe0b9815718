"""A cart's base and the rows after it are the cart of all events, whatever happens in between."""

from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.domain import cart_base
from functions.domain.cart import cart_of
from functions.domain.event import Event, EventItem
from functions.domain.identity import END_OF_TIME, Interval
from functions.domain.person import Person, customer, visitor
from functions.services.people import carts as module
from functions.services.people.carts import Carts
from functions.storage.cart_bases import pack_base
from local.services import LaptopServices
from tests.conftest import Clock
from tests.unit.builders import DAY, MINUTE, NOON, event

NAMES = ("Product Added", "Product Added", "Product Removed", "Cart Viewed", "Order Completed")
# How far senders' clocks are off, in turn: keys are not in the order of the true times.
CLOCKS = (0, -9 * MINUTE, 0, 8 * MINUTE, -2 * MINUTE)
numbers = count()


@pytest.fixture
def carts(services: LaptopServices) -> Carts:
    return services.carts


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A base that moves after four rows and leaves two: more happens in a short test."""
    monkeypatch.setattr(module, "MOVE_AT", 4)
    monkeypatch.setattr(cart_base, "UNFOLDED_ROWS", 2)


class Shopper:
    """A new person with two names, and the stream that gets what they did."""

    def __init__(self, services: LaptopServices) -> None:
        number = next(numbers)
        self.person = customer(f"ana-{number}")
        self.names = (self.person, visitor(f"device-{number}"))
        self.intervals = [Interval(name, 0, END_OF_TIME) for name in self.names]
        self._services = services
        self.stored: list[Event] = []

    def does(self, number: int, name: int, what: str, item: str, minute: int) -> Event:
        return event(
            f"m{number}",
            what,
            item,
            person=self.names[name],
            at=NOON + minute * MINUTE,
            claimed_at=NOON + minute * MINUTE + CLOCKS[number % len(CLOCKS)],
            order_id=item if what == "Order Completed" else None,
        )

    def store(self, each: Event) -> None:
        self._services.storage.events.put(each)
        self.stored.append(each)

    def deliver(self, *events: Event) -> None:
        self._services.carts.arrived(self.person, self.intervals, events)


steps = st.tuples(
    st.integers(0, 1), st.sampled_from(NAMES), st.sampled_from("abcd"), st.integers(0, 40)
)
# While one step of the stream runs, so many further events are stored and streamed.
program = st.tuples(
    st.lists(steps, min_size=1, max_size=30), st.lists(st.integers(0, 3), max_size=12), st.randoms()
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.usefixtures("small_steps")
@given(program)
def test_base_and_rows_are_the_cart_of_all_events(
    services: LaptopServices, clock: Clock, drawn: tuple[list[Any], list[int], Any]
) -> None:
    """Late, twice, in any order, and with other folds and readers in the midst of each."""
    rows, meanwhile, random = drawn
    shopper = Shopper(services)
    events = [shopper.does(n, *row) for n, row in enumerate(rows)]
    left, waits = iter(events), iter(meanwhile)
    bases = services.storage.cart_bases
    put = bases.put

    def one_more() -> bool:
        each = next(left, None)
        if each is None:
            return False
        shopper.store(each)
        again = random.choice(shopper.stored)
        shopper.deliver(*((each, again) if random.random() < 0.5 else (each,)))
        if random.random() < 0.3:
            services.carts.find(shopper.person, shopper.intervals)
            clock.advance(seconds=random.choice((1, 70)))
        return True

    def raced(*args: Any, **kwargs: Any) -> None:
        for _ in range(next(waits, 0)):
            one_more()
        put(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bases, "put", raced)
        while one_more():
            pass
    clock.advance(seconds=70)
    assert services.carts.find(shopper.person, shopper.intervals) == cart_of(events)
    clock.advance(seconds=70)
    assert services.carts.find(shopper.person, shopper.intervals) == cart_of(events)


@pytest.fixture
def shopper(services: LaptopServices) -> Shopper:
    one = Shopper(services)
    for n in range(60):
        one.store(one.does(n, 0, "Product Added", f"i{n % 7}", n))
    one.deliver(*one.stored)
    return one


def base_of(services: LaptopServices, person: Person) -> cart_base.CartBase | None:
    return services.storage.cart_bases.get(person)[0]


def test_the_stream_moves_the_base_and_leaves_the_newest_as_rows(
    services: LaptopServices, shopper: Shopper
) -> None:
    base = base_of(services, shopper.person)
    assert base is not None
    assert (base.until, base.sure) == (NOON + 44 * MINUTE, True)
    more = [shopper.does(n, 1, "Product Added", "x", n) for n in range(60, 91)]
    for each in more:
        shopper.store(each)
    shopper.deliver(*more)
    assert base_of(services, shopper.person) == base
    last = shopper.does(91, 1, "Product Added", "x", 91)
    shopper.store(last)
    shopper.deliver(last)
    moved = base_of(services, shopper.person)
    assert moved is not None
    assert moved.until == NOON + 76 * MINUTE
    assert services.carts.find(shopper.person, shopper.intervals) == cart_of(shopper.stored)


def test_a_late_event_rebuilds_the_base_once_a_minute_at_most(
    services: LaptopServices, shopper: Shopper, clock: Clock
) -> None:
    for n, minutes in enumerate((1, 2)):
        late = shopper.does(100 + n, 0, "Product Added", f"late{n}", minutes)
        shopper.store(late)
        shopper.deliver(late)
        seen = services.carts.find(shopper.person, shopper.intervals)
        assert f"late{n}" not in {line.item_id for line in seen.lines}
    clock.advance(seconds=70)
    assert services.carts.find(shopper.person, shopper.intervals) == cart_of(shopper.stored)
    base = base_of(services, shopper.person)
    assert base is not None
    assert base.sure


def test_another_set_of_names_counts_at_once(services: LaptopServices, shopper: Shopper) -> None:
    device = visitor("their-second-device")
    found = event("d1", "Product Added", "guest", person=device, at=NOON)
    services.storage.events.put(found)
    names = [*shopper.intervals, Interval(device, 0, END_OF_TIME)]
    assert services.carts.find(shopper.person, names) == cart_of([*shopper.stored, found])
    assert services.carts.find(shopper.person, shopper.intervals) == cart_of(shopper.stored)


def test_lines_that_a_row_has_no_room_for_are_in_the_cart(services: LaptopServices) -> None:
    """A cart page of eighty products with long ids, and one more put in."""
    shopper = Shopper(services)
    seen = shopper.does(1, 0, "Cart Viewed", "x", 0)
    ids = (UUID(int=pow(n + 2, 99, 2**127 - 1)) for n in range(80))
    lines = tuple(EventItem(str(each), price=Decimal("2.5")) for each in ids)
    whole = event("m1", "Cart Viewed", person=shopper.person, at=seen.at)
    whole = replace(whole, items=lines)
    shopper.store(whole)
    shopper.store(shopper.does(2, 1, "Product Added", "y", 1))
    (stored,) = services.storage.events.newest(shopper.person, "c", 9)
    assert stored.kept == "cut"
    assert services.carts.find(shopper.person, shopper.intervals) == cart_of(shopper.stored)


def test_a_base_is_two_read_units_at_most(services: LaptopServices) -> None:
    shopper = Shopper(services)
    lines = tuple(
        EventItem(f"{n * 7919 % 100_003:050d}", None, Decimal(999_999), Decimal(n) / 8)
        for n in range(100)
    )
    seen = replace(shopper.does(1, 0, "Cart Viewed", "x", 0), items=lines)
    orders = [shopper.does(n, 0, "Order Completed", f"order-{n:040d}", -n) for n in range(2, 40)]
    base = cart_base.moved_on(None, [seen, *orders, *(
        shopper.does(n, 0, "Product Added", "i", 1) for n in range(50, 66)
    )], names=2**32 - 1, now=NOON + DAY)  # fmt: skip
    assert len(base.state.lines) == 100
    assert len(pack_base(base)) + 300 <= 8_192
