"""A failing scenario becomes small, and still fails."""

from dataclasses import replace

from local.simulate.environment.weather import CALM
from local.simulate.generator.scenario import Scenario, scenario_of
from local.simulate.shrink import shrunk
from local.simulate.steps import Consent

SCENARIO = replace(scenario_of(3), weather=CALM)


def test_only_what_is_needed_is_left() -> None:
    needed = {SCENARIO.steps[3].number, SCENARIO.steps[-2].number}

    def fails(scenario: Scenario) -> bool:
        return needed <= {step.number for step in scenario.steps}

    assert {step.number for step in shrunk(SCENARIO, fails).steps} == needed


def test_it_ends_after_so_many_runs() -> None:
    tries = list[int]()

    def fails(scenario: Scenario) -> bool:
        tries.append(len(scenario.steps))
        return any(isinstance(step, Consent) for step in scenario.steps)

    assert fails(shrunk(SCENARIO, fails, runs=5))
    assert len(tries) <= 6


def test_a_seed_names_one_scenario() -> None:
    assert scenario_of(8) == scenario_of(8)
    assert scenario_of(8) != scenario_of(9)
