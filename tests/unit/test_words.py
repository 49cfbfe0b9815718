"""Words that do not come back into docstrings, comments and identifiers.

The right-hand side is what to write instead.
"""

import ast
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit.model_packages import ROOT

PLACES = ("model", "bench", "functions", "local")
"""Folders that are checked; add the next one here."""

INSTEAD = {
    "nobody": "no person, or name what is missing",
    "whoever": "the person, the caller",
    "whom": "the person who, of whom: rewrite",
    "told": "reported, given, value, results",
    "said": "about, reasons, text, payload",
    "tell": "report, show, name, progress",
    "tells": "reports, shows, names",
    "somebody": "a person",
    "everybody": "all people",
    "anybody": "any person",
    "voice": "SourceCandidates",
    "voices": "SourceCandidates, contenders",
    "speakers": "RecommenderSet",
    "heard": "seen, ranker_sources",
    "unheard": "unseen_sources",
    "loudest": "top_source",
    "beside": "context, against, page_items",
    "regretted": "negative_feedback",
    "regrets": "negative_feedback",
    "mentions": "HistoryColumns",
    "intents": "recent_seeds",
    "taste": "affinity",
    "hand_made": "weighted_sum",
    "by_hand": "without_ranker",
    "in_sight": "related_quota",
    "goes_with": "related_items",
    "foretold": "predicted, values",
    "own_frequency": "purchase_frequency",
    "rhythm": "repurchase_stats",
    "lessons": "teaching_windows",
    "gathering": "RankerDatasetBuilder",
    "occasion": "ContextQuery",
    "occasions": "context queries",
    "trial": "HoldoutEvaluation",
    "elsewhere": "placement_evaluation",
    "strangers": "cold_start",
}
ALLOWED: dict[str, frozenset[str]] = {
    # The name of an option of the command line.
    "bench/sessions.py": frozenset({"beside"}),
    # The method of a file.
    "model/arrays/packed_arrays.py": frozenset({"tell"}),
}
NOT_IN_TESTS = {
    *("nobody", "somebody", "everybody", "anybody", "whoever", "whom"),
    *("said", "told", "tell", "tells", "foretold", "heard", "unheard", "voice", "voices"),
    *("beside", "elsewhere"),
}
"""Words that tests do not have either; the other ones may name what is tested."""

TESTS = sorted((ROOT / "tests").rglob("*.py"))
FILES = sorted(path for place in PLACES for path in (ROOT / place).rglob("*.py"))
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words(text: str) -> frozenset[str]:
    """Return the words of a text or an identifier, and pairs of neighbours joined by `_`."""
    found = [word for word in re.split(r"[^a-z0-9]+", CAMEL.sub("_", text).lower()) if word]
    return frozenset([*found, *(f"{left}_{right}" for left, right in pairwise(found))])


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield lines and texts of docstrings, comments, identifiers and the file's name."""
    yield 1, path.stem
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type in {tokenize.COMMENT, tokenize.NAME}:
                yield token.start[0], token.string
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.lineno, str(node.value.value)


def may_have(path: Path, forbidden: Collection[str]) -> bool:
    """Whether a file has a forbidden word anywhere: few do, and to take one apart is slow.

    What is behind a backslash may be another word than it looks.
    """
    text = path.read_text("utf-8")
    return "\\" in text or not words(f"{path.stem} {text}").isdisjoint(forbidden)


def found(
    paths: Iterable[Path], forbidden: Collection[str], *, but_for: Mapping[str, Collection[str]]
) -> list[str]:
    """Forbidden words of files, each with its place and what to write instead.

    Words that a file may have stand in `but_for` under its name.
    """
    return sorted(
        f"{name}, line {line}: {word!r}; write: {INSTEAD[word]}"
        for path in paths
        if may_have(path, forbidden)
        for name in [path.relative_to(ROOT).as_posix()]
        for line, text in texts(path)
        for word in words(text).intersection(forbidden)
        if word not in but_for.get(name, ())
    )


def test_no_forbidden_word() -> None:
    assert len(FILES) > 900
    assert not found(FILES, INSTEAD.keys(), but_for=ALLOWED)


def test_no_test_has_the_worst_of_them() -> None:
    assert not found(TESTS, NOT_IN_TESTS, but_for={})


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_an_exception_is_still_needed(name: str) -> None:
    used = {word for _, text in texts(ROOT / name) for word in words(text)}
    assert ALLOWED[name] <= used
