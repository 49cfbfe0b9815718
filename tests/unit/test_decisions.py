"""The pages of docs/decisions/: short, in the index once, each with its undo."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
INDEX = FOLDER / "README.md"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
MAX_WORDS = 150


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def test_the_index_has_every_page_once() -> None:
    linked = re.findall(r"^- \[.+\]\((.+)\)$", INDEX.read_text(), re.MULTILINE)
    assert sorted(linked) == [page.name for page in PAGES]


def test_a_page_is_short_and_can_be_undone() -> None:
    for page in PAGES:
        text = page.read_text()
        assert page.stem == slug(text.splitlines()[0])
        assert len(text.split()) <= MAX_WORDS, page.name
        assert "\n**Decision.** " in text, page.name
        assert "\n**Undo.** " in text, page.name


def test_links_and_files_of_a_page_exist() -> None:
    for page in [INDEX, *PAGES]:
        text = page.read_text()
        links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
        files = re.findall(r"`((?:bench|functions|local|model|packaging|tests)/[\w./]*)`", text)
        assert not [link for link in links if not (page.parent / link).exists()], page.name
        assert not [name for name in files if not (FOLDER.parents[1] / name).exists()], page.name
