import pytest

from functions.domain.consent import allowed, objects
from tests.unit.builders import MINUTE, NOON, event


def consent_context(**categories: object) -> dict[str, object]:
    return {"consent": {"categoryPreferences": categories}}


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        ({}, None),
        ({"consent": None}, None),
        ({"consent": {"categoryPreferences": []}}, None),
        (consent_context(advertising=False), None),
        (consent_context(Personalization=True, Analytics=True), True),
        (consent_context(personalization=True, Analytics=False), False),
        (consent_context(personalization="false"), False),
    ],
)
def test_the_categories_that_concern_us(context: dict[str, object], verdict: bool | None) -> None:
    assert allowed(context) is verdict


def test_the_newest_word_counts() -> None:
    no = event("m1", "x", context=consent_context(analytics=False))
    yes = event("m2", "x", context=consent_context(analytics=True), at=NOON + MINUTE)
    silent = event("m3", "x", at=NOON + 2 * MINUTE)
    assert objects([no, silent]) is True
    assert objects([yes, no, silent]) is False
    assert objects([silent]) is None
