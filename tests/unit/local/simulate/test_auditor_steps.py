"""The order of steps: sequences that may not start, and steps that come too late."""

import pytest

from local.simulate.auditor.audit import audit
from local.simulate.history import Called, History, Input, ProviderAnswer
from tests.unit.local.simulate.made_histories import (
    CLAIM,
    HOUR,
    MINUTE,
    START,
    consent,
    good,
    handed,
    settings,
    track,
)


def found(history: History) -> set[int]:
    return {violation.invariant for violation in audit(history)}


def browse(*views: Input, **changes: object) -> History:
    sent = handed(kind="abandoned_browse", claimed_at=START + 5 * HOUR, **changes)
    on = settings(-HOUR, kind__abandoned_browse=True)
    return good(on, consent(-HOUR, value=True), *views, hand_overs=(sent,))


STEPS: dict[str, History] = {
    "a browse with one view": browse(track(MINUTE, "Product Viewed", "cup")),
    "active a moment ago": good(track(CLAIM - 5 * MINUTE, "Cart Viewed", "cup")),
    "another sequence within a week": good(
        hand_overs=(
            handed(),
            handed(id="n2", start=START + 2 * MINUTE, claimed_at=START + CLAIM + 48 * HOUR),
        )
    ),
    "a second step after four days": good(
        hand_overs=(handed(), handed(id="n2", step=2, claimed_at=START + CLAIM + 96 * HOUR))
    ),
    "thanks for a cancelled order": good(
        settings(-HOUR, kind__post_purchase=True),
        track(0, "Order Completed", "cup", order="o"),
        track(MINUTE * 9, "Order Cancelled", order="o"),
        hand_overs=(handed(kind="post_purchase", start=START + 1),),
    ),
    "staff": good(settings(0, staff=("ana",))),
    "channel off": good(settings(0, channel__email=False)),
}


@pytest.mark.parametrize("name", STEPS)
def test_an_order_of_steps_is_reported(name: str) -> None:
    assert 3 in found(STEPS[name])


def test_a_browse_with_two_views_is_no_violation() -> None:
    view = track(MINUTE, "Product Viewed", "cup")
    assert audit(browse(view, track(2 * MINUTE, "Product Viewed", "cup"))) == []


@pytest.mark.parametrize(
    ("answers", "invariants"),
    [
        (("refused", "refused", "taken"), set()),
        (("refused", "no answer"), set()),
        (("taken", "taken"), {2}),
        (("no answer", "taken"), {2}),
        (("taken, no answer", "refused"), {2}),
        (("late", "taken"), {2}),
    ],
)
def test_a_provider_is_called_again_only_for_what_it_refused(
    answers: tuple[ProviderAnswer, ...], invariants: set[int]
) -> None:
    history = good()
    history.calls += [Called("n1", CLAIM + at, answer) for at, answer in enumerate(answers)]
    assert {violation.invariant for violation in audit(history)} == invariants
