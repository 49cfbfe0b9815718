"""What a role of the template allows, evaluated as IAM does for the few forms that we use."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.build.aws_calls import Access
from tests.build.cloudformation import as_list, statements

_ARNS = {
    "EventsTable.Arn": "Table:events",
    "CustomersTable.Arn": "Table:customers",
    "CatalogTable.Arn": "Table:catalog",
    "EventsTable.StreamArn": "Stream:events",
    "Bucket.Arn": "Bucket",
    "LakeStream.Arn": "LakeStream",
    "CustomersTable.StreamArn": "Stream:customers",
    "CatalogTable.StreamArn": "Stream:catalog",
    "SweepsTopic": "Topic:sweeps",
    "RestockQueue.Arn": "Queue:restock",
    "DeliveryQueue.Arn": "Queue:delivery",
    "FailedRuns.Arn": "Queue:failedruns",
    "Bus.Arn": "Bus",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One action on one resource that a statement allows."""

    action: str
    resource: str
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]

    def allows(self, access: Access) -> bool:
        return (
            access.action == self.action
            and fnmatchcase(access.resource, self.resource)
            and all(_holds(*condition, access) for condition in self.conditions)
        )


def grants(template: dict[str, Any], role: str) -> Iterator[Grant]:
    """Everything a role allows, one action and one resource at a time."""
    for owner, statement in statements(template):
        if owner != role:
            continue
        assert statement["Effect"] == "Allow", "a Deny would have to be evaluated first"
        for action in as_list(statement["Action"]):
            for resource in as_list(statement["Resource"]):
                yield Grant(action, name_of(resource), _conditions(statement))


def name_of(resource: Any) -> str:
    """A resource in the words of `aws_calls`: `Bucket:lake/*`, `Table:catalog/index/changes`."""
    if isinstance(resource, str):
        return resource
    ((function, argument),) = resource.items()
    if function == "Fn::GetAtt":
        return str(_ARNS.get(argument, argument))
    if function == "Ref":
        return str(_ARNS.get(argument, argument))
    text = str(argument[0] if isinstance(argument, list) else argument)
    for arn, name in _ARNS.items():
        text = text.replace(f"${{{arn}}}/", f"{name}:" if name == "Bucket" else f"{name}/")
    if ":parameter/${AWS::StackName}/" in text:
        return "Parameter:" + text.rpartition("/")[2]
    return text


def _conditions(statement: dict[str, Any]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple(
        (operator, key, tuple(name_of(value) for value in as_list(values)))
        for operator, asked in statement.get("Condition", {}).items()
        for key, values in asked.items()
    )


def _holds(operator: str, key: str, values: tuple[str, ...], access: Access) -> bool:
    """A condition on a key that the call lacks does not hold, as in `StringEquals`."""
    given = access.context.get(key)
    if given is None:
        return False
    match operator:
        case "StringEquals" | "ArnEquals" | "ForAllValues:StringEquals":
            return given <= set(values)
        case "ForAllValues:StringLike":
            return all(any(fnmatchcase(one, value) for value in values) for one in given)
    raise LookupError(operator)
