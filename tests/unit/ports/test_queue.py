"""Queues: nothing that was sent is lost, and nothing comes before its time."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from functions.errors import Unavailable
from functions.ports.aws.sqs_queue import SqsQueue
from functions.ports.local.folder_queue import FolderQueue
from tests.conftest import Clock

URL = "https://sqs.us-east-1.amazonaws.com/1/q"


@pytest.fixture
def sqs() -> Any:
    return boto3.client("sqs", region_name="us-east-1")


def answer(taken: int, *failed: str) -> dict[str, Any]:
    done = [{"Id": str(n), "MessageId": "m", "MD5OfMessageBody": "d"} for n in range(taken)]
    faults = [{"Id": each, "SenderFault": False, "Code": "InternalError"} for each in failed]
    return {"Successful": done, "Failed": faults}


def entry(number: int, **message: Any) -> dict[str, Any]:
    body = {"MessageBody": json.dumps(message), "MessageAttributes": {}}
    return {"Id": str(number), "DelaySeconds": 60, **body}


def test_eleven_messages_are_two_batches_and_what_fails_is_sent_again(sqs: Any) -> None:
    with Stubber(sqs) as stub:
        stub.add_response("send_message_batch", answer(9, "3"))
        again = {"QueueUrl": URL, "Entries": [entry(3, n=3)]}
        stub.add_response("send_message_batch", answer(1), again)
        last = {"QueueUrl": URL, "Entries": [entry(0, n=10)]}
        stub.add_response("send_message_batch", answer(1), last)
        queue = SqsQueue(sqs, URL, sleep=lambda _: None)
        queue.send([{"n": n} for n in range(11)], delay_s=60)
        stub.assert_no_pending_responses()


def test_what_sqs_keeps_refusing_is_an_error(sqs: Any) -> None:
    with Stubber(sqs) as stub:
        stub.add_response("send_message_batch", answer(0, "0"))
        for _ in range(3):
            stub.add_client_error("send_message_batch", "ThrottlingException")
        with pytest.raises(Unavailable):
            SqsQueue(sqs, URL, sleep=lambda _: None).send([{}])


def test_a_folder_keeps_messages_in_order_until_their_work_is_done(
    tmp_path: Path, clock: Clock
) -> None:
    queue = FolderQueue(tmp_path / "q", clock)
    queue.send([{"n": 2}], delay_s=60)
    queue.send([{"n": 1}])
    seen: list[Any] = []
    assert queue.hand_over(seen.append) == 1
    clock.advance(seconds=60)

    def fails(_: dict[str, Any]) -> None:
        raise Unavailable("not now")

    with pytest.raises(Unavailable):
        queue.hand_over(fails)
    assert FolderQueue(tmp_path / "q", clock).hand_over(seen.append) == 1
    assert (seen, queue.hand_over(seen.append)) == ([{"n": 1}, {"n": 2}], 0)


def test_a_message_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    queue = FolderQueue(tmp_path / "q", Clock(0))
    queue.send([{"n": 1}, {"n": 2}, {"n": 3}])
    seen: list[int] = []

    def work(message: dict[str, int]) -> None:
        if message["n"] == 2:
            raise ValueError("no")
        seen.append(message["n"])

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            queue.hand_over(work)
    assert sorted(seen) == [1, 3]
