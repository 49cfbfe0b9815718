"""Routes that only a laptop has: what another process needs of the tables, which this one holds."""

from pathlib import Path
from uuid import uuid4

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from functions.api.auth import require
from local.embedded.engine import EmbeddedEngine

TABLES_PATH = "/v1/laptop/tables"


def laptop_routes(engine: EmbeddedEngine, data: Path) -> APIRouter:
    """Return the routes of a stack on `data`, for a key with the scope admin."""
    for left in (data / "work").glob("tables-*.part"):  # by a process that was killed
        left.unlink()
    router = APIRouter(include_in_schema=False, dependencies=[Depends(require("admin"))])

    @router.get(TABLES_PATH)
    def tables() -> FileResponse:
        """Get a copy of all tables and streams as of one moment: a SQLite database."""
        copy = data / "work" / f"tables-{uuid4().hex}.part"
        copy.parent.mkdir(parents=True, exist_ok=True)
        engine.contents.copy_to(copy)
        return FileResponse(copy, background=BackgroundTask(copy.unlink))

    return router
