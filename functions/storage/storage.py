"""All kinds of rows, over the three tables of one deployment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from functions.storage.tables import TableNames
from functions.storage.templates import BrandRows, TemplateRows
from functions.storage.traits import TraitRows
from functions.storage.transactions import Transactions
from functions.storage.valve import ValveRows
from functions.storage.waves import WaveRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Storage:
    """Every kind of row in DynamoDB. A shopper's page waits for the `low_latency` ones."""

    events: EventRows
    profiles: ProfileRows
    cart_bases: CartBaseRows
    identity: IdentityRows
    traits: TraitRows
    preferences: PreferenceRows
    consent_log: ConsentLogRows
    contacts: ContactRows
    push_tokens: PushTokenRows
    templates: TemplateRows
    brand: BrandRows
    incentive_codes: IncentiveCodeRows
    recipients: RecipientRows
    suppressions: SuppressionRows
    erasures: ErasureRows
    customer_rows: CustomerRows
    catalog: CatalogRows
    item_aliases: ItemAliasRows
    stock: StockRows
    access_keys: AccessKeyRows
    intake_quality: IntakeQualityRows
    rules: RuleRows
    set_apart: SetApartRows
    leases: LeaseRows
    person_rows: PersonRows
    agendas: AgendaRows
    nudges: NudgeRows
    nudge_answers: AnswerRows
    confirmations: ConfirmationRows
    conversions: ConversionRows
    nudge_settings: NudgeSettingsRows
    item_facts: ItemFactRows
    valve: ValveRows
    transactions: Transactions
    subscriptions: SubscriptionRows
    waves: WaveRows
    interests: InterestRows
    endpoints: EndpointRows
    deliveries: DeliveryRows
    low_latency_events: EventRows
    low_latency_profiles: ProfileRows
    low_latency_catalog: CatalogRows
    low_latency_rules: RuleRows

    @classmethod
    def connect(
        cls, tables: TableNames, patient: "DynamoDBClient", low_latency: "DynamoDBClient"
    ) -> "Storage":
        return cls(
            events=EventRows(patient, tables.events),
            profiles=ProfileRows(patient, tables.customers),
            cart_bases=CartBaseRows(patient, tables.customers),
            identity=IdentityRows(patient, tables.customers),
            traits=TraitRows(patient, tables.customers),
            preferences=PreferenceRows(patient, tables.customers),
            consent_log=ConsentLogRows(patient, tables.customers),
            contacts=ContactRows(patient, tables.customers),
            push_tokens=PushTokenRows(patient, tables.customers),
            templates=TemplateRows(patient, tables.customers),
            brand=BrandRows(patient, tables.customers),
            incentive_codes=IncentiveCodeRows(patient, tables.customers),
            recipients=RecipientRows(patient, tables.customers),
            suppressions=SuppressionRows(patient, tables.customers),
            erasures=ErasureRows(patient, tables.customers),
            customer_rows=CustomerRows(patient, tables.customers),
            catalog=CatalogRows(patient, tables.catalog),
            item_aliases=ItemAliasRows(patient, tables.catalog),
            stock=StockRows(patient, tables.catalog),
            access_keys=AccessKeyRows(low_latency, tables.customers),
            intake_quality=IntakeQualityRows(patient, tables.customers),
            rules=RuleRows(patient, tables.customers),
            set_apart=SetApartRows(patient, tables.customers),
            leases=LeaseRows(patient, tables.customers),
            person_rows=PersonRows(patient, tables.customers),
            agendas=AgendaRows(patient, tables.customers),
            nudges=NudgeRows(patient, tables.customers),
            nudge_answers=AnswerRows(patient, tables.customers),
            confirmations=ConfirmationRows(patient, tables.customers),
            conversions=ConversionRows(patient, tables.customers),
            nudge_settings=NudgeSettingsRows(patient, tables.customers),
            item_facts=ItemFactRows(patient, tables.catalog),
            valve=ValveRows(patient, tables.customers),
            transactions=Transactions(patient, tables.customers),
            subscriptions=SubscriptionRows(patient, tables.customers),
            waves=WaveRows(patient, tables.customers),
            interests=InterestRows(patient, tables.customers),
            endpoints=EndpointRows(patient, tables.customers),
            deliveries=DeliveryRows(patient, tables.customers),
            low_latency_events=EventRows(low_latency, tables.events),
            low_latency_profiles=ProfileRows(low_latency, tables.customers),
            low_latency_catalog=CatalogRows(low_latency, tables.catalog),
            low_latency_rules=RuleRows(low_latency, tables.customers),
        )
