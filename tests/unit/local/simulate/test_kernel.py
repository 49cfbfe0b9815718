"""Actors on a virtual clock: order, sleep, and an end in the middle."""

import pytest

from local.simulate.environment.kernel import Crashed, Kernel


def test_the_next_due_actor_is_next() -> None:
    kernel, seen = Kernel(1_000), list[tuple[str, int]]()

    def body(name: str, pause: int) -> None:
        for _ in range(2):
            kernel.sleep(pause)
            seen.append((name, kernel.now))

    kernel.start("slow", lambda: body("slow", 70))
    kernel.start("fast", lambda: body("fast", 50), after=5)
    kernel.run(2_000)
    assert seen == [("fast", 1_055), ("slow", 1_070), ("fast", 1_105), ("slow", 1_140)]
    assert kernel.now == 2_000


def test_what_is_due_later_waits() -> None:
    kernel, seen = Kernel(0), list[int]()
    kernel.start("later", lambda: seen.append(kernel.now), after=500)
    kernel.run(500)
    assert seen == []
    assert kernel.next_at == 500
    kernel.run(501)
    assert seen == [500]


def test_a_process_that_ends_runs_no_more() -> None:
    kernel, seen = Kernel(0), list[str]()

    def crash() -> None:
        raise Crashed("here")

    def body() -> None:
        try:
            kernel.sleep(10)
            crash()
        except Exception:  # noqa: BLE001 as careless code would
            seen.append("went on")

    kernel.start("crashing", body)
    with pytest.raises(Crashed):
        kernel.run(100)
    assert seen == []
