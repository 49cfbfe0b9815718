"""The simulator runs the real system: the same again, clean, and able to find what is broken."""

from typing import Any

import pytest

from functions.domain import cart
from functions.domain.delivery.endpoint import Endpoint
from functions.domain.event import Event
from functions.domain.nudges.nudge import NudgeId
from functions.domain.order_reports import COMPLETED
from functions.ports.channel_sender import Released, Unknown
from functions.services.delivery import recheck
from functions.services.delivery.native import HandOverNative
from functions.services.delivery.outcome import RecordAnswer
from functions.services.delivery.send_native import NativeResult
from local.simulate.generator.scenario import Scenario, scenario_of
from local.simulate.generator.stories.all import STORIES
from local.simulate.run import run

SEEDS = range(8)
_BLOCK = len(STORIES)


def _calm(story: str, block: int = 0) -> Scenario:
    """A calm seed that is about this story."""
    return scenario_of(block * _BLOCK + list(STORIES).index(story))


def _whys(scenario: Scenario) -> str:
    return "\n".join(str(each) for each in run(scenario).violations)


def _is_found(why: str, story: str) -> bool:
    """Whether a calm seed of a story, of the first four, breaks an invariant for this reason."""
    return any(why in _whys(_calm(story, block)) for block in (0, 2, 4, 6))


def test_the_same_seed_runs_alike() -> None:
    first, second = run(scenario_of(5)), run(scenario_of(5))
    assert first.counts == second.counts
    assert first.history == second.history
    assert first.violations == []


def test_an_order_that_does_not_empty_the_cart_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = cart._Fold.take  # noqa: SLF001 the rule that is broken here

    def without_orders(self: cart._Fold, event: Event) -> None:
        if event.name != COMPLETED:
            real(self, event)

    monkeypatch.setattr(cart._Fold, "take", without_orders)  # noqa: SLF001
    assert any(run(scenario_of(seed)).violations for seed in SEEDS)


def test_a_nudge_that_may_have_been_sent_and_is_freed_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = HandOverNative._record  # noqa: SLF001 the rule that is broken here

    def freeing(self: HandOverNative, nudge_id: NudgeId, result: NativeResult) -> None:
        real(self, nudge_id, Released("x", 60) if isinstance(result, Unknown) else result)

    monkeypatch.setattr(HandOverNative, "_record", freeing)
    seeds = range(2 * _BLOCK, 2 * _BLOCK + 8)
    native = [s for s in map(scenario_of, seeds) if "native" in s.routes.values()]
    assert any("a provider was called" in _whys(scenario) for scenario in native)


def test_an_attempt_without_a_check_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "check", lambda *_: None)
    assert _is_found("consent to email had ended", "says_no_between_attempts")


def test_a_nudge_that_no_notice_takes_back_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = RecordAnswer.ended

    def silently(self: RecordAnswer, *args: Any, **_: Any) -> None:
        real(self, *args, nudge=False)

    monkeypatch.setattr(RecordAnswer, "ended", silently)
    assert _is_found("no notice that it is cancelled", "says_no_between_attempts")


def test_a_signature_by_the_new_secret_alone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Endpoint, "secret_before_signs", lambda *_, **__: False)
    assert _is_found("no signature", "secret_rotated")
