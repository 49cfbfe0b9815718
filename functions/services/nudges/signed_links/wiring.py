"""Make the services of signed links."""

from functools import cache

from functions.bootstrap import Services
from functions.services.nudges.signed_links.cart_links import CartLinks
from functions.services.nudges.signed_links.change_by_link import ChangeByLink
from functions.services.nudges.signed_links.follow_link import FollowLink
from functions.services.nudges.signed_links.links import LinkSigner
from functions.services.nudges.signed_links.render_links import RenderLinks
from functions.services.nudges.wiring import report_outcome
from functions.services.people.wiring import update_preferences


def link_signer(services: Services) -> LinkSigner:
    return LinkSigner(cache(lambda: services.secrets.get("links")))


def render_links(services: Services) -> RenderLinks:
    return RenderLinks(cache(lambda: services.secrets.get("links")), services.clock)


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
        update=update_preferences(services),
        identity=storage.identity,
        clock=services.clock,
    )
