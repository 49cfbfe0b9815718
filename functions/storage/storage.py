"""All kinds of rows, over the three tables of one deployment."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from functions.storage.access_keys import AccessKeyRows
    from functions.storage.agendas import AgendaRows
    from functions.storage.answers import AnswerRows
    from functions.storage.cart_bases import CartBaseRows
    from functions.storage.catalog import CatalogRows
    from functions.storage.confirmations import ConfirmationRows
    from functions.storage.consent_log import ConsentLogRows
    from functions.storage.contacts import ContactRows
    from functions.storage.conversions import ConversionRows
    from functions.storage.customer_rows import CustomerRows
    from functions.storage.deliveries import DeliveryRows
    from functions.storage.endpoints import EndpointRows
    from functions.storage.erasures import ErasureRows
    from functions.storage.events import EventRows
    from functions.storage.file_imports import FileImportRows
    from functions.storage.identity import IdentityRows
    from functions.storage.incentive_codes import IncentiveCodeRows
    from functions.storage.intake_quality import IntakeQualityRows
    from functions.storage.interests import InterestRows
    from functions.storage.item_aliases import ItemAliasRows
    from functions.storage.item_facts import ItemFactRows
    from functions.storage.leases import LeaseRows
    from functions.storage.nudge_settings import NudgeSettingsRows
    from functions.storage.nudges import NudgeRows
    from functions.storage.person_rows import PersonRows
    from functions.storage.preferences import PreferenceRows
    from functions.storage.profiles import ProfileRows
    from functions.storage.push_tokens import PushTokenRows
    from functions.storage.recipients import RecipientRows
    from functions.storage.rules import RuleRows
    from functions.storage.set_apart import SetApartRows
    from functions.storage.stock import StockRows
    from functions.storage.subscriptions import SubscriptionRows
    from functions.storage.suppressions import SuppressionRows
    from functions.storage.templates import BrandRows, TemplateRows
    from functions.storage.traits import TraitRows
    from functions.storage.transactions import Transactions
    from functions.storage.valve import ValveRows
    from functions.storage.waves import WaveRows


class Storage:
    """Every kind of row in DynamoDB. A shopper's page waits for the `low_latency` ones.

    Each kind is imported and made at its first use: a cold start pays for no other function's.
    """

    def __init__(
        self, tables: TableNames, patient: "DynamoDBClient", low_latency: "DynamoDBClient"
    ) -> None:
        self._tables = tables
        self._patient = patient
        self._low_latency = low_latency

    @cached_property
    def events(self) -> "EventRows":
        from functions.storage.events import EventRows

        return EventRows(self._patient, self._tables.events)

    @cached_property
    def file_imports(self) -> "FileImportRows":
        from functions.storage.file_imports import FileImportRows

        return FileImportRows(self._patient, self._tables.customers)

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
    def templates(self) -> "TemplateRows":
        from functions.storage.templates import TemplateRows

        return TemplateRows(self._patient, self._tables.customers)

    @cached_property
    def brand(self) -> "BrandRows":
        from functions.storage.templates import BrandRows

        return BrandRows(self._patient, self._tables.customers)

    @cached_property
    def incentive_codes(self) -> "IncentiveCodeRows":
        from functions.storage.incentive_codes import IncentiveCodeRows

        return IncentiveCodeRows(self._patient, self._tables.customers)

    @cached_property
    def recipients(self) -> "RecipientRows":
        from functions.storage.recipients import RecipientRows

        return RecipientRows(self._patient, self._tables.customers)

    @cached_property
    def suppressions(self) -> "SuppressionRows":
        from functions.storage.suppressions import SuppressionRows

        return SuppressionRows(self._patient, self._tables.customers)

    @cached_property
    def erasures(self) -> "ErasureRows":
        from functions.storage.erasures import ErasureRows

        return ErasureRows(self._patient, self._tables.customers)

    @cached_property
    def customer_rows(self) -> "CustomerRows":
        from functions.storage.customer_rows import CustomerRows

        return CustomerRows(self._patient, self._tables.customers)

    @cached_property
    def catalog(self) -> "CatalogRows":
        from functions.storage.catalog import CatalogRows

        return CatalogRows(self._patient, self._tables.catalog)

    @cached_property
    def item_aliases(self) -> "ItemAliasRows":
        from functions.storage.item_aliases import ItemAliasRows

        return ItemAliasRows(self._patient, self._tables.catalog)

    @cached_property
    def stock(self) -> "StockRows":
        from functions.storage.stock import StockRows

        return StockRows(self._patient, self._tables.catalog)

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
    def set_apart(self) -> "SetApartRows":
        from functions.storage.set_apart import SetApartRows

        return SetApartRows(self._patient, self._tables.customers)

    @cached_property
    def leases(self) -> "LeaseRows":
        from functions.storage.leases import LeaseRows

        return LeaseRows(self._patient, self._tables.customers)

    @cached_property
    def person_rows(self) -> "PersonRows":
        from functions.storage.person_rows import PersonRows

        return PersonRows(self._patient, self._tables.customers)

    @cached_property
    def agendas(self) -> "AgendaRows":
        from functions.storage.agendas import AgendaRows

        return AgendaRows(self._patient, self._tables.customers)

    @cached_property
    def nudges(self) -> "NudgeRows":
        from functions.storage.nudges import NudgeRows

        return NudgeRows(self._patient, self._tables.customers)

    @cached_property
    def nudge_answers(self) -> "AnswerRows":
        from functions.storage.answers import AnswerRows

        return AnswerRows(self._patient, self._tables.customers)

    @cached_property
    def confirmations(self) -> "ConfirmationRows":
        from functions.storage.confirmations import ConfirmationRows

        return ConfirmationRows(self._patient, self._tables.customers)

    @cached_property
    def conversions(self) -> "ConversionRows":
        from functions.storage.conversions import ConversionRows

        return ConversionRows(self._patient, self._tables.customers)

    @cached_property
    def nudge_settings(self) -> "NudgeSettingsRows":
        from functions.storage.nudge_settings import NudgeSettingsRows

        return NudgeSettingsRows(self._patient, self._tables.customers)

    @cached_property
    def item_facts(self) -> "ItemFactRows":
        from functions.storage.item_facts import ItemFactRows

        return ItemFactRows(self._patient, self._tables.catalog)

    @cached_property
    def valve(self) -> "ValveRows":
        from functions.storage.valve import ValveRows

        return ValveRows(self._patient, self._tables.customers)

    @cached_property
    def transactions(self) -> "Transactions":
        from functions.storage.transactions import Transactions

        return Transactions(self._patient, self._tables.customers)

    @cached_property
    def subscriptions(self) -> "SubscriptionRows":
        from functions.storage.subscriptions import SubscriptionRows

        return SubscriptionRows(self._patient, self._tables.customers)

    @cached_property
    def waves(self) -> "WaveRows":
        from functions.storage.waves import WaveRows

        return WaveRows(self._patient, self._tables.customers)

    @cached_property
    def interests(self) -> "InterestRows":
        from functions.storage.interests import InterestRows

        return InterestRows(self._patient, self._tables.customers)

    @cached_property
    def endpoints(self) -> "EndpointRows":
        from functions.storage.endpoints import EndpointRows

        return EndpointRows(self._patient, self._tables.customers)

    @cached_property
    def deliveries(self) -> "DeliveryRows":
        from functions.storage.deliveries import DeliveryRows

        return DeliveryRows(self._patient, self._tables.customers)

    @cached_property
    def low_latency_events(self) -> "EventRows":
        from functions.storage.events import EventRows

        return EventRows(self._low_latency, self._tables.events)

    @cached_property
    def low_latency_profiles(self) -> "ProfileRows":
        from functions.storage.profiles import ProfileRows

        return ProfileRows(self._low_latency, self._tables.customers)

    @cached_property
    def low_latency_catalog(self) -> "CatalogRows":
        from functions.storage.catalog import CatalogRows

        return CatalogRows(self._low_latency, self._tables.catalog)

    @cached_property
    def low_latency_rules(self) -> "RuleRows":
        from functions.storage.rules import RuleRows

        return RuleRows(self._low_latency, self._tables.customers)
