"""Every reason for which a nudge is not sent has a meaning, in the code and in the guide."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from functions.domain.nudges.decision.meanings import MEANINGS, STARTS, meaning_of
from functions.domain.nudges.guards.person import ACTIVE, NOT_YET
from functions.domain.nudges.kinds import KINDS

ROOT = Path(__file__).parents[4]


def reasons() -> Iterator[str]:
    """The first words of all reasons that verdicts are made with."""
    for path in (ROOT / "functions").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in {"Verdict", "_over"}:
                continue
            reason = node.args[2 if node.func.id == "_over" else 1]
            if isinstance(reason, ast.JoinedStr):
                reason = reason.values[0]
            if isinstance(reason, ast.Constant):
                yield str(reason.value).split()[0]


def test_every_reason_of_a_rule_has_a_meaning() -> None:
    found = {*reasons(), ACTIVE, NOT_YET}
    assert len(found) > 40
    assert not found - MEANINGS.keys()


def test_of_a_reason_with_a_name_the_first_word_counts() -> None:
    assert meaning_of("replaced by abandoned_cart", "abandoned_browse") == MEANINGS["replaced"]


def test_the_guide_names_what_starts_each_kind() -> None:
    text = (ROOT / "docs" / "nudges.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| (.+) \| .+ \|$", text, re.MULTILINE)
    listed = {kind: when for kinds, when in rows for kind in re.findall(r"`(\w+)`", kinds)}
    assert list(STARTS) == list(KINDS)
    assert {kind: listed.get(kind) for kind in KINDS} == STARTS


def test_the_guide_lists_them() -> None:
    text = (ROOT / "docs" / "nudges.md").read_text("utf-8")
    section = text.split("## What `explain` answers")[1].split("\n## ")[0]
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)) == MEANINGS
