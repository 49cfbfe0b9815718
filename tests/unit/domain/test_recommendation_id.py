import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.recommendation_id import RecommendationId, sign, verify

SECRET = b"s" * 32
ID = RecommendationId("20250101T120000Z-1f3a", "home", "default", 1_735_732_800_000, "n1")


def test_what_was_signed_can_be_read_back() -> None:
    assert verify(sign(ID, SECRET), SECRET) == ID


def test_another_secret_opens_nothing() -> None:
    assert verify(sign(ID, SECRET), b"t" * 32) is None


@given(st.text(max_size=600))
def test_rubbish_is_no_recommendation(token: str) -> None:
    assert verify(token, SECRET) is None


@pytest.mark.parametrize("at", range(0, 96, 7))
def test_a_changed_sign_is_noticed(at: int) -> None:
    token = sign(ID, SECRET)
    changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
    assert verify(changed, SECRET) is None
