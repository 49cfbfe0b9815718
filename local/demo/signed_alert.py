"""More scripted calls: an alert arrives as a signed webhook, and is verified where it arrives."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

from local.demo.cast import Cast
from local.demo.client import Client
from local.demo.story import StoryBroken
from local.webhook_receiver import receiving

SECONDS_TO_COME = 30.0
Message = tuple[Mapping[str, str], bytes]


def walk(client: Client, _who: Cast) -> Iterator[str]:
    """Start a receiver, let an item come back, and verify the alert for the person who waits.

    Raises:
        StoryBroken: it does not come, or its signature is wrong.
    """
    arrived: Queue[Message] = Queue()
    with receiving(lambda headers, body: arrived.put((headers, body))) as url:
        endpoint = client.call("/v1/endpoints/demo", {"url": url}, method="PUT")
        secret = endpoint["secret"] or client.call("/v1/endpoints/demo/secret", {})["secret"]
        _route(client, "webhook:demo")
        try:
            person = _item_comes_back(client)
            yield _verified(arrived, secret, person)
        finally:
            _route(client, "pull")


def _route(client: Client, route: str) -> None:
    """Send what goes to phones by this route, at any hour and to any person."""
    kinds = {"restock": {"on": True}}
    hours = {"sandbox": False, "quiet_from": 0, "quiet_until": 0}
    settings = {"routes": {"push": route}, "kinds": kinds, **hours}
    client.call("/v1/settings/nudges", settings, method="PUT")


def _item_comes_back(client: Client) -> str:
    """Let a person wait for an item that comes back; give the person."""
    mark = uuid4().hex[:6]
    item, person = f"lamp-{mark}", f"dan-{mark}"
    client.call(f"/v1/items/{item}", {"title": "Lamp", "category": "light"}, method="PUT")
    client.call(f"/v1/items/{item}/stock", {"quantity": 0}, method="PUT")
    consent = {"consent": {"push": True}}
    client.call(f"/v1/customers/{person}/preferences", consent, method="PUT")
    wish = {"user_id": person, "channels": ["push"]}
    client.call(f"/v1/items/{item}/restock-subscriptions", wish)
    client.call(f"/v1/items/{item}/stock", {"quantity": 1}, method="PUT")
    return person


def _verified(arrived: "Queue[Message]", secret: str, person: str) -> str:
    try:
        headers, body = arrived.get(timeout=SECONDS_TO_COME)
    except Empty as error:
        raise StoryBroken("expected a webhook; it did not come") from error
    event: dict[str, Any] = json.loads(body)
    if event["type"] != "restock.alert" or event["data"]["user_id"] != person:
        raise StoryBroken(f"expected the alert of {person}; came: {event}")
    signature = signature_of(headers, body, secret)
    if signature not in headers["webhook-signature"].split():
        raise StoryBroken("the signature of the webhook is wrong")
    return (
        f"A receiver on this machine gets {event['type']} for {person}, {headers['webhook-id']},"
        f" and the signature is right: {signature}\n"
    )


def signature_of(headers: Mapping[str, str], body: bytes, secret: str) -> str:
    """Return what a receiver computes, by Standard Webhooks alone."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = b64decode(secret.removeprefix("whsec_"))
    return f"v1,{b64encode(hmac.new(key, signed, sha256).digest()).decode()}"
