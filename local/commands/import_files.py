"""`python -m local import`: take what shops have, files, into a data folder."""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

from functions.bootstrap import utc_now_ms
from functions.errors import Invalid
from local.commands.up import log_to_stderr, note, refuse
from local.environment import keep_away_from_aws
from local.event_stream import EventStream, mark_as_read
from local.feeds.event_files import is_archive
from local.feeds.import_customers import import_customers, preview_of_customers
from local.feeds.import_events import EventReader, import_events, preview_of_events
from local.feeds.import_folder import ImportFolder
from local.feeds.import_items import import_items, preview_of_items
from local.feeds.import_orders import import_orders
from local.feeds.item_files import ITEM_FORMATS, columns_in
from local.feeds.mapping import ColumnMapping, Kind, guessed, read_mapping
from local.feeds.preview import preview_of_orders, with_date_order
from local.feeds.read_part import OrderReader
from local.settings import parse
from local.up import LocalStack, local_stack

SUFFIX = ".mapping.json"


def run(arguments: argparse.Namespace) -> int:
    try:
        settings, laptop = parse(arguments.set, arguments.data)
        mapping = _mapping(arguments)
    except Invalid as error:
        return refuse(error)
    log_to_stderr(settings.log_level)
    keep_away_from_aws(os.environ)
    if arguments.dry_run:
        _show(arguments.file, mapping)
        return 0
    started = time.monotonic()
    with local_stack(settings, laptop, arguments.data) as on:
        _finish_stream(on)
        numbers = _import(on, arguments.file, mapping)
        mark_as_read(arguments.data)  # what was imported is in the lake already
    print(json.dumps({**numbers, "seconds": round(time.monotonic() - started, 1)}), flush=True)
    return 0


def _mapping(arguments: argparse.Namespace) -> ColumnMapping:
    """The mapping that was named, that of an earlier run, or the one that the columns suggest."""
    path, kept_at = arguments.file, Path(f"{arguments.file}{SUFFIX}")
    if is_archive(path):
        return ColumnMapping("events", {})
    columns = columns_in(path)
    kept = arguments.mapping or (kept_at if kept_at.exists() else None)
    constants = dict(each.partition("=")[::2] for each in arguments.constant)
    if kept:
        mapping = read_mapping(kept, columns)
        return replace(mapping, constants={**mapping.constants, **constants})
    kind: Kind | None = "items" if path.suffix in ITEM_FORMATS else arguments.kind
    mapping = with_date_order(path, guessed(kind, columns, constants))
    mapping.write(kept_at)
    note(f"the columns are read as {kept_at} says; change it and import again if it is wrong")
    return mapping


def _show(path: Path, mapping: ColumnMapping) -> None:
    previews: dict[Kind, Callable[[], Iterator[dict[str, Any]]]] = {
        "items": lambda: preview_of_items(path, mapping, utc_now_ms()),
        "orders": lambda: preview_of_orders(path, mapping),
        "customers": lambda: preview_of_customers(path, mapping),
        "events": lambda: preview_of_events(path, utc_now_ms()),
    }
    for row in previews[mapping.kind]():
        print(json.dumps(row, ensure_ascii=False))


def _finish_stream(on: LocalStack) -> None:
    """Process what waits, so that all that is marked as read later is in the lake."""
    stream = EventStream(on.services, on.engine, Event())
    while stream.poll():
        pass
    stream.finish(time.monotonic())


def _import(on: LocalStack, path: Path, mapping: ColumnMapping) -> dict[str, Any]:
    services, secret = on.services, on.services.secrets.get("external-ids")
    folder = ImportFolder.of(path, services.data, mapping, now=utc_now_ms())
    if mapping.kind in {"items", "customers"}:
        if mapping.kind == "items":
            report = import_items(services, path, mapping)
        else:
            report = import_customers(services, path, mapping, folder, secret)
        (folder.path / "rejects.jsonl").write_bytes(report.pop("rejects"))
        return {"import": folder.id, **report}
    if mapping.kind == "events":
        numbers = import_events(services, path, EventReader(folder, secret)).as_dict()
    else:
        reader = OrderReader(folder, secret, mapping.day_first)
        numbers = import_orders(services, path, mapping, reader).as_dict()
    (folder.path / "rejects.jsonl").write_bytes(folder.rejects())
    if numbers["rejected"] or numbers["warned"] or numbers["refused_rows"]:
        note(f"what could not be read, with reasons: {folder.path}/rejects.jsonl")
    return {"import": folder.id, **numbers}
