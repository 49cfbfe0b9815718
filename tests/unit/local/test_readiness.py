"""A training waits for what was recorded, and its bar shows how much of that is processed."""

from typing import Any

import pytest

from local.api_calls import Api
from local.readiness import wait_until_processed


class Answers(Api):
    """Gives the stream's states one after the other; the last one stays."""

    def __init__(self, *states: dict[str, Any] | None) -> None:
        super().__init__("http://shop.invalid", "key")
        object.__setattr__(self, "states", list(states))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        assert (method, path, body) == ("GET", "/v1/health/ready", None)
        states: list[dict[str, Any] | None] = self.states  # type: ignore[attr-defined] # set above
        return {"stream": states.pop(0) if len(states) > 1 else states[0]}


def state(waiting: int | None, processed: int) -> dict[str, Any]:
    return {"waiting": waiting, "processed": processed}


@pytest.mark.parametrize(
    ("states", "shares", "waited_for"),
    [
        ([state(4, 10), state(3, 11), state(1, 13), state(0, 14)], [0, 0.25, 0.75, 1], 4),
        # More arrives than is processed: what waited at the start is all that is waited for.
        ([state(4, 0), state(9, 2), state(9, 5)], [0, 0.5, 1, 1], 4),
        ([state(0, 14)], [1], 0),
        ([state(None, 0), state(0, 3)], [1], 0),
        ([None], [], 0),
    ],
)
def test_the_bar_shows_the_share_that_is_processed(
    states: list[dict[str, Any] | None], shares: list[float], waited_for: int
) -> None:
    seen: list[float] = []
    assert wait_until_processed(Answers(*states), seen.append, pause_s=0) == waited_for
    assert seen == shares
