"""What was described (template.yaml) and what was built (`make test-build` says where)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build import cloudformation
from tests.build.built import ORDER, Built, Ran, files_of
from tests.build.deployment import Package
from tests.build.stand_in_cloud import cloud_running


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--artifacts", type=Path, help="where `sam build` put functions and layers")
    parser.addoption("--sam-python", help="how to call the Python that SAM CLI runs in")


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    return cloudformation.load()


@pytest.fixture(scope="session")
def artifacts(request: pytest.FixtureRequest) -> Path:
    """The built folders; an old build would test old code, so it has to be named."""
    given: Path | None = request.config.getoption("--artifacts", default=None)
    if given is None:
        pytest.skip("nothing was built; `make test-build` builds and looks")
    return given.resolve()


@pytest.fixture(scope="session")
def deployable(request: pytest.FixtureRequest, artifacts: Path) -> Package:
    """What was built, as `sam package` leaves it."""
    sam_python: str | None = request.config.getoption("--sam-python", default=None)
    assert sam_python, "say where SAM's translator is, as `make test-build` does"
    return Package.from_build(artifacts, sam_python)


@pytest.fixture(scope="session")
def built(
    template: dict[str, Any], artifacts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """The built functions, ready to run, if this machine can."""
    with cloud_running(tmp_path_factory.mktemp("work")) as environment:
        functions = Built(artifacts, template, environment)
        if not functions.fits():
            pytest.skip("built for another processor; they are run where that is")
        yield functions


@pytest.fixture(scope="session")
def runs(built: Built) -> dict[str, Ran]:
    """Each function with its `events/*.json`."""
    return {name: built.run(name, *files_of(name).values()) for name in ORDER}
