"""The contract suite runs once on each engine of `--engines=embedded,dynamodb-local`."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from local.engine import Engine, EngineName, engine_running


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", asked_for(metafunc.config), indirect=True, scope="session")


def asked_for(config: pytest.Config) -> list[str]:
    names = [name.strip() for name in config.getoption("--engines").split(",")]
    unknown = set(names) - (set(get_args(EngineName)) - {"endpoint"})
    if unknown:
        raise pytest.UsageError(f"--engines: {', '.join(sorted(unknown))} is no engine")
    return names


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, environment: None) -> Iterator[Engine]:
    """The engine of this round. One that cannot run here is an error: a skip looks like a pass."""
    with engine_running({}, name=request.param, validate=True) as running:
        yield running


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The tests of DynamoDB Local's own process belong to that engine."""
    of_its_process = collection_path.name == "test_dynamodb_local.py"
    return True if of_its_process and "dynamodb-local" not in asked_for(config) else None
