"""Webhooks to a receiver on this machine, while the process that delivers is killed.

    python -m bench.deliveries [--events 10000] [--kills 5]

Each customer's consent changes once, which is one `audience.changed` for the endpoint. An event
that was posted when its process was killed is posted again, under the same id: the receiver counts
ids. The clock of the deliveries runs faster, so that what a process left comes soon.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

from functions.domain.person import customer
from functions.domain.preferences import Answer
from functions.services.delivery.endpoints import EndpointFields
from functions.services.delivery.wiring import endpoints
from functions.services.serving.wiring import recommend, scorer_provider
from functions.settings import Settings
from functions.storage.keys.key import SHARDS
from functions.storage.tables import TableNames, create_tables
from local.delivery import DeliveryRun
from local.engine import Engine, engine_running
from local.services import LaptopServices
from local.thread_supervisor import ThreadSupervisor
from local.up import stop_on_signals
from local.webhook_receiver import receiving

NAMES = TableNames.prefixed("deliveries")
SPEED = 30
_LOOK_S = 1.0
_LONGEST_S = 1_800
_ROUNDS = 12
# An attempt may take 90 s of the fast clock before another one begins.
_SETTLE_S = 90 / SPEED + 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often each id arrived, the states of the deliveries, and the seconds that it took."""

    arrived: Counter[str]
    states: Counter[str]
    kills: int
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        work(asked.worker)
        return
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), asked.events, asked.kills)
    again = sum(found.arrived.values()) - len(found.arrived)
    print(f"{len(found.arrived):,} of {asked.events:,} events arrived, {found.kills} kills")
    print(f"{again} were posted again under their id; states: {dict(found.states)}")
    print(f"{found.seconds:.0f} s, {asked.events / found.seconds:.0f} a second")


def run(folder: Path, events: int, kills: int) -> Outcome:
    """Deliver so many events, with so many kills in between, spread over the run."""
    arrived: Counter[str] = Counter()
    lock = Lock()

    def take(headers: Mapping[str, str], _body: bytes) -> None:
        with lock:
            arrived[headers["webhook-id"]] += 1

    with receiving(take) as url:
        _prepare(folder, url, events)
        began, killed = time.monotonic(), 0
        worker = _start(folder)
        while len(arrived) < events and time.monotonic() - began < _LONGEST_S:
            time.sleep(0.02)
            if killed < kills and len(arrived) >= events * (killed + 1) // (kills + 1):
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                killed += 1
                worker = _start(folder)
            if worker.poll() is not None:
                raise SystemExit("the process that delivers ended by itself")
        seconds = time.monotonic() - began
        return Outcome(arrived, _finished(folder, worker), killed, seconds)


def work(folder: Path) -> None:
    """Deliver what there is in a folder, until a signal."""
    with _engine(folder) as engine:
        services = _services(folder, engine)
        stop = stop_on_signals()
        made = recommend(services, scorer_provider(services))
        delivery = DeliveryRun(services, engine, made, stop, look_s=_LOOK_S)
        supervisor = ThreadSupervisor(stop)
        supervisor.start("stream", lambda: delivery.poller.run(stop))
        supervisor.start("queue", lambda: delivery.work(stop))
        supervisor.start("schedule", lambda: delivery.look(stop))
        stop.wait()
        supervisor.join(time.monotonic() + 3)


def _prepare(folder: Path, url: str, events: int) -> None:
    with _engine(folder) as engine:
        create_tables(engine.dynamodb, NAMES)
        services = _services(folder, engine)
        fields = EndpointFields(url, ("audience.changed",))
        endpoints(services).put("tool", fields)
        made = recommend(services, scorer_provider(services))
        poller = DeliveryRun(services, engine, made, Event()).poller
        for number in range(events):
            yes = {"email": Answer(True, 1, "bench")}
            services.storage.preferences.put(customer(f"person-{number}"), yes, rev=0)
            if number == 0:
                poller.drain()  # it keeps its place, from which the others are read


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "bench.deliveries", "--worker", str(folder)]
    return subprocess.Popen(command)  # noqa: S603 our own module


def _finished(folder: Path, worker: "subprocess.Popen[bytes]") -> Counter[str]:
    """The states once what was posted before a kill is kept as delivered, or in the end."""
    for _ in range(_ROUNDS):
        time.sleep(_SETTLE_S)
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
        states = _states(folder)
        if set(states) == {"delivered"}:
            return states
        worker = _start(folder)
    worker.kill()
    worker.wait()
    return _states(folder)


def _states(folder: Path) -> Counter[str]:
    states: Counter[str] = Counter()
    with _engine(folder) as engine:
        rows = _services(folder, engine).storage.deliveries
        for shard in SHARDS:
            ids = rows.log("tool", shard, since=0, until=2**43, limit=100_000)
            states.update(each.state for each in rows.find(ids).values())
    return states


def _engine(folder: Path) -> AbstractContextManager[Engine]:
    return engine_running(os.environ, name="embedded", data=folder / "dynamodb")


def _services(folder: Path, engine: Engine) -> LaptopServices:
    settings = Settings(
        events_table=NAMES.events,
        customers_table=NAMES.customers,
        catalog_table=NAMES.catalog,
        work_folder=folder / "work",
    )
    return LaptopServices(settings, folder / "data", clock=fast_clock(), engine=engine)


def fast_clock() -> Callable[[], int]:
    """Return a clock that every process reads alike, `SPEED` times as fast as the true one."""
    return lambda: (time.time_ns() // 1_000_000 - 1_700_000_000_000) * SPEED


if __name__ == "__main__":
    main()
