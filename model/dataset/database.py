"""The DuckDB of one training run: in memory up to a bound, beyond it on disk."""

from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection


def connect(scratch: Path, *, memory_mib: int | None = None) -> Connection:
    """Return a connection that spills into `scratch` past `memory_mib` (DuckDB's default: 80 %)."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(scratch / "spill"),
        "preserve_insertion_order": False,  # to keep an order takes memory
    }
    if memory_mib is not None:
        config["memory_limit"] = f"{memory_mib}MiB"
    connection = duckdb.connect(config=config)
    connection.execute("SET enable_progress_bar = false")  # it would be printed to standard output
    return connection
