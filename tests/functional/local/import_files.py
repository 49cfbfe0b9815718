"""Files to import, and the mapping of their columns."""

from pathlib import Path

from functions.domain.column_mapping import ColumnMapping
from functions.imports.file_parts import suggested_mapping


def mapping_of(path: Path, **constants: str) -> ColumnMapping:
    return suggested_mapping(path, None, constants)
