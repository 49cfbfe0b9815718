"""The scripted calls of the demo over HTTP, each with the expected and the actual answer."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from local.demo.cast import Cast
from local.demo.client import Client

N = 10


class StoryBroken(Exception):
    """An answer is not what the story expects; the message says both."""


def walk(client: Client, who: Cast, stored: Callable[[], int]) -> Iterator[str]:
    """Live the story, telling each step as it came out.

    `stored` counts the household's browse events in the table.

    Raises:
        StoryBroken: a step did not come out as it must.
    """
    before = client.recommend(placement="home", user_id=who.household, n=N)
    _expect(len(before) == N, f"{N} items for household {who.household}", before)
    yield described(f"Household {who.household} opens the shop", before)
    viewed = _viewed(who)
    _expect(client.send([viewed]) == 1, "the view to be accepted", viewed)
    after = client.recommend(placement="home", user_id=who.household, n=N)
    because = [each for each in after if each["because_item_id"] == who.item_id]
    reasons = {each["reason"] for each in because}
    _expect(bool(because), f"items because of {who.item_id} in the very next answer", after)
    _expect(reasons == {"because_you_viewed"}, "the reason because_you_viewed", after)
    _expect(_ids(after) != _ids(before), "another list than before", after)
    yield described(
        f"It looks at {who.item_id} ({who.title}, {who.category}), and the next answer", after
    )
    yield from _others(client, who)
    yield _sent_again(client, viewed, stored)


def _others(client: Client, who: Cast) -> Iterator[str]:
    cold = client.recommend(placement="home", anonymous_id="nobody-yet", n=N)
    _expect(len(cold) == N, f"{N} items for a new visitor", cold)
    reasons = {each["reason"] for each in cold}
    known = {"popular", "trending", "new"}
    _expect("popular" in reasons <= known, "what is popular for an unknown visitor", cold)
    yield described("An unknown visitor", cold)
    related = client.recommend(placement="product", item_id=who.item_id, n=5)
    _expect(len(related) == 5, "5 items for a product", related)
    _expect(who.item_id not in _ids(related), "not the product itself", related)
    yield described(f"On the page of {who.item_id}", related)
    shopper = f"story-{uuid4().hex}"
    added = {**_viewed(who), "event": "Product Added", "userId": shopper, "messageId": uuid4().hex}
    _expect(client.send([added]) == 1, "the cart event to be accepted", added)
    cart = client.recommend(placement="cart", user_id=shopper, n=5)
    _expect(len(cart) == 5, "5 items for a cart", cart)
    _expect(who.item_id not in _ids(cart), "not what is in the cart", cart)
    yield described(f"A cart with {who.item_id}", cart)


def _sent_again(client: Client, viewed: dict[str, Any], stored: Callable[[], int]) -> str:
    before = stored()
    _expect(client.send([viewed], sentAt="2030-01-01T00:00:00Z") == 1, "a retry accepted", viewed)
    after = stored()
    _expect(before == after, f"{before} events after the same batch came twice", after)
    return f"The same batch once more, with another sentAt: {after} look stored, as before.\n"


def described(title: str, items: list[dict[str, Any]]) -> str:
    rows = [_row(each) for each in items]
    return "\n".join([f"{title}:", *rows, ""])


def _row(each: dict[str, Any]) -> str:
    item = each["item"] or {}
    because = f" {each['because_item_id']}" if each["because_item_id"] else ""
    return (
        f"  {each['rank']:>2}  {each['item_id']:<9} {item.get('title', '')[:34]:<34} "
        f"{item.get('category', '')[:22]:<22} {each['reason']}{because}"
    )


def _viewed(who: Cast) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Product Viewed",
        "userId": who.household,
        "messageId": uuid4().hex,
        "properties": {"product_id": who.item_id, "category": who.category},
    }


def _ids(items: list[dict[str, Any]]) -> list[str]:
    return [each["item_id"] for each in items]


def _expect(holds: bool, what: str, came: Any) -> None:
    if not holds:
        raise StoryBroken(f"expected {what}; came: {came}")
