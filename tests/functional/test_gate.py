"""A new model takes over only if it is no worse: six hundred people, two tastes, three days."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.domain.event import Event
from functions.domain.person import customer
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.retrain.training_job import TrainingJob
from functions.settings import Settings
from functions.storage.tables import TableNames, create_tables
from functions.stream.lake_line import lake_line
from local.engine import Engine
from local.services import LaptopServices
from tests.conftest import Clock
from tests.unit.builders import DAY, event

PEOPLE, ITEMS = 600, 40
QUICK = {"ranker_fewest": "100000", "factors": "16", "iterations": "8"}
# Learns neither who likes what nor what goes with what.
DULL = {**QUICK, "factors": "1", "iterations": "1", "neighbour_support": "100000"}


def orders(now: int, days: range, people: range = range(PEOPLE)) -> Iterator[Event]:
    """Each day each person buys something of their taste that they never had."""
    for who in people:
        for day in days:
            item = f"{'coffee' if who % 2 else 'tea'}-{(who * 7 + day * 11) % ITEMS}"
            name = f"{who}-{day}"
            yield event(
                name,
                "Order Completed",
                item,
                order_id=name,
                person=customer(f"p{who}"),
                at=now - day * DAY - who,
            )


@pytest.fixture(scope="module")
def a_shop_with_a_model(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of orders, three days old, and the model that was learned of them."""
    names = TableNames.prefixed("gate")
    create_tables(engine.dynamodb, names)
    folder = tmp_path_factory.mktemp("gate")
    settings = Settings(
        customers_table=names.customers, work_folder=folder / "work", training=dict(QUICK)
    )
    services = LaptopServices(settings, folder / "data", clock=Clock())
    services.lake.append([lake_line(each) for each in orders(services.clock(), range(3, 18))])
    manifest = retrain(services)
    assert manifest["gate"]["passed"]
    assert manifest["gate"]["not_compared"] == "no model is in service"
    return services.data


def retrain(services: LaptopServices, **training: Any) -> dict[str, Any]:
    settings = services.settings.model_copy(update={"training": training or dict(QUICK)})
    changed = LaptopServices(
        settings, services.data, clock=services.clock, random_bytes=services.random_bytes
    )
    return TrainingJob(changed)(lambda step, fraction: None)


@pytest.fixture
def shop(a_shop_with_a_model: Path, services: LaptopServices, clock: Clock) -> LaptopServices:
    """The same shop three days later."""
    shutil.copytree(a_shop_with_a_model, services.data)
    services.lake.append([lake_line(each) for each in orders(clock(), range(3))])
    clock.advance(hours=1)
    return services


def in_service(services: LaptopServices) -> str:
    pointer = artifacts.current(services.blobs, MODELS)
    assert pointer is not None
    return pointer.version


def test_an_equal_model_takes_over(shop: LaptopServices) -> None:
    before = in_service(shop)
    manifest = retrain(shop)
    gate = manifest["gate"]

    assert gate["passed"], gate["reasons"]
    assert (gate["incumbent"], gate["not_compared"]) == (before, None)
    assert gate["people"] == gate["over_incumbent"]["people"] == PEOPLE
    # nothing that the old one had learned from is asked about
    assert manifest["metrics"]["held_out_from"] == "2024-12-29T12:00:00+00:00"
    assert in_service(shop) == manifest["version"]


def test_a_worse_model_is_kept_and_the_old_one_serves(shop: LaptopServices) -> None:
    before = in_service(shop)
    manifest = retrain(shop, **DULL)
    gate = manifest["gate"]

    assert not gate["passed"]
    assert any(before in reason for reason in gate["reasons"])
    assert gate["over_incumbent"]["interval"][1] < 0
    assert in_service(shop) == before
    assert artifacts.refused(shop.blobs, MODELS, manifest["version"])
    # neither does it come into service by the way back, nor as the newest
    artifacts.unpin(shop.blobs, MODELS)
    assert in_service(shop) == before


def test_refusals_do_not_push_out_the_model_in_service(shop: LaptopServices) -> None:
    before = in_service(shop)
    for _ in range(6):
        folder = shop.data / "refused"
        shutil.copytree(shop.data / "models" / before, folder)
        version = f"9{shop.random_bytes(2).hex()}"
        artifacts.keep(shop.blobs, MODELS, version, folder)
        shutil.rmtree(folder)
    assert in_service(shop) == before
    assert before in artifacts.versions(shop.blobs, MODELS)


def test_too_few_people_since_then_decide_nothing(
    a_shop_with_a_model: Path, services: LaptopServices, clock: Clock
) -> None:
    shutil.copytree(a_shop_with_a_model, services.data)
    lines = [lake_line(each) for each in orders(clock(), range(3), range(400))]
    services.lake.append(lines)
    gate = retrain(services, **DULL)["gate"]

    assert gate["over_incumbent"] is None
    assert "400 people can be asked, and 500 are needed" in gate["not_compared"]


def harm(services: LaptopServices, how: str) -> None:
    folder = services.data / "models" / in_service(services)
    manifest = json.loads((folder / "manifest.json").read_text())
    if how == "damaged":
        (folder / "arrays.bin").write_bytes(b"")
    else:
        del manifest["arrays"]["als/item_factors"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("how", ["damaged", "broken inside"])
def test_a_model_that_cannot_be_asked_refuses_no_model(shop: LaptopServices, how: str) -> None:
    before = in_service(shop)
    harm(shop, how)
    manifest = retrain(shop)
    gate = manifest["gate"]

    assert gate["passed"], gate["reasons"]
    assert gate["over_incumbent"] is None
    assert gate["incumbent"] == before
    assert ("cannot be asked" if how == "broken inside" else "cannot be read") in gate[
        "not_compared"
    ]
    assert in_service(shop) == manifest["version"]


def test_a_pin_stays_whatever_comes(shop: LaptopServices) -> None:
    before = in_service(shop)
    artifacts.activate(shop.blobs, MODELS, before)
    assert retrain(shop)["gate"]["passed"]
    assert in_service(shop) == before
