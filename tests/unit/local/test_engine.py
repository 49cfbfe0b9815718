"""Which engine is chosen, and what is said when the one asked for cannot run."""

from pathlib import Path

import pytest

from local import dynamodb_local
from local.dynamodb_local import DynamoDBLocalError, why_not
from local.dynamodb_local_jar import JAR, home
from local.engine import choose, engine_running


@pytest.fixture
def downloaded(tmp_path: Path) -> Path:
    home(tmp_path).mkdir()
    (home(tmp_path) / JAR).write_bytes(b"")
    return tmp_path


def with_java(monkeypatch: pytest.MonkeyPatch, version: int | None) -> None:
    monkeypatch.setattr(dynamodb_local, "_java_version", lambda: version)


def test_an_endpoint_comes_before_everything(downloaded: Path) -> None:
    environ = {"DYNAMODB_ENDPOINT_URL": "http://127.0.0.1:8000"}
    assert choose(environ, cache=downloaded) == "endpoint"


def test_dynamodb_local_where_its_jar_and_java_are(
    downloaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_java(monkeypatch, 17)
    assert choose({}, cache=downloaded) == "dynamodb-local"


@pytest.mark.parametrize("java", [None, 8])
def test_moto_where_java_is_missing_or_too_old(
    downloaded: Path, monkeypatch: pytest.MonkeyPatch, java: int | None
) -> None:
    with_java(monkeypatch, java)
    assert choose({}, cache=downloaded) == "moto"
    assert "Java 11" in (why_not(downloaded) or "")


def test_moto_where_there_is_no_jar(tmp_path: Path) -> None:
    assert choose({}, cache=tmp_path) == "moto"


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
