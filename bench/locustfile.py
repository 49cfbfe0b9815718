"""A shop's traffic against a deployed stack: browse, add to the cart, ask for recommendations.

    HILO_KEY=hk_… uvx locust -f bench/locustfile.py --host https://….amazonaws.com

The key needs the scopes events and recommendations; a publishable one does. Events are marked as
of the channel `load-test`, and cost what docs/operations.md says. `HILO_ITEMS` may name a file with
one item id a line; else ids are made up, and answers come from what is popular.
"""

import os
import random
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task


def item_ids() -> list[str]:
    named = os.environ.get("HILO_ITEMS")
    if named:
        return Path(named).read_text("utf-8").split()
    return [f"load-test-{number}" for number in range(1_000)]


class Visitor(HttpUser):
    """One browser: a page every few seconds, each with an event and a list."""

    wait_time = between(2, 8)
    items = item_ids()

    def on_start(self) -> None:
        self.visitor = str(uuid.uuid4())
        self.client.headers["Authorization"] = f"Bearer {os.environ['HILO_KEY']}"

    @task(10)
    def view_product(self) -> None:
        item = self._some_item()
        self._track("Product Viewed", {"product_id": item})
        self._recommend("product", item_id=item)

    @task(3)
    def open_shop(self) -> None:
        self._recommend("home")

    @task(2)
    def add_to_cart(self) -> None:
        self._track("Product Added", {"product_id": self._some_item(), "quantity": 1})
        self._recommend("cart")

    def _some_item(self) -> str:
        """Few items are looked at often, most of them seldom."""
        return self.items[int(random.paretovariate(1)) % len(self.items)]

    def _track(self, name: str, properties: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        event = {
            "messageId": f"load-test-{uuid.uuid4()}",
            "event": name,
            "anonymousId": self.visitor,
            "timestamp": now,
            "sentAt": now,
            "properties": properties,
            "context": {"channel": "load-test"},
        }
        self.client.post("/v1/track", json=event)

    def _recommend(self, placement: str, **more: str) -> None:
        asked = {"placement": placement, "anonymous_id": self.visitor, "n": "10", **more}
        self.client.get("/v1/recommendations", params=asked, name=f"recommend: {placement}")
