"""What erasing takes on AWS, where no engine of a test can show that it is allowed."""

from typing import Any

import pytest

from functions.ports import lake
from functions.services.erasure.pending import PREFIX
from functions.services.erasure.sweep import FAILURES
from tests.build.cloudformation import as_list, statements


def places(template: dict[str, Any], role: str, action: str) -> set[str]:
    """Where in the bucket a role may do something."""
    found = (
        resource["Fn::Sub"].removeprefix("${Bucket.Arn}/").removesuffix("*")
        for owner, statement in statements(template)
        if owner == role and action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
        if "Fn::Sub" in resource
    )
    return set(found)


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"])
def test_the_sweep_may_rewrite_whatever_holds_people(template: dict[str, Any], action: str) -> None:
    allowed = places(template, "RetrainRole", action)
    for prefix in (lake.PREFIX, lake.COMPACTED, PREFIX, *FAILURES):
        assert any(prefix.startswith(place) for place in allowed), prefix


def test_the_api_leaves_word_for_the_lake(template: dict[str, Any]) -> None:
    assert PREFIX in places(template, "ApiRole", "s3:PutObject")


@pytest.mark.parametrize("role", ["ApiRole", "StreamRole", "RetrainRole"])
def test_a_role_that_asks_for_erasures_may_read_their_secret(
    template: dict[str, Any], role: str
) -> None:
    actions = {
        action
        for owner, statement in statements(template)
        if owner == role
        for action in as_list(statement["Action"])
    }
    assert {"ssm:GetParameter", "ssm:PutParameter"} <= actions
