"""Visitors that a program made up: they hold up no one, and leave alerts to customers."""

from uuid import UUID

import pytest

from functions.domain.person import visitor
from functions.services.nudges.restock import waves
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.nudges.restock_shop import Restock, alerts, all_ask


def _made_up(page: TestClient, count: int) -> list[str]:
    """Visitors who wait for tea; no browser has these ids."""
    ids = [str(UUID(int=n + 1, version=4)) for n in range(count)]
    for each in ids:
        body = {"anonymous_id": each}
        page.post("/v1/items/tea/restock-subscriptions", json=body).raise_for_status()
    return ids


def _displayed(page: TestClient, ids: list[str]) -> int:
    paths = [f"/v1/visitors/{each}/nudges" for each in ids]
    return sum(len(page.get(path).json()["nudges"]) for path in paths)


@pytest.mark.parametrize("order", ["time", "affinity"])
def test_visitors_in_front_who_never_come_back_hold_up_no_customer(
    restock: Restock, publishable: TestClient, clock: Clock, order: str
) -> None:
    restock.shop.settings(restock_order=order)
    _made_up(publishable, 4)
    clock.advance(seconds=1)
    all_ask(restock, clock)
    restock.stock(1)
    restock.run()
    clock.advance(seconds=1)
    assert restock.notified() == ["ana"]


def test_pages_of_visitors_get_half_of_the_alerts_at_most(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    ids = _made_up(publishable, 9)
    clock.advance(seconds=1)
    all_ask(restock, clock)
    restock.stock(5)
    restock.run()
    clock.advance(seconds=1)
    assert _displayed(publishable, ids) == 3
    assert _displayed(publishable, ids) == 3, "to read again takes no other alert"
    assert len(restock.notified()) == 2
    assert alerts(restock) == (5, 5)


def test_a_wave_plans_no_more_visitors_than_some_times_its_alerts(
    restock: Restock, publishable: TestClient, clock: Clock
) -> None:
    ids = _made_up(publishable, 12)
    restock.stock(1)
    restock.run()
    ready = sum(bool(_steps(restock, each)) for each in ids)
    assert ready == waves.CHOICE
    clock.advance(hours=3)
    restock.run()
    assert sum(bool(_steps(restock, each)) for each in ids) == 2 * waves.CHOICE


def _steps(restock: Restock, anonymous_id: str) -> int:
    agenda = restock.services.storage.agendas.find([visitor(anonymous_id)])[visitor(anonymous_id)]
    return len(agenda.open) + len(agenda.sequences)
