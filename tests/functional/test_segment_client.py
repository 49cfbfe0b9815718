"""Segment's own Python client, unchanged but for its host."""

from collections.abc import Iterator

import pytest
from segment.analytics import Client

from functions.domain.person import customer, visitor
from local.services import LaptopServices
from tests.functional.conftest import IssueKey
from tests.functional.serving import serving


@pytest.fixture
def host(services: LaptopServices) -> Iterator[str]:
    with serving(services) as host:
        yield host


@pytest.mark.parametrize("gzip", [False, True])
def test_what_the_client_sends_is_stored(
    services: LaptopServices, host: str, issue_key: IssueKey, gzip: bool
) -> None:
    failures: list[Exception] = []
    client = Client(
        issue_key("secret"),
        host=host,
        gzip=gzip,
        on_error=lambda error, _: failures.append(error),
    )
    client.identify("ana", {"plan": "gold"})
    client.track("ana", "Product Viewed", {"product_id": "milk", "price": 1.2})
    client.track("ana", "Order Completed", {"order_id": "o1", "products": [{"sku": "tea"}]})
    client.page("ana", "Shop", "Start")
    client.screen(anonymous_id="v1", name="Start")
    client.group("ana", "club")
    client.alias("ana-before", "ana")
    client.shutdown()
    assert failures == []
    browsed = services.storage.events.newest(customer("ana"), "b", 10)
    names = {event.name for event in browsed}
    assert names == {"identify", "Product Viewed", "page", "group", "alias"}
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
