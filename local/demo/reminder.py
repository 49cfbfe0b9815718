"""More scripted calls: a cart is left, its nudge comes, and a purchase in a store ends the rest."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from local.demo.cast import Cast
from local.demo.client import Client
from local.demo.story import StoryBroken

SECONDS_TO_COME = 20.0
# The demo does not wait for hours: a second of silence, and the next step half a minute later.
_DELAYS_S = [1, 30, 3_600]


def walk(client: Client, who: Cast) -> Iterator[str]:
    """Live the story of an abandoned cart, telling each step as it came out.

    Raises:
        StoryBroken: a step did not come out as it must.
    """
    kinds = {"abandoned_cart": {"on": True, "delays_s": _DELAYS_S}}
    no_quiet_hours = {"quiet_from": 0, "quiet_until": 0}
    client.call(
        "/v1/settings/nudges", {"sandbox": False, "kinds": kinds, **no_quiet_hours}, method="PUT"
    )
    shopper = f"eva-{uuid4().hex[:8]}"
    client.call(f"/v1/customers/{shopper}/preferences", {"consent": {"email": True}}, method="PUT")
    _send(client, shopper, "Product Added", who)
    began = time.monotonic()
    nudge = _until(lambda: _leased(client, shopper), "the nudge of the cart")
    _expect([each["item_id"] for each in nudge["items"]] == [who.item_id], nudge)
    seconds = time.monotonic() - began
    yield (
        f"{shopper} leaves {who.item_id} ({who.title}) in a cart; {seconds:.1f} s later the"
        f" campaign tool is given step {nudge['step']} of {nudge['kind']} for {nudge['channel']}."
    )
    client.call(f"/v1/nudges/{nudge['nudge_id']}/outcome", {"outcome": "sent"})
    _send(client, shopper, "Order Completed", who, channel="store")
    step = _until(lambda: _cancelled(client, shopper), "the next step to be cancelled")
    _expect(step["reason"] == "bought", step)
    yield f"It is bought in a store, and step {step['step']} is {step['state']}: {step['reason']}."
    yield _explained(client, shopper)


def _send(client: Client, shopper: str, name: str, who: Cast, channel: str = "web") -> None:
    product = {"product_id": who.item_id, "quantity": 1}
    event = {
        "type": "track",
        "event": name,
        "userId": shopper,
        "messageId": uuid4().hex,
        "context": {"channel": channel},
        "properties": {"order_id": uuid4().hex, "products": [product], **product},
    }
    if client.send([event]) != 1:
        raise StoryBroken(f"expected the event {name} to be accepted")


def _leased(client: Client, shopper: str) -> dict[str, Any] | None:
    found = client.call("/v1/nudges/lease", {"channel": "email"})["nudges"]
    return next((nudge for nudge in found if nudge["user_id"] == shopper), None)


def _cancelled(client: Client, shopper: str) -> dict[str, Any] | None:
    decided = client.call(f"/v1/customers/{shopper}/nudges/explain")["decided"]
    return next((nudge for nudge in decided if nudge["state"] == "cancelled"), None)


def _explained(client: Client, shopper: str) -> str:
    """What explain answers of the shopper, a line each."""
    found = client.call(f"/v1/customers/{shopper}/nudges/explain")
    lines = [
        f"  decided  {each['kind']:<16} step {each['step']}  {each['state']:<10} {each['reason']}"
        for each in reversed(found["decided"])
    ]
    for kind in found["kinds"]:
        reasons = dict.fromkeys(refusal["reason"] for refusal in kind["refusals"])
        lines.append(f"  not now  {kind['kind']:<20} {', '.join(list(reasons)[:3])}")
    return "\n".join([f"What explain says of {shopper}:", *lines, ""])


def _until(look: Callable[[], dict[str, Any] | None], what: str) -> dict[str, Any]:
    end = time.monotonic() + SECONDS_TO_COME
    while (found := look()) is None:
        if time.monotonic() > end:
            raise StoryBroken(f"expected {what} within {SECONDS_TO_COME:.0f} s; it did not come")
        time.sleep(0.2)
    return found


def _expect(holds: bool, came: dict[str, Any]) -> None:
    if not holds:
        raise StoryBroken(f"another nudge than expected came: {came}")
