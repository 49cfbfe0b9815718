"""Forgetting a customer: at once in every table, at the next training in files and models."""

import pytest

from functions.api.app import create_app
from functions.domain.person import visitor
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.erasure.ana import ANA, BEA, DEVICE, ERASE, SHARED, Places, did, sweep
from tests.functional.lake import lake_lines
from tests.functional.stores import drain
from tests.functional.test_customers import record
from tests.functional.test_identity import because
from tests.functional.test_shopping import cart


@pytest.mark.usefixtures("story")
def test_nothing_of_a_customer_is_left_in_any_table_and_nothing_in_files_after_the_sweep(
    secret: TestClient, services: LaptopServices, engine: Engine, places: Places
) -> None:
    assert places(ANA)
    assert secret.delete(ERASE).status_code == 204
    drain(services, engine)
    assert all(text.startswith(tuple("0123456789")) for text in places(ANA)), "files only"
    sweep(services)
    assert places(ANA) == []
    assert places(DEVICE) == []
    assert {line["message_id"] for line in lake_lines(services)} == {"s1", "d0", "i0", "i9", "b9"}


@pytest.mark.usefixtures("story")
def test_who_shares_a_device_keeps_what_is_theirs_and_inherits_nothing(
    secret: TestClient, publishable: TestClient, services: LaptopServices, clock: Clock
) -> None:
    bea = secret.get(f"/v1/customers/{BEA}/events").json()
    assert secret.delete(ERASE).status_code == 204
    assert secret.get(f"/v1/customers/{BEA}/events").json() == bea
    assert cart(secret, f"customers/{BEA}") == {"teapot": 2}
    in_her_time = "2025-01-01T15:30:00Z"  # reported late: it has no owner now, and is not Bea's
    record(publishable, did("late", "Product Added", anonymousId=SHARED, timestamp=in_her_time))
    assert cart(secret, f"customers/{BEA}") == {"teapot": 2}
    assert services.storage.profiles.get(visitor(SHARED))[0].interactions != ()


@pytest.mark.usefixtures("learned", "story")
def test_a_person_who_comes_back_is_a_new_person(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    secret.delete(ERASE)
    assert secret.get(ERASE).status_code == 404
    assert because(secret, user_id=ANA) == set()
    assert because(publishable, anonymous_id=DEVICE) == set()
    clock.advance(seconds=5)
    record(secret, did("n1", "Product Added", userId=ANA, properties={"product_id": "grinder"}))
    record(publishable, did("n2", "Product Added", anonymousId=DEVICE))
    drain(services, engine)
    sweep(services)
    assert because(secret, user_id=ANA) == {"grinder"}
    assert {line["message_id"] for line in lake_lines(services)} >= {"n1", "n2"}
    assert secret.get(ERASE).json()["linked"] == []


@pytest.mark.usefixtures("story")
def test_erasing_again_or_an_unknown_person_is_fine(secret: TestClient, places: Places) -> None:
    assert [secret.delete(ERASE).status_code for _ in range(3)] == [204] * 3
    assert secret.delete("/v1/customers/nobody-we-know").status_code == 204
    assert places("nobody-we-know") == []


@pytest.mark.usefixtures("learned")
def test_the_next_model_does_not_know_who_was_erased(
    secret: TestClient, services: LaptopServices
) -> None:
    assert "bought_together" in reasons(secret)
    for number in range(shop.PEOPLE_A_TASTE):
        assert secret.delete(f"/v1/customers/tea-{number}").status_code == 204
    shop.train(services)
    assert not any(line["person"].startswith("customer#tea") for line in lake_lines(services))
    assert "bought_together" not in reasons(
        TestClient(create_app(services), headers=dict(secret.headers))
    )


def reasons(client: TestClient) -> set[str]:
    items = client.get("/v1/recommendations?placement=product&item_id=teapot&n=8").json()["items"]
    return {item["reason"] for item in items}
