"""The converter on a journey small enough to know every answer."""

import json
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import pytest

from functions.domain.profile import fold
from functions.stream.lake_line import lake_line
from local.demo import catalogue
from local.demo.cast import _casts, household
from local.demo.events import newest_orders
from local.demo.journey import Journey, shifted
from local.demo.lake_files import write_lake
from model.durations import DAY_MS

NOW = 1_735_732_800_000  # 2025-01-01T12:00Z
COLUMNS = ("household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value")


@pytest.fixture
def journey() -> Journey:
    moments = pd.to_datetime(
        ["2017-11-01 09:00:00"] * 2 + ["2017-12-31 18:30:15"] * 2 + ["2018-01-01 11:00:00"] * 2
    )
    lines = pd.DataFrame(
        [
            (7, 31, 100, 1, 2, 3.0),
            (7, 31, 100, 2, 1, 0.99),
            (7, 32, 101, 1, 3, 5.0),
            (7, 32, 101, 3, 0, 0.0),
            (8, 31, 102, 4, 1, 4.0),
            (8, 31, 102, 1, 1, 1.5),
        ],
        columns=COLUMNS,
    ).assign(transaction_timestamp=moments)
    products = pd.DataFrame(
        {
            "product_id": [1, 2, 3, 4, 5],
            "department": ["GROCERY", "GROCERY", "MISC", "GROCERY", "GROCERY"],
            "brand": ["National", "Private", "National", "National", "National"],
            "product_category": ["MILK", "BREAD", None, "CHEESE", "TEA"],
            "product_type": ["WHOLE MILK", "RYE", None, "BRIE", "GREEN"],
            "package_size": ["1 GA", None, None, "8 OZ", "20 CT"],
        }
    )
    return shifted(lines, products, NOW)


def test_it_ends_today_and_keeps_its_hours(journey: Journey) -> None:
    at = journey.lines["at"]
    assert at.max() == NOW - 3_600_000  # 11:00 today
    assert at[2] == NOW - DAY_MS + (6 * 3600 + 30 * 60 + 15) * 1000  # 18:30:15 the day before
    assert 5 not in set(journey.products["product_id"])  # never sold


def test_a_basket_is_one_verified_order_in_a_store(journey: Journey) -> None:
    first, _, _ = newest_orders(journey, days=400, now=NOW)
    assert (first.person.key, first.order_id, first.location) == ("customer#7", "100", "store-31")
    assert (first.name, first.kind, first.channel) == ("Order Completed", "purchase", "store")
    assert first.verified
    assert [
        (i.item_id, i.quantity, i.price and float(i.price), i.category) for i in first.items
    ] == [
        ("1", 2, 1.5, "MILK"),
        ("2", 1, 0.99, "BREAD"),
    ]


def test_what_has_no_quantity_has_no_price(journey: Journey) -> None:
    _, second, _ = newest_orders(journey, days=400, now=NOW)
    assert [
        (i.item_id, i.quantity, i.price and float(i.price), i.category) for i in second.items
    ] == [
        ("1", 3, 1.67, "MILK"),
        ("3", 0, None, None),
    ]


def test_the_lake_has_what_the_stream_would_have_written(journey: Journey, tmp_path: Path) -> None:
    assert write_lake(journey, tmp_path, now=NOW) == 3
    files = sorted(tmp_path.glob("lake/events/dt=2025-01-01/hh=12/*.jsonl"))
    written = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    wanted = [lake_line(event) for event in newest_orders(journey, days=400, now=NOW)]
    assert sorted(written, key=lambda line: line["order_id"]) == wanted


def test_the_newest_days_only(journey: Journey) -> None:
    assert [e.order_id for e in newest_orders(journey, days=7, now=NOW)] == ["101", "102"]


def test_a_profile_counts_orders(journey: Journey) -> None:
    own = [e for e in newest_orders(journey, days=400, now=NOW) if e.person.id == "7"]
    first = fold(own).purchased[0]
    assert (first.item_id, first.count, first.last_day) == ("1", 2, NOW // DAY_MS - 1)


def test_items_say_what_was_sold_and_for_how_much(journey: Journey) -> None:
    milk, bread, misc, brie = catalogue.items(journey)
    assert (milk.title, milk.category, milk.brand) == ("WHOLE MILK, 1 GA", "MILK", "National")
    assert milk.price == 1.5  # the median of what was paid for one: 1.50, 1.50 and 1.67
    assert bread.title == "RYE"
    assert (misc.title, misc.category, misc.price) == ("MISC", None, None)
    assert brie.created_at == brie.version == NOW - 3_600_000


def test_the_cast_is_offered_what_it_never_had(journey: Journey) -> None:
    who = next(_casts(journey, "7"))
    assert (who.item_id, who.category) == ("4", "CHEESE")
    assert household(journey) == "7"
