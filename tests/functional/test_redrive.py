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


DEEP = 100_000
POISON = {
    "gzip cut short": gzip.compress(b"{}" * 99)[:-9],
    "gzip with another body": gzip.compress(b"{}")[:10] + b"no deflate",
    "deep": b"[" * DEEP + b"]" * DEEP,
    "deep payload": b'{"payload":' * DEEP + b"1" + b"}" * DEEP,
    "payload in payload": b'{"payload":' * 900 + b"1" + b"}" * 900,
    "a record that is no object": b'{"Records": [7]}',
    "a record without its change": b'{"Records": [{"eventName": "INSERT"}]}',
    "a body that is no base64": b'{"Records": [{"dynamodb": {"NewImage": {"pk": {"S": "customer#a"}'
    b', "body": {"B": "\\u00e9"}}}}]}',
    "a line that is no object": json.dumps({"rawData": b64encode(b"7").decode()}).encode(),
    "a deep line": json.dumps({"rawData": b64encode(b"[" * DEEP).decode()}).encode(),
    "raw data that is no text": b'{"rawData": 7}',
    "bytes of no encoding": bytes(range(128, 256)),
}


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("erased", [False, True])
def test_a_file_that_cannot_be_read_stays_and_the_rest_goes_on(
    services: LaptopServices, poison: str, erased: bool
) -> None:
    services.blobs.write("aws/lambda/1", POISON[poison])
    services.blobs.write("aws/lambda/2", written("Records", records(ORDER)))
    if erased:
        erase(services)("bea")
    assert redrive(services) == Redriven(done=1, left=1)
    assert services.blobs.read("aws/lambda/1") == POISON[poison]
    assert [line["message_id"] for line in lake_lines(services)] == ["m1"]


def test_a_file_that_expires_meanwhile_holds_up_no_other(services: LaptopServices) -> None:
    for number in range(2):
        services.blobs.write(f"aws/lambda/{number}", written("Records", records(ORDER)))
    keys = services.blobs.keys

    def listed(prefix: str) -> list[str]:
        found = list(keys(prefix))
        for key in found[:1]:
            services.blobs.delete(key)
        return found

    services.blobs.keys = listed  # type: ignore[method-assign, assignment]
    assert redrive(services) == Redriven(done=2)


def test_one_that_is_killed_half_way_is_done_by_the_next(services: LaptopServices) -> None:
    services.storage.events.put(ORDER)
    for number in range(3):
        services.blobs.write(f"aws/lambda/{number}", written("Records", records(ORDER)))
    delete, deleted = services.blobs.delete, list[str]()

    def dies(key: str) -> None:
        if deleted:
            raise SystemExit
        deleted.append(key)
        delete(key)

    services.blobs.delete = dies  # type: ignore[method-assign]
    with pytest.raises(SystemExit):
        redrive(services)
    services.blobs.delete = delete  # type: ignore[method-assign]
    assert redrive(services) == Redriven(done=2)
    assert services.storage.profiles.get(ANA)[0].purchased
    assert {line["message_id"] for line in lake_lines(services)} == {"m1"}


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
