"""What DynamoDB does not process in one go: from botocore's stubs, as no engine does it."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from functions.errors import Unavailable
from functions.storage.batches import get_all, put_all

ROWS = [{"pk": {"S": f"p{n}"}, "sk": {"S": "item"}} for n in range(3)]
REQUESTS = [{"PutRequest": {"Item": row}} for row in ROWS]


@pytest.fixture
def client() -> Any:
    return boto3.client("dynamodb", region_name="us-east-1")


def test_unprocessed_rows_are_sent_again(client: Any) -> None:
    pauses: list[float] = []
    with Stubber(client) as stub:
        stub.add_response("batch_write_item", {"UnprocessedItems": {"t": REQUESTS[1:]}})
        stub.add_response(
            "batch_write_item", {"UnprocessedItems": {}}, {"RequestItems": {"t": REQUESTS[1:]}}
        )
        assert put_all(client, "t", ROWS, pauses.append) == set()
        stub.assert_no_pending_responses()
    assert len(pauses) == 1


def test_what_never_gets_through_is_reported_by_position(client: Any) -> None:
    with Stubber(client) as stub:
        for _ in range(6):
            stub.add_response("batch_write_item", {"UnprocessedItems": {"t": REQUESTS[2:]}})
        assert put_all(client, "t", ROWS, lambda _: None) == {2}


def test_a_refused_call_is_tried_again(client: Any) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("batch_write_item", "ProvisionedThroughputExceededException")
        stub.add_response("batch_write_item", {"UnprocessedItems": {}})
        assert put_all(client, "t", ROWS, lambda _: None) == set()


def test_keys_that_stay_unread_are_no_empty_answer(client: Any) -> None:
    with Stubber(client) as stub:
        for _ in range(6):
            left = {"Responses": {"t": []}, "UnprocessedKeys": {"t": {"Keys": ROWS}}}
            stub.add_response("batch_get_item", left)
        with pytest.raises(Unavailable):
            get_all(client, "t", ROWS, lambda _: None)
