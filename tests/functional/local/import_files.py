"""Files to import, the mapping of their columns, and what an import left in the lake."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from functions.domain.column_mapping import ColumnMapping
from functions.imports.file_parts import suggested_mapping
from local.services import LaptopServices
from tests.functional.lake import lake_lines

HEADER = "pedido,fecha,cliente,articulo,cantidad,precio\n"
Imported = Callable[[str, str | bytes], dict[str, Any]]


def mapping_of(path: Path, **constants: str) -> ColumnMapping:
    return suggested_mapping(path, None, constants)


def orders(services: LaptopServices) -> dict[str, Any]:
    return {str(line["order_id"]): line for line in lake_lines(services)}
