"""Keys given out, taken back and replaced, over the API."""

from base64 import b64decode

import pytest

from functions.domain.visitor_token import kid_of, sign
from functions.services.access.trust import HEADER
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.conftest import IssueKey, caller

HOME = "/v1/recommendations?placement=home"


def test_a_key_is_shown_once_and_opens_what_it_was_made_for(
    client: TestClient, secret: TestClient
) -> None:
    made = secret.post("/v1/keys", json={"kind": "secret", "scopes": ["catalog"]})
    assert made.status_code == 201
    assert caller(client, made.json()["key"]).put("/v1/items/a", json={}).status_code == 200
    assert caller(client, made.json()["key"]).get(HOME).status_code == 403
    listed = secret.get("/v1/keys")
    assert made.json()["id"] in {key["id"] for key in listed.json()}
    assert made.json()["key"] not in listed.text


def test_a_revoked_key_opens_nothing_within_a_minute(
    client: TestClient, secret: TestClient, clock: Clock
) -> None:
    made = secret.post("/v1/keys", json={"kind": "publishable"}).json()
    holder = caller(client, made["key"])
    assert holder.get(HOME).status_code == 200
    assert secret.delete(f"/v1/keys/{made['id']}").json()["revoked_at"] == clock()
    clock.advance(seconds=60)
    assert holder.get(HOME).status_code == 401


def test_a_rotated_key_has_the_same_rights_and_the_old_one_lives_on(
    client: TestClient, secret: TestClient
) -> None:
    wish = {"kind": "publishable", "origins": ["https://shop.example"]}
    old = secret.post("/v1/keys", json=wish).json()
    new = secret.post(f"/v1/keys/{old['id']}/rotate").json()
    same = ("kind", "scopes", "origins")
    assert [new[name] for name in same] == [old[name] for name in same]
    for key in (old, new):
        assert caller(client, key["key"]).get(HOME).status_code == 200


def test_a_back_end_can_sign_with_what_rotation_shows(
    secret: TestClient, publishable: TestClient, clock: Clock
) -> None:
    rotated = secret.post("/v1/visitor-token-keys/rotate").json()
    signing = b64decode(rotated["secret"])
    assert kid_of(signing) == rotated["kid"]
    token = sign("ana", secret=signing, now_s=clock() // 1000)
    assert publishable.get(f"{HOME}&user_id=ana", headers={HEADER: token}).status_code == 200


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "kind"),
        ({"kind": "master"}, "kind"),
        ({"kind": "publishable", "scopes": ["admin"]}, "scopes"),
        ({"kind": "secret", "scopes": ["everything"]}, "scopes.0"),
        ({"kind": "publishable", "origins": ["not an origin"]}, "origins"),
        ({"kind": "secret", "colour": "red"}, "colour"),
    ],
)
def test_a_key_that_cannot_be(secret: TestClient, wish: dict[str, object], field: str) -> None:
    answer = secret.post("/v1/keys", json=wish)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_only_admin_makes_keys(
    client: TestClient, publishable: TestClient, issue_key: IssueKey, services: LaptopServices
) -> None:
    not_admin = caller(client, issue_key("secret", frozenset({"customers", "catalog"})))
    for holder in (publishable, not_admin):
        assert holder.post("/v1/keys", json={"kind": "secret"}).status_code == 403
        assert holder.get("/v1/keys").status_code == 403
        assert holder.post("/v1/visitor-token-keys/rotate").status_code == 403


def test_an_unknown_key_is_not_found(secret: TestClient) -> None:
    assert secret.delete("/v1/keys/nothing").status_code == 404
    assert secret.post("/v1/keys/nothing/rotate").status_code == 404


def test_a_revoked_key_cannot_be_made_to_live_again(secret: TestClient) -> None:
    made = secret.post("/v1/keys", json={"kind": "secret"}).json()
    assert secret.delete(f"/v1/keys/{made['id']}").status_code == 200
    before = len(secret.get("/v1/keys").json())
    answer = secret.post(f"/v1/keys/{made['id']}/rotate")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "key_id"
    assert len(secret.get("/v1/keys").json()) == before
