"""The application on a real port, and another port for the shop's pages."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.services import LaptopServices
from tests.clients.chromium import Chromium
from tests.clients.shop_pages import ShopPages
from tests.conftest import Clock
from tests.functional.conftest import issue_key, services, settings
from tests.functional.serving import serving

__all__ = ["issue_key", "services", "settings"]

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only `make clients` installs what these need, so only who names the folder runs them."""
    del collection_path
    asked_for = any(HERE in (Path(argument).resolve(), *Path(argument).resolve().parents)
                    for argument in config.args)  # fmt: skip
    return None if asked_for else True


@pytest.fixture
def clock() -> Clock:
    """These libraries have clocks of their own, and read the time from them."""
    return Clock(time.time_ns() // 1_000_000)


@pytest.fixture
def host(services: LaptopServices) -> Iterator[str]:
    with serving(services) as host:
        yield host


@pytest.fixture
def node() -> str:
    found = shutil.which("node")
    assert found, "install Node.js 18 or later: these tests run Segment's library on it"
    assert (HERE / "node_modules").is_dir(), "`make clients` installs Segment's libraries"
    return found


@pytest.fixture
def pages(node: str) -> Iterator[ShopPages]:
    """The shop's pages: another port, so another origin than ours."""
    with ShopPages(HERE) as pages:
        yield pages


@pytest.fixture
def chromium(tmp_path: Path) -> Chromium:
    return Chromium(tmp_path / "profile")
