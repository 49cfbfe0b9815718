"""The steps. Each makes calls with the real `sam local` and checks their results."""

import json
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from functions.domain.access_key import ALL_SCOPES, issue
from functions.storage.access_keys import AccessKeyRows
from local.event_source import EventSourceMapping, Record
from local.event_stream import NEW_EVENTS
from local.sam_story import shop
from local.sam_story.client import Client
from local.sam_story.cloud import NAMES, Cloud
from local.sam_story.functions import Functions
from local.sam_story.sam_cli import ROOT, Sam
from local.streams import StreamPoller

VISITOR = "0b9f5d3e-8a51-4c8e-9b1f-5f0f4c6d2a10"
EVENTS = ROOT / "events"
SNAPSHOT = EVENTS / "snapshot-schedule.json"
RETRAIN = EVENTS / "retrain-schedule.json"
SECONDS_TO_SWAP = 90  # an instance looks for a newer model every 60 s


class Failed(Exception):
    """Something came out otherwise than it must."""


class Story:
    def __init__(self, cloud: Cloud, sam: Sam, log: Path) -> None:
        self._cloud = cloud
        self._sam = sam
        self._log = log
        self._model = ""

    def chapters(self) -> Generator[tuple[str, Callable[[], None]]]:
        """What happens, by name, in order; API and functions serve all the time."""
        with ExitStack() as serving:
            logs = self._log.with_suffix(".lambda.log")
            url, functions = (
                serving.enter_context(self._sam.serving(command, log))
                for command, log in (("start-api", self._log), ("start-lambda", logs))
            )
            self._client = Client(url, self._key())
            self._functions = Functions(functions)
            yield "start-api answers", self._client.wait_until_live
            yield "start-lambda listens", self._functions.wait_until_served
            yield "start-api takes items and records events", self._record
            yield "StreamFunction folds them and writes the lake", self._fold
            yield "SnapshotFunction writes the catalogue as arrays", self._snapshot
            yield "RetrainFunction trains from the lake", self._train
            yield from self._cases()  # meanwhile the API's instance finds the model
            yield "start-api recommends from that artifact", self._recommend

    def _key(self) -> str:
        key, shown = issue(
            "secret", ALL_SCOPES, random=secrets.token_bytes(38), now=time.time_ns() // 1_000_000
        )
        AccessKeyRows(self._cloud.engine.dynamodb, NAMES.customers).put(key)
        return shown

    def _record(self) -> None:
        stored = self._client.put("/v1/items", {"items": shop.items()})
        _check(stored["accepted"] == len(shop.items()), f"items were refused: {stored}")
        orders = [*shop.orders(datetime.now(UTC)), shop.view(VISITOR, "tea-1")]
        taken = self._client.post("/v1/batch", {"batch": orders})
        _check(taken["accepted"] == len(orders), f"events were refused: {taken}")
        before = self._client.get("/v1/health/ready")["model_version"]
        _check(before == "none", f"there is a model before any was trained: {before}")
        self._recorded = len(orders)

    def _fold(self) -> None:
        lost: list[Record] = []
        mapping = EventSourceMapping(
            lambda event: self._functions.invoke("StreamFunction", event, "its stream"),
            on_failure=lost.extend,
            filters=[NEW_EVENTS],
            retries=0,
        )
        engine = self._cloud.engine
        arn = engine.stream_arn(NAMES.events)
        StreamPoller(engine.streams, arn, mapping, start="TRIM_HORIZON", batch_size=1000).drain()
        _check(not lost, f"{len(lost)} records were not folded")
        lines = self._cloud.carry_to_lake()
        _check(lines == self._recorded, f"{self._recorded} events became {lines} lines")

    def _snapshot(self) -> None:
        """By `sam local invoke`, as a person tries one function."""
        answer = self._sam.invoke("SnapshotFunction", SNAPSHOT)
        self._is_published("snapshots", answer["version"])

    def _train(self) -> None:
        answer = self._invoke("RetrainFunction", RETRAIN)
        self._model = answer["version"]
        self._is_published("models", self._model)

    def _is_published(self, prefix: str, version: str | None) -> None:
        keys = self._cloud.keys(f"{prefix}/{version}/")
        _check(f"{prefix}/{version}/manifest.json" in keys, f"no {prefix} {version} in {keys}")

    def _recommend(self) -> None:
        end = time.monotonic() + SECONDS_TO_SWAP
        while (answer := self._home(user_id="tea-lover-3"))["model_version"] != self._model:
            _check(time.monotonic() < end, f"the new model is not served: {answer}")
            time.sleep(2)
        _all_of("tea", answer["items"])
        _all_of("coffee", self._home(user_id="coffee-lover-3")["items"])
        seen = self._home(anonymous_id=VISITOR)["items"]
        _check(seen[0]["item_id"].startswith("tea"), f"a view of tea-1 shows in nothing: {seen}")

    def _home(self, **person: str) -> Any:
        return self._client.get("/v1/recommendations", placement="home", n=5, **person)

    def _cases(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """One function after the other: side by side, containers starve each other of two cores.

        SAM CLI then ends one that took longer to start than its function may.
        """
        paths = sorted({*EVENTS.glob("*.json")} - {SNAPSHOT, RETRAIN})  # taken before
        for function, files in groupby(paths, key=_function_of):
            yield f"{function} takes its events/*.json", partial(self._take, function, list(files))

    def _take(self, function: str, files: list[Path]) -> None:
        for path in files:
            answer = self._invoke(function, path)
            if function == "ApiFunction":
                _check(answer["statusCode"] < 500, f"{path.name}: {answer}")
            if function == "StreamFunction":
                _check("batchItemFailures" in answer, f"{path.name}: {answer}")
            if function == "ImportsFunction":
                _check(answer["ended"], f"{path.name}: {answer}")
            if "feedback" in path.stem:
                _check(answer == {"batchItemFailures": []}, f"{path.name}: {answer}")

    def _invoke(self, function: str, path: Path) -> dict[str, Any]:
        return self._functions.invoke(function, json.loads(path.read_text()), path.name)


def _function_of(path: Path) -> str:
    return path.stem.partition("-")[0].capitalize() + "Function"


def _all_of(category: str, items: Sequence[dict[str, Any]]) -> None:
    named = [item["item_id"] for item in items]
    _check(len(named) == 5, f"5 items were asked for, {len(named)} came: {named}")
    _check(all(name.startswith(category) for name in named), f"not all {category}: {named}")


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Failed(otherwise)
