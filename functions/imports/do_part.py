"""Do one part of an import, whatever its file holds: read it, and write what it says."""

from collections.abc import Callable, Iterator
from typing import Any

from functions.bootstrap import Services
from functions.domain.column_mapping import ColumnMapping
from functions.domain.file_import import Counts, FileImport
from functions.imports import staging
from functions.imports.file_parts import part_reader
from functions.imports.import_output import ImportOutput
from functions.imports.part_read import PartRead, PartSoFar
from functions.imports.put_customers import PutCustomers, put_customers
from functions.imports.put_items import put_items
from functions.imports.staging import Staged
from functions.imports.write_part import write_part
from functions.services.catalogue.wiring import put_entries

_WRITERS = 4


class DoPart:
    """`apart` calls a function that touches no table, maybe in another process."""

    def __init__(self, services: Services, apart: Callable[..., Any]) -> None:
        self._services = services
        self._apart = apart

    def __call__(self, known: FileImport, output: ImportOutput, staged: Staged) -> Counts:
        """Do the part that is next.

        Raises:
            Unavailable: some of it could not be written; the part is done again.
        """
        mapping = known.mapping
        assert mapping is not None, "an import that was cut knows how it is read"  # noqa: S101
        if mapping.kind in {"orders", "events"}:
            read = part_reader(mapping, output, self._services.secrets.get("external-ids"))
            found: PartRead = self._apart(read, staged, known.next_part)
            write_part(self._services, found)
            return found.counts
        so_far = PartSoFar()
        with staging.connect(output.scratch) as connection:
            rows = staging.single_rows_of(connection, staged, known.next_part)
            for _ in self._put(known, mapping, rows, so_far):
                pass
        output.write_rejects(known.next_part, so_far.rejects)
        return so_far.counts

    def _put(
        self,
        known: FileImport,
        mapping: ColumnMapping,
        rows: Iterator[tuple[int, staging.Row]],
        so_far: PartSoFar,
    ) -> Iterator[int]:
        if mapping.kind == "items":
            put = put_entries(self._services, self._services.pool(_WRITERS))
            return put_items(put, rows, mapping, so_far)
        secret = self._services.secrets.get("external-ids")
        customers = PutCustomers(
            self._services, known.digest, known.received_at, secret, at=known.received_at
        )
        return put_customers(customers, rows, mapping, so_far)
