"""Recommendations for one placement, for pages, apps and campaign tools."""

from typing import Annotated, Any

from fastapi import Depends, Request

from functions.api.auth import require_or_outage
from functions.api.query_models import QueryOf, query_parameters
from functions.api.routers import keyed_router
from functions.api.threads import in_thread
from functions.api.trust import trust_of
from functions.api.wiring import wiring_for
from functions.domain.access_key import AccessKey
from functions.domain.person import Person, customer, is_unguessable, visitor
from functions.errors import FieldFault, Forbidden, Invalid
from functions.schemas.recommendations import (
    Filters,
    PageRequest,
    Recommendation,
    RecommendationRequest,
)
from functions.services.access.trust import HEADER

router = keyed_router("recommendations")  # `QueryOf` looks at the names of parameters


@router.get("/recommendations", **query_parameters(RecommendationRequest))
async def recommendations(
    request: Request,
    caller: Annotated[AccessKey | None, Depends(require_or_outage("recommendations"))],
    query: Annotated[RecommendationRequest, Depends(QueryOf(RecommendationRequest))],
) -> Recommendation:
    """Recommend items for a person at a placement, with the reason for each."""
    asked, recommend = query_of(query), wiring_for(request).recommend
    return await in_thread(request, lambda: recommend(person_of(query, caller, request), **asked))


def query_of(filters: Filters) -> dict[str, Any]:
    """Return the fields of the scorer's query, without the person; and the cart, if it is given.

    Raises:
        Invalid: the placement lacks what it needs or does not use what is given, or two filters
            contradict each other.
    """
    placement = filters.placement
    needed = {"product": "item_id", "category": "category"}.get(placement)
    if needed and not getattr(filters, needed):
        raise Invalid(FieldFault(needed, f"the placement {placement} needs it"))
    for name, at in (("item_id", "product"), ("items", "cart")):
        if getattr(filters, name) and placement != at:
            raise Invalid(FieldFault(name, f"{placement} does not use it: ask for {at}"))
    if filters.location and not filters.in_stock:
        raise Invalid(FieldFault("in_stock", "a location asks for what is in stock there"))
    asked = {name: getattr(filters, name) for name in Filters.model_fields if name != "items"}
    cart = tuple(filters.items) or None
    return {**asked, "exclude": frozenset(filters.exclude), "cart": cart}


def person_of(
    query: RecommendationRequest | PageRequest, caller: AccessKey | None, request: Request
) -> Person | None:
    """Return the person whose history may be used; None while no key can be checked.

    A publishable key is in every page. With it, knowing a random UUID proves to be that visitor; an
    id that can be guessed, an order's for example, may be another person's.
    """
    if caller is None:
        return None
    if caller.kind == "secret":
        reader = query.user_id
    else:
        reader = trust_of(request, caller).reader()
        if query.user_id not in {None, reader}:
            raise Forbidden(f"a publishable key reads a customer's only with their {HEADER}")
    if reader:
        return customer(reader)
    named = query.anonymous_id
    if named is None or (caller.kind == "publishable" and not is_unguessable(named)):
        return None
    return visitor(named)
