"""Routes that are included at the first request for one of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from fastapi import APIRouter, FastAPI

from functions.api.app import FIRST
from functions.api.later.include import IncludeLater, Once, place_of, places
from functions.api.later.routes import MESSAGES, OPERATION, PEOPLE
from functions.api.routes import intake, intake_quality, link_pages
from tests.app_client import TestClient

LATER = [module.router for module in (*PEOPLE, *OPERATION, *MESSAGES, intake_quality, link_pages)]


@pytest.mark.parametrize(
    ("path", "place"),
    [("/v1/items", "items"), ("/v1/items/a/stock", "items"), ("/v1", ""), ("/v2/items", ""),
     ("/docs", ""), ("", "")],
)  # fmt: skip
def test_the_place_of_a_path(path: str, place: str) -> None:
    assert place_of(path) == place


def test_no_later_route_is_hidden_behind_a_first_one() -> None:
    first = {place for router in FIRST for place in places(router)}
    later = {place for router in LATER for place in places(router)}
    assert {"recommendations", "batch", "track", "projects", "health"} <= first
    assert not first & later
    assert not later & {name[0] for name in intake.SHORTENED}
    assert "" not in first


def test_a_first_route_includes_nothing_and_a_later_one_does() -> None:
    first, later = APIRouter(), APIRouter()
    first.get("/v1/first")(lambda: "first")
    later.get("/v1/later")(lambda: "later")
    app, included = FastAPI(), []
    app.include_router(first)

    def include() -> None:
        included.append(1)
        app.include_router(later)

    client = TestClient(IncludeLater(app, [first], Once(include)))
    assert client.get("/v1/first").json() == "first"
    assert not included
    assert client.get("/v1/later").json() == "later"
    assert client.get("/v1/none").status_code == 404
    assert included == [1]


def test_of_calls_at_the_same_time_one_includes_and_all_wait() -> None:
    done: list[int] = []
    barrier = Barrier(8)
    once = Once(lambda: done.append(1))

    def call() -> list[int]:
        barrier.wait()
        once()
        return list(done)

    with ThreadPoolExecutor(8) as pool:
        seen = [each.result() for each in [pool.submit(call) for _ in range(8)]]
    assert seen == [[1]] * 8
