"""More scripted calls: stock in real time, the join of two histories, and an erasure."""

import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError
from uuid import uuid4

from functions.domain.visitor_token import sign
from local.demo.cast import Cast
from local.demo.client import Client
from local.demo.story import StoryBroken, described

SECONDS_TO_VANISH = 5.0


def walk(client: Client, who: Cast) -> Iterator[str]:
    """Live the second part of the story, telling each step as it came out.

    Raises:
        StoryBroken: a step did not come out as it must.
    """
    yield from _sold_out(client)
    yield from _one_customer(client, who)


def _sold_out(client: Client) -> Iterator[str]:
    best = _home(client)[0]["item_id"]
    client.call(f"/v1/items/{best}/stock", {"quantity": 0}, method="PUT")
    seconds = _until(lambda: best not in _ids(_home(client)), f"{best} to vanish when sold out")
    yield f"{best} sells out, and {seconds:.1f} s later no visitor is shown it."
    client.call(f"/v1/items/{best}/stock", {"quantity": 10}, method="PUT")
    seconds = _until(lambda: best in _ids(_home(client)), f"{best} to come back in stock")
    yield f"It is in stock again, and {seconds:.1f} s later it is shown.\n"


def _one_customer(client: Client, who: Cast) -> Iterator[str]:
    """A visitor logs in, another follows on the same device, and the first asks to be forgotten."""
    signing = b64decode(client.call("/v1/visitor-token-keys/rotate", method="POST")["secret"])
    device = str(uuid4())
    ana, bea = (f"{name}-{uuid4().hex[:8]}" for name in ("ana", "bea"))
    viewed = {"type": "track", "event": "Product Viewed", "anonymousId": device}
    properties = {"product_id": who.item_id, "category": who.category}
    client.as_browser().send([{**viewed, "properties": properties, "messageId": uuid4().hex}])
    _expect(not _because(client, who, user_id=ana), f"nothing known of {ana} yet")
    _log_in(client, device, ana, signing)
    found = client.recommend(placement="home", user_id=ana, n=5)
    _expect(_because(client, who, user_id=ana), f"the visitor's past in {ana}'s next answer")
    yield described(
        f"A visitor looks at {who.item_id}, logs in as {ana}, and is one customer", found
    )
    _log_in(client, device, bea, signing)
    _expect(not _because(client, who, user_id=bea), f"nothing of {ana}'s for {bea}")
    _expect(
        not _because(client.as_browser(), who, anonymous_id=device), f"nothing of {ana}'s there"
    )
    yield f"{bea} logs in on the same device and gets nothing of {ana}'s."
    client.call(f"/v1/customers/{ana}", method="DELETE")
    _expect(not _because(client, who, user_id=ana), f"nothing of {ana} after the erasure")
    _expect(_status(client, f"/v1/customers/{ana}") == 404, f"{ana} to be unknown")
    yield f"{ana} asks to be forgotten, and nothing is known of {ana} any more.\n"


def _log_in(client: Client, device: str, user_id: str, signing: bytes) -> None:
    token = sign(user_id, secret=signing, now_s=int(time.time()))
    call = {"type": "identify", "anonymousId": device, "userId": user_id, "messageId": uuid4().hex}
    # The API reads new signing keys within a minute; until then the browser's word is a claim only.
    _until(lambda: _is_taken(client, token, user_id), "the new signing key to be known", 61)
    _expect(client.as_browser(token).send([call]) == 1, "the identify to be accepted")


def _is_taken(client: Client, token: str, user_id: str) -> bool:
    path = f"/v1/recommendations?placement=home&n=1&user_id={user_id}"
    return _status(client.as_browser(token), path) == 200


def _because(client: Client, who: Cast, **person: Any) -> bool:
    found = client.recommend(placement="home", n=10, **person)
    return any(each["because_item_id"] == who.item_id for each in found)


def _home(client: Client) -> list[dict[str, Any]]:
    return client.recommend(placement="home", anonymous_id="nobody-yet", n=10)


def _ids(items: list[dict[str, Any]]) -> list[str]:
    return [each["item_id"] for each in items]


def _status(client: Client, path: str) -> int:
    try:
        client.call(path)
    except HTTPError as error:
        return error.code
    return 200


def _until(holds: Callable[[], bool], what: str, seconds: float = SECONDS_TO_VANISH) -> float:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise StoryBroken(f"expected {what} within {seconds:.0f} s; it did not")
        time.sleep(0.1)
    return time.monotonic() - began


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise StoryBroken(f"expected {what}; it did not come out so")
