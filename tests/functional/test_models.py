"""`/v1/models`: which models there are, which serves, and the way back; and the command line."""

import shutil
from threading import Event, Thread

import pytest

from functions.errors import NotFound
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.ports.local.folder_blobs import FolderBlobs
from local.cli import main
from local.http import HttpServer, listen, url_of
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey, caller

OLDER = "20200101T000000Z-0000"


@pytest.fixture
def older(services: LaptopServices, learned: str) -> str:
    """A model from before the one in service."""
    shutil.copytree(services.data / MODELS / learned, services.data / MODELS / OLDER)
    return OLDER


def test_a_list_says_which_one_serves(secret: TestClient, learned: str, older: str) -> None:
    found = secret.get("/v1/models").json()
    assert (found["serving"], found["pinned"]) == (learned, False)
    assert [(m["version"], m["serving"]) for m in found["models"]] == [
        (older, False),
        (learned, True),
    ]
    assert found["models"][1]["people"] > 0


def test_rolled_back_and_unpinned(secret: TestClient, learned: str, older: str) -> None:
    back = secret.post("/v1/models/rollback").json()
    assert (back["serving"], back["pinned"]) == (older, True)
    assert secret.post("/v1/models/rollback").status_code == 404
    again = secret.post("/v1/models/unpin").json()
    assert (again["serving"], again["pinned"]) == (learned, False)


def test_one_is_activated_by_its_name(
    secret: TestClient, services: LaptopServices, older: str
) -> None:
    assert secret.post(f"/v1/models/{older}/activate").json()["serving"] == older
    pointer = artifacts.current(services.blobs, MODELS)
    assert pointer is not None
    assert (pointer.version, pointer.pinned) == (older, True)


def test_a_manifest_is_shown(secret: TestClient, learned: str) -> None:
    whole = secret.get("/v1/models/current").json()
    assert whole == secret.get(f"/v1/models/{learned}").json()
    assert whole["version"] == learned
    assert whole["metrics"]


@pytest.mark.parametrize("version", ["nope", "..", "..%2F..%2Fsecrets", "x%2Fmanifest.json"])
@pytest.mark.usefixtures("learned")
def test_what_is_no_model_is_not_found(secret: TestClient, version: str) -> None:
    assert secret.get(f"/v1/models/{version}").status_code == 404
    assert secret.post(f"/v1/models/{version}/activate").status_code == 404


def test_a_model_that_a_training_drops_meanwhile_is_not_listed(
    secret: TestClient, services: LaptopServices, learned: str, older: str
) -> None:
    read, dropped = services.blobs.read, f"{MODELS}/{older}/manifest.json"

    def without(key: str) -> bytes:
        if key == dropped:
            raise NotFound(f"no blob {key}")
        return read(key)

    services.blobs.read = without  # type: ignore[method-assign]
    found = secret.get("/v1/models")
    assert found.status_code == 200
    assert [each["version"] for each in found.json()["models"]] == [learned]


@pytest.mark.parametrize("pointer", [None, b"{}"])
def test_one_that_is_dropped_while_it_is_activated_is_not_found(
    secret: TestClient, services: LaptopServices, learned: str, pointer: bytes | None
) -> None:
    write = services.blobs.write

    def dropped_then_written(key: str, data: bytes) -> None:
        services.blobs.delete(f"{MODELS}/{learned}/manifest.json")
        write(key, data)

    if pointer is None:
        services.blobs.delete(f"{MODELS}/current.json")  # every model was refused until now
    else:
        services.blobs.write(f"{MODELS}/current.json", pointer)
    services.blobs.write = dropped_then_written  # type: ignore[method-assign]
    assert secret.post(f"/v1/models/{learned}/activate").status_code == 404
    assert secret.get("/v1/models").json()["serving"] is None


def test_before_the_first_training(secret: TestClient) -> None:
    assert secret.get("/v1/models").json() == {"serving": None, "pinned": False, "models": []}
    assert secret.get("/v1/models/current").status_code == 404
    assert secret.post("/v1/models/unpin").status_code == 404


def test_a_damaged_pointer_is_put_right(
    secret: TestClient, services: LaptopServices, learned: str
) -> None:
    services.blobs.write(f"{MODELS}/current.json", b"{}")
    assert secret.get("/v1/models").json()["serving"] is None
    assert secret.post("/v1/models/rollback").status_code == 404
    assert secret.post(f"/v1/models/{learned}/activate").json()["serving"] == learned


def test_it_takes_the_scope(client: TestClient, issue_key: IssueKey) -> None:
    other = caller(client, issue_key("secret", frozenset({"catalog"})))
    assert other.get("/v1/models").status_code == 403
    assert caller(client, issue_key("publishable")).post("/v1/models/unpin").status_code == 403


def test_the_command_line_says_the_same_of_a_folder(
    services: LaptopServices, learned: str, older: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(services.blobs, FolderBlobs)
    assert main(["models", "rollback", "--data", str(services.data)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith(f"* {older}")
    assert printed[1].startswith(f"  {learned}")
    assert printed[2].startswith(f"pinned to {older}")


def test_the_command_line_says_the_same_of_a_stack(
    client: TestClient,
    issue_key: IssueKey,
    services: LaptopServices,
    learned: str,
    older: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HILO_ADMIN_KEY", issue_key("secret", frozenset({"models"})))
    with listen(None) as listener:
        server = HttpServer(client.app, listener)
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        server.wait_until_ready(Event())
        try:
            assert main(["models", "rollback", "--url", url_of(listener)]) == 0
            over_http = capsys.readouterr().out
            assert main(["models", "show", "--url", url_of(listener)]) == 0
            assert capsys.readouterr().out.startswith(f"model {learned}")  # a copy of that one
            assert main(["models", "activate", "nope", "--url", url_of(listener)]) == 1
        finally:
            server.end()
            thread.join(5)
    assert over_http.startswith(f"* {older}")
    assert main(["models", "list", "--data", str(services.data)]) == 0
    assert capsys.readouterr().out == over_http
