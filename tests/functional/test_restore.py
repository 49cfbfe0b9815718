"""Lambda restores copies of one snapshot: same memory, days later, each its own."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.api.wire import instance_name
from functions.errors import RevisionLost
from functions.services.retry import until_written
from functions.snapshot.build import BuildSnapshot
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.conftest import IssueKey, caller
from tests.functional.test_hot_swap import publish_another
from tests.functional.wired import wiring


@pytest.mark.usefixtures("learned")
def test_nothing_random_is_drawn_before_the_snapshot(
    services: LaptopServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def watched(name: str, draw: Callable[[int], Any]) -> Callable[[int], Any]:
        def watching(size: int) -> Any:
            drawn.append(name)
            return draw(size)

        return watching

    services.random_bytes = watched("random_bytes", services.random_bytes)
    monkeypatch.setattr(
        "functions.api.wire.token_hex", watched("instance", lambda size: "ab" * size)
    )
    app = create_app(services)
    as_lambda(app)
    assert drawn == []
    with TestClient(app) as client:
        assert wiring(client).instance() == "abababab"
    assert "instance" in drawn


def test_copies_draw_ids_and_pauses_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)

    def lose() -> None:
        raise RevisionLost("lost")

    for _copy in range(2):
        random.seed(1)
        with pytest.raises(RevisionLost):
            until_written(lose)
    assert pauses[: len(pauses) // 2] != pauses[len(pauses) // 2 :]
    assert instance_name()() != instance_name()()


def test_the_first_answer_days_later_knows_what_changed_since(
    services: LaptopServices, learned: str, issue_key: IssueKey, clock: Clock
) -> None:
    shop.put_items(services)
    BuildSnapshot(services)()
    revoked, key = issue_key("secret"), issue_key("secret")
    kept = caller(TestClient(create_app(services)), key)
    gone = caller(kept, revoked)
    home = "/v1/recommendations?placement=home&n=20"
    assert gone.get(home).status_code == 200
    assert {"beans", "mug"} <= _ids(kept.get(home).json())
    another_instance = caller(TestClient(create_app(services)), key)
    clock.advance(hours=72)
    assert another_instance.delete(f"/v1/keys/{revoked.split('_')[1]}").status_code == 200
    assert another_instance.put("/v1/items/beans/stock", json={"quantity": 0}).status_code == 200
    rule = {"action": "block", "item_ids": ["mug"]}
    assert another_instance.put("/v1/rules/no-mug", json=rule).status_code == 200
    second = publish_another(services, learned)
    assert gone.get(home).status_code == 401
    assert not {"beans", "mug"} & _ids(kept.get(home).json())
    deadline = time.monotonic() + 3
    while wiring(kept).scorer_provider.current().version != second:
        assert time.monotonic() < deadline, "the pointer is looked at in the background"
        time.sleep(0.01)


def _ids(answer: dict[str, Any]) -> set[str]:
    return {item["item_id"] for item in answer["items"]}
