"""Import files as they are uploaded: woken by the bucket, a part of a file after the other.

A run is far shorter than Lambda's 15 minutes: after each part it writes how far it has come, and
when its time is up it writes the file `next`, which wakes the next run. Killed anywhere, the part
is done again, which changes nothing: rows and files have the same names each time.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from functions.domain.file_import import UPLOADS, WORKED_ON, FileImport
from functions.errors import FieldFault, HiloError, Invalid, RevisionLost, TooLarge
from functions.imports.run_import import RunImport
from functions.observability import Meter
from functions.ports.queue import Queue
from functions.ports.uploads import Uploads
from functions.schemas.segment import millis
from functions.services.imports.file_imports import id_of_upload
from functions.storage.file_imports import FileImportRows

logger = logging.getLogger(__name__)
MAX_TRIES = 3
"""Runs at one part; as many as Lambda makes of an event that fails."""


class ProcessImports:
    def __init__(
        self,
        rows: FileImportRows,
        run: RunImport,
        uploads: Uploads,
        failed_runs: Queue,
        meter: Meter,
    ) -> None:
        self._rows = rows
        self._run = run
        self._uploads = uploads
        self._failed_runs = failed_runs
        self._meter = meter

    def __call__(
        self, event: Mapping[str, Any], is_over: Callable[[], bool] = lambda: False
    ) -> dict[str, Any]:
        """Do what an event of the bucket asks for, until `is_over`; then another run goes on.

        Raises:
            HiloError: a later run may do it.
        """
        found = self._import_of(event)
        if found is None:
            return {"import_id": None, "ended": True}
        ended = self._gone_on(found, is_over)
        if not ended:
            self._uploads.go_on(found.folder)
        return {"import_id": found.id, "ended": ended}

    def _gone_on(self, found: FileImport, is_over: Callable[[], bool]) -> bool:
        """Whether an import has ended after a run of it."""
        try:
            return self._run(found.id, is_over)
        except RevisionLost:
            logger.info("another run goes on with import %s", found.id)
        except (Invalid, TooLarge) as error:
            self._give_up(found.id, error)
        except Exception as error:
            if self._run.tries(found.id) < MAX_TRIES:
                raise
            if not isinstance(error, HiloError):
                logger.exception("a file that our code fails on")
            reason = f"{MAX_TRIES} runs failed on a part of it; the log shows why"
            self._give_up(found.id, Invalid(FieldFault("file", reason)))
        return True

    def _import_of(self, event: Mapping[str, Any]) -> FileImport | None:
        """The import that goes on, or whose file was uploaded."""
        key = str(event["detail"]["object"]["key"])
        if key.startswith(WORKED_ON):
            known, _ = self._rows.get(key.split("/")[1])
            return known
        return None if key.endswith("/") else self._uploaded(key, event)

    def _uploaded(self, key: str, event: Mapping[str, Any]) -> FileImport:
        """The import of an uploaded file; one that no call announced is made, always the same."""
        path = key.removeprefix(UPLOADS)
        known, _ = self._rows.get(path.partition("/")[0])
        if known and known.upload_key == key:
            return known
        at = millis(datetime.fromisoformat(event["time"]))
        name = id_of_upload(key, str(event["detail"]["object"].get("etag", "")), at)
        made = FileImport(name, path.rpartition("/")[2], created_at=at, upload=key)
        with suppress(RevisionLost):  # the event came before
            self._rows.put(made, rev=0)
        return made

    def _give_up(self, import_id: str, error: Invalid | TooLarge) -> None:
        """Keep why an import failed, and report it to the operator."""
        faults = [("file", str(error))]
        if isinstance(error, Invalid):
            faults = [(each.field, each.reason) for each in error.faults]
        found = self._run.fail(import_id, faults)
        self._meter.count("imports_failed")
        self._failed_runs.send([{"import_id": found.id, "file": found.file_name, "errors": faults}])
