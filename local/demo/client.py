"""A minimal client of the API, which uses nothing but HTTP."""

import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from functions.services.access.trust import HEADER
from local.up import Address

SECONDS = 20


class Client:
    """Calls as the shop's back end does; `as_browser` as its pages do."""

    def __init__(self, address: Address, *, key: str | None = None, token: str = "") -> None:
        self._address = address
        self._headers = {"Authorization": f"Bearer {key or address.secret_key}"}
        if token:
            self._headers[HEADER] = token

    def as_browser(self, token: str = "") -> "Client":
        """Return a client with the publishable key and the token of the customer who logged in."""
        return Client(self._address, key=self._address.publishable_key, token=token)

    def recommend(self, **wish: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.call(f"/v1/recommendations?{urlencode(wish)}")["items"]
        return items

    def send(self, events: list[dict[str, Any]], **envelope: Any) -> int:
        """Send a batch, and give how many entries were accepted."""
        return int(self.call("/v1/batch", {"batch": events, **envelope})["accepted"])

    def call(self, path: str, body: Any = None, *, method: str | None = None) -> Any:
        """The answer's JSON, None when it has none.

        Raises:
            HTTPError: the answer is a problem document.
        """
        request = Request(  # noqa: S310 our own loopback address
            self._address.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers=self._headers,
            method=method,
        )
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            text = answer.read()
            return json.loads(text) if text else None
