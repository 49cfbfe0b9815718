"""Records of the stream that come again, however late and in whatever order, send nothing anew."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from functions.domain.nudges.kinds import KINDS, Kind
from functions.services.nudges.facts.repurchase_gaps import REPURCHASE_GAPS, repurchase_gaps_json
from functions.stream.wiring import process_events
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.event_stream import NEW_EVENTS
from local.streams import StreamPoller
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop
from tests.functional.stores import drain

Record = Mapping[str, Any]
OF_EVENTS: dict[Kind, float] = {
    "abandoned_checkout": 3.3,
    "abandoned_cart": 3.3,
    "replenishment": 5.6,
    "post_purchase": 3.1,
    "abandoned_browse": 0.2,
    "win_back": 60.1,
}
"""After how many days the last step of a kind was sent."""
DAYS_AFTER = (0.001, 0.05, 1.1, 3.5, 8.0, 20.0, 66.0)


def test_all_other_kinds_are_started_by_items() -> None:
    """Their records are those of the catalogue: `test_repeated_changes.py`."""
    assert set(KINDS) - OF_EVENTS.keys() == {"restock", "low_stock", "price_drop"}


class Story:
    """A shop with one kind, and the hand-overs to its one customer."""

    def __init__(self, shop: Shop, clock: Clock, engine: Engine, kind: Kind) -> None:
        self.shop, self.clock, self._engine = shop, clock, engine
        self.kind = kind
        self._process = process_events(shop.services)
        shop.services.blobs.write(REPURCHASE_GAPS, repurchase_gaps_json({"coffee": 5.0}))
        kinds = {"abandoned_cart": {"on": False}, kind: {"on": True}}
        shop.settings(kinds=kinds, quiet_from=0, quiet_until=0)
        clock.advance(seconds=1)

    def happens(self) -> None:
        """What starts a sequence of the kind, and all other things that start one."""
        for name in ("Product Viewed", "Product Viewed", "Product Added", "Checkout Started"):
            if self.kind != "abandoned_cart" or name != "Checkout Started":
                self.shop.track(name, "coffee")
                self.clock.advance(seconds=1)
        if self.kind in {"replenishment", "post_purchase", "win_back"}:
            self.shop.track("Order Completed", "coffee", properties={"order_id": "o1"})

    def passes(
        self, *, days: float, looks: int, again: Sequence[Record] = ()
    ) -> list[tuple[str, int]]:
        """Kind and step of what is handed over within some days; `again` comes before each look."""
        found: list[tuple[str, int]] = []
        for _ in range(looks):
            self.clock.advance(days=days / looks)
            if again:
                self.come_again(again)
            self.shop.sweep()
            for nudge in self.shop.lease()["nudges"]:
                self.shop.outcome(nudge["nudge_id"], "sent")
                found.append((nudge["kind"], nudge["step"]))
        return found

    def records(self) -> list[Record]:
        """The records of all events that were ever stored."""
        seen: list[Record] = []

        def kept(event: dict[str, Any]) -> Mapping[str, Any]:
            seen.extend(event["Records"])
            return {"batchItemFailures": []}

        arn = self._engine.stream_arn(self.shop.services.settings.events_table)
        mapping = EventSourceMapping(kept, on_failure=_failed, filters=[NEW_EVENTS])
        poller = StreamPoller(self._engine.streams, arn, mapping, start="TRIM_HORIZON")
        while poller.poll_once():
            pass
        return seen

    def come_again(self, records: Sequence[Record]) -> None:
        self._process({"Records": list(records)}, None)


def _failed(records: Sequence[Record]) -> None:
    raise AssertionError(f"{len(records)} records failed for good")


@pytest.fixture
def story_of(shop: Shop, clock: Clock, engine: Engine) -> Callable[[Kind], Story]:
    return lambda kind: Story(shop, clock, engine, kind)


@pytest.mark.parametrize("kind", OF_EVENTS)
def test_nothing_is_sent_anew_after_a_sequence_ended(
    story_of: Callable[[Kind], Story], kind: Kind
) -> None:
    story = story_of(kind)
    story.happens()
    sent = story.passes(days=OF_EVENTS[kind], looks=30)
    assert {each for each, _ in sent} == {kind}
    records = story.records()
    for days in DAYS_AFTER:
        for length in range(1, len(records) + 1):
            story.come_again(records[:length])
        assert story.passes(days=days, looks=2) == []


@pytest.mark.parametrize("kind", OF_EVENTS)
def test_records_that_come_again_in_reverse_while_a_sequence_runs_add_no_step(
    story_of: Callable[[Kind], Story], kind: Kind
) -> None:
    story = story_of(kind)
    story.happens()
    sent = story.passes(days=OF_EVENTS[kind] + 2, looks=30, again=story.records()[::-1])
    steps = 3 if kind in {"abandoned_checkout", "abandoned_cart"} else 1
    assert sent == [(kind, step) for step in range(1, steps + 1)]


def test_a_record_that_comes_late_starts_its_sequence_though_one_of_another_kind_ended(
    shop: Shop, clock: Clock, engine: Engine
) -> None:
    shop.settings(kinds={"post_purchase": {"on": True}})
    clock.advance(seconds=1)
    shop.track("Order Completed", "coffee", properties={"order_id": "o1"})
    clock.advance(days=3)
    body = {
        "userId": "ana",
        "messageId": "late",
        "event": "Product Added",
        "properties": {"product_id": "mug"},
    }
    shop.api.post("/v1/track", json=body).raise_for_status()
    clock.advance(seconds=60)
    assert shop.sweep() == {"ready": 1}
    drain(shop.services, engine)
    clock.advance(hours=1)
    shop.sweep()
    assert [each[0] for each in shop.decided()] == ["post_purchase", "abandoned_cart"]


@pytest.mark.parametrize("kind", ["win_back", "replenishment"])
def test_a_dismissal_lets_no_record_that_comes_again_start_the_sequence_anew(
    story_of: Callable[[Kind], Story], kind: Kind
) -> None:
    """Two steps, of which the first is dismissed: the person wants no second one."""
    story = story_of(kind)
    first = 60 * 86_400 if kind == "win_back" else 86_400
    story.shop.settings(kinds={kind: {"on": True, "delays_s": [first, 10 * 86_400]}})
    story.happens()
    for _ in range(140):
        story.clock.advance(hours=12)
        story.shop.sweep()
        if nudges := story.shop.lease()["nudges"]:
            break
    story.shop.outcome(nudges[0]["nudge_id"], "dismissed")
    story.clock.advance(hours=1)
    story.come_again(story.records())
    assert story.passes(days=12, looks=24) == []
