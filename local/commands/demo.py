"""`python -m local demo`: prepare, train and recommend on real purchases."""

import argparse
import json
import sys
from contextlib import ExitStack
from itertools import chain, count
from pathlib import Path
from threading import Event
from typing import Any

from functions.bootstrap import utc_now_ms
from functions.domain.person import customer
from functions.errors import Invalid
from functions.storage.leases import LeaseTaken
from local.commands.up import log_to_stderr, refuse
from local.demo import comeback, mails, prepared, reminder, signed_alert, thread
from local.demo.cast import Cast, casts
from local.demo.client import Client
from local.demo.curl import requests
from local.demo.prepare import prepare
from local.demo.story import StoryBroken, walk
from local.dynamodb_local import DynamoDBLocalError
from local.embedded.database import EngineError
from local.http import listen
from local.leases import FolderLeases
from local.metrics_table import metrics_table
from local.own_process import in_own_process
from local.report.summary import by
from local.report.words import WAYS, plain
from local.services import LaptopServices
from local.settings import parse
from local.thread_supervisor import ThreadSupervisor
from local.up import Address, LocalStack, local_stack, stop_on_signals, system

DATA = Path(".hilo/demo")
WEIGHTED_SUM = "weighted_sum"  # no recommender: the blend without its ranker
# NDCG@20 that the journey's last 28 days must reach, whatever else changes.
REQUIRED = {"purchase_frequency": 0.33, "als": 0.19}


def run(arguments: argparse.Namespace) -> int:
    data = arguments.data or free_folder(DATA)
    try:
        settings, laptop = parse(arguments.set, data)
    except Invalid as error:
        return refuse(error)
    log_to_stderr("WARNING")
    want = prepared.wanted(utc_now_ms(), json.dumps(sorted(arguments.set)))
    if arguments.fresh or prepared.found(data, want) is None:
        with FolderLeases(data / prepared.LEASES).hold("up"):
            prepared.clear(data)
    prepared.claim(data)
    try:
        with ExitStack() as stack:
            listener = stack.enter_context(listen(arguments.port))
            on = stack.enter_context(local_stack(settings, laptop, data, keep_tables=False))
            manifest = prepare(on, want, arguments.set)
            print(f"\n{metrics_table(manifest['metrics'])}\n", flush=True)
            supervisor = ThreadSupervisor(stop_on_signals())
            address = stack.enter_context(
                system(
                    on,
                    listener,
                    supervisor,
                    retrain_every_s=laptop.retrain_every_s,
                    pairs=arguments.set,
                )
            )
            if arguments.check:
                return _check(on.services, address, manifest)
            return _stay(on, address, supervisor.stop)
    except (DynamoDBLocalError, EngineError) as error:
        print(f"hilo: {error}", file=sys.stderr)
        return 1


def free_folder(usual: Path) -> Path:
    """Return the usual folder, or the first of `<usual>-2`, `-3` … that no other demo has."""
    for number in count(1):
        folder = usual if number == 1 else usual.with_name(f"{usual.name}-{number}")
        try:
            with FolderLeases(folder / prepared.LEASES).hold("up"):
                return folder
        except LeaseTaken:
            continue
    raise AssertionError  # the numbers do not end


def _check(services: LaptopServices, address: Address, manifest: dict[str, Any]) -> int:
    who = _cast(services)
    try:
        _expect_quality(manifest["metrics"])
        client = Client(address)
        for shown in walk(client, who, lambda: len(_seen(services, who.household))):
            print(shown, flush=True)
        parts = (
            thread.walk(client, who),
            reminder.walk(client, who),
            mails.walk(client, who, services.data),
            comeback.walk(client, who),
            signed_alert.walk(client, who),
        )
        for shown in chain.from_iterable(parts):
            print(shown, flush=True)
    except (StoryBroken, OSError) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    print("All scripted calls passed.")
    return 0


def _stay(on: LocalStack, address: Address, stop: Event) -> int:
    print(requests(address, _cast(on.services)), flush=True)
    stop.wait()
    return 0


def _cast(services: LaptopServices) -> Cast:
    found = in_own_process(casts, services.clock())
    seen = frozenset(_seen(services, found[0].household))
    return next(each for each in found if each.item_id not in seen)


def _seen(services: LaptopServices, who: str) -> list[str]:
    """What the household looked at, an entry for each time; not what it bought."""
    events = services.storage.events.newest(customer(who), "b", 1000)
    return [item.item_id for event in events for item in event.items]


def _expect_quality(metrics: dict[str, Any]) -> None:
    measured = metrics.get("recommenders", {})
    for name, least in REQUIRED.items():
        ndcg = measured.get(name, {}).get("repeats", {}).get("ndcg@20", 0)
        if ndcg < least:
            raise StoryBroken(f"expected NDCG@20 of {name} of at least {least}; came: {ndcg}")
    _expect_blend_to_lead(measured)


def _expect_blend_to_lead(measured: dict[str, Any]) -> None:
    """The blend must beat each recommender alone on the same people, and is shown to."""
    for way, title in WAYS.items():
        for name, ways in measured.items():
            lead = ways[way].get("blend_leads")
            if lead is None or name == WEIGHTED_SUM:
                continue
            if lead["difference"] <= 0:
                raise StoryBroken(f"expected the blend to beat {name} ({title}); came: {by(lead)}")
            print(f"the blend beats {plain(name)}, {title}: {by(lead)}", flush=True)
