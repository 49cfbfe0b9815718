"""`python -m local import`: take what shops have, files, into a data folder."""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from functions.bootstrap import utc_now_ms
from functions.domain.column_mapping import ColumnMapping, Kind
from functions.errors import Invalid
from functions.imports.event_files import is_archive
from functions.imports.file_parts import suggested_mapping
from functions.imports.item_files import columns_in
from functions.imports.preview import (
    preview_of_customers,
    preview_of_events,
    preview_of_items,
    preview_of_orders,
)
from functions.imports.readable_text import in_utf8
from local.commands.up import log_to_stderr, note, refuse
from local.environment import keep_away_from_aws
from local.event_stream import EventStream, mark_as_read
from local.feeds.import_folder import ImportFolder
from local.feeds.import_parts import import_parts
from local.feeds.import_rows import import_customers, import_items
from local.feeds.mapping_files import read_mapping, write_mapping
from local.settings import parse
from local.up import LocalStack, local_stack

SUFFIX = ".mapping.json"


def run(arguments: argparse.Namespace) -> int:
    with TemporaryDirectory() as scratch:
        return _run(arguments, in_utf8(arguments.file, Path(scratch)))


def _run(arguments: argparse.Namespace, path: Path) -> int:
    """Import the file, which `path` is, or is a copy of that can be read."""
    try:
        settings, laptop = parse(arguments.set, arguments.data)
    except Invalid as error:
        return refuse(error)
    try:
        mapping = _mapping(arguments, path)
    except Invalid as error:
        note(str(error))
        return 2
    log_to_stderr(settings.log_level)
    keep_away_from_aws(os.environ)
    if arguments.dry_run:
        _show(path, mapping)
        return 0
    started = time.monotonic()
    with local_stack(settings, laptop, arguments.data) as on:
        _finish_stream(on)
        folder = ImportFolder.of(arguments.file, arguments.data, mapping, now=utc_now_ms())
        numbers = _import(on, path, mapping, folder)
        mark_as_read(arguments.data)  # what was imported is in the lake already
    print(json.dumps({**numbers, "seconds": round(time.monotonic() - started, 1)}), flush=True)
    return 0


def _mapping(arguments: argparse.Namespace, path: Path) -> ColumnMapping:
    """The mapping that was named, that of an earlier run, or the one that the columns suggest."""
    kept_at = Path(f"{arguments.file}{SUFFIX}")
    if is_archive(path):
        return ColumnMapping("events", {})
    kept = arguments.mapping or (kept_at if kept_at.exists() else None)
    constants = dict(each.partition("=")[::2] for each in arguments.constant)
    if kept:
        mapping = read_mapping(kept, columns_in(path))
        return replace(mapping, constants={**mapping.constants, **constants})
    mapping = suggested_mapping(path, arguments.kind, constants)
    write_mapping(mapping, kept_at)
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


def _import(
    on: LocalStack, path: Path, mapping: ColumnMapping, folder: ImportFolder
) -> dict[str, Any]:
    services, secret = on.services, on.services.secrets.get("external-ids")
    if mapping.kind in {"items", "customers"}:
        if mapping.kind == "items":
            report = import_items(services, path, mapping)
        else:
            report = import_customers(services, path, mapping, folder, secret)
        (folder.path / "rejects.jsonl").write_bytes(report.pop("rejects"))
        return {"import": folder.id, **report}
    numbers = import_parts(services, path, mapping, folder, secret).as_dict()
    (folder.path / "rejects.jsonl").write_bytes(folder.rejects())
    if numbers["rejected"] or numbers["warned"] or numbers["refused_rows"]:
        note(f"what could not be read, with reasons: {folder.path}/rejects.jsonl")
    return {"import": folder.id, **numbers}
