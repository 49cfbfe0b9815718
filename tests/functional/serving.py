"""The application on a real port of this machine."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from functions.api.app import create_app
from local.services import LaptopServices


@contextmanager
def serving(services: LaptopServices) -> Iterator[str]:
    """Its address, for as long as it runs."""
    config = uvicorn.Config(create_app(services), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
