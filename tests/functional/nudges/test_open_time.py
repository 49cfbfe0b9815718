"""Content that is made when a message is opened: what can be had then, and only the own list."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from functions.domain.nudges.messages.render_links import LIFETIME_MS
from functions.rendering.app import with_rendering
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock

KEPT = "public, max-age=300"


@pytest.fixture
def mail(secret: TestClient, services: LaptopServices) -> TestClient:
    """A mail program: no key, and it follows no redirect."""
    app: Any = secret.app
    return TestClient(with_rendering(app, services), follow_redirects=False)


def links(secret: TestClient, user_id: str = "h0", **more: Any) -> list[dict[str, str]]:
    body = {"user_ids": [user_id], **more}
    answer = secret.post("/v1/render-links", json=body).raise_for_status()
    (found,) = answer.json()["links"]
    assert found["user_id"] == user_id
    places: list[dict[str, str]] = found["places"]
    return places


def shown(mail: TestClient, place: dict[str, str]) -> dict[str, Any]:
    answer = mail.get(place["json"]).raise_for_status()
    assert answer.headers["cache-control"] == KEPT
    item: dict[str, Any] = answer.json()["item"]
    return item


@pytest.mark.usefixtures("learned")
def test_each_place_shows_another_item_that_can_be_had_now(
    secret: TestClient, mail: TestClient, clock: Clock
) -> None:
    places = links(secret, places=3)
    before = [shown(mail, place)["item_id"] for place in places]
    assert len(set(before)) == 3
    path = f"/v1/items/{before[0]}/stock"
    secret.put(path, json={"quantity": 0}).raise_for_status()
    clock.advance(seconds=5)  # for so long changes of the catalogue are cached
    after = [shown(mail, place)["item_id"] for place in places]
    assert before[0] not in after


@pytest.mark.usefixtures("learned")
def test_a_picture_is_drawn_and_kept_for_minutes(secret: TestClient, mail: TestClient) -> None:
    (place,) = links(secret, language="es")
    answer = mail.get(place["image"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == KEPT
    assert Image.open(BytesIO(answer.content)).size == (600, 200)
    assert mail.head(place["image"]).status_code == 200


def test_nothing_to_show_is_an_empty_picture(secret: TestClient, mail: TestClient) -> None:
    (place,) = links(secret)
    assert Image.open(BytesIO(mail.get(place["image"]).content)).size == (1, 1)
    assert shown(mail, place) is None
    assert mail.get(place["click"]).status_code == 404


@pytest.mark.usefixtures("learned")
def test_a_click_leads_to_the_catalogues_address_only(secret: TestClient, mail: TestClient) -> None:
    (place,) = links(secret)
    item_id = shown(mail, place)["item_id"]
    secret.put(f"/v1/items/{item_id}", json={"url": "javascript:alert(1)"}).raise_for_status()
    secret.put("/v1/brand", json={"cart_url": "https://shop.example/cart"}).raise_for_status()
    answer = mail.get(place["click"])
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://shop.example/")


def test_a_link_shows_no_person_and_cannot_be_made_up(
    secret: TestClient, mail: TestClient, publishable: TestClient, client: TestClient
) -> None:
    (place,) = links(secret, "ana@example.com")
    assert "ana" not in place["image"]
    token = place["click"].rpartition("/")[2]
    for other in (token[:-1], token + "A", "A" * 60, "x", "%00", "..", token[::-1]):
        for end in (".png", ".json", ""):
            assert mail.get(f"/v1/render/{other}{end}").status_code in {404, 401}, other
    asked = {"user_ids": ["ana"]}
    assert publishable.post("/v1/render-links", json=asked).status_code == 403
    assert client.post("/v1/render-links", json=asked).status_code == 401


@pytest.mark.usefixtures("learned")
def test_a_link_that_ended_and_one_of_an_erased_person_show_what_is_popular(
    secret: TestClient, mail: TestClient, clock: Clock
) -> None:
    (place,), (popular,) = links(secret, "h0"), links(secret, "unknown-person")
    secret.delete("/v1/customers/h0").raise_for_status()
    assert shown(mail, place) == shown(mail, popular)
    clock.advance(seconds=LIFETIME_MS / 1000 + 1)
    assert shown(mail, place)


@pytest.mark.parametrize(
    "body",
    [{}, {"user_ids": []}, {"user_ids": ["a"] * 1_001}, {"user_ids": ["a"], "places": 9},
     {"user_ids": ["a"], "language": "xx"}, {"user_ids": ["a"], "more": 1}],
)  # fmt: skip
def test_what_is_no_request_is_refused(secret: TestClient, body: Any) -> None:
    assert secret.post("/v1/render-links", json=body).status_code == 422


def test_more_links_than_an_answer_has_room_for_are_refused_with_how_many(
    secret: TestClient,
) -> None:
    """Lambda refuses an answer of more than 6 MB, and says nothing of why."""
    ids = [f"u{n:04}".ljust(250, "x") for n in range(1_000)]
    answer = secret.post("/v1/render-links", json={"user_ids": ids, "places": 8})
    assert answer.status_code == 413
    room = int(answer.json()["detail"].split("room for ")[1].split()[0])
    assert 400 < room < 600
    answer = secret.post("/v1/render-links", json={"user_ids": ids[:room], "places": 8})
    assert len(answer.json()["links"]) == room
