"""The seeds of a commit are its own, and the same each time."""

import argparse
import string

import pytest

from local.arguments import proofs
from local.commands import simulate
from local.simulate.fresh import checked_out_commit, first_seed_of

COMMIT = "00000010d2c4e6f8a1b3c5d7e9f0a2b4c6d8e0f1"


def _parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    proofs.simulate(parser)
    return parser.parse_args(words)


def test_a_commit_begins_at_the_number_that_its_hash_begins_with() -> None:
    assert first_seed_of(COMMIT) == 16


def test_the_hash_is_that_of_the_commit_that_is_checked_out() -> None:
    commit = checked_out_commit()
    assert len(commit) == 40
    assert set(commit) <= set(string.hexdigits)


def test_a_run_of_a_commits_seeds_says_how_to_repeat_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(simulate, "checked_out_commit", lambda: COMMIT)
    monkeypatch.setattr(simulate, "quietly", lambda: None)  # else no later test sees a log
    assert simulate.run(_parsed("--fresh", "--seeds", "1", "--jobs", "1")) == 0
    lines = capsys.readouterr().out.splitlines()
    again = _parsed(*lines[0].removeprefix("python -m local simulate ").split())
    assert (again.first_seed, again.seeds, again.fresh) == (16, 1, False)
    assert lines[1].startswith("1 seeds from 16 ")
