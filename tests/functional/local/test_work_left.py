"""Work that waits on a laptop: a training waits for it, and what ends a folder names it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from local.cli import main
from local.event_stream import EventStream
from local.settings import parse
from local.up import _finish, local_stack
from tests.functional.local.test_up import (
    ROOT,
    Up,
    lake_ids,
)
from tests.unit.builders import event


def test_what_is_not_processed_in_time_waits_for_the_next_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, laptop = parse([], tmp_path)
    with local_stack(settings, laptop, tmp_path) as on:
        stream = EventStream(on.services, on.engine, Event())
        for number in range(250):
            on.services.storage.events.put(event(f"m{number}", "Product Viewed", "tea"))
        assert stream.pace.waiting == 250
        _finish(stream, on, deadline=0)
    outcome = f"hilo: 150 changes wait in {tmp_path}; the next start processes them\n"
    assert outcome in capsys.readouterr().err
    with local_stack(settings, laptop, tmp_path) as on:
        again = EventStream(on.services, on.engine, Event())
        assert again.pace.waiting == 150
        assert again.finish(deadline=time.monotonic() + 60) == 0
    assert len(lake_ids(tmp_path)) == 250


def recorded(data: Path, count: int) -> None:
    """Put events into a folder's table that no process has read yet."""
    settings, laptop = parse([], data)
    with local_stack(settings, laptop, data) as on:
        for number in range(count):
            on.services.storage.events.put(event(f"m{number}", "Product Viewed", "tea"))


def test_a_training_shows_a_bar_while_it_reads_what_waits_and_none_with_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(tmp_path, 250)
    assert main(["train", "--data", str(tmp_path), "--now"]) == 1  # there is no lake yet
    assert "read what was recorded" not in capsys.readouterr().err
    assert not lake_ids(tmp_path)
    assert main(["train", "--data", str(tmp_path)]) == 0
    assert re.search(r"read what was recorded +100%", capsys.readouterr().err)
    assert len(lake_ids(tmp_path)) == 250


def test_threads_of_a_training_wait_asleep(tmp_path: Path, environment: None) -> None:
    """OpenMP says by which policy it was loaded: threads that wait awake stall busy machines."""
    words = [sys.executable, "-m", "local", "train", "--data", str(tmp_path)]
    environ = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    shown = subprocess.run(
        words,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env=environ | {"OMP_DISPLAY_ENV": "true"},
    ).stderr
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in shown
    assert "OMP_WAIT_POLICY = 'ACTIVE'" not in shown


def test_ctrl_c_with_a_backlog_names_what_waits(tmp_path: Path, environment: None) -> None:
    recorded(tmp_path, 5000)
    up = Up(tmp_path)
    code, rest, seconds = up.stop(signal.SIGINT)
    assert (code, rest) == (0, "")
    assert seconds < 20
    assert "Traceback" not in up.stderr
    found_waiting = re.search(r"([\d,]+) changes wait in .*; the next start", up.stderr)
    waiting = int(found_waiting[1].replace(",", "")) if found_waiting else 0
    assert len(lake_ids(tmp_path)) == 5000 - waiting
    settings, laptop = parse([], tmp_path)
    with local_stack(settings, laptop, tmp_path) as on:
        again = EventStream(on.services, on.engine, Event())
        assert (again.pace.waiting or 0) == waiting


def test_what_a_folder_is_ended_with_names_messages_that_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, laptop = parse([], tmp_path)
    with local_stack(settings, laptop, tmp_path) as on:
        stream = EventStream(on.services, on.engine, Event())
        on.services.restock_queue.send([{"item": "tea"}], delay_s=1800)
        _finish(stream, on, deadline=time.monotonic() + 60)
    kept = f"1 message of its queues waits in {tmp_path}; the next start processes it"
    assert f"hilo: stopped; all events are processed; {kept}\n" in capsys.readouterr().err
