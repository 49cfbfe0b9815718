"""What a test's lake holds."""

import json
from typing import Any

from local.services import LaptopServices


def lake_lines(services: LaptopServices) -> list[dict[str, Any]]:
    files = sorted((services.data / "lake").rglob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text().splitlines()]
