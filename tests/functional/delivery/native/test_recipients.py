"""Addresses, numbers and devices that a provider refuses, and people who are gone."""

import json

import pytest

from functions.domain.delivery.providers import Providers
from functions.errors import NotFound
from functions.ports.channel_sender import Message, SendResult
from local.services import LaptopServices
from tests.functional.delivery.conftest import DeliveringShop
from tests.functional.delivery.native.conftest import Cloud, only, states

PREFERENCES = "/v1/customers/ana/preferences"


def test_a_dead_device_loses_its_token_and_the_next_gets_the_message(
    native: DeliveringShop, cloud: Cloud
) -> None:
    only(native, "push")
    older = {"token": "token-0", "platform": "fcm", "last_seen": 1}
    native.api.put("/v1/customers/ana/push-tokens", json=older).raise_for_status()
    body = "<ErrorResponse><Error><Code>EndpointDisabled</Code></Error></ErrorResponse>"
    cloud.answer["Publish"] = (400, body.encode())
    native.leave_a_cart()
    native.deliver()
    cloud.answer.clear()
    native.clock.advance(seconds=61)
    native.deliver()
    assert len(cloud.calls("push")) == 2
    assert states(native) == [("sent", "outcome sent")]
    contact = native.api.get("/v1/customers/ana/contact").json()
    assert len(contact["push_tokens"]) == 1


def test_a_number_that_opted_out_is_suppressed(native: DeliveringShop, cloud: Cloud) -> None:
    only(native, "sms")
    fault = {"__type": "ConflictException", "Reason": "DESTINATION_PHONE_NUMBER_OPTED_OUT"}
    cloud.answer["SendTextMessage"] = (400, json.dumps(fault).encode())
    native.leave_a_cart()
    native.deliver()
    native.clock.advance(seconds=61)
    native.deliver()
    assert len(cloud.calls("sms")) == 1
    assert not native.api.get(PREFERENCES).json()["consent"]["sms"]
    assert states(native)[0][0] in {"suppressed", "skipped"}


def test_the_endpoint_of_a_device_is_made_once(native: DeliveringShop, cloud: Cloud) -> None:
    only(native, "push")
    native.settings(kinds={"abandoned_cart": {"delays_s": [3600, 7200]}}, caps={})
    native.leave_a_cart()
    native.deliver()
    again = {"token": "token-1", "platform": "fcm"}  # the app registers at each start
    native.api.put("/v1/customers/ana/push-tokens", json=again).raise_for_status()
    native.clock.advance(hours=25)
    native.sweep()
    native.deliver()
    assert len(cloud.calls("push")) == 2
    assert len(cloud.calls("push", "CreatePlatformEndpoint")) == 1


def test_a_person_without_an_address_is_skipped(native: DeliveringShop, cloud: Cloud) -> None:
    native.api.put("/v1/customers/ana/contact", json={"email": None}).raise_for_status()
    only(native, "email")
    native.leave_a_cart()
    native.deliver()
    assert cloud.calls("email") == []
    explained = native.api.get("/v1/customers/ana/nudges/explain").json()
    assert "no_address" in json.dumps(explained)


def test_an_erasure_during_the_call_makes_no_person_again(
    native: DeliveringShop, cloud: Cloud, services: LaptopServices
) -> None:
    class Erasing:
        def send(self, message: Message, providers: Providers) -> SendResult:
            native.api.delete("/v1/customers/ana").raise_for_status()
            real = cloud("email")
            assert real
            return real.send(message, providers)

    services.senders = lambda _: Erasing()  # type: ignore[assignment] # in place of the outbox
    erasing = DeliveringShop(native.api, services, native.engine, native.clock)
    erasing.leave_a_cart()
    (nudge,) = native.api.get("/v1/customers/ana/nudges/explain").json()["decided"]
    with pytest.raises(NotFound):
        erasing.process.work({"nudge": nudge["nudge_id"]})
    erasing.process.work({"nudge": nudge["nudge_id"]})  # the message comes again, and is done
    assert len(cloud.calls("email")) == 1
    assert states(native) == []
    assert native.api.get("/v1/customers/ana/contact").json()["email"] is None
