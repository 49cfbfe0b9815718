"""The whole system in one process: tables, API, stream, snapshot and the training schedule."""

import json
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from functions.api.app import create_app
from functions.api.wiring import wiring_in
from functions.bootstrap import table_names
from functions.errors import Unavailable
from functions.rendering.app import with_rendering
from functions.settings import Settings
from functions.storage.tables import create_tables
from local.access_keys import laptop_keys
from local.address_file import left_in
from local.catalog_stream import CatalogStream
from local.delivery import DeliveryRun
from local.docs_assets import OFFLINE, serve_assets
from local.embedded.engine import EmbeddedEngine
from local.engine import ENDPOINT_VARIABLE, Engine, EngineName, engine_running
from local.environment import keep_away_from_aws
from local.event_stream import EventStream
from local.folder_contents import TABLES, FolderBefore, keep_out_of_git
from local.http import HttpServer, url_of
from local.imports import ImportRun
from local.laptop_routes import laptop_routes
from local.leases import FolderLeases
from local.nudge_lines import nudge_lines
from local.nudge_schedule import NudgeSchedule
from local.restock import RestockRun
from local.schedule import RetrainSchedule
from local.services import LaptopServices
from local.settings import LaptopSettings
from local.stack_state import StackState
from local.thread_supervisor import ThreadSupervisor

logger = logging.getLogger(__name__)

# Below the 5 s that a stop may take, with the engine's own end.
SECONDS_TO_STOP = 3.5
# Where the stream ends with the process, and what is not in the lake by then is lost.
SECONDS_TO_SAVE = 60.0
SECONDS_BETWEEN_EXPIRIES = 60.0


@dataclass(frozen=True)
class LocalStack:
    """What everything stands on: an engine with its tables, and the laptop's services."""

    engine: Engine
    services: LaptopServices
    keeps_tables: bool
    before: FolderBefore


@dataclass(frozen=True)
class Address:
    """Where the system answers, and the keys that open it."""

    url: str
    publishable_key: str
    secret_key: str

    def as_line(self) -> str:
        return json.dumps(vars(self))

    def as_exports(self) -> str:
        """Return a line for a shell, with the variables that README and guides use."""
        return f"export URL={self.url} PUBLISHABLE={self.publishable_key} SECRET={self.secret_key}"


@contextmanager
def local_stack(
    settings: Settings, laptop: LaptopSettings, data: Path, *, keep_tables: bool = True
) -> Iterator[LocalStack]:
    """Run the engine with its tables for the length of the block; one process a data folder.

    Tables are kept in `data`, or in memory with `keep_tables` False; an endpoint has its own.

    Raises:
        LeaseTaken: another process is up on this folder.
        EngineError: the tables were written by another version.
        DynamoDBLocalError: that engine was asked for and cannot run here.
    """
    keep_away_from_aws(os.environ)
    environ = dict(os.environ)
    if settings.dynamodb_endpoint_url:
        environ[ENDPOINT_VARIABLE] = settings.dynamodb_endpoint_url
    kept = keep_tables and laptop.engine != "memory"
    tables = data / TABLES if kept else None
    before = FolderBefore.of(data)
    keep_out_of_git(data)
    with (
        FolderLeases(data / "leases").hold("up"),
        engine_running(environ, name=_engine_name(laptop), data=tables) as engine,
    ):
        url = {"dynamodb_endpoint_url": engine.endpoint_url or ""}
        services = LaptopServices(settings.model_copy(update=url), data, engine=engine)
        create_tables(engine.dynamodb, table_names(settings))
        logger.info("the tables are in %s", _whereabouts(engine, data, tables))
        yield LocalStack(engine, services, kept or not engine.embedded, before)


