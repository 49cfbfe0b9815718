"""What every suite stands on: no AWS in the environment, a clock that stands still, an engine."""

import gc
import os
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from functions.storage.tables import TableNames, create_tables
from local.engine import Engine, default_here, engine_running

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# As `python -m local` and AWS's functions have it, before anything loads OpenMP.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# Little of what tests leave refers to itself: a search for it thirty times less often
# saves a tenth of their CPU.
gc.set_threshold(20_000, 20, 50)

# Everything that could lead a test to a real account, or make it pass on one machine only.
FOREIGN = ("AWS_", "HILO_", "POWERTOOLS_", "DYNAMODB_", "LAMBDA_", "_HANDLER", "_X_AMZN")
OURS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "POWERTOOLS_TRACE_DISABLED": "true",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engines",
        default="embedded",
        help="comma-separated engines for the contract suite: embedded, embedded-http, "
        "dynamodb-local (default: embedded)",
    )
    parser.addoption(
        "--programs",
        type=int,
        default=200,
        help="how many generated programs run on both engines (default: 200)",
    )


@pytest.fixture(scope="session", autouse=True)
def environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(FOREIGN)]:
            patch.delenv(name)
        for name, value in OURS.items():
            patch.setenv(name, value)
        yield


# A busy machine is no fault of the code: what is slow is measured in bench/.
settings.register_profile("hilo", deadline=None)
settings.load_profile("hilo")


class Clock:
    """UTC milliseconds that pass only when a test says so: 2025-01-01T12:00:00Z at first."""

    def __init__(self, now: int = 1_735_732_800_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def advance(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        self.now += round((days * 86_400 + hours * 3_600 + seconds) * 1_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def engine(environment: None) -> Iterator[Engine]:
    """One engine for the whole run; the contract suite puts its own choice in this place."""
    with engine_running({}, name="embedded", validate=True) as running, default_here(running):
        yield running


@pytest.fixture
def tables(engine: Engine) -> TableNames:
    """Three tables of its own: cheaper than a new engine for each test."""
    names = TableNames.prefixed(f"test-{uuid.uuid4().hex[:12]}")
    create_tables(engine.dynamodb, names)
    return names


@pytest.fixture
def dynamodb(engine: Engine, tables: TableNames) -> "DynamoDBClient":
    return engine.dynamodb
