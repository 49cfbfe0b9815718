"""Make the services of nudges."""

from collections.abc import Mapping
from functools import cache

from functions.bootstrap import Services
from functions.domain.nudges.kinds import Kind
from functions.services.nudges.explain import Explain
from functions.services.nudges.facts.fact_reader import FactReader
from functions.services.nudges.facts.join import JoinAgendas
from functions.services.nudges.facts.joined_reader import JoinedReader
from functions.services.nudges.hand_over.claim import Claim, ClaimPart
from functions.services.nudges.hand_over.lease import Lease
from functions.services.nudges.hand_over.outcomes import ReportOutcome
from functions.services.nudges.hand_over.valve import Valve
from functions.services.nudges.item_news.interests import Interests
from functions.services.nudges.on_site import FindOnSite
from functions.services.nudges.planning import Planning
from functions.services.nudges.recipients.contacts import Contacts
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.nudges.restock.claim import RestockClaim
from functions.services.nudges.signed_links.cart_links import CartLinks
from functions.services.nudges.signed_links.change_by_link import ChangeByLink
from functions.services.nudges.signed_links.follow_link import FollowLink
from functions.services.nudges.signed_links.links import LinkSigner
from functions.services.nudges.sweep import Sweep
from functions.services.people.preferences import UpdatePreferences

_WORKERS = 16


def fact_reader(services: Services) -> FactReader:
    storage = services.storage
    return FactReader(
        rows=storage.person_rows,
        carts=services.carts,
        log=services.event_log,
        items=storage.item_facts,
        digest=services.recipient_digest,
        clock=services.clock,
    )


def joined_reader(services: Services) -> JoinedReader:
    return JoinedReader(fact_reader(services), JoinAgendas(services.storage.transactions))


def planning(services: Services) -> Planning:
    storage = services.storage
    return Planning(
        settings=storage.nudge_settings,
        agendas=storage.agendas,
        identity=storage.identity,
        erasures=services.erasures,
        clock=services.clock,
    )


def interests(services: Services) -> Interests:
    storage = services.storage
    return Interests(
        storage.interests,
        lambda: storage.nudge_settings.get(consistent=False),
        services.pool(_WORKERS),
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
        update_preferences=UpdatePreferences(
            storage.preferences, storage.consent_log, storage.identity
        ),
        contacts=Contacts(
            storage.contacts, storage.push_tokens, storage.identity, services.recipient_digest
        ),
        suppressions=Suppressions(storage.suppressions, services.recipient_digest, services.clock),
        digest=services.recipient_digest,
        transactions=storage.transactions,
        parts=claim_parts(services),
        rows=storage.customer_rows,
        clock=services.clock,
    )


def link_signer(services: Services) -> LinkSigner:
    return LinkSigner(cache(lambda: services.secrets.get("links")))


def cart_links(services: Services) -> CartLinks:
    storage = services.storage
    return CartLinks(
        link_signer(services),
        storage.nudges,
        storage.catalog,
        storage.item_facts,
        services.clock,
    )


def follow_link(services: Services) -> FollowLink:
    storage = services.storage
    return FollowLink(
        link_signer(services),
        storage.catalog,
        storage.nudges,
        report_outcome(services),
        services.clock,
    )


def change_by_link(services: Services) -> ChangeByLink:
    storage = services.storage
    return ChangeByLink(
        signer=link_signer(services),
        nudges=storage.nudges,
        report=report_outcome(services),
        preferences=storage.preferences,
        update=UpdatePreferences(storage.preferences, storage.consent_log, storage.identity),
        identity=storage.identity,
        clock=services.clock,
    )
