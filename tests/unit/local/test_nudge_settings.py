"""The settings of nudges that a training of its own reads."""

from pathlib import Path

from functions.domain.nudges.settings import NudgeSettings
from local.nudge_settings import LaptopNudgeSettings


def test_where_nothing_is_up_the_usual_windows_count(tmp_path: Path) -> None:
    assert LaptopNudgeSettings(tmp_path).get().windows == NudgeSettings().windows
