"""The API starts, takes events and recommends in whatever state model and snapshot are in."""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from functions.api.app import create_app
from functions.ports import artifacts
from functions.ports.artifacts import MODELS, SNAPSHOTS
from functions.snapshot.build import BuildSnapshot
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import IssueKey, caller

Damage = Callable[[LaptopServices, str], None]
PLACE = {"offset": 64, "dtype": "<f4", "shape": [2], "sha256": "0"}
PLACES: dict[str, dict[str, Any]] = {
    "home": {},
    "product": {"item_id": "teapot"},
    "cart": {},
    "category": {"category": "tea"},
    "post_purchase": {},
    "email": {},
}


def started(services: LaptopServices, key: str) -> TestClient:
    """A cold start on whatever is there."""
    return caller(TestClient(create_app(services)), key)


def serves(client: TestClient, *, places: Iterable[str] = PLACES) -> dict[str, Any]:
    """What readiness reports, once events are taken and every placement is answered."""
    entry = {"event": "Product Viewed", "userId": "ana", "properties": {"sku": "teapot"}}
    assert client.post("/v1/track", json=entry).status_code == 200
    for place in places:
        for person in ({}, {"user_id": "ana"}):
            asked: dict[str, Any] = {"placement": place, "n": 3, **PLACES[place], **person}
            answer = client.get("/v1/recommendations", params=asked)
            assert answer.status_code == 200, (place, answer.text)
            assert answer.json()["items"], place
    ready = client.get("/v1/health/ready")
    assert ready.status_code == 200, ready.text
    found: dict[str, Any] = ready.json()
    return found


def folder_of(services: LaptopServices, prefix: str) -> Path:
    pointer = artifacts.current(services.blobs, prefix)
    assert pointer is not None
    return services.data / prefix / pointer.version


def pointer_is(text: bytes) -> Damage:
    return lambda services, prefix: services.blobs.write(f"{prefix}/current.json", text)


def manifest_is(text: str) -> Damage:
    def damage(services: LaptopServices, prefix: str) -> None:
        (folder_of(services, prefix) / "manifest.json").write_text(text)

    return damage


def manifest_has(**more: Any) -> Damage:
    def damage(services: LaptopServices, prefix: str) -> None:
        path = folder_of(services, prefix) / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **more}))

    return damage


def manifest_lacks(*names: str) -> Damage:
    """As another version of the code would write it: every checksum fits, and something is not."""

    def damage(services: LaptopServices, prefix: str) -> None:
        path = folder_of(services, prefix) / "manifest.json"
        manifest = json.loads(path.read_text())
        for name in names:
            manifest.pop(name, None)
            manifest["arrays"].pop(name, None)
        path.write_text(json.dumps(manifest))

    return damage


def files_lack(pattern: str) -> Damage:
    def damage(services: LaptopServices, prefix: str) -> None:
        for path in list(folder_of(services, prefix).glob(pattern)):
            path.unlink()

    return damage


def all_is_gone(services: LaptopServices, prefix: str) -> None:
    shutil.rmtree(folder_of(services, prefix))


def a_byte_is_flipped(services: LaptopServices, prefix: str) -> None:
    path = folder_of(services, prefix) / "arrays.bin"
    data = bytearray(path.read_bytes())
    data[64] ^= 1  # where the first array begins
    path.write_bytes(data)


DAMAGE: dict[str, Damage] = {
    "pointer cut off": pointer_is(b"{"),
    "pointer empty": pointer_is(b""),
    "pointer of bytes": pointer_is(b"\xff\xfe\x00"),
    "pointer nested": pointer_is(b"[" * 100_000),
    "pointer of another form": pointer_is(b'{"version": 7}'),
    "pointer elsewhere": pointer_is(b'{"version": "../x"}'),
    "pointer to nothing": pointer_is(b'{"version": "20200101T000000Z-0000"}'),
    "manifest cut off": manifest_is("{"),
    "manifest empty": manifest_is(""),
    "manifest a list": manifest_is("[]"),
    "manifest nested": manifest_is("[" * 100_000),
    "foreign version": manifest_has(format_version=999),
    "another kind": manifest_has(kind="other"),
    "places of another form": manifest_has(arrays=[1]),
    "places of nothing": manifest_has(arrays={}),
    "place no object": manifest_has(arrays={"a": 7}),
    "a place behind the end": manifest_has(arrays={"a": {**PLACE, "offset": 2**60}}),
    "all is gone": all_is_gone,
    "manifest is gone": files_lack("manifest.json"),
    "arrays are gone": files_lack("arrays.bin"),
    "a byte is flipped": a_byte_is_flipped,
    "categories left out": manifest_lacks("categories/blob"),
    "settings left out": manifest_lacks("settings", "item_group", "price"),
}


