"""What became of nudges reaches the lake, and from there the report on what they are worth."""

from threading import Event
from typing import Any

import pytest

from functions.retrain.insights import WriteInsights
from functions.stream.dispatch import ProcessStreams
from functions.stream.wiring import process_streams
from local.nudge_lines import nudge_lines
from local.streams import StreamPoller
from tests.conftest import Clock
from tests.functional.lake import lake_lines
from tests.functional.nudges.conftest import Shop

ORDER = {"order_id": "o1", "total": 25.0, "currency": "EUR"}


@pytest.fixture
def lines(shop: Shop) -> StreamPoller:
    return nudge_lines(shop.services, shop.engine, Event())


def attribution(shop: Shop, lines: StreamPoller, clock: Clock) -> dict[str, Any]:
    lines.drain()
    WriteInsights(shop.services)()
    clock.advance(seconds=60)
    answer = shop.api.get("/v1/insights/attribution")
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def about(shop: Shop) -> list[str]:
    return [line["nudge"]["state"] for line in lake_lines(shop.services) if "nudge" in line]


def leased(shop: Shop, clock: Clock) -> str:
    # So small a share that it holds out none of the few people of a test: the arms are compared.
    shop.settings(kinds={"abandoned_cart": {"holdout": 1e-9}})
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    found: str = nudge["nudge_id"]
    return found


def test_an_order_after_a_click_is_counted_for_the_nudge(
    shop: Shop, lines: StreamPoller, clock: Clock
) -> None:
    nudge_id = leased(shop, clock)
    shop.outcome(nudge_id, "sent")
    clock.advance(hours=50)
    shop.outcome(nudge_id, "clicked")
    clock.advance(hours=1)
    shop.track("Order Completed", "mug", properties=ORDER)
    found = attribution(shop, lines, clock)
    assert about(shop) == ["ready", "leased", "sent", "clicked"]
    (converted,) = found["converted"]
    assert (converted["rule"], converted["value"], converted["currency"]) == ("clicked", 25, "EUR")
    assert found["lift"]["abandoned_cart"]["treated"]["bought"] == 1


def test_what_a_machine_clicked_counts_for_nothing(
    shop: Shop, lines: StreamPoller, clock: Clock
) -> None:
    nudge_id = leased(shop, clock)
    shop.outcome(nudge_id, "sent")
    clock.advance(hours=50)
    shop.outcome(nudge_id, "clicked", machine=True)
    clock.advance(hours=1)
    shop.track("Order Completed", "mug", properties=ORDER)
    assert attribution(shop, lines, clock)["converted"] == []


def test_a_nudge_that_was_not_sent_is_no_touch(
    shop: Shop, lines: StreamPoller, clock: Clock
) -> None:
    shop.outcome(leased(shop, clock), "not_sent")
    shop.track("Order Completed", "mug", properties=ORDER)
    found = attribution(shop, lines, clock)
    assert (found["converted"], about(shop)[-1]) == ([], "not_sent")
    assert found["lift"]["abandoned_cart"]["treated"]["bought"] == 1, "assigned all the same"


def test_people_held_out_are_compared(shop: Shop, lines: StreamPoller, clock: Clock) -> None:
    shop.settings(kinds={"abandoned_cart": {"holdout": 1.0}})
    shop.track("Product Added", "mug")
    clock.advance(hours=1, seconds=1)
    assert shop.sweep() == {"held_out": 1}
    found = attribution(shop, lines, clock)["lift"]["abandoned_cart"]
    assert (found["held_out"]["people"], found["treated"]["people"]) == (1, 0)
    assert found["difference"] is None


def test_an_erased_person_gets_no_line(shop: Shop, lines: StreamPoller, clock: Clock) -> None:
    leased(shop, clock)
    clock.advance(seconds=1)
    shop.api.delete("/v1/customers/ana").raise_for_status()
    lines.drain()
    assert about(shop) == []


def test_lines_of_nudges_and_events_of_one_failure_file_are_distinguished(shop: Shop) -> None:
    process: ProcessStreams = process_streams(shop.services)
    row = {"pk": {"S": "customer#ana"}, "sk": {"S": "answer#restock#1#1#clicked#1"}}
    more = {"outcome": {"S": "clicked"}, "at": {"N": "1"}, "machine": {"BOOL": False}}
    change = {"SequenceNumber": "1", "NewImage": {**row, **more}}
    records = [{"eventName": "INSERT", "dynamodb": change}]
    assert process({"Records": records}, None) == {"batchItemFailures": []}
    assert about(shop) == ["clicked"]
