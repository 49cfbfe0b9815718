import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from functions.ports.aws.firehose_lake import FirehoseLake
from functions.ports.lake import partition
from functions.ports.local.folder_lake import FolderLake
from tests.unit.builders import NOON


def test_lines_lie_in_the_hour_of_their_arrival(tmp_path: Path) -> None:
    assert FolderLake(tmp_path, lambda: NOON).append([{"a": "ñ"}, {"a": 2}]) == set()
    (path,) = tmp_path.rglob("*.jsonl")
    assert path.parent == tmp_path / "lake/events/dt=2025-01-01/hh=12"
    assert [json.loads(line) for line in path.read_text().splitlines()] == [{"a": "ñ"}, {"a": 2}]
    assert partition(NOON) == "lake/events/dt=2025-01-01/hh=12"


def test_a_folder_that_cannot_be_written_fails_every_line(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file where the folder should be")
    assert FolderLake(tmp_path, lambda: NOON).append([{}, {}]) == {0, 1}


@pytest.fixture
def firehose() -> Any:
    return boto3.client("firehose", region_name="us-east-1")


def answer(*codes: str | None) -> dict[str, Any]:
    results = [{"ErrorCode": code} if code else {"RecordId": "r"} for code in codes]
    return {"FailedPutCount": sum(map(bool, codes)), "RequestResponses": results}


def test_records_that_firehose_throttles_are_sent_again(firehose: Any) -> None:
    with Stubber(firehose) as stub:
        stub.add_response("put_record_batch", answer(None, "ServiceUnavailableException", None))
        stub.add_response(
            "put_record_batch",
            answer(None),
            {"DeliveryStreamName": "s", "Records": [{"Data": b'{"n":1}\n'}]},
        )
        lake = FirehoseLake(firehose, "s", sleep=lambda _: None)
        assert lake.append([{"n": n} for n in range(3)]) == set()
        stub.assert_no_pending_responses()


def test_what_firehose_keeps_refusing_is_reported_by_position(firehose: Any) -> None:
    with Stubber(firehose) as stub:
        stub.add_response("put_record_batch", answer(None, "ServiceUnavailableException"))
        for _ in range(3):
            stub.add_client_error("put_record_batch", "ServiceUnavailableException")
        assert FirehoseLake(firehose, "s", sleep=lambda _: None).append([{}, {}]) == {1}


def test_large_appends_are_cut_to_firehoses_limits(firehose: Any) -> None:
    with Stubber(firehose) as stub:
        for size in (500, 1):
            stub.add_response("put_record_batch", answer(*[None] * size))
        assert FirehoseLake(firehose, "s").append([{}] * 501) == set()
        stub.assert_no_pending_responses()
