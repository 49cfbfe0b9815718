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
    """What needs DynamoDB Local runs where that engine is asked for."""
    needs_it = collection_path.name in {"test_dynamodb_local.py", "programs"}
    return True if needs_it and "dynamodb-local" not in asked_for(config) else None