@pytest.mark.parametrize("prefix", [MODELS, SNAPSHOTS])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.usefixtures("learned")
def test_what_is_damaged_is_named_and_the_rest_serves(
    services: LaptopServices, issue_key: IssueKey, damage: Damage, prefix: str
) -> None:
    shop.put_items(services)
    damage(services, prefix)
    client = started(services, issue_key("secret"))
    ready = serves(client)
    broken, whole = ("model", "snapshot") if prefix == MODELS else ("snapshot", "model")
    assert ready["status"] == "degraded"
    assert set(ready["broken"]) == {broken}
    assert str(services.data) not in ready["broken"][broken]
    assert str(services.settings.work_folder) not in ready["broken"][broken]
    assert ready[f"{broken}_version"] in {"none", "empty"}
    assert ready[f"{whole}_version"] not in {"none", "empty"}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.usefixtures("learned")
def test_a_damaged_snapshot_is_built_anew(
    services: LaptopServices, issue_key: IssueKey, damage: Damage
) -> None:
    shop.put_items(services)
    damage(services, SNAPSHOTS)
    assert BuildSnapshot(services)() is not None
    ready = serves(started(services, issue_key("secret")))
    assert (ready["status"], ready["broken"]) == ("ready", {})


@pytest.mark.usefixtures("learned")
def test_when_both_are_damaged_the_catalogue_itself_serves(
    services: LaptopServices, issue_key: IssueKey
) -> None:
    shop.put_items(services)
    for prefix in (MODELS, SNAPSHOTS):
        a_byte_is_flipped(services, prefix)
    ready = serves(started(services, issue_key("secret")))
    assert set(ready["broken"]) == {"model", "snapshot"}


def test_events_then_a_model_then_the_first_item(
    services: LaptopServices, issue_key: IssueKey, clock: Clock
) -> None:
    """No snapshot exists until a quarter of an hour later."""
    shop.fill_lake(services)
    version = shop.train(services)
    client = started(services, issue_key("secret"))
    assert serves(client, places=PLACES.keys() - {"category"})["model_version"] == version
    for item in ("teapot", "cup"):
        assert client.put(f"/v1/items/{item}", json={"category": "tea"}).status_code == 200
    clock.advance(seconds=10)
    for running in (client, started(services, issue_key("secret"))):
        ready = serves(running)
        assert (ready["status"], ready["model_version"]) == ("ready", version)
        assert ready["snapshot_version"] == "empty"
    assert BuildSnapshot(services)() is not None
    assert serves(started(services, issue_key("secret")))["snapshot_version"] != "empty"


@pytest.mark.usefixtures("learned")
def test_a_model_that_fails_in_a_request_costs_no_answer(
    services: LaptopServices, issue_key: IssueKey
) -> None:
    """An array that only some lists open is not of this version."""
    shop.put_items(services)
    folder = folder_of(services, MODELS)
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["arrays"]:
        if not name.startswith(("items/", "groups/", "categories/")):
            path = folder / "manifest.json"
            places = {n: p for n, p in manifest["arrays"].items() if n != name}
            path.write_text(json.dumps({**manifest, "arrays": places}))
            serves(started(services, issue_key("secret")))


@pytest.mark.usefixtures("learned")
@pytest.mark.parametrize("body", [{"B": b"nonsense"}, {"S": "text"}])
def test_a_damaged_item_is_left_out(
    services: LaptopServices, issue_key: IssueKey, engine: Engine, clock: Clock, body: Any
) -> None:
    shop.put_items(services)
    table = services.settings.catalog_table
    key: Any = {"pk": {"S": "cup"}, "sk": {"S": "item"}}
    row = engine.dynamodb.get_item(TableName=table, Key=key)["Item"]
    changed = {"N": str(clock() + 5_000)}
    engine.dynamodb.put_item(
        TableName=table, Item={**row, "body": body, "changed_at": changed, "version": changed}
    )
    clock.advance(seconds=10)
    client = started(services, issue_key("secret"))
    assert serves(client)["status"] == "ready"
    assert client.get("/v1/items/cup").status_code == 404
    assert client.put("/v1/items/cup", json={"title": "Cup"}).status_code == 200
    assert client.get("/v1/items/cup").status_code == 200
