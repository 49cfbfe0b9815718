"""Mails for a confirmation that go through the provider, while calls fail."""

import pytest

from functions.errors import Unavailable
from functions.storage.confirmations import ConfirmationRows
from tests.functional.delivery.conftest import DeliveringShop
from tests.functional.delivery.native.conftest import PROVIDERS, Cloud


def test_a_fault_while_confirmations_are_sent_loses_no_other_address(
    native: DeliveringShop, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first mail is sent, but that cannot be written: the call ends."""
    _four_ask(native)
    with monkeypatch.context() as broken:
        broken.setattr(ConfirmationRows, "put", _fails)
        with pytest.raises(Unavailable):
            native.process({})
    assert native.process({})["confirmations"] == 3
    addresses = [each["Destination"]["ToAddresses"][0] for each in cloud.calls("email")]
    assert sorted(addresses) == [f"{name}@example.com" for name in "abcd"]


def test_a_tool_frees_no_confirmation_that_the_provider_may_have_taken(
    native: DeliveringShop, cloud: Cloud
) -> None:
    """A tool leased it, and reported that it was not sent; then the shop changed the route."""
    native.settings(routes={**dict.fromkeys(PROVIDERS, "native"), "email": "pull"})
    _four_ask(native, "a")
    (mail,) = native.api.post("/v1/confirmations/lease", json={}).json()["confirmations"]
    path = f"/v1/confirmations/{mail['confirmation_id']}/outcome"
    native.api.post(path, json={"outcome": "not_sent"}).raise_for_status()
    native.settings(routes=dict.fromkeys(PROVIDERS, "native"))
    cloud.answer["SendEmail"] = (500, b"{}")
    assert native.process({})["confirmations"] == 1
    native.api.post(path, json={"outcome": "not_sent"}).raise_for_status()
    assert native.process({})["confirmations"] == 0


def _four_ask(native: DeliveringShop, names: str = "abcd") -> None:
    native.settings(kinds={"restock": {"on": True}})
    native.api.put("/v1/items/tea", json={"title": "Tea"}).raise_for_status()
    native.api.put("/v1/items/tea/stock", json={"quantity": 0}).raise_for_status()
    path = "/v1/items/tea/restock-subscriptions"
    for name in names:
        native.api.post(path, json={"email": f"{name}@example.com"}).raise_for_status()
    native.clock.now += 1


def _fails(*_: object) -> None:
    raise Unavailable("a fault")
