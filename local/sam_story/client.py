"""A minimal client of the API."""

import json
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

SECONDS = 120


class Client:
    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key

    def get(self, path: str, **query: Any) -> Any:
        return self._call("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("POST", path, body)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("PUT", path, body)

    def wait_until_live(self) -> None:
        """Return when the API answers; its first container takes a while."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                self.get("/v1/health/live")
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.5)
            else:
                return

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(  # noqa: S310 http, to the server just started
            self._url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.add_note(error.read().decode(errors="replace"))
            raise
