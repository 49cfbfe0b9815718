"""Templates over HTTP: read, checked, kept, tried."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from functions.api.app import create_app
from functions.rendering.app import create_rendering_app
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey, caller

CART = "/v1/templates/abandoned_cart.email.es"


@pytest.fixture
def rendering(services: LaptopServices, issue_key: IssueKey) -> Iterator[TestClient]:
    """A caller of the function that renders, with a secret key."""
    with TestClient(create_rendering_app(services), raise_server_exceptions=False) as client:
        yield caller(client, issue_key("secret"))


def test_a_shipped_template_is_changed_tried_and_given_up(rendering: TestClient) -> None:
    ids = rendering.get("/v1/templates").json()
    assert len(ids) == 90
    assert {each["origin"] for each in ids} == {"shipped"}
    parts = rendering.get(CART).json()["parts"]
    mine = {**parts, "subject": "{{ brand.name }}: {{ items.size }}"}
    answer = rendering.put(CART, json={"parts": mine}).json()
    assert (answer["origin"], answer["by"][:4]) == ("own", "key ")
    assert rendering.get(CART).json() == answer
    preview = rendering.post(f"{CART}/preview", json={}).json()
    assert preview["parts"]["subject"] == "Our shop: 2"
    assert preview["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert rendering.delete(CART).status_code == 204
    assert rendering.delete(CART).status_code == 404
    assert rendering.get(CART).json()["origin"] == "shipped"


def test_a_broken_template_is_refused_with_line_and_reason_and_the_old_one_stays(
    rendering: TestClient,
) -> None:
    parts = rendering.get(CART).json()["parts"]
    broken = {**parts, "mjml": "<mjml>\n<mj-body>\n<mj-text>\n</mj-body></mjml>"}
    answer = rendering.put(CART, json={"parts": broken})
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"]) == (422, "parts.mjml")
    assert fault["reason"] == "line 4: is no XML: mismatched tag"
    assert rendering.post(f"{CART}/preview", json={"parts": broken}).status_code == 422
    assert rendering.get(CART).json()["origin"] == "shipped"


def test_a_preview_has_the_brand_and_shows_what_a_text_message_costs(
    rendering: TestClient, secret: TestClient
) -> None:
    brand: dict[str, Any] = {"name": "Casa Té", "postal_address": "Calle Mayor 1, Madrid"}
    secret.put("/v1/brand", json=brand).raise_for_status()
    html = rendering.post(f"{CART}/preview", json={}).json()["parts"]["html"]
    assert "Casa Té" in html
    assert "Calle Mayor 1" in html
    sms = rendering.post("/v1/templates/restock.sms.es/preview", json={}).json()["sms"]
    assert sms == {"segments": 2, "encoding": "GSM-7", "odd": ""}
    dear = {"parts": {"text": "мир {{ links.unsubscribe }}"}}
    sms = rendering.post("/v1/templates/restock.sms.es/preview", json=dear).json()["sms"]
    assert (sms["encoding"], sms["odd"]) == ("UCS-2", "мир")


def test_a_preview_for_a_customer_has_their_cart_and_links_that_change_nothing(
    rendering: TestClient, secret: TestClient
) -> None:
    item = {
        "title": "Tetera & filtro",
        "price": 24.9,
        "currency": "EUR",
        "url": "https://a.example/t",
    }
    secret.put("/v1/items/teapot", json=item).raise_for_status()
    cart = {"product_id": "teapot", "quantity": 2, "price": 30}
    properties = {"products": [cart], "currency": "EUR"}
    body = {"type": "track", "messageId": "m1", "userId": "ana", "event": "Product Added"}
    secret.post("/v1/track", json={**body, "properties": properties}).raise_for_status()
    html = rendering.post(f"{CART}/preview", json={"user_id": "ana"}).json()["parts"]["html"]
    assert "Tetera &amp; filtro" in html
    assert "24,90" in html
    assert "30,00" in html
    links = set(re.findall(r'href="([^"]+)"', html))
    assert links
    assert {"preview" in link for link in links} == {True}
    empty = rendering.post(f"{CART}/preview", json={"user_id": "ben"}).json()["parts"]["html"]
    assert "Tetera esmaltada" in empty


@pytest.mark.parametrize("template_id", ["x", "abandoned_cart.fax.es", "abandoned_cart.email"])
def test_there_is_no_such_template(rendering: TestClient, template_id: str) -> None:
    assert rendering.get(f"/v1/templates/{template_id}").status_code == 404
    assert rendering.put(f"/v1/templates/{template_id}", json={"parts": {}}).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colour": "red; background: url(x)"}, "colour"),
        ({"logo_url": "javascript:alert(1)"}, "logo_url"),
        ({"links_url": "https://links.example.com/path"}, "links_url"),
        ({"links_url": "http://links.example.com"}, "links_url"),
        ({"name": "\u200b"}, "name"),
        ({"sender_email": "no address"}, "sender_email"),
        ({"slogan": "x"}, "slogan"),
    ],
)
def test_a_brand_that_cannot_be(secret: TestClient, body: Any, field: str) -> None:
    answer = secret.put("/v1/brand", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_brand_is_kept(secret: TestClient) -> None:
    assert secret.get("/v1/brand").json()["name"] == "Our shop"
    brand = secret.put(
        "/v1/brand", json={"name": "Té\n y\u202e más", "cart_url": "https://té.example/cart"}
    )
    assert secret.get("/v1/brand").json() == brand.json()
    assert brand.json()["name"] == "Té y más"


def test_a_page_of_the_shop_sees_no_template(services: LaptopServices, issue_key: IssueKey) -> None:
    with TestClient(create_rendering_app(services)) as client:
        page = caller(client, issue_key("publishable"))
        assert page.get("/v1/templates").status_code == 403
        assert page.post(f"{CART}/preview", json={}).status_code == 403


def test_the_api_serves_no_template_itself(services: LaptopServices) -> None:
    with TestClient(create_app(services)) as client:
        assert client.get("/v1/templates").status_code == 404
