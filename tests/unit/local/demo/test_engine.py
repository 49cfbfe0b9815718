"""Which engine the demo runs on: DynamoDB Local takes many minutes for its rows."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from local.cli import _parser
from local.commands.demo import run
from local.settings import LaptopSettings


class Reached(Exception):
    """The demo came as far as starting its engine."""


@pytest.mark.parametrize(
    ("words", "engine"),
    [((), "moto"), (("--set", "engine=dynamodb-local"), "dynamodb-local")],
)
def test_the_demo_runs_on_moto_unless_asked_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: Sequence[str], engine: str
) -> None:
    chosen: list[LaptopSettings] = []

    def seen(_settings: object, laptop: LaptopSettings, *_: object, **__: object) -> None:
        chosen.append(laptop)
        raise Reached

    monkeypatch.setattr("local.commands.demo.ground", seen)
    assert "DYNAMODB_ENDPOINT_URL" not in os.environ
    arguments = _parser().parse_args(["demo", "--data", str(tmp_path), "--port", "0", *words])
    with pytest.raises(Reached):
        run(arguments)
    assert [laptop.engine for laptop in chosen] == [engine]
