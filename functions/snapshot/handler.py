"""The catalogue's schedule on Lambda."""

import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.snapshot.build import BuildSnapshot

_services = bootstrap("snapshot", os.environ)
_build = BuildSnapshot(_services)


@_services.handling
def handler(_event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return {"version": _build()}
