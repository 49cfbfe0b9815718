import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.errors import Unavailable
from functions.ports.aws.ecs_containers import EcsContainers, EcsTaskConfig


@pytest.fixture
def ecs() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("ecs", region_name="us-east-1")
        client.create_cluster(clusterName="training")
        client.register_task_definition(
            family="train",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="16384",
            memory="122880",
            containerDefinitions=[{"name": "train", "image": "hilo", "memory": 122880}],
        )
        yield client


@pytest.fixture
def subnet(ecs: Any) -> str:
    ec2 = boto3.client("ec2", region_name="us-east-1")
    return str(ec2.describe_subnets()["Subnets"][0]["SubnetId"])


def test_a_task_is_started_on_fargate(ecs: Any, subnet: str) -> None:
    task = EcsContainers(ecs, EcsTaskConfig("training", "train", [subnet], ["sg-1"])).start()
    (found,) = ecs.describe_tasks(cluster="training", tasks=[task])["tasks"]
    assert found["launchType"] == "FARGATE"
    assert subnet in json.dumps(found)


def test_what_cannot_be_started_is_reported(ecs: Any, subnet: str) -> None:
    with pytest.raises(Unavailable, match="does not start"):
        EcsContainers(ecs, EcsTaskConfig("training", "nothing", [subnet], ["sg-1"])).start()
