"""Make the services that take what providers report."""

from functions.bootstrap import Services
from functions.delivery.provider_reports import ProcessFeedback
from functions.services.delivery.take_feedback import FeedbackRows, TakeFeedback
from functions.services.nudges.signed_links.wiring import link_signer
from functions.services.nudges.wiring import contacts, report_outcome


def process_feedback(services: Services) -> ProcessFeedback:
    take, topic = take_feedback(services), services.settings.feedback_topic
    return ProcessFeedback(take, services.meter, topic, services.clock)


def take_feedback(services: Services) -> TakeFeedback:
    storage, digest = services.storage, services.recipient_digest
    return TakeFeedback(
        rows=FeedbackRows(
            storage.nudges,
            storage.nudge_answers,
            storage.suppressions,
            storage.recipients,
            storage.push_tokens,
        ),
        signer=link_signer(services),
        report=report_outcome(services),
        contacts=contacts(services),
        endpoints=services.push_endpoints,
        digest=digest,
        clock=services.clock,
    )
