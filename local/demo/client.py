"""A caller of the API, as small as it can be: the demo wants to show nothing but HTTP."""

import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from local.up import Address

SECONDS = 20


class Client:
    def __init__(self, address: Address) -> None:
        self._address = address

    def recommend(self, **wish: Any) -> list[dict[str, Any]]:
        answer = self._call(f"/v1/recommendations?{urlencode(wish)}")
        items: list[dict[str, Any]] = answer["items"]
        return items

    def send(self, events: list[dict[str, Any]], **envelope: Any) -> int:
        """Send a batch, and give how many entries were accepted."""
        answer = self._call("/v1/batch", {"batch": events, **envelope})
        return int(answer["accepted"])

    def _call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = Request(  # noqa: S310 our own loopback address
            self._address.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._address.secret_key}"},
        )
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
            return found
