from pathlib import Path

import pytest

from functions.errors import Invalid
from local.demo import prepared

NOW = 1_735_732_800_000
DAY_MS = 86_400_000


def test_the_same_on_the_same_day_is_used_again(tmp_path: Path) -> None:
    made = prepared.wanted(NOW, "[]")
    prepared.claim(tmp_path)
    assert prepared.found(tmp_path, made) is None  # claimed, but not finished
    made.keep(tmp_path)
    later = prepared.wanted(NOW + 3_600_000, "[]")
    assert prepared.found(tmp_path, later) == made
    assert prepared.found(tmp_path, prepared.wanted(NOW + DAY_MS, "[]")) is None
    assert prepared.found(tmp_path, prepared.wanted(NOW, '["training.factors=2"]')) is None


def test_what_no_demo_made_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Invalid, match="no demo made it"):
        prepared.clear(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_a_half_made_one_is_removed(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    prepared.claim(data)
    (data / "lake").mkdir()
    prepared.clear(data)
    assert not data.exists()
