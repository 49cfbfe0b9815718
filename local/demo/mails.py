"""More scripted calls: the stack sends two e-mails by itself, one in each language.

A laptop sends nothing: what SES would be given is a file in the outbox of the data folder.
"""

import email
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import uuid4

from local.demo.cast import Cast
from local.demo.client import Client
from local.demo.story import StoryBroken

SECONDS_TO_COME = 30.0
_PEOPLE = {"en": "Emma", "es": "Inés"}
_FROM = "shop@example.com"
_ADDRESS = "1 Example Street, 10115 Example"


def walk(client: Client, who: Cast, data: Path) -> Iterator[str]:
    """Let two people leave a cart, and find their e-mails; each page is kept as HTML.

    Raises:
        StoryBroken: an e-mail does not come, or is not as it must be.
    """
    outbox, pages = data / "outbox", data / "mails"
    pages.mkdir(parents=True, exist_ok=True)
    brand = client.call("/v1/brand")
    client.call("/v1/brand", {**brand, "postal_address": _ADDRESS}, method="PUT")
    client.call("/v1/settings/nudges", _settings("native"), method="PUT")
    expected = {_cart(client, who, language): language for language in _PEOPLE}
    for address, message in _found(outbox, set(expected)).items():
        page = pages / f"{expected[address]}.html"
        body = message.get_body(("html",))
        if body is None or message["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click":
            raise StoryBroken(f"expected an e-mail with HTML and a way out; came: {message}")
        page.write_text(body.get_content(), "utf-8")
        yield f"{address} gets “{message['Subject']}”; look at it: {page}"
    client.call("/v1/settings/nudges", _settings("pull"), method="PUT")


def _settings(route: str) -> dict[str, object]:
    return {"routes": {"email": route}, "providers": {"email": {"from_address": _FROM}}}


def _cart(client: Client, who: Cast, language: str) -> str:
    """Leave a cart, and return the address of the person who left it."""
    shopper = f"{language}-{uuid4().hex[:8]}"
    address = f"{shopper}@example.com"
    contact = {"email": address, "language": language}
    client.call(f"/v1/customers/{shopper}/contact", contact, method="PUT")
    client.call(f"/v1/customers/{shopper}/preferences", {"consent": {"email": True}}, method="PUT")
    product = {"product_id": who.item_id, "quantity": 1}
    identify = {
        "type": "identify",
        "userId": shopper,
        "messageId": uuid4().hex,
        "traits": {"firstName": _PEOPLE[language]},
    }
    added = {
        "type": "track",
        "event": "Product Added",
        "userId": shopper,
        "messageId": uuid4().hex,
        "properties": {"products": [product]},
    }
    if client.send([identify, added]) != 2:
        raise StoryBroken("expected a cart to be accepted")
    return address


def _found(outbox: Path, addresses: set[str]) -> dict[str, EmailMessage]:
    """Return the e-mail to each of these addresses, and wait until they are all there."""
    end = time.monotonic() + SECONDS_TO_COME
    found: dict[str, EmailMessage] = {}
    while found.keys() != addresses:
        if time.monotonic() > end:
            raise StoryBroken(f"expected an e-mail to {sorted(addresses - found.keys())}")
        time.sleep(0.2)
        for path in outbox.glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=default)
            if message["To"] in addresses:
                found[str(message["To"])] = message
    return found
