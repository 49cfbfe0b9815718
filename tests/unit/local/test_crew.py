import logging
import threading
import time

import pytest

from local.crew import Crew


def test_one_that_dies_stops_all_and_is_named(caplog: pytest.LogCaptureFixture) -> None:
    crew = Crew(threading.Event())
    crew.start("steady", crew.stop.wait)
    crew.start("weak", lambda: 1 / 0)
    assert crew.stop.wait(5)
    crew.join(time.monotonic() + 5)
    assert crew.failed == "weak"
    assert "weak died" in caplog.text


@pytest.mark.usefixtures("caplog")
def test_one_that_returns_too_early_failed() -> None:
    crew = Crew(threading.Event())
    crew.start("short", lambda: None)
    assert crew.stop.wait(5)
    assert crew.failed == "short"


def test_an_end_that_was_asked_for_is_none() -> None:
    crew = Crew(threading.Event())
    crew.start("steady", crew.stop.wait)
    crew.stop.set()
    crew.join(time.monotonic() + 5)
    assert crew.failed is None


def test_one_that_hangs_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    crew, never = Crew(threading.Event()), threading.Event()
    crew.start("stuck", never.wait)
    crew.stop.set()
    with caplog.at_level(logging.WARNING):
        crew.join(time.monotonic())
    assert "stuck does not end" in caplog.text
    never.set()
