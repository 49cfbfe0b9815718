"""Routers of the API, and the applications that serve their routes."""

from collections.abc import Callable

import pytest
from fastapi import APIRouter, FastAPI

from functions.api import problems
from functions.api.routers import add_routes, keyed_router, own_router
from tests.app_client import TestClient


def test_applications_serve_the_same_routes_in_the_order_of_their_routers() -> None:
    first, second = keyed_router("a"), own_router("b")
    first.get("/same")(lambda: "first")
    second.get("/same")(lambda: "second")
    apps = FastAPI(), FastAPI()
    for app in apps:
        add_routes(app, (first, second))
        assert app.router.routes[-2:] == [*first.routes, *second.routes]
        assert TestClient(app).get("/v1/same").json() == "first"
    assert apps[0].router.routes[-1] is apps[1].router.routes[-1]


@pytest.mark.parametrize(("router", "status"), [(keyed_router, 200), (own_router, 422)])
def test_an_own_router_alone_refuses_what_its_routes_do_not_know(
    router: Callable[[str], APIRouter], status: int
) -> None:
    made = router("a")

    @made.get("/known")
    def known(limit: int = 1) -> int:
        return limit

    app = FastAPI()
    problems.install(app)
    add_routes(app, (made,))
    client = TestClient(app)
    assert client.get("/v1/known?limit=2").json() == 2
    assert client.get("/v1/known?limt=2").status_code == status
