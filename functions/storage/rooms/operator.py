"""Rows of those who run the shop: keys, rules, imports, leases."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.storage.rooms.clients import Clients

if TYPE_CHECKING:
    from functions.storage.access_keys import AccessKeyRows
    from functions.storage.file_imports import FileImportRows
    from functions.storage.intake_quality import IntakeQualityRows
    from functions.storage.leases import LeaseRows
    from functions.storage.rules import RuleRows


class OperatorStorage(Clients):
    @cached_property
    def access_keys(self) -> "AccessKeyRows":
        from functions.storage.access_keys import AccessKeyRows

        return AccessKeyRows(self._low_latency, self._tables.customers)

    @cached_property
    def intake_quality(self) -> "IntakeQualityRows":
        from functions.storage.intake_quality import IntakeQualityRows

        return IntakeQualityRows(self._patient, self._tables.customers)

    @cached_property
    def rules(self) -> "RuleRows":
        from functions.storage.rules import RuleRows

        return RuleRows(self._patient, self._tables.customers)

    @cached_property
    def leases(self) -> "LeaseRows":
        from functions.storage.leases import LeaseRows

        return LeaseRows(self._patient, self._tables.customers)

    @cached_property
    def file_imports(self) -> "FileImportRows":
        from functions.storage.file_imports import FileImportRows

        return FileImportRows(self._patient, self._tables.customers)

    @cached_property
    def low_latency_rules(self) -> "RuleRows":
        from functions.storage.rules import RuleRows

        return RuleRows(self._low_latency, self._tables.customers)
