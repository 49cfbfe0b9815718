"""Make the services of delivery."""

from functions.bootstrap import Services
from functions.services.delivery.attempt import AttemptDelivery
from functions.services.delivery.close import CloseNudge
from functions.services.delivery.delivery_log import DeliveryLog
from functions.services.delivery.disable import DisableEndpoint
from functions.services.delivery.due import FindDue
from functions.services.delivery.endpoint_notices import disabled_notice
from functions.services.delivery.endpoints import Endpoints
from functions.services.delivery.native import HandOverNative
from functions.services.delivery.notices import Notify
from functions.services.delivery.nudge_message import BuildNudgeMessage
from functions.services.delivery.outcome import RecordAnswer
from functions.services.delivery.published_model import NotifyOfModel
from functions.services.delivery.recheck import Recheck
from functions.services.delivery.secrets import EndpointSecrets
from functions.services.delivery.send import SendEvent
from functions.services.delivery.send_confirmations import SendConfirmations
from functions.services.delivery.send_native import Render, SendNative
from functions.services.delivery.start import StartNudge
from functions.services.delivery.try_endpoint import TryEndpoint
from functions.services.nudges.confirmations.wiring import (
    answer_confirmation,
    build_confirmations,
    lease_confirmations,
)
from functions.services.nudges.contents.content_builder import BuildContent
from functions.services.nudges.recipients.contacts import Contacts
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.nudges.signed_links.wiring import link_signer
from functions.services.nudges.wiring import claim, joined_reader, report_outcome
from functions.storage.keys.delivery_keys import DELIVERY_SHARDS
from functions.storage.keys.key import SHARDS


def notify(services: Services) -> Notify:
    storage = services.storage
    return Notify(
        endpoints=storage.endpoints,
        deliveries=storage.deliveries,
        rows=storage.person_rows,
        transactions=storage.transactions,
        queue=services.delivery_queue,
        clock=services.clock,
    )


def notify_of_model(services: Services) -> NotifyOfModel:
    return NotifyOfModel(
        services.blobs, services.storage.endpoints, notify(services), services.clock
    )


def endpoint_secrets(services: Services) -> EndpointSecrets:
    return EndpointSecrets(services.secrets, services.random_bytes)


def send_event(services: Services) -> SendEvent:
    secrets = endpoint_secrets(services)
    return SendEvent(services.webhooks, services.event_bus, secrets, services.clock)


def endpoints(services: Services) -> Endpoints:
    storage = services.storage
    return Endpoints(
        rows=storage.endpoints,
        secrets=endpoint_secrets(services),
        webhooks=services.webhooks,
        settings=storage.nudge_settings,
        clock=services.clock,
    )


def try_endpoint(services: Services) -> TryEndpoint:
    return TryEndpoint(
        endpoints(services), send_event(services), services.clock, services.random_bytes
    )


def delivery_log(services: Services) -> DeliveryLog:
    return DeliveryLog(
        services.storage.deliveries,
        services.delivery_queue,
        services.pool(len(DELIVERY_SHARDS)),
        services.clock,
    )


def find_due(services: Services) -> FindDue:
    storage = services.storage
    return FindDue(
        deliveries=storage.deliveries,
        nudges=storage.nudges,
        settings=storage.nudge_settings,
        endpoints=storage.endpoints,
        queue=services.delivery_queue,
        pool=services.pool(len(SHARDS)),
        clock=services.clock,
    )


def attempt(services: Services, build: BuildContent) -> AttemptDelivery:
    storage = services.storage
    return AttemptDelivery(
        deliveries=storage.deliveries,
        endpoints=storage.endpoints,
        recheck=Recheck(joined_reader(services), services.nudge_guards),
        build=_message(services, build),
        send=send_event(services),
        record=_record(services),
        clock=services.clock,
    )


def native(services: Services, build: BuildContent, render: Render) -> HandOverNative:
    storage, digest = services.storage, services.recipient_digest
    send = SendNative(
        senders=services.senders,
        build=build,
        render=render,
        contacts=Contacts(storage.contacts, storage.push_tokens, storage.identity, digest),
        suppressions=Suppressions(storage.suppressions, digest, services.clock),
        signer=link_signer(services),
        links_url=services.settings.api_url,
        clock=services.clock,
    )
    return HandOverNative(
        claim=claim(services),
        send=send,
        report=report_outcome(services),
        close=_close(services),
        settings=storage.nudge_settings,
        brand=storage.brand,
        meter=services.meter,
        clock=services.clock,
    )


def send_confirmations(services: Services) -> SendConfirmations:
    signer = link_signer(services)
    return SendConfirmations(
        lease=lease_confirmations(services),
        build=build_confirmations(services),
        answer=answer_confirmation(services),
        senders=services.senders,
        settings=services.storage.nudge_settings,
        reference=lambda mail: signer.sign_confirmation_reference(
            mail.leased.guest, mail.leased.ask, now=services.clock()
        ),
        links_url=services.settings.api_url,
    )


def start(
    services: Services, attempt_delivery: AttemptDelivery, hand_over_native: HandOverNative
) -> StartNudge:
    storage = services.storage
    return StartNudge(
        nudges=storage.nudges,
        settings=storage.nudge_settings,
        endpoints=storage.endpoints,
        claim=claim(services),
        attempt=attempt_delivery,
        native=hand_over_native,
        table=storage.transactions.table,
        clock=services.clock,
    )


def _message(services: Services, build: BuildContent) -> BuildNudgeMessage:
    return BuildNudgeMessage(build, services.storage.brand, services.settings.api_url)


def _record(services: Services) -> RecordAnswer:
    storage, notices = services.storage, notify(services)
    return RecordAnswer(
        deliveries=storage.deliveries,
        endpoints=storage.endpoints,
        report=report_outcome(services),
        close=_close(services),
        disable=DisableEndpoint(
            storage.endpoints,
            lambda endpoint: notices([disabled_notice(endpoint)]),
            services.meter,
            services.clock,
        ),
        queue=services.delivery_queue,
        meter=services.meter,
        clock=services.clock,
    )


def _close(services: Services) -> CloseNudge:
    storage = services.storage
    return CloseNudge(storage.nudges, storage.agendas, storage.transactions, services.clock)
