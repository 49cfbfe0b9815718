"""Make the services of double opt-in."""

from functions.bootstrap import Services
from functions.services.nudges.confirmations.answer import AnswerConfirmation
from functions.services.nudges.confirmations.ask import AskByAddress
from functions.services.nudges.confirmations.confirm import ConfirmationSources, ConfirmByLink
from functions.services.nudges.confirmations.lease import LeaseConfirmations
from functions.services.nudges.confirmations.mail import BuildConfirmations
from functions.services.nudges.hand_over.valve import Valve
from functions.services.nudges.signed_links.wiring import link_signer
from functions.services.nudges.wiring import suppressions

_READERS = 16


def ask_by_address(services: Services) -> AskByAddress:
    storage = services.storage
    return AskByAddress(
        rows=storage.confirmations,
        subscriptions=storage.subscriptions,
        preferences=storage.preferences,
        catalog=storage.catalog,
        stock=storage.stock,
        digest=services.recipient_digest,
        clock=services.clock,
    )


def lease_confirmations(services: Services) -> LeaseConfirmations:
    storage = services.storage
    return LeaseConfirmations(
        rows=storage.confirmations,
        days=storage.confirmation_days,
        recipients=storage.recipients,
        settings=storage.nudge_settings,
        transactions=storage.transactions,
        valve=Valve(storage.valve.take),
        digest=services.recipient_digest,
        pool=services.pool(_READERS),
        clock=services.clock,
    )


def answer_confirmation(services: Services) -> AnswerConfirmation:
    storage = services.storage
    return AnswerConfirmation(
        storage.confirmations, storage.confirmation_days, suppressions(services), services.clock
    )


def build_confirmations(services: Services) -> BuildConfirmations:
    storage = services.storage
    free = answer_confirmation(services).free
    return BuildConfirmations(storage.catalog, storage.brand, link_signer(services), free)


def confirm_by_link(services: Services) -> ConfirmByLink:
    storage = services.storage
    sources = ConfirmationSources(
        confirmations=storage.confirmations,
        contacts=storage.contacts,
        subscriptions=storage.subscriptions,
        catalog=storage.catalog,
        settings=storage.nudge_settings,
        rows=storage.customer_rows,
        transactions=storage.transactions,
    )
    return ConfirmByLink(link_signer(services), sources, services.erasures, services.clock)
