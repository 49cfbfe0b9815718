"""More scripted calls: an item comes back, and as many people are notified as there is stock."""

import time
from collections.abc import Iterator
from uuid import uuid4

from local.demo.cast import Cast
from local.demo.client import Client
from local.demo.story import StoryBroken

SECONDS_TO_COME = 20.0
_IN_STOCK = 2


def walk(client: Client, _who: Cast) -> Iterator[str]:
    """Live the story of a sold-out item, telling each step as it came out.

    Raises:
        StoryBroken: a step did not come out as it must.
    """
    kinds = {"restock": {"on": True}}
    settings = {"sandbox": False, "kinds": kinds, "quiet_from": 0, "quiet_until": 0}
    client.call("/v1/settings/nudges", settings, method="PUT")
    mark = uuid4().hex[:6]
    item, people = f"kettle-{mark}", [f"{name}-{mark}" for name in ("ana", "bea", "cem")]
    client.call(f"/v1/items/{item}", {"title": "Kettle", "category": "kitchen"}, method="PUT")
    client.call(f"/v1/items/{item}/stock", {"quantity": 0}, method="PUT")
    for person in people:
        consent = {"consent": {"email": True}}
        client.call(f"/v1/customers/{person}/preferences", consent, method="PUT")
        wish = {"user_id": person, "channels": ["email"]}
        made = client.call(f"/v1/items/{item}/restock-subscriptions", wish)
        if made["state"] != "active":
            raise StoryBroken(f"expected that {person} waits for {item}; came: {made}")
    yield f"{item} is sold out; {', '.join(people)} ask to be notified, in this order."
    client.call(f"/v1/items/{item}/stock", {"quantity": _IN_STOCK}, method="PUT")
    notified = _notified(client, people)
    if notified != people[:_IN_STOCK]:
        raise StoryBroken(f"expected the first {_IN_STOCK} to be notified; came: {notified}")
    path = f"/v1/customers/{people[-1]}/restock-subscriptions"
    if not client.call(path)["subscriptions"]:
        raise StoryBroken(f"expected that {people[-1]} keeps the place in the queue")
    yield (
        f"{_IN_STOCK} are back in stock: {' and '.join(notified)} are notified, and {people[-1]}"
        " keeps the place in the queue until there is more.\n"
    )


def _notified(client: Client, people: list[str]) -> list[str]:
    """Those who are notified until as many are as there is stock for, and a little longer."""
    found: list[str] = []
    end = time.monotonic() + SECONDS_TO_COME
    while time.monotonic() < end:
        for nudge in client.call("/v1/nudges/lease", {"channel": "email"})["nudges"]:
            client.call(f"/v1/nudges/{nudge['nudge_id']}/outcome", {"outcome": "sent"})
            if nudge["kind"] == "restock" and nudge["user_id"] in people:
                found.append(nudge["user_id"])
        if len(found) >= _IN_STOCK:
            end = min(end, time.monotonic() + 2.0)  # one more would be one too many
        time.sleep(0.2)
    return sorted(found)
