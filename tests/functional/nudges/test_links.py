"""Links of a message: GET shows, POST acts, and none leads or shows more than it is for."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.domain.nudges.messages.links import DAY_MS, Purpose
from functions.domain.nudges.nudge import NudgeId
from functions.services.nudges.signed_links.wiring import link_signer
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.conftest import Shop

Link = Callable[..., str]
PREFERENCES = "/v1/customers/ana/preferences"


@pytest.fixture
def leased(shop: Shop, secret: TestClient, clock: Clock) -> str:
    """The id of a leased nudge of Ana's about two items, one of which the catalogue leads to."""
    secret.put("/v1/items/teapot", json={"title": "Teapot", "url": "https://shop.example/teapot"})
    secret.put("/v1/items/cup", json={"title": "Cup & saucer", "url": "javascript:alert(1)"})
    shop.track("Product Added", "teapot", "cup")
    clock.advance(hours=2)
    shop.sweep()
    (nudge,) = shop.lease()["nudges"]
    return str(nudge["nudge_id"])


@pytest.fixture
def link(leased: str, services: LaptopServices) -> Link:
    """Makes the text of a link of that nudge."""
    nudge_id = NudgeId.from_text(leased)
    nudge = services.storage.nudges.find([nudge_id])[nudge_id]

    def made(purpose: Purpose, **more: Any) -> str:
        return link_signer(services).sign(purpose, nudge, now=services.clock(), **more)

    return made


@pytest.fixture
def page(client: TestClient) -> TestClient:
    """A browser without a key, which follows no redirect."""
    return TestClient(client.app, follow_redirects=False)


