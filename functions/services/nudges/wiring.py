"""Make the services of nudges."""

from collections.abc import Mapping

from functions.bootstrap import Services
from functions.domain.nudges.kinds import Kind
from functions.services.nudges.conversions import Conversions
from functions.services.nudges.explain import Explain
from functions.services.nudges.facts.event_reader import EventReader
from functions.services.nudges.facts.fact_reader import FactReader
from functions.services.nudges.facts.join import JoinAgendas
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.nudges.facts.recipient_reader import RecipientReader
from functions.services.nudges.facts.repurchase_gaps import RepurchaseGaps
from functions.services.nudges.hand_over.claim import Claim, ClaimPart
from functions.services.nudges.hand_over.lease import Lease
from functions.services.nudges.hand_over.outcomes import ReportOutcome
from functions.services.nudges.hand_over.turn_off import TurnOff
from functions.services.nudges.hand_over.valve import Valve
from functions.services.nudges.item_news.interests import Interests
from functions.services.nudges.on_site import FindOnSite
from functions.services.nudges.planning import Planning
from functions.services.nudges.recipients.contacts import Contacts
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.nudges.restock.claim import RestockClaim
from functions.services.nudges.restock.implicit import ImplicitRestock
from functions.services.nudges.restock.subscriptions import RestockSubscriptions
from functions.services.nudges.sweep import Sweep
from functions.services.people.wiring import shopping, update_preferences

_WORKERS = 16
# Of a person whose events come late: enough to see what ended since.
_NEWEST = 200


def fact_reader(services: Services) -> FactReader:
    storage = services.storage
    return FactReader(
        rows=storage.person_rows,
        recipients=RecipientReader(
            storage.person_rows, storage.push_tokens, services.recipient_digest
        ),
        repurchase_gaps=RepurchaseGaps(lambda: services.blobs, services.clock),
        events=EventReader(services.carts, services.event_log, storage.item_facts),
        clock=services.clock,
    )


def joined_reader(services: Services) -> JoinedReader:
    return JoinedReader(fact_reader(services), JoinAgendas(services.storage.transactions))


def planning(services: Services) -> Planning:
    storage = services.storage
    return Planning(
        agendas=storage.agendas,
        identity=storage.identity,
        erasures=services.erasures,
        conversions=conversions(services),
        clock=services.clock,
    )


def conversions(services: Services) -> Conversions:
    storage = services.storage
    return Conversions(
        rows=storage.person_rows,
        conversions=storage.conversions,
        nudges=storage.nudges,
        answers=storage.nudge_answers,
        timeline=services.timeline,
        shopping=shopping(services),
    )


def interests(services: Services, *, in_order: bool = True) -> Interests:
    """`in_order` is whether a person's events come in the order in which they were stored."""
    storage = services.storage
    return Interests(
        storage.interests,
        ImplicitRestock(
            rows=storage.subscriptions,
            stock=storage.stock,
            erasures=services.erasures,
            clock=services.clock,
        ),
        services.pool(_WORKERS),
        None if in_order else lambda person: storage.events.newest(person, "c", _NEWEST),
    )


def sweep(services: Services) -> Sweep:
    storage = services.storage
    return Sweep(
        agendas=storage.agendas,
        reader=joined_reader(services),
        settings=storage.nudge_settings,
        transactions=storage.transactions,
        guards=services.nudge_guards,
        pool=services.pool(_WORKERS),
        meter=services.meter,
        clock=services.clock,
    )


def claim_parts(services: Services) -> Mapping[Kind, ClaimPart]:
    """What each kind adds to the claim of its nudges."""
    storage = services.storage
    table = storage.transactions.table
    rows = (storage.waves, storage.subscriptions, storage.nudges)
    return {"restock": RestockClaim(*rows, table, services.clock)}


def claim(services: Services) -> Claim:
    storage = services.storage
    return Claim(
        reader=joined_reader(services),
        valve=Valve(storage.valve.take),
        recipients=storage.recipients,
        transactions=storage.transactions,
        parts=claim_parts(services),
        guards=services.nudge_guards,
        clock=services.clock,
    )


def lease(services: Services) -> Lease:
    return Lease(
        nudges=services.storage.nudges,
        claim=claim(services),
        pool=services.pool(_WORKERS),
        clock=services.clock,
    )


def explain(services: Services) -> Explain:
    return Explain(
        reader=joined_reader(services),
        nudges=services.storage.nudges,
        conversions=services.storage.conversions,
        endpoints=services.storage.endpoints,
        guards=services.nudge_guards,
    )


def find_on_site(services: Services) -> FindOnSite:
    return FindOnSite(joined_reader(services), services.nudge_guards, claim_parts(services))


def report_outcome(services: Services) -> ReportOutcome:
    storage = services.storage
    return ReportOutcome(
        nudges=storage.nudges,
        agendas=storage.agendas,
        recipients=storage.recipients,
        settings=storage.nudge_settings,
        turn_off=turn_off(services),
        transactions=storage.transactions,
        parts=claim_parts(services),
        clock=services.clock,
    )


def turn_off(services: Services) -> TurnOff:
    return TurnOff(
        nudges=services.storage.nudges,
        update_preferences=update_preferences(services),
        contacts=contacts(services),
        suppressions=suppressions(services),
        digest=services.recipient_digest,
        rows=services.storage.customer_rows,
    )


def restock_subscriptions(services: Services) -> RestockSubscriptions:
    storage = services.storage
    return RestockSubscriptions(
        rows=storage.subscriptions,
        catalog=storage.catalog,
        stock=storage.stock,
        timeline=services.timeline,
        erasures=services.erasures,
        clock=services.clock,
        settings=lambda: storage.nudge_settings.get(consistent=False),
    )


def contacts(services: Services) -> Contacts:
    storage = services.storage
    return Contacts(
        storage.contacts, storage.push_tokens, storage.identity, services.recipient_digest
    )


def suppressions(services: Services) -> Suppressions:
    return Suppressions(services.storage.suppressions, services.recipient_digest, services.clock)
