"""The doctor says what is missing, and what for."""

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
