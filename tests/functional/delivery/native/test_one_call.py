"""The native route: one provider call for every nudge, whatever fails and whatever comes twice."""

from dataclasses import replace

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.delivery.reports_wiring import take_feedback
from functions.domain.delivery.feedback.events import reports_of
from functions.domain.delivery.providers import Providers
from functions.domain.nudges.kinds import Channel
from functions.errors import Unavailable
from functions.ports.channel_sender import Message, SendResult
from functions.storage.nudge_settings import Change
from functions.storage.templates import BrandRows
from local.services import LaptopServices
from tests.functional.delivery.conftest import DeliveringShop
from tests.functional.delivery.native.conftest import (
    PROVIDERS,
    SERVICES,
    Cloud,
    only,
    states,
)
from tests.unit.ports.recording import Answer


@pytest.mark.parametrize("channel", SERVICES)
def test_one_call_for_a_nudge_on_every_channel(
    native: DeliveringShop, cloud: Cloud, channel: Channel
) -> None:
    only(native, channel)
    native.leave_a_cart()
    native.deliver()
    (nudge,) = native.api.get("/v1/customers/ana/nudges/explain").json()["decided"]
    for _ in range(3):  # the queue delivers again, and the schedule looks
        native.process.work({"nudge": nudge["nudge_id"]})
        native.look()
        native.deliver()
    assert len(cloud.calls(channel)) == 1
    assert not any(cloud.calls(each) for each in SERVICES if each != channel)
    assert states(native) == [("sent", "outcome sent")]


def test_a_report_of_the_provider_finds_its_nudge(native: DeliveringShop, cloud: Cloud) -> None:
    native.leave_a_cart()
    native.deliver()
    (call,) = cloud.calls("email")
    tags = {tag["Name"]: [tag["Value"]] for tag in call["EmailTags"]}
    recipients = [{"emailAddress": "ana@example.com"}]
    event = {
        "eventType": "Complaint",
        "mail": {"tags": tags},
        "complaint": {"complainedRecipients": recipients},
    }
    (report,) = reports_of(event, now=native.clock())
    take_feedback(native.services)(report)
    assert not native.api.get("/v1/customers/ana/preferences").json()["consent"]["email"]
    page = native.api.get("/v1/suppressions", params={"channel": "email"}).json()
    assert [each["address"] for each in page["suppressions"]] == ["ana@example.com"]


def test_a_channel_that_is_not_configured_says_so_and_loses_nothing(
    native: DeliveringShop, cloud: Cloud, services: LaptopServices
) -> None:
    current = services.storage.nudge_settings.get()
    bare = replace(current, providers=Providers())
    services.storage.nudge_settings.put(bare, Change(current.rev + 1, 0, "a test", {}))
    native.settings(kinds={"abandoned_cart": {"channels": ["email"]}})
    native.leave_a_cart()
    native.deliver()
    explained = native.api.get("/v1/customers/ana/nudges/explain").json()
    (cart,) = [each for each in explained["kinds"] if each["kind"] == "abandoned_cart"]
    assert ("provider", "email", "not_configured") in {
        (each["guard"], each["channel"], each["reason"]) for each in cart["refusals"]
    }
    assert cloud.calls("email") == []
    native.settings(providers=PROVIDERS)
    native.clock.advance(hours=1)
    native.sweep()
    native.deliver()
    assert len(cloud.calls("email")) == 1


def test_a_refusal_releases_the_nudge_for_later(native: DeliveringShop, cloud: Cloud) -> None:
    cloud.answer["SendEmail"] = (429, b'{"__type": "TooManyRequestsException", "message": "no"}')
    native.leave_a_cart()
    native.deliver()
    assert states(native) == [("ready", "provider: TooManyRequestsException")]
    native.deliver()
    assert len(cloud.calls("email")) == 1, "not before its time"
    cloud.answer.clear()
    native.clock.advance(seconds=61)
    native.deliver()
    assert len(cloud.calls("email")) == 2
    assert states(native) == [("sent", "outcome sent")]


