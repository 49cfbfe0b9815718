"""What a message to a provider says, and how long it may be."""

import email
from email.policy import default

from tests.functional.delivery.conftest import DeliveringShop
from tests.functional.delivery.native.conftest import PHONE, Cloud, only


def test_an_email_says_what_the_shop_and_the_person_are_about(
    native: DeliveringShop, cloud: Cloud
) -> None:
    native.api.put("/v1/items/teapot", json={"title": "Tetera\r\nBcc: x@y.zz"}).raise_for_status()
    brand = {"name": "Té & Cía\r\nBcc: x@y.zz", "reply_to": "help@example.com"}
    native.put_brand(**brand, links_url="https://l.shop.example")
    native.leave_a_cart()
    native.deliver()
    (call,) = cloud.calls("email")
    found = email.message_from_bytes(call["Content"]["Raw"]["Data"], policy=default)
    assert found["To"] == "ana@example.com"
    assert "Bcc" not in found
    assert found["Subject"] == "El carrito sigue aquí"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Unsubscribe"].startswith("<https://l.shop.example/u/")


def test_a_huge_cart_is_one_message_that_its_channel_takes(
    native: DeliveringShop, cloud: Cloud
) -> None:
    items = [f"item-{n}" for n in range(80)]
    found = [{"item_id": each, "title": f"{each} " * 40, "price": 1, "currency": "EUR"}
             for each in items]  # fmt: skip
    native.api.put("/v1/items", json={"items": found}).raise_for_status()
    native.track("Product Added", *items)
    native.clock.advance(hours=1)
    native.sweep()
    native.deliver()
    (call,) = cloud.calls("email")
    assert len(call["Content"]["Raw"]["Data"]) < 200_000
    only(native, "sms")
    native.track("Product Added", *items, userId="bea")
    native.api.put("/v1/customers/bea/contact", json={"phone": PHONE}).raise_for_status()
    native.consents("bea", "sms")
    native.clock.advance(hours=1)
    native.sweep()
    native.deliver()
    (text,) = cloud.calls("sms")
    assert len(text["MessageBody"]) < 3 * 160


def test_a_confirmation_is_sent_once_by_the_provider_and_pulled_by_no_one(
    native: DeliveringShop, cloud: Cloud
) -> None:
    native.settings(kinds={"restock": {"on": True}})
    native.api.put("/v1/items/tea", json={"title": "Tea & milk"}).raise_for_status()
    native.api.put("/v1/items/tea/stock", json={"quantity": 0}).raise_for_status()
    path = "/v1/items/tea/restock-subscriptions"
    native.api.post(path, json={"email": "bea@example.com"}).raise_for_status()
    assert native.api.post("/v1/confirmations/lease", json={}).json()["confirmations"] == []
    native.clock.now += 1
    cloud.answer["SendEmail"] = (400, b'{"__type": "TooManyRequestsException"}')
    assert native.process({})["confirmations"] == 1
    cloud.answer.clear()
    assert native.process({})["confirmations"] == 1, "what was released is sent later"
    assert native.process({})["confirmations"] == 0
    sent = cloud.calls("email")[-1]
    assert sent["Destination"] == {"ToAddresses": ["bea@example.com"]}
    mail = email.message_from_bytes(sent["Content"]["Raw"]["Data"], policy=default)
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr] # the policy makes an EmailMessage
    assert "/c/" in html
    assert "Tea &amp; milk" in html


def test_email_goes_by_the_stack_only_with_a_postal_address(native: DeliveringShop) -> None:
    refused = native.api.put("/v1/brand", json={"name": "Shop", "postal_address": " "})
    assert (refused.status_code, "postal_address" in refused.text) == (422, True)
    native.settings(routes={"email": "pull"})
    native.api.put("/v1/brand", json={"name": "Shop"}).raise_for_status()
    refused = native.api.put("/v1/settings/nudges", json={"routes": {"email": "native"}})
    assert refused.status_code == 422
    assert "PUT /v1/brand" in refused.text, "the answer names the remedy"
    native.settings(routes={"sms": "native"})
