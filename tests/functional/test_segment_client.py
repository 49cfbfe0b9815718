"""Segment's own Python client, unchanged but for its host."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from segment.analytics import Client

from functions.api.app import create_app
from functions.domain.person import customer, visitor
from local.services import LaptopServices
from tests.functional.conftest import IssueKey


@pytest.fixture
def host(services: LaptopServices) -> Iterator[str]:
    config = uvicorn.Config(create_app(services), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_what_the_client_sends_is_stored(
    services: LaptopServices, host: str, issue_key: IssueKey
) -> None:
    failures: list[Exception] = []
    client = Client(
        issue_key("secret"), host=host, on_error=lambda error, _: failures.append(error)
    )
    client.identify("ana", {"plan": "gold"})
    client.track("ana", "Product Viewed", {"product_id": "milk", "price": 1.2})
    client.track("ana", "Order Completed", {"order_id": "o1", "products": [{"sku": "tea"}]})
    client.page("ana", "Shop", "Start")
    client.screen(anonymous_id="v1", name="Start")
    client.shutdown()
    assert failures == []
    browsed = services.storage.events.newest(customer("ana"), "b", 10)
    assert {event.name for event in browsed} == {"identify", "Product Viewed", "page"}
    assert all(event.verified for event in browsed)
    (order,) = services.storage.events.newest(customer("ana"), "c", 10)
    assert [item.item_id for item in order.items] == ["tea"]
    assert [e.name for e in services.storage.events.newest(visitor("v1"), "b", 10)] == ["screen"]


def test_a_key_that_is_none_reaches_the_clients_error_handler(
    services: LaptopServices, host: str
) -> None:
    failures: list[Exception] = []
    client = Client("hk_none", host=host, on_error=lambda error, _: failures.append(error))
    client.track("ana", "Product Viewed", {"product_id": "milk"})
    client.shutdown()
    assert len(failures) == 1
    assert "401" in str(failures[0]) or "Unauthorized" in str(failures[0])
