"""The application over a real engine, a folder and a clock that stands still."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from functions.api.app import create_app
from functions.domain.access_key import ALL_SCOPES, PUBLISHABLE_SCOPES, AccessKey, KeyKind, issue
from functions.settings import Settings
from functions.storage.tables import TableNames
from local.services import LaptopServices
from tests.conftest import Clock

IssueKey = Callable[..., str]


@pytest.fixture
def settings(tables: TableNames, tmp_path: Path) -> Settings:
    return Settings(
        events_table=tables.events,
        customers_table=tables.customers,
        catalog_table=tables.catalog,
        work_folder=tmp_path / "work",
    )


@pytest.fixture
def services(settings: Settings, tmp_path: Path, clock: Clock) -> LaptopServices:
    seeds = count(1)

    def pseudo_random(size: int) -> bytes:
        return next(seeds).to_bytes(size, "little")

    return LaptopServices(settings, tmp_path / "data", clock=clock, random_bytes=pseudo_random)


@pytest.fixture
def issue_key(services: LaptopServices) -> IssueKey:
    """Makes a key, stores its digest and gives the text that its holder shows."""

    def made(kind: KeyKind, scopes: frozenset[str] | None = None) -> str:
        chosen = scopes or (ALL_SCOPES if kind == "secret" else PUBLISHABLE_SCOPES)
        key, shown = issue(kind, chosen, random=services.random_bytes(38), now=services.clock())  # type: ignore[arg-type] # tests give scopes as text
        services.storage.access_keys.put(key)
        return shown

    return made


@pytest.fixture
def client(services: LaptopServices) -> Iterator[TestClient]:
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def secret(client: TestClient, issue_key: IssueKey) -> TestClient:
    """A caller with a secret key."""
    return caller(client, issue_key("secret"))


@pytest.fixture
def publishable(client: TestClient, issue_key: IssueKey) -> TestClient:
    """A caller with a publishable key."""
    return caller(client, issue_key("publishable"))


def caller(client: TestClient, key: str) -> TestClient:
    """Another client of the same application, which shows `key`."""
    return TestClient(
        client.app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False
    )


def stored_key(services: LaptopServices, key_id: str) -> AccessKey:
    found = services.storage.access_keys.get(key_id)
    assert found is not None
    return found
