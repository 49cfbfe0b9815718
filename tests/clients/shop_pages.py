"""A shop's own web server: it serves a page, and receives from it the result of its story."""

import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, Self
from urllib.parse import urlencode


class _Handler(SimpleHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.reports.put(json.loads(self.rfile.read(length)))  # type: ignore[attr-defined] # see `ShopPages`
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class ShopPages:
    def __init__(self, folder: Path) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder))
        self._reports: Queue[Any] = Queue()
        self._server.reports = self._reports  # type: ignore[attr-defined] # the handler knows only it
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def address(self, **query: str) -> str:
        return f"{self.origin}/page.html?{urlencode(query)}"

    def next_report(self, within_s: float = 60) -> Any:
        """What the page reports next; a browser on a busy machine takes its time to start."""
        return self._reports.get(timeout=within_s)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
