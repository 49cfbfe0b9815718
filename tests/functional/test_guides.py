"""The guides: what they show works, in both languages.

A page's blocks run in their order on a shop of its own. `bash` and `python` run as they stand; a
`json` block is an event, which is sent, or what the block before it must have answered: objects may
have more, lists begin so, and `…` stands for any text. `sh` is about another machine and not run;
`js` and `php` run in tests/clients, where their interpreters are. The pages of both languages have
the same blocks, so one run proves both.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.bootstrap import utc_now_ms
from functions.domain import cart, orders, signals, wishlist
from functions.domain.access_key import ALL_SCOPES, PUBLISHABLE_SCOPES, issue
from functions.settings import Settings
from local.services import LaptopServices
from tests.functional.serving import serving
from tests.guide_pages import GUIDES, Block, blocks, pages

LANGUAGES = ("en", "es")
VISITOR = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
IN_THE_CART = {
    "type": "track",
    "event": "Product Added",
    "anonymousId": VISITOR,
    "properties": {"product_id": "teapot", "quantity": 1},
}
# Nothing has to be waited for where caches keep nothing.
BEFORE = "set -eu\nsleep() { :; }"
TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")
Shell = dict[str, str]


@pytest.fixture
def shell(settings: Settings, tmp_path: Path) -> Iterator[Shell]:
    """The variables of a reader's shell, with a shop at `URL`."""
    no_waits = {"rules_cache_s": 0, "key_cache_s": 0, "overlay_refresh_s": 0}
    soon = settings.model_copy(update=no_waits)
    services = LaptopServices(soon, tmp_path / "data", clock=utc_now_ms)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".venv").symlink_to(sys.prefix)
    (home / ".curlrc").write_text("silent\nshow-error\nfail-with-body\n")
    keys = {}
    for name, kind, scopes in (
        ("SECRET", "secret", ALL_SCOPES),
        ("PUBLISHABLE", "publishable", PUBLISHABLE_SCOPES),
    ):
        key, keys[name] = issue(kind, scopes, random=os.urandom(38), now=utc_now_ms())  # type: ignore[arg-type] # a kind, as text
        services.storage.access_keys.put(key)
    with serving(services) as url:
        root = str(GUIDES.parents[1])
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        place = {"PATH": path, "PYTHONPATH": root, "HOME": str(home)}
        yield {**keys, **place, "URL": url}


class Reader:
    """Does what a page says, block by block."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._folder = Path(shell["HOME"])
        self._answer = ""

    def do(self, block: Block) -> None:
        match block.language:
            case "bash":
                text = f"{BEFORE}\n{block.text}\nexport -p > .exported"
                self._answer = self._run("bash", "-c", text)
                self._shell |= exported(self._folder / ".exported")
            case "python":
                self._answer = self._run(sys.executable, "-c", block.text)
                if TOKEN.fullmatch(self._answer.strip()):
                    self._shell["TOKEN"] = self._answer.strip()
            case "json":
                self._json(json.loads(block.text))

    def send(self, event: Any) -> None:
        body = json.dumps({"batch": [event]})
        answer = self._run(
            "curl", "-u", f"{self._shell['SECRET']}:", f"{self._shell['URL']}/v1/batch", "-d", body
        )
        assert json.loads(answer)["accepted"] == 1, answer
        assert not json.loads(answer)["warnings"], answer

    def _json(self, value: Any) -> None:
        if "type" in value:
            self.send(value)
        else:
            lines = self._answer.strip().splitlines()
            assert any(fits(value, json.loads(line)) for line in json_in(lines)), self._answer

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            words,
            env=self._shell,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{words[-1]}\n{done.stdout}{done.stderr}"
        return done.stdout


def exported(path: Path) -> Shell:
    found = re.findall(r'^declare -x (\w+)="(.*)"$', path.read_text(), re.MULTILINE)
    return {name: value for name, value in found if name in {"KID", "SIGNING_SECRET"}}


def json_in(lines: list[str]) -> list[str]:
    """Several answers of curl may stand in one line."""
    return [part for line in lines for part in re.split(r"(?<=\})(?=\{)", line)]


def fits(expected: Any, found: Any) -> bool:
    if expected == "…":
        return isinstance(found, str) and bool(found)
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            name in found and fits(value, found[name]) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) >= len(expected)
            and all(map(fits, expected, found))
        )
    return bool(expected == found)


@pytest.mark.parametrize("page", pages("en"), ids=lambda page: page.stem)
def test_a_guide_works(page: Path, shell: Shell) -> None:
    reader = Reader(shell)
    if page.stem == "login":
        reader.send(IN_THE_CART)
    for block in blocks(page):
        reader.do(block)


def test_both_languages_have_the_same_pages_and_code() -> None:
    english, spanish = (pages(language) for language in LANGUAGES)
    assert [page.name for page in english] == [page.name for page in spanish]
    for page, other in zip(english, spanish, strict=True):
        assert blocks(page) == blocks(other), page.name


def test_every_event_that_means_something_has_its_example() -> None:
    known = {
        *signals.KINDS,
        *signals.COMMERCE,
        *cart.NAMES,
        *orders.NAMES,
        wishlist.ADDED,
    }
    shown = {
        json.loads(block.text).get("event")
        for block in blocks(GUIDES / "en" / "events.md")
        if block.language == "json"
    }
    assert known <= shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_somewhere(language: str) -> None:
    for page in (*pages(language), GUIDES.parents[1] / "README.md"):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


@pytest.mark.parametrize(
    ("expected", "found", "does"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": [1]}, {"a": [1, 2]}, True),
        ({"a": [1, 2]}, {"a": [1]}, False),
        ({"a": "…"}, {"a": ""}, False),
        ({"a": 1}, {}, False),
    ],
)
def test_an_answer_fits_what_a_page_shows(expected: Any, found: Any, does: bool) -> None:
    assert fits(expected, found) is does


def test_the_secret_that_a_guide_writes_to_a_file_is_hidden_from_git() -> None:
    root = GUIDES.parents[1]
    written = re.findall(r"/rotate > (\S+)", (GUIDES / "en" / "login.md").read_text())
    assert written
    assert set(written) <= set((root / ".gitignore").read_text().splitlines())
