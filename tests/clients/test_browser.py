"""@segment/analytics-next in a real browser, on a page of another origin than ours."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from functions.domain.person import visitor
from local.services import LaptopServices
from tests.clients.chromium import Chromium
from tests.clients.shop_pages import ShopPages
from tests.functional.conftest import IssueKey, stored_key


def run_story(chromium: Chromium, pages: ShopPages, story: str, host: str, key: str) -> Any:
    with chromium.showing(pages.address(story=story, host=host, key=key)):
        return pages.next_report()


def of_pages(services: LaptopServices, key: str, origin: str) -> str:
    """The key, from now on for the pages of one origin only."""
    kept = stored_key(services, key.split("_")[1])
    services.storage.access_keys.put(replace(kept, origins=frozenset({origin})))
    return key


def test_what_a_page_sends_is_stored(
    services: LaptopServices, host: str, issue_key: IssueKey, pages: ShopPages, chromium: Chromium
) -> None:
    key = of_pages(services, issue_key("publishable"), pages.origin)
    came = run_story(chromium, pages, "calls", host, key)
    assert came["failures"] == [None] * 7
    events = services.storage.events
    browsed = {event.name: event for event in events.newest(visitor(came["visitor"]), "b", 10)}
    assert browsed.keys() == {"page", "Product Viewed", "screen", "group", "identify", "alias"}
    (added,) = events.newest(visitor(came["visitor"]), "c", 10)
    assert [(item.item_id, item.quantity) for item in added.items] == [("milk", 2)]
    viewed = browsed["Product Viewed"]
    assert (viewed.verified, viewed.channel, viewed.items[0].price) == (
        False,
        "web",
        Decimal("1.2"),
    )
    assert viewed.context["page"]["url"].startswith(pages.origin)
    assert (browsed["alias"].user_id, browsed["alias"].previous_id) == ("ana", "ana-before")


def test_a_page_may_send_in_batches(
    services: LaptopServices, host: str, issue_key: IssueKey, pages: ShopPages, chromium: Chromium
) -> None:
    came = run_story(chromium, pages, "batches", host, issue_key("publishable"))
    assert came["failures"] == [None] * 3
    viewed = services.storage.events.newest(visitor(came["visitor"]), "b", 10)
    assert {event.items[0].item_id for event in viewed} == {"milk", "tea", "soap"}


def test_a_page_reads_recommendations_and_what_was_wrong(
    host: str, issue_key: IssueKey, pages: ShopPages, chromium: Chromium
) -> None:
    came = run_story(chromium, pages, "reads", host, issue_key("publishable"))
    assert came["good"]["status"] == 200
    assert came["good"]["body"]["placement"] == "home"
    assert came["bad"]["status"] == 422
    assert [fault["field"] for fault in came["bad"]["body"]["errors"]] == ["placement"]


def test_a_page_that_the_key_does_not_name_reads_nothing(
    services: LaptopServices, host: str, issue_key: IssueKey, pages: ShopPages, chromium: Chromium
) -> None:
    key = of_pages(services, issue_key("publishable"), "https://shop.example")
    assert "Failed to fetch" in run_story(chromium, pages, "reads", host, key)["error"]


def test_a_secret_key_is_of_no_use_to_a_page(
    host: str, issue_key: IssueKey, pages: ShopPages, chromium: Chromium
) -> None:
    came = run_story(chromium, pages, "reads", host, issue_key("secret"))
    assert "Failed to fetch" in came["error"]
