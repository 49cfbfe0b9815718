"""Make the services of what a nudge says, and of its links.

They need the model, which the stream, the sweep and the waves do not load.
"""

from functools import cache

from functions.bootstrap import Services
from functions.services.nudges.cart_links import CartLinks
from functions.services.nudges.change_by_link import ChangeByLink
from functions.services.nudges.content_builder import BuildContent, ContentSources
from functions.services.nudges.follow_link import FollowLink
from functions.services.nudges.incentives import Incentives
from functions.services.nudges.lease_contents import BuildContents
from functions.services.nudges.links import LinkSigner
from functions.services.nudges.wiring import report_outcome
from functions.services.people.preferences import UpdatePreferences
from functions.services.serving.recommend import Recommend

_WORKERS = 16


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


def build_content(services: Services, recommend: Recommend) -> BuildContent:
    storage = services.storage
    incentives = Incentives(
        storage.incentive_codes, services.meter, services.clock, services.random_bytes
    )
    return BuildContent(
        ContentSources(
            catalog=storage.catalog,
            traits=storage.traits,
            contacts=storage.contacts,
            recommend=recommend,
            incentives=incentives,
            signer=link_signer(services),
            clock=services.clock,
        )
    )


def build_contents(services: Services, recommend: Recommend) -> BuildContents:
    return BuildContents(
        build_content(services, recommend), services.storage.brand, services.pool(_WORKERS)
    )
