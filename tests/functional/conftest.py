"""The application over a real engine, a folder and a clock that stands still."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from functions.api.app import create_app
from functions.domain.access_key import ALL_SCOPES, PUBLISHABLE_SCOPES, AccessKey, KeyKind, issue
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.settings import Settings
from functions.storage.tables import TableNames, create_tables
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.allowed_calls import AllowedCalls, looked_at

IssueKey = Callable[..., str]


@pytest.fixture(scope="session", autouse=True)
def allowed_calls() -> Iterator[AllowedCalls]:
    """Every call of a function is one that its role allows, in whichever test it is made."""
    calls = AllowedCalls.of_template()
    with looked_at(calls):
        yield calls
    assert not calls.refused, "template.yaml does not allow it: see each call with its test"


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


@pytest.fixture(scope="session")
def learned_shop(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the small shop, with its lake, model and snapshot: learned once."""
    names = TableNames.prefixed("learned")
    create_tables(engine.dynamodb, names)
    folder = tmp_path_factory.mktemp("shop")
    settings = Settings(
        customers_table=names.customers, catalog_table=names.catalog, work_folder=folder / "work"
    )
    services = LaptopServices(settings, folder / "data", clock=Clock())
    shop.put_catalogue(services)
    shop.fill_lake(services)
    shop.train(services)
    return services.data


@pytest.fixture
def learned(learned_shop: Path, services: LaptopServices) -> str:
    """The version of the small shop's model, in service here."""
    shutil.copytree(learned_shop, services.data)
    pointer = artifacts.current(services.blobs, MODELS)
    assert pointer is not None
    return pointer.version


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
