"""Take over rows of a file of customers: their names, how they are reached, their consent."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from functions.bootstrap import Services
from functions.domain.column_mapping import ColumnMapping
from functions.domain.nudges.recipients.addresses import normalised
from functions.domain.person import customer
from functions.domain.preferences import Answer, Question
from functions.domain.reading.ids import id_of
from functions.domain.reading.placeholders import is_placeholder
from functions.domain.reading.texts import is_absent
from functions.domain.reading.unreadable import Unreadable
from functions.errors import FieldFault, Invalid
from functions.imports.codes import code_of
from functions.imports.order_entries import message_id
from functions.imports.part_read import PartSoFar, shops_delivery
from functions.imports.staging import Row
from functions.services.nudges.recipients.contacts import ContactChange
from functions.services.nudges.wiring import contacts
from functions.services.people.wiring import follow_ups, set_preferences
from functions.services.tracking.details import Details
from functions.services.tracking.wiring import record_events

_CHUNK = 500
_YES = frozenset(
    ("yes", "true", "1", "y", "on", "subscribed", "opted_in", "opt_in", "granted", "accepted", "sí",
     "si", "sì", "sim", "ja", "oui", "verdadero", "verdadeiro", "vrai", "vero",
     "wahr"))  # fmt: skip
_NO = frozenset(
    ("no", "false", "0", "n", "off", "unsubscribed", "not_subscribed", "never_subscribed",
     "opted_out", "opt_out", "denied", "declined", "redacted", "invalid", "nein", "non", "não",
     "nao", "nee", "nej", "falso", "faux", "falsch"))  # fmt: skip
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


def put_customers(
    put: "PutCustomers",
    rows: Iterable[tuple[int, Row]],
    mapping: ColumnMapping,
    read: PartSoFar,
) -> Iterator[int]:
    """Take over the customers of numbered rows, and yield how many rows were done each time."""
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        read.rows += len(chunk)
        put(list(_customers(chunk, mapping, read)))
        yield len(chunk)


def _customers(
    rows: Sequence[tuple[int, Row]], mapping: ColumnMapping, read: PartSoFar
) -> Iterator[CustomerRow]:
    """Yield the customers of numbered rows; a row that is none is refused."""
    for number, row in rows:
        where = {"row": number}
        try:
            found = customer_row(row, mapping)
        except Invalid as error:
            read.refuse(where, error)
            continue
        read.accept(where, found.details.dropped)
        yield found


class PutCustomers:
    """Writes customers: an identify with the pseudonym of the address, contact data, answers.

    What was agreed to counts from `at` (UTC ms): a later no of the person stays.
    """

    def __init__(
        self, services: Services, file_id: str, received_at: int, secret: bytes, *, at: int
    ) -> None:
        self._record = record_events(services, follow_ups(services))
        self._contacts = contacts(services)
        self._set_preferences = set_preferences(services)
        self._file_id = file_id
        self._delivery = shops_delivery(received_at, secret)
        self._at = at
        self._by = f"import {file_id}"

    def __call__(self, rows: Sequence[CustomerRow]) -> None:
        self._record([self._entry(row) for row in rows], self._delivery)
        for row in rows:
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
            "messageId": message_id(self._file_id, row.user_id),
            "timestamp": self._at,
            "traits": dict(row.traits),
            "context": {"externalIds": [{"type": "email", "id": email}] if email else []},
        }


def _user_id(value: Any) -> str:
    """The id; spreadsheets put a `'` before one of many digits."""
    if is_absent(value):
        raise Invalid(FieldFault("user_id", "is needed"))
    try:
        found = id_of(code_of(str(value or "").strip()).removeprefix("'"))
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
    text = re.sub(r"[\s-]+", "_", str(value).strip().lower())
    if text not in _YES | _NO:
        raise Unreadable("must be yes or no")
    return text in _YES
