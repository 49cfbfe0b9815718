"""A claim begins a hand-over: what only notes something about a claimed nudge does not."""

import pytest

from local.simulate.environment.claims import claims


@pytest.mark.parametrize(
    ("was", "state", "is_claim"),
    [
        ("ready", "leased", True),
        ("ready", "sending", True),
        ("sending", "sending", False),  # a program followed a link of it
        ("leased", "leased", False),
        ("leased", "sent", False),
    ],
)
def test_a_claim_is_from_ready_to_handed_over(was: str, state: str, is_claim: bool) -> None:
    values = {":was": {"S": was}, ":state": {"S": state}}
    assert claims({"Key": {}, "ExpressionAttributeValues": values}) is is_claim


def test_a_row_put_whole_claims_nothing() -> None:
    assert not claims({"Item": {"state": {"S": "ready"}}})