def consents(secret: TestClient) -> dict[str, bool]:
    found: dict[str, bool] = secret.get(PREFERENCES).json()["consent"]
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_to_look_at_the_way_out_changes_nothing(
    method: str, page: TestClient, link: Link, secret: TestClient
) -> None:
    answer = page.request(method, f"/u/{link('unsubscribe')}")
    assert answer.status_code == 200
    assert consents(secret)["email"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("data", [{"List-Unsubscribe": "One-Click"}, {}])
def test_a_post_turns_the_channel_off_and_again_it_is_done(
    data: dict[str, str], page: TestClient, link: Link, secret: TestClient, clock: Clock
) -> None:
    secret.put(PREFERENCES, json={"consent": {"sms": True}})
    clock.advance(seconds=1)
    for _ in range(2):
        answer = page.post(f"/u/{link('unsubscribe')}", data=data)
        assert "Done" in answer.text
    assert consents(secret) == {"email": False, "push": False, "sms": True, "whatsapp": False}
    (newest, *_) = secret.get("/v1/customers/ana/consents").json()["answers"]
    assert (newest["question"], newest["value"]) == ("email", False)


def test_the_page_of_preferences_turns_on_only_the_channel_of_its_message(
    page: TestClient, link: Link, secret: TestClient, clock: Clock
) -> None:
    address = f"/p/{link('preferences')}"
    shown = page.get(address, headers={"Accept-Language": "es-MX,en;q=0.5"}).text
    assert 'name="email" value="on" checked>' in shown
    assert 'name="sms" value="on" disabled>' in shown
    assert 'lang="es"' in shown
    assert "Ana" not in shown
    assert "@" not in shown.partition("</style>")[2]
    assert "Saved" in page.post(address, data={"sms": "on"}).text
    assert not any(consents(secret).values())
    clock.advance(seconds=1)
    page.post(address, data={"sms": "on", "email": "on", "personalization": "on"})
    assert consents(secret) == {"email": True, "push": False, "sms": False, "whatsapp": False}
    (newest, *_) = secret.get("/v1/customers/ana/consents").json()["answers"]
    assert (newest["by"], newest["wording"]) == ("link preferences", "hilo-page-1-en")
    assert page.post(address, content=b"x" * 5_000).status_code == 413


def test_a_click_leads_to_the_catalogues_address_and_to_no_other(
    page: TestClient, link: Link, secret: TestClient
) -> None:
    secret.put("/v1/brand", json={"cart_url": "https://shop.example/cart?step=1#top"})
    to_item = page.get(f"/l/{link('click', item_id='teapot')}")
    assert (to_item.status_code, to_item.headers["location"]) == (
        302,
        "https://shop.example/teapot",
    )
    bad = page.get(f"/l/{link('click', item_id='cup')}")
    assert bad.headers["location"] == "https://shop.example/cart?step=1#top"
    token = link("cart")
    to_cart = page.get(f"/l/{token}")
    assert to_cart.headers["location"] == f"https://shop.example/cart?step=1&hilo_cart={token}#top"
    secret.delete("/v1/items/teapot")
    gone = page.get(f"/l/{link('click', item_id='teapot')}")
    assert gone.headers["location"] == "https://shop.example/cart?step=1#top"


def test_without_a_page_of_the_cart_the_link_shows_what_can_be_had(
    page: TestClient, link: Link
) -> None:
    shown = page.get(f"/l/{link('cart', quantities=(1, 2))}").text
    assert "Teapot × 2" in shown
    assert "Cup &amp; saucer × 1" in shown


def test_a_linked_cart_has_what_can_be_had_now_and_an_old_link_says_so(
    page: TestClient, link: Link, publishable: TestClient, secret: TestClient, clock: Clock
) -> None:
    path = f"/v1/cart-links/{link('cart', quantities=(1, 3))}"
    assert page.get(path).status_code == 401
    secret.put("/v1/items/cup/stock", json={"quantity": 0})
    body = publishable.get(path).json()
    assert [(each["item_id"], each["quantity"]) for each in body["items"]] == [("teapot", 3)]
    assert (body["gone"], body["ended"]) == (["cup"], False)
    assert "ana" not in str(body)
    clock.advance(days=31)
    assert publishable.get(path).json()["ended"] is True


def test_links_for_something_else_that_have_ended_or_are_forged_lead_nowhere(
    page: TestClient, link: Link, publishable: TestClient, secret: TestClient, clock: Clock
) -> None:
    wrong = {"/u/": "preferences", "/p/": "unsubscribe", "/l/": "unsubscribe"}
    for path, purpose in wrong.items():
        assert page.get(f"{path}{link(purpose)}").status_code == 404
        assert page.get(f"{path}AAAA").status_code == 404
    assert page.post(f"/u/{link('cart')}").status_code == 404
    assert publishable.get(f"/v1/cart-links/{link('click')}").status_code == 404
    way_out = link("unsubscribe")
    clock.now += 401 * DAY_MS
    assert page.post(f"/u/{way_out}").status_code == 404
    assert consents(secret)["email"]


def test_a_link_of_an_erased_person_makes_no_row(
    page: TestClient, link: Link, secret: TestClient
) -> None:
    way_out, settings, cart = link("unsubscribe"), link("preferences"), link("cart")
    secret.delete("/v1/customers/ana").raise_for_status()
    assert page.post(f"/u/{way_out}").status_code == 200
    assert page.post(f"/p/{settings}", data={"email": "on"}).status_code == 404
    assert page.get(f"/l/{cart}").status_code == 404
    assert secret.get(PREFERENCES).json()["sources"] == {}


def test_the_links_of_a_preview_change_nothing(page: TestClient) -> None:
    for path in ("/l/", "/u/", "/p/"):
        assert "preview" in page.get(f"{path}preview000").text
        assert page.request("POST", f"{path}preview000").status_code in {200, 405}


def test_clicks_of_programs_are_marked_and_a_persons_click_counts(
    page: TestClient, link: Link, secret: TestClient, services: LaptopServices, leased: str,
    clock: Clock,
) -> None:  # fmt: skip
    token = link("click", item_id="teapot")
    page.get(f"/l/{token}")  # at the moment of the hand-over
    clock.advance(seconds=60)
    page.head(f"/l/{token}")
    page.get(f"/l/{token}", headers={"User-Agent": "Googlebot/2.1 (+http://www.google.com)"})
    nudge_id = NudgeId.from_text(leased)
    assert services.storage.nudges.find([nudge_id])[nudge_id].state == "leased"
    page.get(f"/l/{token}", headers={"User-Agent": "Mozilla/5.0"})
    assert services.storage.nudges.find([nudge_id])[nudge_id].state == "sent"
    page.head(f"/l/{token}")
    page.get(f"/l/{token}", headers={"User-Agent": "Mozilla/5.0"})
    answers = services.storage.nudge_answers.find(nudge_id)
    assert sorted(each.machine for each in answers) == [False, True]
