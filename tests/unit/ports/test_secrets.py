"""A secret is made once, however many ask for it first and at the same moment."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from functions.errors import Unavailable
from functions.ports.aws.ssm_secrets import SsmSecrets
from functions.ports.local.file_secrets import FileSecrets

AT_ONCE = 16
ASK = (
    "import secrets, sys; from pathlib import Path;"
    "from functions.ports.local.file_secrets import FileSecrets;"
    "sys.stdin.read(1);"
    "print(FileSecrets(Path(sys.argv[1]), secrets.token_bytes).get('signing').hex())"
)


def at_once(ask: Callable[[], bytes]) -> set[bytes]:
    together = Barrier(AT_ONCE)

    def asked(_: int) -> bytes:
        together.wait()
        return ask()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return set(pool.map(asked, range(AT_ONCE)))


def test_many_threads_that_ask_first_get_the_same_secret(tmp_path: Path) -> None:
    for attempt in range(40):
        folder = tmp_path / str(attempt)
        (found,) = at_once(lambda folder=folder: FileSecrets(folder, os.urandom).get("signing"))  # type: ignore[misc] # its folder is bound
        assert FileSecrets(folder, os.urandom).get("signing") == found
        assert [path.name for path in folder.iterdir()] == ["signing"]


def test_processes_that_ask_first_get_the_same_secret(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, tmp_path / "secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    answers = {process.communicate(b"x")[0] for process in started}
    assert len(answers) == 1
    assert {process.returncode for process in started} == {0}


def test_a_secret_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    kept = FileSecrets(tmp_path / "secrets", os.urandom)
    kept.get("made")
    kept.put("put", b"1")
    for path in (tmp_path / "secrets").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_put_at_the_same_moment_is_whole(tmp_path: Path) -> None:
    numbers = count()

    def put() -> bytes:
        FileSecrets(tmp_path, os.urandom).put("signing", bytes([next(numbers)]) * 32)
        return b""

    at_once(put)
    kept = FileSecrets(tmp_path, os.urandom).get("signing")
    assert kept == kept[:1] * 32
    assert [path.name for path in tmp_path.iterdir()] == ["signing"]


def full(path: Path, data: bytes) -> int:
    """A disk that is full once the first half is written."""
    path.write_text(data[: len(data) // 2].hex())
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("does", ["get", "put"])
def test_a_full_disk_makes_it_unavailable_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    kept = FileSecrets(tmp_path, os.urandom)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Unavailable):
        kept.get("a") if does == "get" else kept.put("a", b"1")
    assert list(tmp_path.iterdir()) == []


class ParameterNotFound(Exception):
    pass


class ParameterAlreadyExists(Exception):
    pass


class SlowParameters:
    """SSM as far as it is asked here: a parameter is seen only some reads after it was put."""

    class exceptions:  # noqa: N801 as boto3 calls it
        ParameterNotFound = ParameterNotFound
        ParameterAlreadyExists = ParameterAlreadyExists

    def __init__(self, unseen: int) -> None:
        self._unseen = unseen
        self._kept: dict[str, str] = {}

    def put_parameter(self, *, Name: str, Value: str, Overwrite: bool = False, **_: Any) -> None:  # noqa: N803
        if not Overwrite and Name in self._kept:
            raise ParameterAlreadyExists
        self._kept[Name] = Value

    def get_parameter(self, *, Name: str, **_: Any) -> Any:  # noqa: N803
        if Name not in self._kept:
            raise ParameterNotFound
        if self._unseen:
            self._unseen -= 1
            raise ParameterNotFound
        return {"Parameter": {"Value": self._kept[Name]}}


def ssm(client: SlowParameters, *, waits: list[float]) -> SsmSecrets:
    return SsmSecrets(client, "/hilo", os.urandom, sleep=waits.append)  # type: ignore[arg-type] # as far as it is asked


@pytest.fixture
def waits() -> list[float]:
    return []


def test_who_was_slower_waits_for_the_secret_of_who_was_faster(waits: list[float]) -> None:
    client = SlowParameters(unseen=3)
    first = ssm(client, waits=waits).get("signing")
    assert waits == [], "what was put is known without reading it"
    second = ssm(client, waits=waits).get("signing")
    assert second == first
    assert waits


def test_a_secret_that_stays_unseen_is_unavailable_and_never_another(waits: list[float]) -> None:
    client = SlowParameters(unseen=1_000)
    ssm(client, waits=waits).get("signing")
    with pytest.raises(Unavailable):
        ssm(client, waits=waits).get("signing")