@contextmanager
def system(
    on: LocalStack,
    listener: socket.socket,
    supervisor: ThreadSupervisor,
    *,
    retrain_every_s: float,
    pairs: Sequence[str],
) -> Iterator[Address]:
    """Run every part; at the end of the block all that was accepted is in the lake.

    `pairs` are the `--set` words, for the trainings that run in processes of their own.
    """
    services, stop = on.services, supervisor.stop
    events = EventStream(services, on.engine, stop, keeps_tables=on.keeps_tables)
    services.state = StackState(on.engine, services.settings, events.pace)
    catalog = CatalogStream(services, on.engine)
    keys = laptop_keys(services)
    app = create_app(services, OFFLINE)
    app.include_all()
    with_rendering(app, services)
    serve_assets(app)
    if on.engine.embedded:
        app.include_router(laptop_routes(on.engine.embedded, services.data))
    restock = RestockRun(services, on.engine, stop)
    delivery = DeliveryRun(services, on.engine, wiring_in(app).recommend, stop)
    server = HttpServer(app, listener)
    schedule = RetrainSchedule(services.data, pairs, retrain_every_s)
    supervisor.start("http", server.run)
    supervisor.start("events-stream", events.run)
    supervisor.start("catalog-stream", lambda: catalog.poller.run(stop))
    supervisor.start("snapshot", lambda: catalog.keep_snapshot(stop))
    supervisor.start("restock-stream", lambda: restock.poller.run(stop))
    lines = nudge_lines(services, on.engine, stop)
    supervisor.start("nudge-lines", lambda: lines.run(stop))
    supervisor.start("restock", lambda: restock.work(stop))
    supervisor.start("delivery-stream", lambda: delivery.poller.run(stop))
    supervisor.start("delivery", lambda: delivery.work(stop))
    supervisor.start("delivery-schedule", lambda: delivery.look(stop))
    supervisor.start("imports", ImportRun(services, stop).work)
    supervisor.start("retrain", lambda: schedule.run(stop))
    supervisor.start("nudges", lambda: NudgeSchedule(services).run(stop))
    if on.engine.embedded:
        supervisor.start("expiry", partial(_expire, on.engine.embedded, stop))
    server.wait_until_ready(stop)
    try:
        address = Address(url_of(listener), keys.publishable, keys.secret)
        with left_in(services.data, address.url, address.secret_key):
            yield address
    finally:
        deadline = time.monotonic() + SECONDS_TO_STOP
        stop.set()
        server.end()
        supervisor.join(deadline)
        _finish(events, on, deadline)
    if supervisor.failed:
        raise Unavailable(f"{supervisor.failed} failed; see the log above")


def _finish(events: EventStream, on: LocalStack, deadline: float) -> None:
    """Process what is left, and report what waits or is lost."""
    if not on.keeps_tables:
        deadline = time.monotonic() + SECONDS_TO_SAVE
    waiting = events.finish(deadline)
    if waiting == 0:
        outcome = f"stopped; all events are processed{_queued(on)}"
    else:
        count = "some" if waiting is None else f"{waiting:,}"
        kept = f"wait in {on.services.data}; the next start processes them"
        lost = "are lost with the tables in memory"
        outcome = f"{count} changes {kept if on.keeps_tables else lost}"
    print(f"hilo: {outcome}", file=sys.stderr)


def _queued(on: LocalStack) -> str:
    """Return what the queues hold, which the next start goes on with."""
    services = on.services
    messages = services.restock_queue.count() + services.delivery_queue.count()
    if not messages:
        return " and nothing waits"
    if messages == 1:
        return f"; 1 message of its queues waits in {services.data}; the next start processes it"
    what = f"{messages:,} messages of its queues wait"
    return f"; {what} in {services.data}; the next start processes them"


def _expire(engine: EmbeddedEngine, stop: Event) -> None:
    """Delete what has expired now and then, as DynamoDB does within days."""
    while not stop.wait(SECONDS_BETWEEN_EXPIRIES):
        engine.expire_items()
        engine.trim_streams()


def stop_on_signals() -> Event:
    """An event that SIGTERM and SIGINT set."""
    import signal  # noqa: PLC0415 nothing else here has to do with signals

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _engine_name(laptop: LaptopSettings) -> EngineName | None:
    match laptop.engine:
        case "auto":
            return None
        case "memory":
            return "embedded"
        case named:
            return named


def _whereabouts(engine: Engine, data: Path, tables: Path | None) -> str:
    if engine.name == "embedded":
        return str(tables or "memory")
    if engine.name == "dynamodb-local":
        return f"DynamoDB Local at {engine.endpoint_url}, kept in {tables or 'its memory'}"
    return f"{engine.endpoint_url}; {data} keeps lake, models, snapshots, keys"
