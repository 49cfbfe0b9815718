"""The pages of docs/decisions/: short, in the index once, each with its undo."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
INDEX = FOLDER / "README.md"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
MAX_WORDS = 150


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def test_the_index_has_every_page_once() -> None:
    linked = re.findall(r"^- \[.+\]\((.+)\)$", INDEX.read_text(), re.MULTILINE)
    assert sorted(linked) == [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_short_and_can_be_undone(page: Path) -> None:
    text = page.read_text()
    assert page.stem == slug(text.splitlines()[0])
    assert len(text.split()) <= MAX_WORDS
    assert "\n**Decision.** " in text
    assert "\n**Undo.** " in text


@pytest.mark.parametrize("page", [INDEX, *PAGES], ids=lambda page: page.stem)
def test_links_and_files_of_a_page_exist(page: Path) -> None:
    text = page.read_text()
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
    files = re.findall(r"`((?:bench|functions|local|model|packaging|tests)/[\w./]*)`", text)
    assert not [link for link in links if not (page.parent / link).exists()]
    assert not [name for name in files if not (FOLDER.parents[1] / name).exists()]
