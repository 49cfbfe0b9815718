"""Changes of the catalogue that come again, however late and in reverse, notify no one anew."""

import pytest

from functions.domain.nudges.kinds import Kind
from local.event_source import EventSourceMapping
from local.restock import CATALOG_CHANGES
from local.streams import StreamPoller
from tests.conftest import Clock
from tests.functional.nudges.restock_shop import Restock, failed

OF_ITEMS: tuple[Kind, ...] = ("restock", "low_stock", "price_drop")
DAYS_AFTER = (0.01, 0.8, 8.0, 40.0)


def records(restock: Restock) -> list[object]:
    """The records of all changes that were ever made to the catalogue."""
    seen: list[object] = []

    def kept(event: dict[str, list[object]]) -> dict[str, list[object]]:
        seen.extend(event["Records"])
        return {"batchItemFailures": []}

    shop = restock.shop
    arn = shop.engine.stream_arn(shop.services.settings.catalog_table)
    mapping = EventSourceMapping(kept, on_failure=failed, filters=CATALOG_CHANGES)
    poller = StreamPoller(shop.engine.streams, arn, mapping, start="TRIM_HORIZON")
    while poller.poll_once():
        pass
    return seen


@pytest.mark.parametrize("kind", OF_ITEMS)
@pytest.mark.parametrize("reverse", [False, True])
def test_a_change_that_comes_again_notifies_no_one_anew(
    restock: Restock,
    clock: Clock,
    kind: Kind,
    reverse: bool,
) -> None:
    shop = restock.shop
    kinds = {"abandoned_cart": {"on": False}, "restock": {"on": False}, kind: {"on": True}}
    shop.settings(kinds=kinds, quiet_from=0, quiet_until=0)
    clock.advance(seconds=1)
    if kind == "restock":
        restock.asks("ana")
    else:
        restock.stock(9)
        shop.track("Product Added", "tea")
    clock.advance(seconds=1)
    restock.stock(2)
    shop.api.put("/v1/items/tea", json={"title": "Tea", "price": 5}).raise_for_status()
    restock.run()
    sent = [each["kind"] for each in _sent(restock)]
    assert sent == [kind]
    changes = records(restock)[:: -1 if reverse else 1]
    for days in DAYS_AFTER:
        clock.advance(days=days)
        for length in range(1, len(changes) + 1):
            restock.process({"Records": changes[:length]})
        for _ in range(3):
            restock.run()
            assert _sent(restock) == []
            clock.advance(hours=17)


def _sent(restock: Restock) -> list[dict[str, str]]:
    found: list[dict[str, str]] = restock.shop.lease()["nudges"]
    for each in found:
        restock.shop.outcome(each["nudge_id"], "sent")
    return found
