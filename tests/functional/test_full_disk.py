"""A disk without room: what cannot be kept now is answered 503, and may be tried again."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from httpx2 import Response

from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import caller


@contextmanager
def full_disk() -> Iterator[None]:
    """Half of what is written arrives."""

    def half(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "write_bytes", half)
        yield


def must_be_tried_again(answer: Response) -> bool:
    return answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0


def files(services: LaptopServices) -> set[Path]:
    return {path for path in services.data.rglob("*") if path.is_file()}


def test_an_erasure_is_tried_again_and_then_done(
    secret: TestClient, services: LaptopServices
) -> None:
    entry = {"event": "x", "userId": "ana", "messageId": "m1"}
    assert secret.post("/v1/track", json=entry).status_code == 200
    secret.delete("/v1/customers/other")
    before = files(services)
    with full_disk():
        assert must_be_tried_again(secret.delete("/v1/customers/ana"))
    assert files(services) == before
    assert secret.delete("/v1/customers/ana").status_code == 204
    assert secret.get("/v1/customers/ana").status_code == 404


def test_a_rotation_is_tried_again_and_then_done(
    secret: TestClient, services: LaptopServices
) -> None:
    assert secret.post("/v1/visitor-token-keys/rotate").status_code == 201
    before = {path: path.read_bytes() for path in files(services)}
    with full_disk():
        assert must_be_tried_again(secret.post("/v1/visitor-token-keys/rotate"))
    assert {path: path.read_bytes() for path in files(services)} == before
    assert secret.post("/v1/visitor-token-keys/rotate").status_code == 201


def test_recommendations_and_events_go_on_without_room_for_a_secret(
    secret: TestClient, services: LaptopServices, client: TestClient
) -> None:
    """On a fresh folder no secret is there yet, and none can be made."""
    with full_disk():
        for path in ("/v1/recommendations?placement=home", "/v1/health/ready"):
            assert secret.get(path).status_code == 200, path
        card = {
            "event": "x",
            "userId": "ana",
            "context": {"externalIds": [{"type": "a", "id": "1"}]},
        }
        answer = secret.post("/v1/batch", json={"batch": [card]})
        assert answer.status_code in {200, 503}
        token = {"Hilo-Visitor-Token": "a.b.c"}
        shopper = caller(client, secret.headers["Authorization"].removeprefix("Bearer "))
        assert shopper.get("/v1/customers/ana/cart", headers=token).status_code == 200
    assert not [path for path in files(services) if path.suffix == ".part"]
