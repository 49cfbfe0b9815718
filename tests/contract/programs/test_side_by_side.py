"""Generated programs on the embedded engine and on DynamoDB Local: the same answers, step by step.

`--programs=N` says how many; each run makes fresh ones.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from local.engine import engine_running
from tests.contract.programs.calls import Step, programs
from tests.contract.programs.shapes import Shape, shapes
from tests.contract.programs.side import Side


@pytest.fixture(scope="module")
def sides(environment: None) -> Iterator[tuple[Side, Side]]:
    with (
        engine_running({}, name="embedded", validate=True) as embedded,
        engine_running({}, name="dynamodb-local") as reference,
    ):
        yield Side(embedded), Side(reference)


def test_programs_come_out_alike(sides: tuple[Side, Side], request: pytest.FixtureRequest) -> None:
    @settings(
        max_examples=request.config.getoption("--programs"),
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs(shapes))
    def come_out_alike(program: tuple[Shape, list[Step]]) -> None:
        run_on_both(sides, *program)

    come_out_alike()


def run_on_both(sides: tuple[Side, Side], shape: Shape, steps: list[Step]) -> None:
    embedded, reference = (side.start(shape) for side in sides)
    for step in steps:
        assert embedded.outcome(step) == reference.outcome(step), step
    assert embedded.items() == reference.items()
    assert embedded.records() == reference.records()
