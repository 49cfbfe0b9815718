"""A record as the DynamoDB Streams API gives it → the record as Lambda hands it to a function."""

import base64
from collections.abc import Mapping
from typing import Any


def lambda_record(record: Mapping[str, Any], stream_arn: str) -> dict[str, Any]:
    """Give the JSON of `Records[]` in a Lambda event.

    boto3 has turned binary values into bytes and times into `datetime`; Lambda's event carries
    base64 text and seconds.
    """
    change: dict[str, Any] = {
        name: _image(value) if name in {"Keys", "NewImage", "OldImage"} else value
        for name, value in record["dynamodb"].items()
    }
    if "ApproximateCreationDateTime" in change:
        change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
    result = {**record, "dynamodb": change, "eventSourceARN": stream_arn}
    if "userIdentity" in record:
        # Who removed an expired item; here alone the two differ in case.
        result["userIdentity"] = {
            name[0].lower() + name[1:]: value for name, value in record["userIdentity"].items()
        }
    return result


def _image(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(typed) for name, typed in attributes.items()}


def _value(typed: Mapping[str, Any]) -> dict[str, Any]:
    ((kind, value),) = typed.items()
    match kind:
        case "B":
            return {kind: base64.b64encode(value).decode()}
        case "BS":
            return {kind: [base64.b64encode(one).decode() for one in value]}
        case "M":
            return {kind: _image(value)}
        case "L":
            return {kind: [_value(one) for one in value]}
        case _:
            return {kind: value}
