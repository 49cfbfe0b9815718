import logging
import threading
import time

import pytest

from local.thread_supervisor import ThreadSupervisor


def test_one_that_dies_stops_all_and_is_named(caplog: pytest.LogCaptureFixture) -> None:
    supervisor = ThreadSupervisor(threading.Event())
    supervisor.start("steady", supervisor.stop.wait)
    supervisor.start("weak", lambda: 1 / 0)
    assert supervisor.stop.wait(5)
    supervisor.join(time.monotonic() + 5)
    assert supervisor.failed == "weak"
    assert "weak died" in caplog.text


@pytest.mark.usefixtures("caplog")
def test_one_that_returns_too_early_failed() -> None:
    supervisor = ThreadSupervisor(threading.Event())
    supervisor.start("short", lambda: None)
    assert supervisor.stop.wait(5)
    assert supervisor.failed == "short"


def test_an_end_that_was_asked_for_is_none() -> None:
    supervisor = ThreadSupervisor(threading.Event())
    supervisor.start("steady", supervisor.stop.wait)
    supervisor.stop.set()
    supervisor.join(time.monotonic() + 5)
    assert supervisor.failed is None


def test_one_that_hangs_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    supervisor, never = ThreadSupervisor(threading.Event()), threading.Event()
    supervisor.start("stuck", never.wait)
    supervisor.stop.set()
    with caplog.at_level(logging.WARNING):
        supervisor.join(time.monotonic())
    assert "stuck does not end" in caplog.text
    never.set()
