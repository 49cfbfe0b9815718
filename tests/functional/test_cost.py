"""Ceilings of what an operation takes of DynamoDB, and costs with every service in it."""

import pytest

from bench import cost
from bench.cost import Measured, costs, measured
from bench.shop_traffic import shop_traffic
from tests.build.cloudformation import load, of_type
from tests.build.resolved import resolved

CEILINGS = {
    "recommendations, busy": 2.5,
    "recommendations, quiet": 4.0,
    "events, busy": 2.0,
    "events, quiet": 5.0,
    "idle month": 1.0,
}


@pytest.fixture(scope="module")
def found() -> Measured:
    with shop_traffic() as traffic:
        return measured(traffic)


def test_a_recommendation_reads_four_units(found: Measured) -> None:
    assert found.recommendation.read <= 4
    assert found.recommendation.write == 0


def test_an_event_writes_one_unit(found: Measured) -> None:
    """A name that the catalogue lacks is read, and not again for half a minute."""
    assert found.event.write == 1
    assert found.event.read <= 0.5


def test_its_whole_path_writes_four_at_most(found: Measured) -> None:
    assert all(found.event.write + units.write <= 4 for units in found.folded.values())


@pytest.mark.parametrize(("operation", "dollars"), CEILINGS.items())
def test_what_it_costs(found: Measured, operation: str, dollars: float) -> None:
    parts = costs(found)[operation]
    assert 0 < sum(parts.values()) <= dollars, parts


def test_the_sizes_are_those_of_the_template() -> None:
    template = load()
    plain = resolved(
        {
            **template,
            "Resources": {**template["Resources"], "All": template["Globals"]["Function"]},
        },
        {},
    )["Resources"]
    functions = {
        "ApiFunction": cost.API_MIB,
        "StreamFunction": cost.STREAM_MIB,
        "SnapshotFunction": cost.SNAPSHOT_MIB,
        "DeliveryFunction": cost.DELIVERY_MIB,
        "RetrainFunction": cost.RETRAIN_MIB,
    }
    assert {name: plain[name]["Properties"]["MemorySize"] for name in functions} == functions
    assert plain["All"]["Tracing"] == "PassThrough"
    sources = [
        source["Type"]
        for function in of_type(template, "AWS::Serverless::Function").values()
        for source in function["Events"].values()
    ]
    assert sources.count("SQS") == cost.POLLED_QUEUES
    standing = {
        name: each for name, each in template["Resources"].items() if "Condition" not in each
    }
    assert len(of_type({"Resources": standing}, "AWS::CloudWatch::Alarm")) == cost.ALARMS
