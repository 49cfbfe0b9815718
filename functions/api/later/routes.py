"""The routes that are included at the first request for one of them."""

from fastapi import FastAPI

from functions.api.later.wire import wire_later
from functions.api.later.wiring import install
from functions.api.routers import add_routes
from functions.api.routes import (
    brand,
    cart_links,
    confirmations,
    contacts,
    customers,
    endpoints,
    imports,
    incentive_codes,
    insights,
    intake_quality,
    items,
    keys,
    link_pages,
    models,
    nudge_settings,
    nudges,
    preferences,
    render_links,
    restock,
    rules,
    shopify,
    shopping,
    stock,
    suppressions,
)
from functions.api.wiring import wiring_in
from functions.bootstrap import Services

PEOPLE = (customers, shopping, preferences, contacts)
MESSAGES = (
    suppressions,
    brand,
    incentive_codes,
    cart_links,
    render_links,
    restock,
    confirmations,
    insights,
    nudges,
    nudge_settings,
    endpoints,
)
OPERATION = (keys, items, stock, imports, rules, models)


def include(app: FastAPI, services: Services) -> None:
    """Give an application the later routes, and make what they call."""
    install(app, wire_later(services, wiring_in(app)))
    modules = (shopify, intake_quality, *PEOPLE, *OPERATION, *MESSAGES, link_pages)
    add_routes(app, (module.router for module in modules))
