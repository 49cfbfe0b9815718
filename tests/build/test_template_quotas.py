"""What AWS allows at most, of which a deployment would learn only half-way.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

import json
from typing import Any

from tests.build.cloudformation import FUNCTION, of_type

ENVIRONMENT_BYTES = 4_096
ROLE_POLICIES_SIGNS = 10_240  # of all policies inside a role, without spaces
RESOURCES, PARAMETERS, OUTPUTS = 500, 200, 200
LAYERS = 5
STREAM_READERS = 2  # of one shard of a table's stream, before reads are throttled
# What a reference becomes is longer than its name: an ARN with the name of a stack.
LONGEST_VALUE = 180


def test_variables_fit_a_function(template: dict[str, Any]) -> None:
    common = template["Globals"]["Function"]["Environment"]["Variables"]
    for name, function in of_type(template, FUNCTION).items():
        own = function.get("Environment", {}).get("Variables", {})
        size = sum(len(key) + _longest(value) for key, value in {**common, **own}.items())
        assert size <= ENVIRONMENT_BYTES, name


def test_policies_fit_a_role(template: dict[str, Any]) -> None:
    for name, role in of_type(template, "AWS::IAM::Role").items():
        size = sum(_longest(policy["PolicyDocument"]) for policy in role.get("Policies", []))
        assert size <= ROLE_POLICIES_SIGNS, (name, size)


def test_a_new_account_has_no_concurrency_to_reserve(template: dict[str, Any]) -> None:
    """It has ten runs at once, and Lambda refuses to leave fewer than ten unreserved."""
    for name, function in of_type(template, FUNCTION).items():
        assert "ReservedConcurrentExecutions" not in function, name
        assert "ProvisionedConcurrencyConfig" not in function, name
        assert len(function.get("Layers", [])) <= LAYERS, name


def test_a_stack_fits_cloudformation(template: dict[str, Any]) -> None:
    # SAM adds a few to each function: permissions, mappings, schedules with their roles.
    assert 3 * len(template["Resources"]) <= RESOURCES
    assert len(template["Parameters"]) <= PARAMETERS
    assert len(template["Outputs"]) <= OUTPUTS


def test_no_stream_has_more_readers_than_a_shard_serves(template: dict[str, Any]) -> None:
    streams = [
        json.dumps(event["Properties"]["Stream"])
        for function in of_type(template, FUNCTION).values()
        for event in function["Events"].values()
        if event["Type"] == "DynamoDB"
    ]
    assert streams
    assert max(map(streams.count, streams)) <= STREAM_READERS


def test_a_queue_hides_a_message_for_six_times_its_function_s_time(
    template: dict[str, Any],
) -> None:
    queues = of_type(template, "AWS::SQS::Queue")
    for function in of_type(template, FUNCTION).values():
        for event in function["Events"].values():
            if event["Type"] == "SQS":
                name = event["Properties"]["Queue"]["Fn::GetAtt"].removesuffix(".Arn")
                assert queues[name]["VisibilityTimeout"] >= 6 * function["Timeout"]


def test_what_holds_data_outlives_its_stack_and_its_replacement(template: dict[str, Any]) -> None:
    holders = ("AWS::DynamoDB::Table", "AWS::S3::Bucket")
    for name, resource in template["Resources"].items():
        if resource["Type"] in holders:
            kept = (resource["DeletionPolicy"], resource["UpdateReplacePolicy"])
            assert kept == ("RetainExceptOnCreate", "Retain"), name


def _longest(value: Any) -> int:
    """Signs of a value in JSON without spaces, once what it refers to stands in it."""
    if isinstance(value, str):
        return len(value) + 2
    if isinstance(value, list):
        return 2 + sum(_longest(each) + 1 for each in value)
    if isinstance(value, dict):
        if {"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::If"} & value.keys():
            return LONGEST_VALUE
        return 2 + sum(len(key) + 4 + _longest(each) for key, each in value.items())
    return len(json.dumps(value))
