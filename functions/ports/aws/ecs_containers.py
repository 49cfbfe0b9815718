"""Containers on AWS: ECS tasks on Fargate."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable


@dataclass(frozen=True, slots=True)
class EcsTaskConfig:
    """Parameters of an ECS task: two ARNs, and ids of the network it runs in."""

    cluster: str
    task_definition: str
    subnets: list[str]
    security_groups: list[str]


class EcsContainers:
    def __init__(self, client: Any, where: EcsTaskConfig) -> None:
        self._client = client
        self._where = where

    def start(self) -> str:
        where = self._where
        try:
            answer = self._client.run_task(
                cluster=where.cluster,
                taskDefinition=where.task_definition,
                launchType="FARGATE",
                count=1,
                networkConfiguration={
                    "awsvpcConfiguration": {
                        "subnets": where.subnets,
                        "securityGroups": where.security_groups,
                        "assignPublicIp": "ENABLED",  # in a public subnet it reaches S3 by it
                    }
                },
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable(f"ECS does not start the training: {error}") from error
        if not answer["tasks"]:
            reasons = [failure.get("reason", "") for failure in answer.get("failures", ())]
            raise Unavailable(f"ECS does not start the training: {', '.join(reasons)}")
        return str(answer["tasks"][0]["taskArn"])
