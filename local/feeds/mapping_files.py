"""The file next to an imported one that holds how its columns are read."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from functions.domain.column_mapping import ColumnMapping
from functions.errors import FieldFault, Invalid
from functions.imports.mapping import checked


def write_mapping(mapping: ColumnMapping, path: Path) -> None:
    path.write_text(json.dumps(asdict(mapping), indent=2, ensure_ascii=False) + "\n", "utf-8")


def read_mapping(path: Path, columns: Sequence[str]) -> ColumnMapping:
    """The mapping of a file.

    Raises:
        Invalid: it is none, or names a field or a column that does not exist.
    """
    try:
        given = json.loads(path.read_text("utf-8"))
        mapping = ColumnMapping(
            given["kind"],
            given["columns"],
            given.get("constants", {}),
            given.get("day_first", True),
        )
        return checked(mapping, columns)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Invalid(FieldFault("mapping", f"{path} is no mapping: {error!r}")) from error
