"""docs/operations.md: its commands, routes, resources and metrics are those that there are."""

import re
import shlex
from pathlib import Path

import pytest

from functions.api.app import create_app
from functions.settings import Settings
from local.cli import _parser
from local.services import LaptopServices

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
PARAMETER = re.compile(r"\{[^}]+\}")
COMMANDS = sorted(set(re.findall(r"python -m local ([^`\n#]+)", PAGE)))
KEYS = sorted(set(re.findall(r"`(keys [^`]+)`", PAGE)))


@pytest.mark.parametrize("command", [*COMMANDS, *KEYS])
def test_a_command_is_one_of_the_command_line(command: str) -> None:
    url = "https://api.example.com"
    words = [url if word in {"…", "API_URL"} else word for word in shlex.split(command)]
    _parser().parse_args(words)  # SystemExit if it is none


def test_a_route_is_one_of_the_api(tmp_path: Path) -> None:
    paths = create_app(LaptopServices(Settings(), tmp_path)).openapi()["paths"]
    there = {
        f"{method.upper()} {PARAMETER.sub('*', path)}"
        for path, methods in paths.items()
        for method in methods
    }
    named = set(re.findall(r"((?:GET|POST|PUT|DELETE) /v1/[^`\s?]+)", PAGE))
    assert len(named) > 8
    assert {PARAMETER.sub("*", each) for each in named} <= there


def test_a_resource_is_one_of_the_template() -> None:
    template = (ROOT / "template.yaml").read_text("utf-8")
    there = set(re.findall(r"^  (\w+):$", template, re.MULTILINE))
    named = set(re.findall(r"`((?:[A-Z][a-z]+){2,})`", PAGE))
    assert named <= there | {"ConsumedReadCapacityUnits"}, "one is of DynamoDB's own"


def test_a_target_is_one_of_the_makefile() -> None:
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", PAGE))
    assert {"deploy", "destroy"} <= named <= there
