"""What holds the calls of functional tests against the roles can find one that is not allowed."""

import pytest

from functions.stream.wiring import process_events
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.allowed_calls import ENTRIES, AllowedCalls, looked_at
from tests.functional.test_stream import store
from tests.unit.builders import event

LOOKED_UP = {"action": "dynamodb:BatchGetItem", "resource": "Table:events"}


def test_a_call_that_the_role_lacks_is_named_with_its_test(services: LaptopServices) -> None:
    calls = AllowedCalls.of_template()
    calls.grants["StreamFunction"] = [
        grant
        for grant in calls.grants["StreamFunction"]
        if (grant.action, grant.resource) != tuple(LOOKED_UP.values())
    ]
    with looked_at(calls):
        process_events(services)(store(services, event("m1", "Order Completed", "milk")), None)
    ((function, need),) = calls.refused
    assert (function, need.action, need.resource) == ("StreamFunction", *LOOKED_UP.values())
    assert "test_a_call_that_the_role_lacks" in calls.refused[function, need]


def test_calls_in_the_threads_of_a_request_count_for_the_api(
    secret: TestClient, allowed_calls: AllowedCalls
) -> None:
    secret.post("/v1/track", json={"userId": "ana", "event": "Product Viewed", "messageId": "m1"})
    put = ("ApiFunction", "dynamodb:PutItem", "Table:events", frozenset[str]())
    assert put in allowed_calls.seen


@pytest.mark.parametrize("right", ["s3:ListBucket", "s3:GetObject"])
def test_calls_to_the_bucket_count_and_what_is_not_there_takes_the_right_to_list(
    services: LaptopServices, secret: TestClient, right: str
) -> None:
    calls = AllowedCalls.of_template()
    granted = calls.grants["ApiFunction"]
    calls.grants["ApiFunction"] = [grant for grant in granted if grant.action != right]
    with looked_at(calls):
        assert secret.get("/v1/insights/abandonment").status_code == 404  # before any training
    assert {need.action for _, need in calls.refused} == {right}


def test_what_a_test_does_itself_counts_for_no_function(services: LaptopServices) -> None:
    calls = AllowedCalls.of_template()
    with looked_at(calls):
        store(services, event("m1", "Order Completed", "milk"))
    assert not calls.seen


def test_each_function_of_the_template_has_an_entry() -> None:
    entered = {function for _, _, function in ENTRIES}
    assert AllowedCalls.of_template().grants.keys() <= entered | {
        "ApiFunction",
        "RenderingFunction",
    }
