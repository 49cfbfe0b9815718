"""The commands of docs/rules.md, as they stand there."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from functions.schemas.recommendations import Filters
from functions.schemas.rules import RuleFields
from tests.app_client import TestClient

TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()
COMMANDS = re.findall(r"^curl .*?(?=^(?:curl|#|```|\n))", TEXT, re.MULTILINE | re.DOTALL)


def test_every_command_works(secret: TestClient, publishable: TestClient) -> None:
    callers = {"$SECRET:": secret, "$PUBLISHABLE:": publishable}
    for command in COMMANDS:
        words = shlex.split(command)
        options = dict(pairwise(words))
        url = next(word for word in words if word.startswith("$URL")).removeprefix("$URL")
        method = options.get("-X", "POST" if "-d" in words else "GET")
        answer = callers[options["-u"]].request(method, url, content=options.get("-d"))
        assert answer.is_success, f"{command}\n{answer.text}"
    assert len(COMMANDS) == 8


@pytest.mark.parametrize("name", [*RuleFields.model_fields, "diversity", "rotation_rate"])
def test_every_field_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in TEXT
    assert name in {**RuleFields.model_fields, **Filters.model_fields}
