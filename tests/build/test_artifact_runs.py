"""Each built function takes its `events/*.json` as Lambda would start it."""

import gzip
import json
from base64 import b64decode

import pytest

from tests.build.built import ORDER, Built, Ran, files_of
from tests.build.test_template_functions import FUNCTIONS
from tests.functional.test_event_files import STATUS

FORM = "application/x-www-form-urlencoded"
LEARNING = {"scipy", "implicit", "duckdb", "lightgbm"}
# The API answers in milliseconds, the stream needs no arrays, and no schedule speaks HTTP.
FORBIDDEN = {
    "ApiFunction": LEARNING | {"model.training", "model.dataset"},
    "RenderingFunction": LEARNING | {"model.training", "model.dataset"},
    "StreamFunction": LEARNING | {"model", "numpy", "fastapi"},
    "RetrainFunction": {"fastapi"},
    "SnapshotFunction": LEARNING | {"model.training", "model.dataset", "fastapi"},
    "RedriveFunction": LEARNING | {"model", "numpy", "fastapi"},
    "ImportsFunction": (LEARNING - {"duckdb"}) | {"model.training", "fastapi"},
    "NudgesFunction": LEARNING | {"model", "numpy", "fastapi"},
    "RestockFunction": LEARNING | {"model", "numpy", "fastapi"},
    "DeliveryFunction": LEARNING | {"model.training", "model.dataset"},
}


def test_every_function_is_run() -> None:
    assert set(ORDER) == set(FUNCTIONS)
    assert all(files_of(name) for name in FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_takes_only_what_it_needs(runs: dict[str, Ran], name: str) -> None:
    assert not FORBIDDEN[name] & runs[name].modules


def test_the_api_answers_as_from_its_source(runs: dict[str, Ran]) -> None:
    answers = dict(zip(files_of("ApiFunction"), runs["ApiFunction"].answers, strict=True))
    statuses = {name: answer["statusCode"] for name, answer in answers.items()}
    assert statuses == STATUS, runs["ApiFunction"].log
    assert json.loads(answers["api-recommendations"]["body"])["model_version"] != "none"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", FORM, ""])
def test_gzip_is_read_however_the_gateway_hands_it_over(built: Built, kind: str) -> None:
    event = files_of("ApiFunction")["api-batch-gzip"]
    body = b64decode(event["body"])
    headers = {name: value for name, value in event["headers"].items() if name != "content-type"}
    event["headers"] = {**headers, "content-type": kind} if kind else headers
    as_text = {**event, "isBase64Encoded": False, "body": body.decode("latin-1")}
    plain = {**as_text, "body": gzip.decompress(body).decode()}  # a proxy inflated it
    lost = {**as_text, "body": body.decode("utf-8", "replace")}
    answers = built.run("ApiFunction", event, as_text, plain, lost).answers
    assert [answer["statusCode"] for answer in answers] == [200, 200, 200, 400], answers
    assert "send it as base64" in answers[-1]["body"]


def test_the_stream_sets_aside_what_it_cannot_read(runs: dict[str, Ran]) -> None:
    for answer in runs["StreamFunction"].answers:
        assert answer == {"batchItemFailures": []}
    assert runs["RedriveFunction"].answers == [{"done": 0, "left": 1, "busy": False}]


def test_a_model_is_trained(runs: dict[str, Ran]) -> None:
    (answer,) = runs["RetrainFunction"].answers
    assert answer["version"], answer


def test_a_catalogue_without_changes_is_not_written(runs: dict[str, Ran]) -> None:
    assert runs["SnapshotFunction"].answers == [{"version": None}]
