"""Which engine is chosen, and what is printed when the one asked for cannot run."""

from pathlib import Path

import pytest

from local.dynamodb_local import DynamoDBLocalError, why_not
from local.dynamodb_local_jar import JAR, home
from local.engine import choose, default_here, engine_running, found_here


@pytest.fixture
def downloaded(tmp_path: Path) -> Path:
    home(tmp_path).mkdir()
    (home(tmp_path) / JAR).write_bytes(b"")
    return tmp_path


def put_java_on_the_path(
    folder: Path, version: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the PATH hold one java, which prints `version` as Java does; no java for None."""
    folder.mkdir()
    if version:
        java = folder / "java"
        java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
        java.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder))


def test_an_endpoint_comes_before_the_embedded_engine() -> None:
    assert choose({"DYNAMODB_ENDPOINT_URL": "http://127.0.0.1:8000"}) == "endpoint"
    assert choose({}) == "embedded"


@pytest.mark.parametrize(("version", "found"), [(None, "no Java"), ("1.8.0_412", "Java 8")])
def test_why_dynamodb_local_cannot_run(
    downloaded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str | None,
    found: str,
) -> None:
    put_java_on_the_path(tmp_path / "bin", version, monkeypatch)
    reason = why_not(downloaded) or ""
    assert "Java 11" in reason
    assert reason.endswith(f"there is {found}")


def test_nothing_keeps_dynamodb_local_from_running_where_jar_and_java_are(
    downloaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_java_on_the_path(tmp_path / "bin", "17.0.9", monkeypatch)
    assert why_not(downloaded) is None


def test_asking_for_what_cannot_run_says_the_remedy(tmp_path: Path) -> None:
    wanted = engine_running({}, name="dynamodb-local", cache=tmp_path)
    with pytest.raises(DynamoDBLocalError, match=r"python -m local\.dynamodb_local fetch"), wanted:
        pass


def test_asking_for_an_endpoint_without_one_says_what_to_set() -> None:
    wanted = engine_running({}, name="endpoint")
    with pytest.raises(ValueError, match="DYNAMODB_ENDPOINT_URL"), wanted:
        pass


def test_the_endpoint_is_where_the_clients_go() -> None:
    environ = {"DYNAMODB_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": "eu-west-1"}
    with engine_running(environ) as engine:
        assert engine.endpoint_url == "http://127.0.0.1:1"
        assert engine.dynamodb.meta.endpoint_url == "http://127.0.0.1:1"
        assert engine.streams.meta.region_name == "eu-west-1"


def test_services_without_an_engine_find_the_one_that_was_made_their_default() -> None:
    before = found_here()
    with engine_running({}, name="embedded") as engine:
        assert found_here() is before
        with default_here(engine):
            assert found_here() is engine
    assert found_here() is before
