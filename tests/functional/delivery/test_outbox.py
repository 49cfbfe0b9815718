"""The native route on a laptop: each message is a file, and none is sent."""

import email
import json
from email.policy import default
from pathlib import Path

import pytest

from functions.domain.delivery.providers import EmailProvider, Providers
from functions.ports.channel_sender import Message, Released
from functions.ports.local.outbox import Outbox
from tests.functional.delivery.conftest import DeliveringShop


def test_messages_are_files_of_the_data_folder(shop: DeliveringShop) -> None:
    shop.put_brand()
    shop.settings(
        routes={"email": "native", "sms": "native"},
        providers={
            "email": {"from_address": "shop@example.com"},
            "sms": {"origination_identity": "pool-1"},
        },
    )
    shop.leave_a_cart()
    shop.api.put("/v1/customers/bea/contact", json={"phone": "+34600000001"}).raise_for_status()
    shop.consents("bea", "sms")
    shop.leave_a_cart("bea")
    shop.deliver()
    mail, text = sorted((shop.services.data / "outbox").iterdir())
    found = email.message_from_bytes(mail.read_bytes(), policy=default)
    assert (found["To"], found["From"]) == ("ana@example.com", "Our shop <shop@example.com>")
    assert json.loads(text.read_bytes())["address"] == "+34600000001"
    assert (mail.suffix, text.suffix) == (".eml", ".json")


@pytest.mark.parametrize(
    ("address", "providers"),
    [("a@b.cc", Providers()), ("a@b.cc\nBcc: x@y.zz", Providers(email=EmailProvider("s@b.cc")))],
)
def test_what_cannot_be_sent_is_no_file(address: str, providers: Providers, tmp_path: Path) -> None:
    sender = Outbox(tmp_path)("email")
    assert sender
    message = Message(address, {"subject": "s", "text": "t", "html": "h"}, reference="r")
    assert isinstance(sender.send(message, providers), Released)
    assert list(tmp_path.iterdir()) == []
