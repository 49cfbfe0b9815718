"""Arrows between the packages of model/ point to lower floors, and the pictures show them."""

import re

import pytest

from tests.unit.model_packages import (
    PACKAGES,
    ROOT,
    arrows,
    imports,
    module_name,
    package_of,
    reachable,
)

PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
ARROW = re.compile(r"^\s*(\w+) --> (\w+)$", re.MULTILINE)
NODE = re.compile(r'^\s*(\w+)\["([\w./]+)', re.MULTILINE)


def picture(title: str) -> str:
    """Return the first diagram after a heading of docs/architecture.md."""
    after = PAGE.partition(f"## {title}\n")[2]
    assert after, f"docs/architecture.md has no heading {title!r}"
    return after.partition("```mermaid")[2].partition("```")[0]


def test_every_module_is_in_a_package_with_a_floor() -> None:
    names = {package_of(module_name(path)) for path in (ROOT / "model").rglob("*.py")}
    assert names == set(PACKAGES)


@pytest.mark.parametrize("arrow", sorted(arrows()), ids="-".join)
def test_an_arrow_points_to_a_lower_floor(arrow: tuple[str, str]) -> None:
    importing, imported = arrow
    assert PACKAGES[imported] < PACKAGES[importing], f"{importing} imports {imported}"


def test_the_picture_of_the_packages_is_that_of_the_imports() -> None:
    drawn = picture("The packages of model/")
    label = {name: text.removesuffix("/").replace("/", ".") for name, text in NODE.findall(drawn)}
    edges = frozenset((label[left], label[right]) for left, right in ARROW.findall(drawn))

    assert set(label.values()) == set(PACKAGES)
    assert edges <= arrows(), f"drawn without an import: {sorted(edges - arrows())}"
    missing = {(left, right) for left, right in arrows() if right not in reachable(left, edges)}
    assert not missing, f"imported and not drawn: {sorted(missing)}"


def test_the_picture_of_a_recommendation_is_that_of_the_imports() -> None:
    drawn = picture("The way of one recommendation")
    label = dict(NODE.findall(drawn))
    files = {name: ROOT / "model" / text for name, text in label.items()}
    assert len(files) > 8
    assert all(path.is_file() for path in files.values()), sorted(label.values())
    for left, right in ARROW.findall(drawn):
        assert module_name(files[right]) in imports(files[left]), f"{label[left]}: {label[right]}"
