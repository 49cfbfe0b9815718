"""The doctor says what is missing, and what for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.cli import main
from local.commands import doctor


def test_this_machine_can_run_hilo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert "This machine can run Hilo." in capsys.readouterr().out


def test_what_is_missing_has_a_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "PYTHON_BELOW", (3, 11))
    monkeypatch.setenv("PATH", "")
    assert main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "MISS Python" in shown
    assert "install Python 3.11, 3.12 or 3.13" in shown
    assert "less node" in shown
    assert "less php" in shown


def test_another_name_of_a_command_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = tmp_path / "google-chrome"
    browser.touch(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    main(["doctor"])
    assert f"ok   chromium        {browser}" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["doctor", "up", "train"])
def test_a_python_without_the_packages_is_led_to_the_right_one(command: str) -> None:
    words = [sys.executable, "-S", "-m", "local", command, "--data", "."]
    done = subprocess.run(
        words[: 5 if command == "doctor" else None],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(r"hilo: \S+ has no \w+: run `make .venv`.*\n", done.stderr)
