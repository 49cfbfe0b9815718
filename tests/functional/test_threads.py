import asyncio
import threading
from contextlib import closing
from unittest.mock import Mock

from fastapi import FastAPI, Request

from functions.api.app import create_app
from functions.api.threads import in_thread
from functions.api.wiring import serve_one_by_one
from local.services import LaptopServices


def thread_of_work(app: FastAPI) -> int:
    """Return the thread in which the work for a request is done."""
    request: Request = Mock(app=app)
    with closing(asyncio.new_event_loop()) as loop:  # Mangum's own loop stays the current one
        return loop.run_until_complete(in_thread(request, threading.get_ident))


def test_requests_that_come_one_by_one_are_computed_where_they_arrive(
    services: LaptopServices,
) -> None:
    app = create_app(services)
    assert thread_of_work(app) != threading.get_ident()

    serve_one_by_one(app)
    assert thread_of_work(app) == threading.get_ident()
