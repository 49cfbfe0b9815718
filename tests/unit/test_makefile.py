"""`make deploy` and `make destroy`, with a stand-in that writes down how SAM was called."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAM = """#!/bin/sh
echo "${AWS_DEFAULT_REGION-none}: $*" >> calls
[ "$*" != "list stack-outputs --stack-name typo" ]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sam").write_text(SAM)
    (tmp_path / "sam").chmod(0o755)
    return tmp_path


def made(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `make` in a folder that is no checkout, so that nothing is built."""
    sam = f"SAM={folder / 'sam'}"
    command = ["make", "--no-print-directory", "-f", str(ROOT / "Makefile"), sam, "UV=/bin/sh"]
    return subprocess.run(
        [*command, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )


def calls(folder: Path) -> list[str]:
    path = folder / "calls"
    return path.read_text().splitlines() if path.exists() else []


def test_the_first_deployment_asks_and_later_ones_do_not(folder: Path) -> None:
    assert made(folder, "deploy").returncode == 0
    (folder / "samconfig.toml").write_text("")
    assert made(folder, "deploy").returncode == 0
    asked = [each for each in calls(folder) if " deploy " in each]
    assert [" --guided " in each for each in asked] == [True, False]


def test_what_is_built_for_a_processor_is_deployed_for_it(folder: Path) -> None:
    words = ("deploy", "ARCHITECTURE=x86_64", "PARAMETERS=LogLevel=WARN")
    assert made(folder, *words).returncode == 0
    build, deploy = calls(folder)
    assert "build --parameter-overrides Architecture=x86_64" in build
    assert "--parameter-overrides Architecture=x86_64 LogLevel=WARN" in deploy


def test_a_deployment_goes_where_the_profile_says(folder: Path) -> None:
    assert made(folder, "deploy").returncode == 0
    build, deploy = calls(folder)
    assert (build.split(":")[0], deploy.split(":")[0]) == ("us-east-1", "none")


def test_a_stack_is_destroyed_where_it_was_deployed(folder: Path) -> None:
    (folder / "samconfig.toml").write_text('[default.deploy.parameters]\nregion = "eu-west-1"\n')
    ran = made(folder, "destroy", "STACK=shop")
    assert ran.returncode == 0, ran.stderr
    assert "Kept: the tables and the bucket" in ran.stdout
    assert [each.partition(": ")[2] for each in calls(folder)] == [
        "list stack-outputs --stack-name shop --region eu-west-1",
        "delete --stack-name shop --region eu-west-1",
    ]


@pytest.mark.parametrize("words", [(), ("STACK=typo",)])
def test_nothing_is_deleted_of_a_stack_that_is_not_there(
    folder: Path, words: tuple[str, ...]
) -> None:
    assert made(folder, "destroy", *words).returncode != 0
    assert not [each for each in calls(folder) if " delete " in each]
