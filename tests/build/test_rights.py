"""Each role allows what its function calls, and nothing that it never calls.

The calls are those that the built functions make to take `events/*.json`, and to serve a shop
through a day (`story/`). No engine here knows IAM: `policies.py` evaluates what is allowed.
"""

from typing import Any

import pytest

from tests.build.aws_calls import Access, accesses
from tests.build.built import Built, Ran
from tests.build.cloudformation import FUNCTION, of_type
from tests.build.policies import Grant, grants
from tests.build.story.day import Day
from tests.build.test_template_functions import FUNCTIONS

# Rights that no call of ours uses: whose they are.
OF_OTHERS = {
    "logs:CreateLogStream": "Lambda, to write what a function prints",
    "logs:PutLogEvents": "the same",
    "xray:PutTraceSegments": "Lambda, when Tracing is Active",
    "xray:PutTelemetryRecords": "the same",
    "dynamodb:DescribeStream": "Lambda's event source mapping",
    "dynamodb:GetRecords": "the same",
    "dynamodb:GetShardIterator": "the same",
    "dynamodb:ListStreams": "the same",
    "sqs:SendMessage": "Lambda, when a run has failed for good",
    "sqs:ReceiveMessage": "Lambda's event source mapping",
    "sqs:DeleteMessage": "the same",
    "sqs:GetQueueAttributes": "the same",
    "ecs:RunTask": "see test_template_container.py: a stack without an image has none",
    "iam:PassRole": "the same",
    "s3:AbortMultipartUpload": "s3transfer, when an upload of a big file fails half-way",
}
# (role, action, resource): why it stays although no run here used it.
UNUSED = {
    ("StreamRole", "s3:PutObject", "Bucket:aws/lambda/*"): "Lambda writes batches it gave up",
    ("StreamRole", "s3:ListBucket", "Bucket"): "Lambda asks for it with them",
    ("RetrainRole", "s3:DeleteObject", "Bucket:erasures/*"): "two days after an erasure",
    ("RenderingRole", "s3:ListBucket", "Bucket"): "a file that is not there is 404, not 403",
    ("DeliveryRole", "s3:ListBucket", "Bucket"): "the same",
    ("NudgesRole", "s3:ListBucket", "Bucket"): "the same",
    ("SnapshotRole", "dynamodb:BatchGetItem", "Table:catalog"): "a sale begins or ends",
    ("SnapshotRole", "dynamodb:PutItem", "Table:catalog"): "the same",
    ("ImportsRole", "dynamodb:Query", "Table:catalog"): "an item that gives up a name",
    ("ImportsRole", "dynamodb:DeleteItem", "Table:catalog"): "the same",
    **{
        (role, "ssm:PutParameter", "Parameter:*"): "whichever function asks first makes a secret"
        for role in (
            *("RetrainRole", "RedriveRole", "RenderingRole", "NudgesRole"),
            "ImportsRole",
        )
    },
}


_SMS = "arn:${AWS::Partition}:sms-voice:${AWS::Region}:${AWS::AccountId}"
UNUSED |= {
    ("DeliveryRole", "sms-voice:SendTextMessage", f"{_SMS}:{kind}/*"): "a shop has one of three"
    for kind in ("phone-number", "sender-id")
}


@pytest.fixture(scope="module")
def answers(built: Built, runs: dict[str, Ran]) -> list[dict[str, Any]]:
    """What the API answered in a day of a shop; `runs` took the events before."""
    assert runs
    return Day(built).pass_by()


@pytest.fixture(scope="module")
def calls(built: Built, answers: list[dict[str, Any]]) -> dict[str, list[Access]]:
    assert answers
    return {
        name: [need for call in found for need in accesses(**call)]
        for name, found in built.calls.items()
    }


def granted(template: dict[str, Any], name: str) -> list[Grant]:
    return list(grants(template, role_of(template, name)))


def role_of(template: dict[str, Any], name: str) -> str:
    role: str = of_type(template, FUNCTION)[name]["Role"]["Fn::GetAtt"]
    return role.removesuffix(".Arn")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_call_is_allowed(
    template: dict[str, Any], calls: dict[str, list[Access]], name: str
) -> None:
    allowed = granted(template, name)
    refused = {need for need in calls[name] if not any(grant.allows(need) for grant in allowed)}
    assert calls[name]
    assert not refused


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_right_is_used(
    template: dict[str, Any], calls: dict[str, list[Access]], name: str
) -> None:
    role = role_of(template, name)
    unused = {
        (role, grant.action, grant.resource)
        for grant in granted(template, name)
        if grant.action not in OF_OTHERS and not any(map(grant.allows, calls[name]))
    }
    assert unused == {each for each in UNUSED if each[0] == role}


def test_the_day_passes_without_a_fault(answers: list[dict[str, Any]]) -> None:
    refused = [answer for answer in answers if answer["statusCode"] not in {200, 201, 202, 204}]
    assert not refused
