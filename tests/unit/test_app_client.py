"""The tests' own client of an application behaves as FastAPI's does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from fastapi import FastAPI, Request, Response
from starlette.responses import RedirectResponse, StreamingResponse

from tests.app_client import TestClient


@pytest.fixture
def app() -> FastAPI:
    return FastAPI()


def test_an_application_runs_in_the_thread_of_the_test(app: FastAPI) -> None:
    @app.get("/")
    async def thread() -> int:
        return threading.get_ident()

    assert TestClient(app).get("/").json() == threading.get_ident()


def test_what_an_application_raises_reaches_the_test_or_is_the_answer_500(app: FastAPI) -> None:
    @app.get("/")
    def broken() -> None:
        raise ZeroDivisionError("broken")

    with pytest.raises(ZeroDivisionError, match="broken"):
        TestClient(app).get("/")
    assert TestClient(app, raise_server_exceptions=False).get("/").status_code == 500


def test_redirects_are_followed_unless_the_test_wants_them(app: FastAPI) -> None:
    app.get("/old")(lambda: RedirectResponse("/new"))
    app.get("/new")(lambda: "here")
    assert TestClient(app).get("/old").json() == "here"
    answer = TestClient(app, follow_redirects=False).get("/old")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/new")


def test_headers_cookies_and_the_address_of_the_client(app: FastAPI) -> None:
    @app.get("/")
    async def seen(request: Request, response: Response) -> list[str | None]:
        response.set_cookie("visits", "1")
        host = request.client.host if request.client else None
        return [host, request.headers.get("X-Own"), request.cookies.get("visits")]

    client = TestClient(app, headers={"X-Own": "a"})
    assert client.get("/").json() == ["testclient", "a", None]
    assert client.get("/").json() == ["testclient", "a", "1"]
    assert client.headers["User-Agent"] == "testclient"


def test_bodies_in_parts_are_sent_and_received_whole(app: FastAPI) -> None:
    @app.post("/")
    async def echo(request: Request) -> StreamingResponse:
        return StreamingResponse(iter([await request.body(), b"!"]))

    assert TestClient(app).post("/", content=iter([b"a", b"b"])).text == "ab!"
    assert "Content-Length" not in TestClient(app).post("/", content=b"a").headers


def test_requests_of_several_threads_are_answered_at_the_same_time(app: FastAPI) -> None:
    barrier = Barrier(4)

    @app.get("/{number}")
    def meet(number: int) -> int:
        barrier.wait(timeout=30)
        return number

    client = TestClient(app)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: client.get(f"/{number}").json(), range(4)))
    assert answers == [0, 1, 2, 3]


def test_an_application_may_be_asked_while_it_answers(app: FastAPI) -> None:
    client = TestClient(app)
    app.get("/inner")(lambda: "inner")
    app.get("/outer")(lambda: client.get("/inner").json())
    assert client.get("/outer").json() == "inner"
