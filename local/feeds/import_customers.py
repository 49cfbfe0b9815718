"""Import a file of customers: their names, how they are reached, and what they agreed to."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from functions.bootstrap import Services
from functions.domain.nudges.recipients.addresses import normalised
from functions.domain.person import customer
from functions.domain.preferences import Answer, Question
from functions.domain.reading.ids import id_of, is_placeholder
from functions.domain.reading.unreadable import Unreadable
from functions.errors import FieldFault, Invalid
from functions.ports.lake import as_line
from functions.services.nudges.recipients.contacts import ContactChange
from functions.services.nudges.wiring import contacts
from functions.services.people.wiring import follow_ups, set_preferences
from functions.services.tracking.details import Details
from functions.services.tracking.wiring import record_events
from local.feeds.import_folder import ImportFolder
from local.feeds.item_files import rows_of
from local.feeds.mapping import ColumnMapping
from local.feeds.order_entries import message_id
from local.feeds.read_part import shops_delivery

_CHUNK = 500
_PREVIEWED = 5
_YES = frozenset({"yes", "true", "1", "y", "subscribed", "sí", "si", "ja", "oui"})
_NO = frozenset({"no", "false", "0", "n", "unsubscribed", "not_subscribed", "nein", "non"})
_CONSENTS: Mapping[str, Question] = {"email_consent": "email", "sms_consent": "sms"}
_TRAITS = {"first_name": "firstName", "last_name": "lastName"}


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A row of a file: addresses in normal form, answers by channel, and what was left out."""

    user_id: str
    addresses: Mapping[str, str]
    consents: Mapping[Question, bool]
    traits: Mapping[str, str]
    details: Details


@dataclass
class CustomerReport:
    rows: int = 0
    customers: int = 0
    rejected: int = 0
    warned: int = 0


def customer_row(row: Mapping[str, str | None], mapping: ColumnMapping) -> CustomerRow:
    """The customer of a row.

    Raises:
        Invalid: it has no id of a customer.
    """
    details = Details()
    given: dict[str, Any] = {**mapping.constants}
    given.update({f: value for f, c in mapping.columns.items() if (value := row.get(c))})
    addresses = {
        name: found
        for name in ("email", "phone")
        if (found := details.read(given, name, _address(name)))
    }
    consents = {
        question: answer
        for field, question in _CONSENTS.items()
        if (answer := details.read(given, field, _answer)) is not None
    }
    traits = {name: given[field] for field, name in _TRAITS.items() if given.get(field)}
    return CustomerRow(_user_id(given.get("user_id")), addresses, consents, traits, details)


def import_customers(
    services: Services, path: Path, mapping: ColumnMapping, folder: ImportFolder, secret: bytes
) -> dict[str, Any]:
    """Take over every customer of a file; doing it again changes nothing.

    What was agreed to counts from the time of the file on: a later no of the person stays.
    """
    report, rejects = CustomerReport(), list[bytes]()
    apply = _Apply(services, folder, secret, at=_time_of(path, folder))
    source = enumerate(rows_of(path), start=1)
    with tqdm(unit=" customers", file=sys.stderr) as bar:
        while chunk := list(islice(source, _CHUNK)):
            rows = dict(_read(chunk, mapping, report, rejects))
            apply(rows)
            report.rows += len(chunk)
            report.customers += len(rows)
            bar.update(len(chunk))
    return {**asdict(report), "rejects": b"".join(rejects)}


def preview_of_customers(path: Path, mapping: ColumnMapping) -> Iterator[dict[str, Any]]:
    """The first customers as Hilo would read them, and what it would warn of."""
    for row in islice(rows_of(path), _PREVIEWED):
        try:
            found = customer_row(row, mapping)
        except Invalid as error:
            yield {"rejected": [asdict(each) for each in error.faults], "row": row}
        else:
            customer_of = {"user_id": found.user_id, **found.addresses, **found.traits}
            warnings = [asdict(each) for each in found.details.dropped]
            yield {"customer": customer_of, "consent": found.consents, "warnings": warnings}


class _Apply:
    """Writes customers: an identify with the pseudonym of the address, contact data, answers."""

    def __init__(self, services: Services, folder: ImportFolder, secret: bytes, *, at: int) -> None:
        self._record = record_events(services, follow_ups(services))
        self._contacts = contacts(services)
        self._set_preferences = set_preferences(services)
        self._folder = folder
        self._delivery = shops_delivery(folder.received_at, secret)
        self._at = at
        self._by = f"import {folder.id}"

    def __call__(self, rows: Mapping[int, CustomerRow]) -> None:
        self._record([self._entry(row) for row in rows.values()], self._delivery)
        for row in rows.values():
            if row.addresses:
                change = ContactChange(dict(row.addresses), self._at, self._by)
                self._contacts.change(row.user_id, change)
            if row.consents:
                answers: dict[str, Answer] = {
                    question: Answer(yes, self._at, self._by)
                    for question, yes in row.consents.items()
                }
                self._set_preferences(customer(row.user_id), answers)

    def _entry(self, row: CustomerRow) -> dict[str, Any]:
        email = row.addresses.get("email")
        return {
            "type": "identify",
            "userId": row.user_id,
            "messageId": message_id(self._folder.id, row.user_id),
            "timestamp": self._at,
            "traits": dict(row.traits),
            "context": {"externalIds": [{"type": "email", "id": email}] if email else []},
        }


def _read(
    rows: Sequence[tuple[int, dict[str, str | None]]],
    mapping: ColumnMapping,
    report: CustomerReport,
    rejects: list[bytes],
) -> Iterator[tuple[int, CustomerRow]]:
    """Yield the customers of numbered rows; a row that is none goes to the rejects."""
    for number, row in rows:
        try:
            found = customer_row(row, mapping)
        except Invalid as error:
            report.rejected += 1
            faults = [asdict(each) for each in error.faults]
            rejects.append(as_line({"row": number, "rejected": True, "faults": faults}))
            continue
        if found.details.dropped:
            report.warned += 1
            faults = [asdict(each) for each in found.details.dropped]
            rejects.append(as_line({"row": number, "rejected": False, "faults": faults}))
        yield number, found


def _user_id(value: Any) -> str:
    """The id; spreadsheets put a `'` before one of many digits."""
    try:
        found = id_of(str(value or "").strip().removeprefix("'"))
    except Unreadable as error:
        raise Invalid(FieldFault("user_id", str(error))) from error
    if is_placeholder(found):
        raise Invalid(FieldFault("user_id", "identifies no one"))
    return found


def _address(name: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = str(value).strip().removeprefix("'")
        found = normalised("email" if name == "email" else "sms", text)
        if found is None:
            raise Unreadable("must be an e-mail address" if name == "email" else "must be a phone")
        return found

    return read


def _answer(value: Any) -> bool:
    text = str(value).strip().lower().replace(" ", "_")
    if text not in _YES | _NO:
        raise Unreadable("must be yes or no")
    return text in _YES


def _time_of(path: Path, folder: ImportFolder) -> int:
    """When the file was written, UTC ms, and never later than its first import."""
    return min(int(path.stat().st_mtime * 1000), folder.received_at)
