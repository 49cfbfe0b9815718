"""What the tests of imported files share."""

from pathlib import Path
from typing import Any

import pytest

from functions.imports.file_parts import suggested_mapping
from functions.imports.readable_text import in_utf8
from local.feeds.import_folder import ImportFolder
from local.feeds.import_parts import import_parts
from local.feeds.import_rows import import_items
from local.services import LaptopServices
from tests.functional.local.import_files import Imported


@pytest.fixture
def imported(services: LaptopServices, tmp_path: Path) -> Imported:
    """Imports a file of this name and content."""

    def run(name: str, content: str | bytes) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path = in_utf8(path, tmp_path / "utf-8")
        mapping = suggested_mapping(path, None, {})
        if mapping.kind == "items":
            return import_items(services, path, mapping)
        folder = ImportFolder.of(path, services.data, mapping, now=services.clock())
        return import_parts(services, path, mapping, folder, b"secret", processes=1).as_dict()

    return run
