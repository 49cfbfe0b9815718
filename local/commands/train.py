"""`python -m local train`: train on the lake of a data folder, and publish the model."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

from functions.errors import Invalid, NotFound
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.retrain.training_job import TrainingJob
from functions.settings import Settings
from local.address_file import found_in
from local.api_calls import Api
from local.commands.up import log_to_stderr, note, refuse
from local.embedded.database import FILE
from local.environment import keep_away_from_aws
from local.event_stream import END_MARK, EventStream
from local.folder_contents import TABLES
from local.metrics_table import gate_line, metrics_table
from local.nudge_settings import LaptopNudgeSettings
from local.progress import Bars
from local.readiness import wait_until_processed, wait_until_served
from local.services import LaptopServices
from local.settings import LaptopSettings, parse
from local.up import local_stack
from model.training.train import NothingToLearn

SECONDS_TO_SERVE = 15.0
_STEP = "read what was recorded"
Done = Callable[[float], None]


def run(arguments: argparse.Namespace) -> int:
    try:
        settings, laptop = parse(arguments.set, arguments.data)
    except Invalid as error:
        return refuse(error)
    log_to_stderr(settings.log_level)
    keep_away_from_aws(os.environ)
    services = LaptopServices(settings, arguments.data)
    services.storage.nudge_settings = LaptopNudgeSettings(arguments.data)
    try:
        with Bars() as progress:
            if not arguments.now:
                _wait(settings, laptop, arguments.data, lambda done: progress(_STEP, done))
            manifest = TrainingJob(services)(progress)
    except NothingToLearn as error:
        print(f"hilo: {error}", file=sys.stderr)
        return 1
    print(f"{gate_line(manifest)}\n{metrics_table(manifest['metrics'])}", flush=True)
    _let_serve(services, manifest)
    return 0


def _wait(settings: Settings, laptop: LaptopSettings, data: Path, done: Done) -> None:
    """Bring what was recorded into the lake first, by the process that is up or by this one."""
    api = _up_on(data)
    if api:
        wait_until_processed(api, done)
    elif (data / TABLES / FILE).exists() and not (data / END_MARK).exists():
        with local_stack(settings, laptop, data) as on:
            _drain(EventStream(on.services, on.engine, Event()), done)


def _drain(stream: EventStream, done: Done) -> None:
    first = stream.pace.waiting or 1
    while stream.poll():
        done(1 - min(1.0, (stream.pace.waiting or 0) / first))
    stream.finish(time.monotonic())
    done(1.0)


def _let_serve(services: LaptopServices, manifest: dict[str, Any]) -> None:
    """Return once the process that is up serves the new model, so that its next answer does."""
    version, api = manifest["version"], _up_on(services.data)
    pointer = artifacts.readable(services.blobs, MODELS)
    if api is None or pointer is None or pointer.version != version:
        return
    if not wait_until_served(api, version, seconds=SECONDS_TO_SERVE):
        note(f"{api.url} does not serve {version} yet: python -m local status shows what it serves")


def _up_on(data: Path) -> Api | None:
    try:
        return Api(*found_in(data))
    except NotFound:
        return None
