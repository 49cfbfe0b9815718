"""What is deployed is what is locked: the pins next to the Makefiles come from uv.lock."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.build.cloudformation import ROOT

PINS = (
    "functions/requirements.txt",
    "model/requirements/scoring.txt",
    "model/requirements/training.txt",
    "packaging/rendering/requirements.txt",
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pins")
    uv = ROOT / ".uv" / "bin" / "uv"
    found = str(uv) if uv.exists() else shutil.which("uv")
    assert found, "uv is missing: run the tests by `make test`"
    export = [str(ROOT / "packaging" / "export.sh"), str(folder)]
    subprocess.run(export, check=True, env={**os.environ, "UV": found})
    return folder


@pytest.mark.parametrize("pins", PINS)
def test_the_pins_are_those_of_the_lock(exported: Path, pins: str) -> None:
    assert (ROOT / pins).read_text() == (exported / pins).read_text(), "run `make requirements`"


@pytest.mark.parametrize("pins", PINS)
def test_the_functions_bring_boto3_and_no_layer_brings_it_again(pins: str) -> None:
    named = {line.split("==")[0] for line in (ROOT / pins).read_text().splitlines()}
    of_boto3 = {"boto3", "botocore", "s3transfer"}
    assert named & of_boto3 == (of_boto3 if pins == PINS[0] else set())
