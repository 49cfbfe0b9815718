"""What the command line says to wrong words, and `models` on a folder of artifacts."""

import json
from pathlib import Path

import numpy as np
import pytest

from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.ports.local.folder_blobs import FolderBlobs
from local.cli import main
from model.arrays.artifact import write_artifact

MEASURED = {"recommenders": {"blend": {"repeats": {"people": 3.0, "ndcg@20": 0.4321}}}}


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["up", "--port", "99999"],
        ["up", "--port", "x"],
        ["up", "--what"],
        ["train"],
        ["train", "--data", "/no/such/folder"],
        ["models"],
        ["redrive"],
        ["redrive", "--data", ".", "--function", "both"],
        ["models", "activate", "--data", "."],
    ],
)
def test_wrong_words_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage: python -m local" in said.err


@pytest.mark.parametrize("command", ["up", "train", "redrive"])
def test_a_wrong_setting_ends_with_2_and_lists_what_there_is(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--data", str(tmp_path), "--set", "artifact_refresh=1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "artifact_refresh: there is no such setting" in said.err
    assert "artifact_refresh_s" in said.err


def publish(data: Path, *versions: str) -> None:
    for version in versions:
        folder = data / "new" / version
        about = {"metrics": MEASURED, "counts": {"people": 3, "groups": 5}}
        write_artifact(
            folder, kind="model", version=version, arrays={"a": np.zeros(1)}, manifest=about
        )
        artifacts.publish(FolderBlobs(data), MODELS, version, folder)


def test_models_are_listed_and_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(tmp_path, "v1", "v2", "v3")
    data = ["--data", str(tmp_path)]

    def serving() -> str:
        return str(json.loads((tmp_path / "models" / "current.json").read_text())["version"])

    assert main(["models", "list", *data]) == 0
    assert "* v3  3 people  5 products  ndcg@20 0.4321" in capsys.readouterr().out
    assert main(["models", "rollback", *data]) == 0
    assert serving() == "v2"
    assert "pinned to v2" in capsys.readouterr().out
    assert main(["models", "activate", "v1", *data]) == 0
    assert serving() == "v1"
    assert main(["models", "unpin", *data]) == 0
    assert serving() == "v3"
    capsys.readouterr()
    assert main(["models", "activate", "v9", *data]) == 1
    assert "no models version v9" in capsys.readouterr().err


def test_no_model_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--data", str(tmp_path)]) == 0
    assert "no model yet" in capsys.readouterr().out
    assert main(["models", "rollback", "--data", str(tmp_path)]) == 1


def test_an_empty_lake_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--data", str(tmp_path)]) == 1
    assert "record events first" in capsys.readouterr().err