def test_a_message_that_comes_again_finds_no_nudge_before_its_time(
    native: DeliveringShop, cloud: Cloud
) -> None:
    cloud.answer["SendEmail"] = (429, b'{"__type": "TooManyRequestsException", "message": "no"}')
    native.leave_a_cart()
    native.deliver()
    explained = native.api.get("/v1/customers/ana/nudges/explain").json()
    message = {"nudge": explained["decided"][0]["nudge_id"]}
    for _ in range(2):
        native.process.work(message)
        native.clock.advance(seconds=29)
    assert len(cloud.calls("email")) == 1
    cloud.answer.clear()
    native.clock.advance(seconds=3)
    native.process.work(message)
    assert len(cloud.calls("email")) == 2
    assert states(native) == [("sent", "outcome sent")]


@pytest.mark.parametrize(
    "answer",
    [
        (500, b'{"__type": "InternalFailure", "message": "no"}'),
        ReadTimeoutError(endpoint_url="https://email"),
    ],
)
def test_what_may_have_been_sent_is_unknown_for_ever(
    native: DeliveringShop, cloud: Cloud, answer: Answer
) -> None:
    cloud.answer["SendEmail"] = answer
    native.leave_a_cart()
    native.deliver()
    cloud.answer.clear()
    for _ in range(3):
        native.clock.advance(hours=1)
        native.sweep()
        native.look()
        native.deliver()
    assert len(cloud.calls("email")) == 1
    ((state, reason),) = states(native)
    assert state == "unknown"
    assert reason.startswith("provider: ")


class Crash(BaseException):
    """The process ends: no handler of ours runs."""


@pytest.mark.parametrize("accepted", [True, False])
def test_a_crash_after_the_claim_sends_nothing_twice(
    native: DeliveringShop, cloud: Cloud, services: LaptopServices, accepted: bool
) -> None:
    class Crashing:
        def send(self, message: Message, providers: Providers) -> SendResult:
            if accepted:
                real = cloud("email")
                assert real
                real.send(message, providers)
            raise Crash

    services.senders = lambda _: Crashing()  # type: ignore[assignment] # in place of the outbox
    crashing = DeliveringShop(native.api, services, native.engine, native.clock)
    crashing.leave_a_cart()
    with pytest.raises(Crash):
        crashing.deliver()
    for _ in range(3):
        native.clock.advance(seconds=301)
        native.sweep()
        native.look()
        native.deliver()
    assert len(cloud.calls("email")) == accepted
    assert states(native) == [("unknown", "no_outcome")]


def test_a_purchase_before_the_claim_stops_the_call(native: DeliveringShop, cloud: Cloud) -> None:
    native.leave_a_cart()
    native.track("Order Completed", "teapot", properties={"order_id": "o1"})
    native.deliver()
    assert cloud.calls("email") == []
    assert states(native)[0][0] == "cancelled"


def test_a_tool_frees_nothing_that_a_provider_may_have_taken(
    native: DeliveringShop, cloud: Cloud
) -> None:
    """It leased the nudge before the route changed, and reports twice that it was not sent."""
    only(native, "email")
    cloud.answer["SendEmail"] = (500, b"{}")
    native.leave_a_cart()
    native.deliver()
    assert [state for state, _ in states(native)] == ["unknown"]
    (nudge,) = native.api.get("/v1/customers/ana/nudges/explain").json()["decided"]
    path = f"/v1/nudges/{nudge['nudge_id']}/outcome"
    answer = native.api.post(path, json={"outcome": "not_sent"})
    assert answer.json()["state"] == "unknown"
    native.clock.now += 60_000
    native.look()
    native.deliver()
    assert len(cloud.calls("email")) == 1


def test_a_brand_that_cannot_be_read_leaves_the_nudge_to_the_next_try(
    native: DeliveringShop, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: BrandRows) -> None:
        raise Unavailable("a fault")

    native.leave_a_cart()
    (nudge,) = native.api.get("/v1/customers/ana/nudges/explain").json()["decided"]
    with monkeypatch.context() as broken:
        broken.setattr(BrandRows, "get", fails)
        with pytest.raises(Unavailable):
            native.process.work({"nudge": nudge["nudge_id"]})
    native.process.work({"nudge": nudge["nudge_id"]})
    assert len(cloud.calls("email")) == 1
    assert states(native) == [("sent", "outcome sent")]
