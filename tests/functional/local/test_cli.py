"""What the command line says to wrong words, and `models` on a folder of artifacts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.ports.local.folder_blobs import FolderBlobs
from local.cli import main
from local.commands.demo import free_folder
from local.leases import FolderLeases
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
        ["models", "list", "--url", "my-shop"],
        ["keys", "list", "--url", "ftp://my-shop"],
        ["redrive"],
        ["redrive", "--data", ".", "--function", "both"],
        ["models", "activate", "--data", "."],
    ],
)
def test_wrong_words_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "usage: python -m local" in printed.err


@pytest.mark.parametrize("command", ["up", "train", "redrive"])
def test_a_wrong_setting_ends_with_2_and_lists_what_there_is(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--data", str(tmp_path), "--set", "artifact_refresh=1"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "artifact_refresh_s  " in printed.err
    reason = "there is no such setting; did you mean artifact_refresh_s?"
    assert printed.err.endswith(f"hilo: artifact_refresh: {reason}\n")


@pytest.mark.parametrize("setting", ["artifact_refresh_s=x", "training.factors=x"])
def test_what_is_wrong_with_a_setting_is_answered_in_plain_words(
    setting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["up", "--data", str(tmp_path), "--set", setting]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(f"hilo: {setting.partition('=')[0]}: must be a valid ")


def test_a_file_that_is_not_there_is_reported_without_numbers_of_the_system(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = {"url": "http://127.0.0.1:9", "secret_key": "x", "process": os.getpid()}
    (tmp_path / "up.json").write_text(json.dumps(address))
    assert main(["rules", "put", "no.json", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "hilo: no.json cannot be read: No such file or directory\n"


@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_folder_that_is_a_file_is_named(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shop"
    path.touch()
    assert main([command, "--data", str(path), "--port", "0"]) == 1
    shown = capsys.readouterr().err
    assert re.search(rf"^hilo: {path}\S*: (File exists|Not a directory)$", shown, re.MULTILINE)


def test_a_file_that_cannot_be_imported_is_refused_without_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("a,b\n1,2\n")
    assert main(["import", str(file), "--data", str(tmp_path / "shop")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("hilo: ")


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
    assert "no version v9 in models" in capsys.readouterr().err


def test_no_model_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--data", str(tmp_path)]) == 0
    assert "no model yet" in capsys.readouterr().out
    assert main(["models", "rollback", "--data", str(tmp_path)]) == 1


def test_an_empty_lake_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--data", str(tmp_path)]) == 1
    assert "record events first" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["up", "train", "redrive", "demo"])
def test_help_lists_what_can_be_set(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "training.factors" in shown
    assert "retrain_every_s" in shown


def test_an_engine_is_a_name_or_a_url(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["up", "--engine", "postgres"])
    assert "embedded, memory, dynamodb-local or a URL" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["keys", "list"], ["rules", "list"], ["models", "list"]])
def test_an_error_of_a_stack_is_in_plain_words(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them takes `--url` and a key, so that it works on a deployed stack."""
    url = ["--url", "http://127.0.0.1:9"]
    assert main([*words, *url]) == 1
    assert "set HILO_ADMIN_KEY" in capsys.readouterr().err
    monkeypatch.setenv("HILO_ADMIN_KEY", "hk_none")
    assert main([*words, *url]) == 1
    shown = capsys.readouterr().err
    assert shown == "hilo: http://127.0.0.1:9 does not answer: Connection refused\n"


def test_a_pipe_that_is_closed_ends_quietly(tmp_path: Path) -> None:
    publish(tmp_path, *(f"v{n}" for n in range(3)))
    command = f"{sys.executable} -m local models list --data {tmp_path} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_second_demo_takes_another_folder(tmp_path: Path) -> None:
    usual = tmp_path / "demo"
    assert free_folder(usual) == usual
    with FolderLeases(usual / "leases").hold("up"):
        assert free_folder(usual) == tmp_path / "demo-2"
        with FolderLeases(tmp_path / "demo-2" / "leases").hold("up"):
            assert free_folder(usual) == tmp_path / "demo-3"
