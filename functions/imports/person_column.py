"""Whether a column called `customer` has ids of persons, or their names, which many share."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.domain.column_mapping import ColumnMapping
from functions.imports import staging
from functions.imports.mapping import plain_name

_EITHER = frozenset({"customer", "cliente", "buyer", "client", "kunde", "comprador"})
_LOOKED_AT = 1_000
_NAME = re.compile(r"[^\W\d_][.,]?\s+[^\W\d_]")  # two words


def without_names(path: Path, mapping: ColumnMapping) -> ColumnMapping:
    """The mapping; without the column of the person's id where most of its values are names.

    PrestaShop has `A. García` as the customer: all orders of that name would be one person's.

    Raises:
        Invalid: the file cannot be read.
    """
    column = mapping.columns.get("user_id")
    if column is None or plain_name(column) not in _EITHER or not _has_names(path, column):
        return mapping
    columns = {field: name for field, name in mapping.columns.items() if field != "user_id"}
    return replace(mapping, columns=columns)


def _has_names(path: Path, column: str) -> bool:
    with (
        TemporaryDirectory() as scratch,
        staging.reading(path),
        staging.connect(Path(scratch)) as connection,
    ):
        values = staging.first_values(connection, staging.source_of(path), column, _LOOKED_AT)
    names = [value for value in values if _NAME.search(value)]
    return len(names) * 2 > len(values)
