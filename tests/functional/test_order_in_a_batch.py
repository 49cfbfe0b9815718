"""With equal or absent timestamps the position in the batch decides."""

from itertools import permutations
from typing import Any

import pytest

from tests.app_client import TestClient
from tests.conftest import Clock

STEPS: dict[str, dict[str, Any]] = {
    "add": {"event": "Product Added", "properties": {"sku": "milk"}},
    "remove": {"event": "Product Removed", "properties": {"sku": "milk"}},
    "order": {
        "event": "Order Completed",
        "properties": {"order_id": "o1", "products": [{"sku": "milk"}]},
    },
}
SECOND = "2025-01-01T11:59:59Z"


@pytest.mark.parametrize("sent_at", [None, SECOND, "2025-01-01T14:00:00Z"])
@pytest.mark.parametrize("time", [None, SECOND])
@pytest.mark.parametrize("named", [True, False])
def test_one_second_holds_an_add_a_removal_and_an_order(
    secret: TestClient, time: str | None, sent_at: str | None, named: bool
) -> None:
    for number, order in enumerate(permutations(STEPS)):
        person = f"ana-{number}"
        entries = [entry(step, person, n, time, named) for n, step in enumerate(order)]
        body = {"batch": entries, **({"sentAt": sent_at} if sent_at else {})}
        assert secret.post("/v1/batch", json=body).json()["accepted"] == 3
        wanted = ["milk"] if order.index("add") == 2 else []
        assert cart(secret, person) == wanted, order


def test_of_two_calls_in_one_second_the_later_one_counts(secret: TestClient, clock: Clock) -> None:
    """The sender's clock has seconds, ours has milliseconds."""
    for number, order in enumerate(permutations(STEPS)):
        person = f"bea-{number}"
        for n, step in enumerate(order):
            body = {"batch": [entry(step, person, n, SECOND, True)]}
            secret.post("/v1/batch", json=body)
            clock.advance(seconds=0.01)
        assert cart(secret, person) == (["milk"] if order.index("add") == 2 else []), order


def test_the_last_consent_and_the_last_trait_of_a_second_count(secret: TestClient) -> None:
    for person, plans in (("ana", ["gold", "basic"]), ("bea", ["basic", "gold"])):
        entries = [
            {"type": "identify", "userId": person, "messageId": f"{person}{n}", "timestamp": SECOND,
             "traits": {"plan": plan}}
            for n, plan in enumerate(plans)
        ]  # fmt: skip
        secret.post("/v1/batch", json={"batch": entries})
        assert secret.get(f"/v1/customers/{person}").json()["traits"] == {"plan": plans[-1]}


def entry(step: str, person: str, n: int, time: str | None, named: bool) -> dict[str, Any]:
    # Names fall, so that they sort against the order of the batch.
    return {
        **STEPS[step],
        "type": "track",
        "userId": person,
        **({"messageId": f"{9 - n}-{person}"} if named else {}),
        **({"timestamp": time} if time else {}),
    }


def cart(client: TestClient, person: str) -> list[str]:
    found = client.get(f"/v1/customers/{person}/cart").json()["items"]
    return [each["item_id"] for each in found]
