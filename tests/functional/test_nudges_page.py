"""docs/nudges.md: its commands work as they stand there, and the tests that it names exist."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

from functions.api.app import create_app
from functions.domain.nudges.kinds import KINDS
from functions.domain.nudges.nudge import State
from functions.rendering.app import with_rendering
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.functional.conftest import IssueKey, caller

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "nudges.md").read_text()
COMMANDS = re.findall(r"^ *curl .*?(?=^ *(?:curl|```))", TEXT, re.MULTILINE | re.DOTALL)


def test_every_command_works(services: LaptopServices, issue_key: IssueKey) -> None:
    app = with_rendering(create_app(services), services)
    secret = caller(TestClient(app), issue_key("secret"))
    for command in COMMANDS:
        words = shlex.split(command)
        options = dict(pairwise(words))
        url = next(word for word in words if word.startswith("$URL")).removeprefix("$URL")
        method = options.get("-X", "POST" if "-d" in words else "GET")
        answer = secret.request(method, url, content=options.get("-d"))
        assert answer.is_success, f"{command}\n{answer.text}"
    assert len(COMMANDS) == 14


def test_every_kind_and_state_is_on_the_page() -> None:
    states = State.__args__  # type: ignore[attr-defined] # a Literal
    assert all(f"`{kind}`" in TEXT for kind in KINDS)
    assert all(re.search(rf"\b{state}\b", TEXT) for state in states if state != "sending")


def test_every_row_names_a_test() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    table = TEXT.split("## What goes wrong in other systems")[1]
    rows = [re.findall(r"`(test_\w+)`", row) for row in re.findall(r"^\| .+", table, re.MULTILINE)]
    assert len(rows) >= 70
    assert all(rows[2:]), "the first two lines are the head of the table"
    assert not [name for row in rows for name in row if f"def {name}(" not in sources]
