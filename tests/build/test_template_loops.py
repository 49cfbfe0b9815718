"""Functions that send work to themselves may go on for as long as there is work.

Lambda follows a message from function to function, and ends a chain after about 16 runs unless the
function allows it: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.build.cloudformation import FUNCTION, as_list, of_type, statements
from tests.build.test_template_functions import FUNCTIONS

# By S3 and EventBridge: each part of a file writes the object that wakes the run of the next part.
BY_OBJECTS = {"ImportsFunction"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_goes_on_if_it_sends_itself_work(template: dict[str, Any], name: str) -> None:
    function = of_type(template, FUNCTION)[name]
    role = function["Role"]["Fn::GetAtt"].removesuffix(".Arn")
    sends_itself = set(_queues_that_wake(function)) & set(_queues_it_writes(template, role))
    wanted = "Allow" if sends_itself or name in BY_OBJECTS else "Terminate"
    assert function.get("RecursiveLoop", "Terminate") == wanted


def _queues_that_wake(function: dict[str, Any]) -> Iterator[str]:
    for event in function["Events"].values():
        if event["Type"] == "SQS":
            yield event["Properties"]["Queue"]["Fn::GetAtt"]


def _queues_it_writes(template: dict[str, Any], role: str) -> Iterator[str]:
    for owner, statement in statements(template):
        if owner == role and "sqs:SendMessage" in as_list(statement["Action"]):
            for resource in as_list(statement["Resource"]):
                yield resource["Fn::GetAtt"]
