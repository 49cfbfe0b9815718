"""`python -m local keys` against a running system, as its operator types it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from local.address_file import NAME
from local.cli import main
from tests.functional.local.test_up import Up


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Up, Path]]:
    data = tmp_path_factory.mktemp("keys")
    running = Up(data, "--set", "key_cache_s=0")
    yield running, data
    code, _, _ = running.stop()
    assert code == 0
    assert not (data / NAME).exists(), "a stopped system leaves no address behind"


def keys(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["keys", *words]) == 0
    return json.loads(capsys.readouterr().out)


def status_of(up: Up, key: str) -> int:
    url = f"{up.url}/v1/recommendations?placement=home"
    try:
        with urlopen(Request(url, headers={"Authorization": f"Bearer {key}"})) as answer:  # noqa: S310 loopback
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_a_key_is_made_listed_replaced_and_taken_back(
    up: tuple[Up, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    running, data = up
    where = ("--data", str(data))
    made = keys(capsys, "create", "--kind", "publishable", *where)
    assert status_of(running, made["key"]) == 200
    listed = keys(capsys, "list", *where)
    assert made["id"] in {key["id"] for key in listed}
    assert made["key"] not in str(listed)
    new = keys(capsys, "rotate", made["id"], *where)
    assert keys(capsys, "revoke", made["id"], *where)["revoked_at"]
    assert [status_of(running, key["key"]) for key in (made, new)] == [401, 200]
    assert set(keys(capsys, "rotate", "--tokens", *where)) == {"kid", "secret"}


def test_the_address_is_its_owners_only(up: tuple[Up, Path]) -> None:
    assert (up[1] / NAME).stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_is_reported(
    up: tuple[Up, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "list", "--data", str(tmp_path)]) == 1
    assert "python -m local up" in capsys.readouterr().err
    assert main(["keys", "revoke", "nothing", "--data", str(up[1])]) == 1
    assert "404" in capsys.readouterr().err
    assert main(["keys", "list", "--url", up[0].url]) == 1
    assert "HILO_ADMIN_KEY" in capsys.readouterr().err
    assert main(["keys", "list", "--direct"]) == 1
    assert "HILO_CUSTOMERS_TABLE" in capsys.readouterr().err
