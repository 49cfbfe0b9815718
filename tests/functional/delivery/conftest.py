"""A shop whose e-mail nudges go to a webhook, and the function that delivers."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from functions.api.wiring import wiring_in
from functions.delivery.wiring import process_delivery
from functions.ports.event_bus import EventBus
from functions.ports.web.pinned_post import PinnedPost
from local.delivery import CUSTOMER_CHANGES
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.services import LaptopServices
from local.streams import StreamPoller
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.delivery.receiver import Receiver, receiving
from tests.functional.nudges.conftest import Shop

HOUR = 3_600_000
DEADLINE_S = 0.3


class Bus:
    """The event bus of a test, which may put another one behind it."""

    def __init__(self) -> None:
        self.behind: EventBus | None = None
        self.events: list[str] = []

    def put(self, event_type: str, event: str) -> str | None:
        self.events.append(event)
        return self.behind.put(event_type, event) if self.behind else None


class DeliveringShop(Shop):
    """A shop with its delivery function, run by hand."""

    def __init__(
        self, secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock
    ) -> None:
        super().__init__(secret, services, engine)
        self.clock = clock
        self.bus = Bus()
        services.__dict__["event_bus"] = self.bus
        self.process = process_delivery(services, wiring_in(secret.app).recommend)  # type: ignore[arg-type] # it is a FastAPI application
        arn = engine.stream_arn(services.settings.customers_table)
        mapping = EventSourceMapping(
            self._handled, on_failure=_failed, filters=CUSTOMER_CHANGES, pause=lambda _: None
        )
        self._poller = StreamPoller(engine.streams, arn, mapping, start="TRIM_HORIZON")

    def _handled(self, event: dict[str, Any]) -> Mapping[str, Any]:
        return self.process(event)

    def stream(self) -> None:
        """Let the function see what changed."""
        while self._poller.poll_once():
            pass

    def work(self) -> int:
        """Do what the queue holds by now."""
        return self.services.delivery_queue.hand_over(self.process.work)

    def deliver(self) -> None:
        """Take what changed to the queue, and do the queue's work, until nothing is left now."""
        self.stream()
        while self.work():
            self.stream()

    def look(self) -> int:
        """Do what the schedule does each minute."""
        found: int = self.process({})["due"]
        return found

    def put_endpoint(self, endpoint_id: str, url: str | None, *types: str) -> dict[str, Any]:
        body = {"url": url, "types": list(types)}
        answer = self.api.put(f"/v1/endpoints/{endpoint_id}", json=body)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def put_brand(self, **more: str) -> None:
        """Put a brand with the postal address that e-mails of the stack itself need."""
        body = {"name": "Our shop", "postal_address": "1 Example Street", **more}
        self.api.put("/v1/brand", json=body).raise_for_status()

    def deliveries(self, endpoint_id: str = "crm") -> list[dict[str, Any]]:
        answer = self.api.get(f"/v1/endpoints/{endpoint_id}/deliveries")
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["deliveries"]
        return found

    def leave_a_cart(self, user_id: str = "ana", item: str = "teapot") -> None:
        """Let a cart be left for so long that its nudge is decided."""
        self.track("Product Added", item, userId=user_id)
        self.clock.now += HOUR
        self.sweep()


def _failed(records: Any) -> None:
    raise AssertionError(f"{len(records)} changes failed for good")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def shop(
    secret: TestClient, services: LaptopServices, engine: Engine, clock: Clock
) -> DeliveringShop:
    """Abandoned carts are on, out of the sandbox, and `ana` agreed to e-mail.

    An endpoint gets a third of a second for its answer.
    """
    services.__dict__["webhooks"] = PinnedPost(local=True, deadline_s=DEADLINE_S)
    made = DeliveringShop(secret, services, engine, clock)
    made.settings(sandbox=False, kinds={"abandoned_cart": {"on": True}})
    made.consents("ana", "email")
    path = "/v1/customers/ana/contact"
    made.api.put(path, json={"email": "ana@example.com"}).raise_for_status()
    return made


@pytest.fixture
def crm(shop: DeliveringShop, receiver: Receiver) -> str:
    """The secret of the endpoint `crm`, which is the route of e-mail."""
    secret: str = shop.put_endpoint("crm", receiver.url)["secret"]
    shop.settings(routes={"email": "webhook:crm"})
    return secret
