"""Each fault of an endpoint, by a real server on this machine."""

import gzip
import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from functions.domain.delivery.retry import SCHEDULE_S
from tests.functional.delivery.conftest import DEADLINE_S, HOUR, DeliveringShop
from tests.functional.delivery.receiver import Receiver

HANDED_OVER = ("abandoned_cart", 1, "sent", "outcome sent")
STILL_SENDING = ("abandoned_cart", 1, "sending", "handed_over")


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(DEADLINE_S * 3)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a header, a byte at a time, each soon enough for a socket's own time-out."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(20):
        time.sleep(DEADLINE_S / 4)
        handler.wfile.write(b"x")
        handler.wfile.flush()


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def test_a_hanging_endpoint_is_given_up_and_tried_again(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    receiver.answer = hang
    began = time.monotonic()
    shop.deliver()
    assert time.monotonic() - began < DEADLINE_S * 2.5
    (waiting,) = shop.deliveries()
    assert (waiting["state"], waiting["reason"], waiting["status"]) == ("waiting", "timeout", None)
    assert shop.decided() == [STILL_SENDING]

    receiver.recovers()
    shop.clock.now += 10_000
    shop.deliver()
    first, second = receiver.messages
    assert first.id == second.id, "the endpoint knows both by one id"
    assert shop.decided() == [HANDED_OVER]


@pytest.mark.parametrize(
    ("answer", "reason"), [(drip, "timeout"), (cut, "connection_failed")], ids=["drip", "cut"]
)
def test_an_answer_that_never_comes_whole_is_a_failure(
    shop: DeliveringShop,
    receiver: Receiver,
    crm: str,
    answer: Callable[[BaseHTTPRequestHandler], None],
    reason: str,
) -> None:
    shop.leave_a_cart()
    receiver.answer = answer
    shop.deliver()
    (waiting,) = shop.deliveries()
    assert (waiting["state"], waiting["reason"]) == ("waiting", reason)


@pytest.mark.parametrize("status", [500, 404, 301, 302])
def test_errors_and_redirects_are_failures(
    shop: DeliveringShop, receiver: Receiver, crm: str, status: int
) -> None:
    shop.leave_a_cart()
    receiver.answers(status, Location=receiver.url)
    shop.deliver()
    assert len(receiver.messages) == 1, "no redirect is followed"
    (waiting,) = shop.deliveries()
    assert (waiting["state"], waiting["status"]) == ("waiting", status)
    wait_ms = waiting["next_attempt_at"] - shop.clock.now
    assert SCHEDULE_S[0] * 1000 <= wait_ms <= SCHEDULE_S[0] * 1200


def test_what_is_gone_disables_the_endpoint_and_frees_the_nudge(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    receiver.answers(410)
    shop.deliver()
    endpoint = shop.api.get("/v1/endpoints/crm").json()
    assert (endpoint["enabled"], endpoint["disabled"]) == (False, "gone")
    assert shop.decided() == [("abandoned_cart", 1, "ready", "outcome not_sent")]

    receiver.recovers()
    shop.put_endpoint("crm", receiver.url)
    shop.clock.now += 120_000
    shop.look()
    shop.deliver()
    assert shop.decided() == [HANDED_OVER]


@pytest.mark.parametrize(("retry_after", "wait_s"), [("1200", 1200), (None, 5), ("soon", 5)])
def test_an_endpoint_is_given_the_time_it_asks_for(
    shop: DeliveringShop, receiver: Receiver, crm: str, retry_after: str | None, wait_s: int
) -> None:
    shop.leave_a_cart()
    receiver.answers(429, **({"Retry_After": retry_after} if retry_after else {}))
    shop.deliver()
    (waiting,) = shop.deliveries()
    wait_ms = waiting["next_attempt_at"] - shop.clock.now
    assert wait_s * 1000 <= wait_ms <= wait_s * 1200


def test_no_more_of_an_answer_is_read_than_is_of_use(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    sent: list[int] = []

    def large(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "10000000")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x" * 100_000)
            sent.append(100_000)

    shop.leave_a_cart()
    receiver.answer = large
    shop.deliver()
    assert shop.decided() == [HANDED_OVER]
    assert sum(sent) < 10_000_000, "the connection was closed before the end"


def test_a_packed_answer_is_not_unpacked(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    bomb = gzip.compress(bytes(50_000_000))

    def packed(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(bomb)))
        handler.end_headers()
        handler.wfile.write(bomb)

    shop.leave_a_cart()
    receiver.answer = packed
    began = time.process_time()
    shop.deliver()
    assert shop.decided() == [HANDED_OVER]
    assert receiver.messages[0].headers["accept-encoding"] == "identity"
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "retry_after",
    ["999999999", "Fri, 31 Dec 9999 23:59:59 GMT", f"Mon, 01 Jan 2024 00:00:00 +{'9' * 20}",
     f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"],
)  # fmt: skip
def test_an_endpoint_that_asks_for_years_is_tried_again_within_a_day(
    shop: DeliveringShop, receiver: Receiver, crm: str, retry_after: str
) -> None:
    shop.leave_a_cart()
    receiver.answers(503, Retry_After=retry_after)
    shop.deliver()
    assert [each["status"] for each in shop.deliveries()][-1] == 503
    assert len(receiver.messages) == 1
    receiver.recovers()
    shop.clock.now += 25 * HOUR
    shop.look()
    shop.deliver()
    (_, cancelled) = receiver.messages
    assert json.loads(cancelled.body)["type"] == "nudge.cancelled"


def test_an_endpoint_deleted_with_deliveries_waiting_gets_no_more(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    receiver.answers(500)
    shop.deliver()
    refused = shop.api.delete("/v1/endpoints/crm")
    assert refused.status_code == 422, "it is the route of a channel"
    shop.settings(routes={"email": "pull"})
    shop.api.delete("/v1/endpoints/crm").raise_for_status()
    shop.clock.now += 10_000
    shop.deliver()
    assert len(receiver.messages) == 1
    assert shop.decided() == [("abandoned_cart", 1, "unknown", "endpoint_deleted")]
    assert shop.deliveries()[0]["reason"] == "endpoint_deleted"
    assert not list((shop.services.data / "secrets").glob("endpoint-*"))


def test_a_purchase_between_two_attempts_ends_them_and_is_named(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    receiver.answers(500)
    shop.deliver()
    shop.track("Order Completed", "teapot", properties={"order_id": "o1"})
    receiver.recovers()
    shop.clock.now += 10_000
    shop.deliver()
    first, cancelled = receiver.messages
    assert json.loads(cancelled.body)["type"] == "nudge.cancelled"
    assert json.loads(cancelled.body)["data"]["reason"] == "bought"
    assert json.loads(first.body)["type"] == "nudge.ready"
    assert "to" not in json.loads(cancelled.body)["data"]
    assert shop.decided()[0] == ("abandoned_cart", 1, "unknown", "bought")


def test_an_erased_persons_waiting_deliveries_are_gone(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    receiver.answers(500)
    shop.deliver()
    shop.api.delete("/v1/customers/ana").raise_for_status()
    receiver.recovers()
    shop.clock.now += 10_000
    shop.deliver()
    assert len(receiver.messages) == 1
    assert shop.deliveries() == []


def test_nothing_is_tried_after_it_stopped_being_valid(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.settings(quiet_from=0, quiet_until=0)
    shop.leave_a_cart()
    receiver.answers(503)
    shop.deliver()
    for _ in range(40):
        shop.clock.now += HOUR
        shop.look()
        shop.deliver()
    nudge = [m for m in receiver.messages if json.loads(m.body)["type"] == "nudge.ready"]
    assert 5 < len(nudge) < 12
    states = {each["type"]: each["state"] for each in shop.deliveries()}
    assert states["nudge.ready"] in {"expired", "cancelled"}
    assert shop.decided()[0][2] == "unknown"


def test_a_range_that_ends_before_it_begins_holds_no_delivery(
    shop: DeliveringShop, crm: str
) -> None:
    answer = shop.api.get("/v1/endpoints/crm/deliveries", params={"since": 2, "until": 1})
    assert (answer.status_code, answer.json()["deliveries"]) == (200, [])
