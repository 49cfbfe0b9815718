"""Deliveries that end half-way, come twice or are written slowly."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from functions.domain.delivery.delivery import Delivery
from functions.services.delivery.outcome import RecordAnswer
from functions.storage.deliveries import DeliveryRows
from tests.functional.delivery.conftest import DeliveringShop
from tests.functional.delivery.receiver import Receiver
from tests.functional.delivery.test_faults import HANDED_OVER, STILL_SENDING


def end_here(*_: object) -> None:
    """End like a process that is killed."""
    raise KeyboardInterrupt


@contextmanager
def _ends_in(patch: pytest.MonkeyPatch, service: type, method: str) -> Iterator[None]:
    """The process ends where it would call this method."""
    with patch.context() as crash:
        crash.setattr(service, method, end_here)
        with pytest.raises(KeyboardInterrupt):
            yield


def test_a_crash_after_the_endpoint_accepted_repeats_the_same_id(
    shop: DeliveringShop, receiver: Receiver, crm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.leave_a_cart()
    shop.stream()
    with _ends_in(monkeypatch, RecordAnswer, "__call__"):
        shop.work()
    assert len(receiver.messages) == 1
    assert shop.decided() == [STILL_SENDING]

    shop.work()
    assert len(receiver.messages) == 1, "the attempt has its time before another one begins"
    shop.clock.now += 180_000
    shop.look()
    shop.deliver()
    assert [each.id for each in receiver.messages] == [receiver.messages[0].id] * 2
    assert shop.decided() == [HANDED_OVER]


def test_a_crash_after_the_nudge_was_kept_as_sent_sends_nothing_again(
    shop: DeliveringShop, receiver: Receiver, crm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.leave_a_cart()
    shop.stream()
    with _ends_in(monkeypatch, RecordAnswer, "_end"):
        shop.work()
    shop.clock.now += 180_000
    shop.look()
    shop.deliver()
    assert len(receiver.messages) == 1
    assert shop.deliveries()[0]["state"] == "delivered"


def test_a_queue_that_delivers_twice_sends_once(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    shop.stream()
    (path,) = (shop.services.data / "queues" / "delivery").glob("*.json")
    message = json.loads(path.read_text())
    shop.process.work(message)
    shop.process.work(message)
    shop.deliver()
    assert len(receiver.messages) == 1


def _next_write_is_slow(
    shop: DeliveringShop,
    monkeypatch: pytest.MonkeyPatch,
    *,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Let the next write of a delivery take three seconds, in which something happens."""
    real = DeliveryRows.write

    def slowly(self: DeliveryRows, delivery: Delivery) -> Delivery | None:
        monkeypatch.setattr(DeliveryRows, "write", real)
        meanwhile()
        shop.clock.now += 3_000
        return real(self, delivery)

    monkeypatch.setattr(DeliveryRows, "write", slowly)


def test_a_purchase_during_a_slow_write_before_an_attempt_is_seen(
    shop: DeliveringShop, receiver: Receiver, crm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt is written after the check: a write that takes long makes the check too old."""
    shop.leave_a_cart()
    receiver.answers(500)
    shop.deliver()
    receiver.recovers()

    def buys() -> None:
        thread = Thread(target=shop.track, args=("Order Completed", "teapot"))  # in no call of ours
        thread.start()
        thread.join()

    shop.clock.now += 10_000
    _next_write_is_slow(shop, monkeypatch, meanwhile=buys)
    shop.deliver()
    shop.clock.now += 60_000
    shop.deliver()
    kinds = [json.loads(each.body)["type"] for each in receiver.messages]
    assert kinds == ["nudge.ready", "nudge.cancelled"]


def test_a_slow_write_before_an_attempt_puts_it_off_no_longer_than_a_check(
    shop: DeliveringShop, receiver: Receiver, crm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.leave_a_cart()
    receiver.answers(500)
    shop.deliver()
    receiver.recovers()
    shop.clock.now += 10_000
    _next_write_is_slow(shop, monkeypatch)
    shop.deliver()
    assert [json.loads(each.body)["type"] for each in receiver.messages] == ["nudge.ready"] * 2
    assert shop.decided() == [HANDED_OVER]
