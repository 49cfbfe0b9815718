"""Every store of a test, read whole: to see that a person is nowhere in it."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from functions.storage.packing import unpack
from functions.stream.wiring import process_events
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.event_stream import NEW_EVENTS
from local.services import LaptopServices
from local.streams import StreamPoller


def drain(services: LaptopServices, engine: Engine) -> None:
    """Let the stream function see everything that was ever stored, for the second time if so."""
    process = process_events(services)

    def handled(event: dict[str, Any]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = process(event, None)
        return answer

    def failed(records: Sequence[Mapping[str, Any]]) -> None:
        raise AssertionError(f"{len(records)} records failed for good")

    mapping = EventSourceMapping(
        handled, on_failure=failed, filters=[NEW_EVENTS], pause=lambda _seconds: None
    )
    arn = engine.stream_arn(services.settings.events_table)
    poller = StreamPoller(engine.streams, arn, mapping, start="TRIM_HORIZON")
    while poller.poll_once():
        pass


def table_texts(services: LaptopServices, engine: Engine) -> Iterator[str]:
    settings = services.settings
    for table in (settings.events_table, settings.customers_table, settings.catalog_table):
        for page in engine.dynamodb.get_paginator("scan").paginate(TableName=table):
            yield from map(_row_text, page["Items"])


def file_texts(services: LaptopServices) -> Iterator[str]:
    for path in services.data.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            text = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
            yield f"{path.name} {text.decode('utf-8', 'replace')}"


def places_of(word: str, services: LaptopServices, engine: Engine) -> list[str]:
    """Whatever in tables, lake, failure files and blobs holds `word`."""
    texts = [*table_texts(services, engine), *file_texts(services)]
    return [text for text in texts if word in text]


def _row_text(row: Any) -> str:
    body = row.get("body", row.get("rest", {})).get("B")
    return f"{row} {unpack(body)}" if body is not None else str(row)
