import os
import time
from collections.abc import Sequence

import pytest

from model.dataset.parallel import FEWEST, Step, in_slices, side_by_side

MANY = list(range(FEWEST * 3 + 1))


def _who(part: Sequence[int], step: Step) -> tuple[int, list[int]]:
    step(1.0)
    return os.getpid(), list(part)


def test_slices_are_even_in_order_and_worked_on_apart() -> None:
    reported: list[float] = []
    answers = in_slices(_who, MANY, reported.append, 3)
    assert [each for _, part in answers for each in part] == MANY
    assert len({process for process, _ in answers}) == 3
    assert answers[0][0] == os.getpid()
    assert all(len(part) % 2 == 0 for _, part in answers[:-1])
    assert reported == [1.0]


@pytest.mark.parametrize(("items", "processes"), [([], 4), ([1], 4), (MANY, 1)])
def test_little_work_stays_here(items: list[int], processes: int) -> None:
    assert in_slices(_who, items, lambda _: None, processes) == [(os.getpid(), items)]


def _fail_apart(part: Sequence[int], _step: Step) -> int:
    if part[0]:
        raise ValueError("from the other side")
    return 0


def _die_apart(part: Sequence[int], _step: Step) -> int:
    if part[0]:
        os._exit(9)
    return 0


def test_what_fails_in_a_process_fails_here() -> None:
    with pytest.raises(ValueError, match="from the other side"):
        in_slices(_fail_apart, MANY, lambda _: None, 2)
    with pytest.raises(RuntimeError, match="died"):
        in_slices(_die_apart, MANY, lambda _: None, 2)


def test_works_side_by_side_answer_in_order() -> None:
    began: list[str] = []

    def work(name: str, other: str) -> str:
        began.append(name)
        end = time.monotonic() + 10
        while other not in began and time.monotonic() < end:
            time.sleep(0.001)
        return f"{name} met {other in began}"

    found = side_by_side(lambda: work("a", "b"), lambda: work("b", "a"))
    assert found == ["a met True", "b met True"]


def _fail() -> int:
    raise ValueError("in a thread")


def test_what_fails_side_by_side_fails_here() -> None:
    with pytest.raises(ValueError, match="in a thread"):
        side_by_side(lambda: 1, _fail)
