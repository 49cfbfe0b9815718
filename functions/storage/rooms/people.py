"""Rows of people: what they did, who they are, and what they agreed to."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.storage.rooms.clients import Clients

if TYPE_CHECKING:
    from functions.storage.cart_bases import CartBaseRows
    from functions.storage.consent_log import ConsentLogRows
    from functions.storage.contacts import ContactRows
    from functions.storage.customer_rows import CustomerRows
    from functions.storage.erasures import ErasureRows
    from functions.storage.events import EventRows
    from functions.storage.identity import IdentityRows
    from functions.storage.person_rows import PersonRows
    from functions.storage.preferences import PreferenceRows
    from functions.storage.profiles import ProfileRows
    from functions.storage.push_tokens import PushTokenRows
    from functions.storage.set_apart import SetApartRows
    from functions.storage.traits import TraitRows
    from functions.storage.transactions import Transactions


class PeopleStorage(Clients):
    @cached_property
    def events(self) -> "EventRows":
        from functions.storage.events import EventRows

        return EventRows(self._patient, self._tables.events)

    @cached_property
    def profiles(self) -> "ProfileRows":
        from functions.storage.profiles import ProfileRows

        return ProfileRows(self._patient, self._tables.customers)

    @cached_property
    def cart_bases(self) -> "CartBaseRows":
        from functions.storage.cart_bases import CartBaseRows

        return CartBaseRows(self._patient, self._tables.customers)

    @cached_property
    def identity(self) -> "IdentityRows":
        from functions.storage.identity import IdentityRows

        return IdentityRows(self._patient, self._tables.customers)

    @cached_property
    def traits(self) -> "TraitRows":
        from functions.storage.traits import TraitRows

        return TraitRows(self._patient, self._tables.customers)

    @cached_property
    def preferences(self) -> "PreferenceRows":
        from functions.storage.preferences import PreferenceRows

        return PreferenceRows(self._patient, self._tables.customers)

    @cached_property
    def consent_log(self) -> "ConsentLogRows":
        from functions.storage.consent_log import ConsentLogRows

        return ConsentLogRows(self._patient, self._tables.customers)

    @cached_property
    def contacts(self) -> "ContactRows":
        from functions.storage.contacts import ContactRows

        return ContactRows(self._patient, self._tables.customers)

    @cached_property
    def push_tokens(self) -> "PushTokenRows":
        from functions.storage.push_tokens import PushTokenRows

        return PushTokenRows(self._patient, self._tables.customers)

    @cached_property
    def customer_rows(self) -> "CustomerRows":
        from functions.storage.customer_rows import CustomerRows

        return CustomerRows(self._patient, self._tables.customers)

    @cached_property
    def erasures(self) -> "ErasureRows":
        from functions.storage.erasures import ErasureRows

        return ErasureRows(self._patient, self._tables.customers)

    @cached_property
    def person_rows(self) -> "PersonRows":
        from functions.storage.person_rows import PersonRows

        return PersonRows(self._patient, self._tables.customers)

    @cached_property
    def transactions(self) -> "Transactions":
        from functions.storage.transactions import Transactions

        return Transactions(self._patient, self._tables.customers)

    @cached_property
    def set_apart(self) -> "SetApartRows":
        from functions.storage.set_apart import SetApartRows

        return SetApartRows(self._patient, self._tables.customers)

    @cached_property
    def low_latency_events(self) -> "EventRows":
        from functions.storage.events import EventRows

        return EventRows(self._low_latency, self._tables.events)

    @cached_property
    def low_latency_profiles(self) -> "ProfileRows":
        from functions.storage.profiles import ProfileRows

        return ProfileRows(self._low_latency, self._tables.customers)
