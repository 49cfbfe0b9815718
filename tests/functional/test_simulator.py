"""The simulator runs the real system: the same again, clean, and able to find what is broken."""

import pytest

from functions.domain import cart
from functions.domain.event import Event
from functions.domain.nudges.nudge import NudgeId
from functions.domain.order_reports import COMPLETED
from functions.ports.channel_sender import Released, Unknown
from functions.services.delivery.native import HandOverNative
from functions.services.delivery.send_native import NativeResult
from local.simulate.generator.scenario import scenario_of
from local.simulate.run import run

SEEDS = range(8)
NATIVE_SEEDS = (113,)


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
    whys = [each.why for seed in NATIVE_SEEDS for each in run(scenario_of(seed)).violations]
    assert any("a provider was called" in why for why in whys)
