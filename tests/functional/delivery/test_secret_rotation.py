"""The secret of an endpoint changes while deliveries wait, or the change ends half-way."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from functions.errors import Unavailable
from tests.functional.delivery.conftest import HOUR, DeliveringShop
from tests.functional.delivery.receiver import Receiver
from tests.functional.delivery.test_hand_over import signature


def test_a_secret_rotated_with_deliveries_waiting_signs_by_both(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    shop.leave_a_cart()
    receiver.answers(500)
    shop.deliver()
    new = shop.api.post("/v1/endpoints/crm/secret").json()["secret"]
    receiver.recovers()
    shop.clock.now += 10_000
    shop.deliver()
    message = receiver.messages[-1]
    signatures = message.headers["webhook-signature"].split()
    assert signatures == [signature(new, message), signature(crm, message)]

    shop.clock.now += 25 * HOUR
    answer = shop.api.post("/v1/endpoints/crm/test").json()
    assert answer == {"delivered": True, "status": 200, "reason": ""}
    test = receiver.messages[-1]
    assert test.headers["webhook-signature"] == signature(new, test)


def test_a_secret_rotated_again_within_a_day_signs_by_all_that_receivers_may_use(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    """A receiver takes a new secret into use when it is deployed, which may be hours later."""
    secrets = [crm]
    for _ in range(3):
        shop.clock.now += HOUR
        secrets.insert(0, shop.api.post("/v1/endpoints/crm/secret").json()["secret"])
    assert _signed_by(shop, receiver, secrets)
    shop.clock.now += 22 * HOUR  # 24 after the first rotation
    assert _signed_by(shop, receiver, secrets[:3])
    shop.clock.now += 3 * HOUR
    assert _signed_by(shop, receiver, secrets[:1])


def _signed_by(shop: DeliveringShop, receiver: Receiver, secrets: list[str]) -> bool:
    shop.api.post("/v1/endpoints/crm/test").raise_for_status()
    test = receiver.messages[-1]
    signatures = test.headers["webhook-signature"].split()
    return signatures == [signature(secret, test) for secret in secrets]


@contextmanager
def _no_secret_can_be_put(shop: DeliveringShop) -> Iterator[None]:
    """Rotations end half-way: the endpoint has a new number, and no secret of it is made."""

    def fails(name: str, secret: bytes) -> None:
        raise Unavailable("the secrets do not answer")

    secrets = shop.services.secrets
    real = secrets.put
    secrets.__dict__["put"] = fails
    try:
        yield
    finally:
        secrets.__dict__["put"] = real


@pytest.mark.parametrize("in_vain", [1, 2, 5])
def test_a_rotation_that_ended_half_way_and_is_repeated_keeps_the_secret_before(
    shop: DeliveringShop, receiver: Receiver, crm: str, in_vain: int
) -> None:
    with _no_secret_can_be_put(shop):
        for _ in range(in_vain):
            assert shop.api.post("/v1/endpoints/crm/secret").status_code == 503
    shop.api.post("/v1/endpoints/crm/test").raise_for_status()
    test = receiver.messages[-1]
    assert test.headers["webhook-signature"] == signature(crm, test)

    new = shop.api.post("/v1/endpoints/crm/secret").json()["secret"]
    shop.api.post("/v1/endpoints/crm/test").raise_for_status()
    test = receiver.messages[-1]
    signatures = test.headers["webhook-signature"].split()
    assert signatures == [signature(new, test), signature(crm, test)]

    newest = shop.api.post("/v1/endpoints/crm/secret").json()["secret"]
    shop.api.post("/v1/endpoints/crm/test").raise_for_status()
    test = receiver.messages[-1]
    signatures = test.headers["webhook-signature"].split()
    assert signatures == [signature(each, test) for each in (newest, new, crm)]
    shop.settings(routes={"email": "pull"})
    shop.api.delete("/v1/endpoints/crm").raise_for_status()
    assert not list((shop.services.data / "secrets").glob("endpoint-*"))


def test_a_rotation_that_ended_half_way_and_is_not_repeated_goes_on_with_the_secret_before(
    shop: DeliveringShop, receiver: Receiver, crm: str
) -> None:
    with _no_secret_can_be_put(shop):
        assert shop.api.post("/v1/endpoints/crm/secret").status_code == 503
    shop.clock.now += 30 * HOUR
    answer = shop.api.post("/v1/endpoints/crm/test").json()
    assert answer == {"delivered": True, "status": 200, "reason": ""}
    test = receiver.messages[-1]
    assert test.headers["webhook-signature"] == signature(crm, test)
