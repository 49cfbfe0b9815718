"""The embedded engine for other processes: behind HTTP, in a thread of this one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from local.embedded.engine import EmbeddedEngine
from local.embedded.http_front import HttpFront
from local.http import HOST, HttpServer, listen

SECONDS_TO_STOP = 5


@contextmanager
def serving(engine: EmbeddedEngine, *, port: int = 0, host: str = HOST) -> Iterator[str]:
    """Answer at a port, any free one for 0, and give the URL of it on this machine.

    Args:
        engine: what answers.
        port: where to listen.
        host: the address to listen at; containers do not reach the loopback one.

    Raises:
        Unavailable: the port is taken.
    """
    with listen(port, host) as listener:
        server = HttpServer(HttpFront(engine), listener)
        thread = threading.Thread(target=server.run, name="engine-http", daemon=True)
        thread.start()
        server.wait_until_ready(threading.Event())
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.end()
            thread.join(SECONDS_TO_STOP)
