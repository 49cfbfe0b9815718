"""Calls of boto3 as IAM sees them: an action on a resource, with what conditions look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """One thing that a call needs to be allowed; a batch or a transaction needs several.

    `resource` names ours as `Table:customers`, `Table:catalog/index/changes`, `Bucket:lake/x`,
    `Bucket` or by the service's own ARN.
    """

    action: str
    resource: str
    context: dict[str, frozenset[str]] = field(default_factory=dict, hash=False, compare=False)


def accesses(service: str, operation: str, parameters: Parameters) -> list[Access]:
    """What a call needs; raises `LookupError` for one that is not described here."""
    described = {
        "dynamodb": _dynamodb,
        "s3": _s3,
        "ssm": _ssm,
        "firehose": _firehose,
        "ecs": _ecs,
        "events": _events,
        "pinpoint-sms-voice-v2": _sms,
        "sesv2": _sesv2,
        "sns": _sns,
        "socialmessaging": _whatsapp,
        "sqs": _sqs,
    }
    return list(described[service](operation, parameters))


def _dynamodb(operation: str, parameters: Parameters) -> Iterator[Access]:
    match operation:
        case "BatchGetItem":
            for table, asked in parameters["RequestItems"].items():
                yield _rows(operation, table, asked["Keys"])
        case "BatchWriteItem":
            for table, requests in parameters["RequestItems"].items():
                yield _rows(operation, table, [_row_of(request) for request in requests])
        case "TransactWriteItems":  # allowed by the rights of its parts
            for part in parameters["TransactItems"]:
                ((kind, asked),) = part.items()
                row = asked.get("Item") or asked["Key"]
                yield _rows(f"{kind}Item", asked["TableName"], [row])
        case "Query":
            yield _query(parameters)
        case _:
            row = parameters.get("Item") or parameters["Key"]
            yield _rows(operation, parameters["TableName"], [row])


def _row_of(request: Parameters) -> Parameters:
    ((_, asked),) = request.items()
    row: Parameters = asked.get("Item") or asked["Key"]
    return row


def _rows(operation: str, table: str, rows: list[Parameters]) -> Access:
    leading = frozenset(row["pk"]["S"] for row in rows)
    return Access(f"dynamodb:{operation}", _table(table), {"dynamodb:LeadingKeys": leading})


def _query(parameters: Parameters) -> Access:
    index = parameters.get("IndexName")
    resource = _table(parameters["TableName"]) + (f"/index/{index}" if index else "")
    equals = re.match(r"\s*\w+ = (:\w+)", parameters["KeyConditionExpression"])
    assert equals, parameters["KeyConditionExpression"]
    leading = frozenset([parameters["ExpressionAttributeValues"][equals[1]]["S"]])
    return Access("dynamodb:Query", resource, {"dynamodb:LeadingKeys": leading})


def _table(name: str) -> str:
    return f"Table:{name.rpartition('-')[2]}"


def _s3(operation: str, parameters: Parameters) -> Iterator[Access]:
    key = parameters.get("Key", "")
    match operation:
        case "ListObjectsV2":
            yield Access("s3:ListBucket", "Bucket")
        case "HeadObject":
            yield Access("s3:GetObject", f"Bucket:{key}")
        case "GetObject" | "PutObject" | "DeleteObject" | "AbortMultipartUpload":
            yield Access(f"s3:{operation}", f"Bucket:{key}")
            if "IfMatch" in parameters:  # it shows what is there
                yield Access("s3:GetObject", f"Bucket:{key}")
        case "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload":
            yield Access("s3:PutObject", f"Bucket:{key}")
        case _:
            raise LookupError(operation)


def _ssm(operation: str, parameters: Parameters) -> Iterator[Access]:
    yield Access(f"ssm:{operation}", f"Parameter:{parameters['Name'].rpartition('/')[2]}")


def _firehose(operation: str, _: Parameters) -> Iterator[Access]:
    yield Access(f"firehose:{operation}", "LakeStream")


def _sns(operation: str, parameters: Parameters) -> Iterator[Access]:
    """Of a topic of the stack, or of the shop's platform applications and their endpoints."""
    if topic := parameters.get("TopicArn"):
        # A batch is allowed by the right to publish one message.
        yield Access(f"sns:{operation.removesuffix('Batch')}", f"Topic:{topic.rpartition('-')[2]}")
        return
    names = ("PlatformApplicationArn", "EndpointArn", "TargetArn")
    arn = next(parameters[name] for name in names if name in parameters)
    yield Access(f"sns:{operation}", _own("sns", arn.split(":", 5)[5]))


def _sesv2(operation: str, parameters: Parameters) -> Iterator[Access]:
    """A raw message needs both rights, on the identity and on the configuration set."""
    assert "Raw" in parameters["Content"], operation
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        yield Access(action, _own("ses", f"identity/{parameters['FromEmailAddress']}"))
        yield Access(action, _own("ses", f"configuration-set/{parameters['ConfigurationSetName']}"))


def _sms(operation: str, parameters: Parameters) -> Iterator[Access]:
    pool = parameters["OriginationIdentity"]
    yield Access(f"sms-voice:{operation}", _own("sms-voice", f"pool/{pool}"))


def _whatsapp(operation: str, parameters: Parameters) -> Iterator[Access]:
    number = parameters["originationPhoneNumberId"].removeprefix("phone-number-id-")
    resource = _own("social-messaging", f"phone-number-id/{number}")
    yield Access(f"social-messaging:{operation}", resource)


def _own(service: str, resource: str) -> str:
    """A resource of the stack's own account, as the template writes it."""
    return f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"


def _sqs(operation: str, parameters: Parameters) -> Iterator[Access]:
    """A batch is allowed by the right to send one message."""
    queue = parameters["QueueUrl"].rpartition("-")[2]
    yield Access(f"sqs:{operation.removesuffix('Batch')}", f"Queue:{queue}")


def _events(operation: str, parameters: Parameters) -> Iterator[Access]:
    for _ in parameters["Entries"]:
        yield Access(f"events:{operation}", "Bus")


def _ecs(operation: str, parameters: Parameters) -> Iterator[Access]:
    cluster = frozenset([parameters["cluster"]])
    yield Access(f"ecs:{operation}", parameters["taskDefinition"], {"ecs:cluster": cluster})
