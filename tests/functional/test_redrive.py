"""Failure files processed again: of the stream on AWS and on a laptop, and of Firehose."""

import gzip
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from functions.domain.person import customer
from functions.redrive.redrive import Redrive, Redriven
from functions.retrain.training_job import TrainingJob
from functions.services.erasure.wiring import erase
from functions.stream.lake_line import lake_line
from functions.stream.wiring import process_events
from local.cli import main
from local.services import LaptopServices
from tests.functional.lake import lake_lines
from tests.functional.test_stream import records
from tests.unit.builders import event

ANA = customer("ana")
ORDER = event("m1", "Order Completed", "milk", order_id="o1")
WHOLE = ("Records", "payload as text", "payload as it is")


def redrive(services: LaptopServices) -> Redriven:
    return Redrive(services)(for_s=60)


def written(kind: str, batch: dict[str, Any]) -> bytes:
    """A failure file as the laptop writes it, and as Lambda does."""
    if kind == "Records":
        return json.dumps(batch).encode()
    about = {"requestContext": {"condition": "RecordAgeExceeded"}, "version": "1.0"}
    payload = json.dumps(batch) if kind == "payload as text" else batch
    return json.dumps({**about, "payload": payload}).encode()


@pytest.mark.parametrize("kind", WHOLE)
def test_a_batch_that_failed_is_processed_and_its_file_goes(
    services: LaptopServices, kind: str
) -> None:
    services.storage.events.put(ORDER)
    services.blobs.write("aws/lambda/1/2/3", written(kind, records(ORDER)))
    assert redrive(services) == Redriven(done=1)
    assert [line["message_id"] for line in lake_lines(services)] == ["m1"]
    assert services.storage.profiles.get(ANA)[0].purchased
    assert list(services.blobs.keys("aws/")) == []


def test_lines_that_firehose_could_not_deliver_reach_the_lake(services: LaptopServices) -> None:
    raw = json.dumps(lake_line(ORDER)).encode() + b"\n"
    failure = {
        "attemptsMade": 4,
        "errorCode": "S3.AccessDenied",
        "rawData": b64encode(raw).decode(),
    }
    file = gzip.compress(b"\n".join([json.dumps(failure).encode()] * 2))
    services.blobs.write("failures/lake/format/dt=2025-01-01/1.gz", file)
    assert redrive(services) == Redriven(done=1)
    assert [line["message_id"] for line in lake_lines(services)] == ["m1", "m1"]


def test_what_still_fails_stays_as_it_is_and_the_rest_goes_on(services: LaptopServices) -> None:
    bad = records(ORDER)
    bad["Records"][0]["dynamodb"]["NewImage"]["body"]["B"] = b64encode(b"\x09?").decode()
    process_events(services)(bad, None)
    services.blobs.write("aws/lambda/1", written("Records", records(ORDER)))
    services.blobs.write("failures/notes.txt", b"no file of ours")
    kept = {key: services.blobs.read(key) for key in services.blobs.keys("failures/")}
    assert len(kept) == 2
    assert redrive(services) == Redriven(done=1, left=2)
    assert {key: services.blobs.read(key) for key in services.blobs.keys("failures/")} == kept


def test_an_erased_customer_does_not_come_back(services: LaptopServices) -> None:
    raw = json.dumps(lake_line(ORDER)).encode() + b"\n"
    failure = json.dumps({"rawData": b64encode(raw).decode()}).encode()
    services.blobs.write("failures/lake/1", failure)
    services.blobs.write("aws/lambda/1", written("payload as text", records(ORDER)))
    erase(services)("ana")
    assert redrive(services) == Redriven(done=2)
    assert lake_lines(services) == []
    assert not services.storage.profiles.get(ANA)[0].purchased


def test_it_leaves_the_lake_to_a_training(services: LaptopServices) -> None:
    services.blobs.write("aws/lambda/1", written("Records", records(ORDER)))
    with TrainingJob(services).lease():
        assert redrive(services) == Redriven(busy=True)
    assert list(services.blobs.keys("aws/"))


def test_it_ends_in_time(services: LaptopServices) -> None:
    services.blobs.write("aws/lambda/1", written("Records", records(ORDER)))
    assert Redrive(services)(for_s=0) == Redriven(left=1)


def test_the_command_line_redrives_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "failures" / "1.json"
    file.parent.mkdir()
    file.write_bytes(written("Records", records(ORDER)))
    assert main(["redrive", "--data", str(tmp_path), "--set", "engine=embedded"]) == 0
    assert json.loads(capsys.readouterr().out) == {"done": 1, "left": 0, "busy": False}
    assert not file.exists()
    assert list((tmp_path / "lake").rglob("*.jsonl"))


def test_a_stack_that_does_not_answer_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        assert main(["redrive", "--function", "no-such-function"]) == 1
    assert "no-such-function" in capsys.readouterr().err
