"""The real process, over HTTP: started, used, trained by another process, and stopped."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from functions.errors import Unavailable
from functions.storage.leases import LeaseTaken
from local.demo import comeback, reminder, signed_alert
from local.demo.cast import Cast
from local.demo.client import Client
from local.http import listen
from local.leases import FolderLeases
from local.up import Address

ROOT = Path(__file__).parents[3]


class Up:
    """`python -m local up` on a folder."""

    def __init__(self, data: Path, *words: str, port: int | None = 0) -> None:
        where = () if port is None else ("--port", str(port))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "local", "up", "--data", data, *where, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        reported = json.loads(self.line)
        self.url, self.publishable, self.secret = reported.values()

    def call(
        self, path: str, body: Any = None, method: str | None = None, *, key: str = ""
    ) -> dict[str, Any]:
        request = Request(  # noqa: S310 our own loopback address
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key or self.secret}"},
            method=method,
        )
        with urlopen(request, timeout=20) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
            return found

    def rows(self, path: str) -> list[dict[str, Any]]:
        found: Any = self.call(path)
        return list(found)

    def model(self) -> str:
        return str(self.call("/v1/health/ready")["model_version"])

    def stop(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str, float]:
        """Its exit code, the rest of its standard output, and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(by)
        rest, self.stderr = self.process.communicate(timeout=20)
        return self.process.returncode, rest, time.monotonic() - began


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def up(environment: None, data: Path) -> Iterator[Up]:
    running = Up(data)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def orders() -> list[dict[str, Any]]:
    """Enough people with enough in common for a model of two tastes."""
    return [
        {
            "type": "track",
            "event": "Order Completed",
            "userId": f"u{person}",
            "messageId": f"order-{person}",
            "properties": {
                "order_id": f"o{person}",
                "products": [{"product_id": f"{person % 2}-{item}"} for item in range(4)],
            },
        }
        for person in range(20)
    ]


def lake_ids(data: Path) -> set[str]:
    files = data.glob("lake/events/*/*/*.jsonl")
    return {json.loads(line)["message_id"] for f in files for line in f.read_text().splitlines()}


def local_train(data: Path) -> subprocess.CompletedProcess[str]:
    """A small model, trained by a process of its own."""
    words = ("--set", "training.factors=4", "--set", "training.iterations=2")
    return subprocess.run(
        [sys.executable, "-m", "local", "train", "--data", data, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def recommended(up: Up, person: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = up.call(
        f"/v1/recommendations?placement=home&user_id={person}&n=3"
    )["items"]
    return found


def test_an_item_that_was_put_is_recommended_soon(up: Up) -> None:
    assert recommended(up, "u0") == []
    up.call("/v1/items/0-0", {"title": "Milk", "category": "dairy"}, "PUT")
    assert eventually(lambda: [i["item_id"] for i in recommended(up, "u0")] == ["0-0"])


def test_a_cart_that_is_left_is_reminded_of_until_it_is_bought(up: Up) -> None:
    client = Client(Address(up.url, up.publishable, up.secret))
    printed = list(reminder.walk(client, Cast("u9", "0-0", "Milk", "dairy")))
    assert "step 2 is cancelled: bought" in printed[1]
    assert "abandoned_cart   step 1  sent" in printed[2]


def test_an_item_that_is_back_is_announced_to_as_many_as_there_is_stock_for(up: Up) -> None:
    client = Client(Address(up.url, up.publishable, up.secret))
    printed = list(comeback.walk(client, Cast("u9", "0-0", "Milk", "dairy")))
    assert "are notified" in printed[1]


def test_an_alert_arrives_signed_at_a_receiver(up: Up) -> None:
    client = Client(Address(up.url, up.publishable, up.secret))
    (printed,) = signed_alert.walk(client, Cast("u9", "0-0", "Milk", "dairy"))
    assert "restock.alert" in printed
    assert "the signature is right" in printed


def test_an_event_is_in_the_next_answer(up: Up) -> None:
    assert up.call("/v1/batch", {"batch": orders()})["accepted"] == 20
    assert recommended(up, "u0")[0]["reason"] == "buy_again"
    assert recommended(up, "u1")[0]["reason"] == "new"  # what it bought is not in the catalogue


def test_a_model_trained_by_another_process_serves_without_a_restart(up: Up, data: Path) -> None:
    sent = {order["messageId"] for order in orders()}
    assert eventually(lambda: sent <= lake_ids(data))
    assert up.model() == "none"
    trained = local_train(data)
    assert trained.returncode == 0, trained.stderr
    assert "stays as it was" not in trained.stderr  # the report on carts and nudges
    version = trained.stdout.splitlines()[0].removeprefix("model ")
    assert eventually(lambda: up.model() == version)


def test_a_folder_in_use_is_refused_to_another(up: Up, data: Path) -> None:
    with (
        pytest.raises(LeaseTaken, match="up is running"),
        FolderLeases(data / "leases").hold("up"),
    ):
        pass


def test_sigterm_loses_nothing_that_was_accepted(up: Up, data: Path) -> None:
    many = [
        {"type": "page", "userId": "late", "messageId": f"late-{n}", "name": "p"}
        for n in range(300)
    ]
    assert up.call("/v1/batch", {"batch": many})["accepted"] == 300
    code, rest, seconds = up.stop()
    assert (code, rest) == (0, "")
    assert seconds < 5
    assert {f"late-{n}" for n in range(300)} <= lake_ids(data)


def test_a_restart_has_the_same_keys_and_model(data: Path, environment: None) -> None:
    kept = {p.name for p in (data / "models").iterdir() if p.is_dir()}
    running = Up(data)
    try:
        assert {running.model()} == kept
        before = (data / "secrets" / "secret-key").read_bytes()
        assert running.secret.startswith(f"hk_{before[:6].hex()}_")
    finally:
        code, _, _ = running.stop()
    assert code == 0


def test_a_kill_loses_nothing_that_was_accepted(tmp_path: Path, environment: None) -> None:
    accepted: set[str] = set()
    for run in range(2):
        running = Up(tmp_path)
        ids = [f"{run}-{n}" for n in range(400)]
        pages = [{"type": "page", "userId": i, "messageId": i, "name": "p"} for i in ids]
        assert running.call("/v1/batch", {"batch": pages})["accepted"] == len(ids)
        accepted |= set(ids)
        running.process.kill()
        running.process.communicate()
    # A training reads first what a process that is no more has left; there is nothing to learn.
    assert local_train(tmp_path).returncode == 1
    assert accepted == lake_ids(tmp_path)


def test_a_port_that_is_taken_is_reported() -> None:
    with listen(0) as taken, pytest.raises(Unavailable, match="is taken"):
        listen(taken.getsockname()[1])


@pytest.mark.parametrize("text", ["{", "", '{"version": "20200101T000000Z-0000"}'])
def test_it_starts_whatever_a_crash_left_of_model_and_snapshot(
    environment: None, tmp_path: Path, text: str
) -> None:
    for prefix in ("models", "snapshots"):
        (tmp_path / prefix).mkdir()
        (tmp_path / prefix / "current.json").write_text(text)
    up = Up(tmp_path)
    try:
        assert set(up.call("/v1/health/ready")["broken"]) >= {"model"}
        up.call("/v1/items/tea", {"title": "Tea"}, method="PUT")
        assert up.call("/v1/batch", {"batch": orders()})["accepted"] == 20
        assert eventually(lambda: [i["item_id"] for i in recommended(up, "u1")] == ["tea"])
        assert eventually(lambda: "snapshot" not in up.call("/v1/health/ready")["broken"])
    finally:
        assert up.stop()[0] == 0
