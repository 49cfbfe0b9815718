"""Webhooks while the process that delivers is killed: none is lost, each has one id.

`python -m bench.deliveries` does the same with 10,000.
"""

from pathlib import Path

from bench.deliveries import run

EVENTS, KILLS = 120, 2


def test_killing_the_process_loses_and_invents_no_event(tmp_path: Path) -> None:
    found = run(tmp_path, EVENTS, KILLS)
    assert found.kills == KILLS
    assert len(found.arrived) == EVENTS
    assert found.states == {"delivered": EVENTS}
    at_work_at_a_kill = 16 * KILLS
    assert sum(found.arrived.values()) - EVENTS <= at_work_at_a_kill
