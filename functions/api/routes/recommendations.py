"""What to show: read by pages, apps and campaign tools."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from functions.api.auth import require_or_outage
from functions.api.schemas.recommendations import Filters, PageWish, Recommendation, Wish
from functions.api.trust import HEADER, trust_of
from functions.domain.access_key import AccessKey
from functions.domain.person import Person, customer, is_unguessable, visitor
from functions.errors import FieldFault, Forbidden, Invalid

router = APIRouter(prefix="/v1", tags=["recommendations"])


@router.get("/recommendations")
def recommendations(
    request: Request,
    wish: Annotated[Wish, Query()],
    caller: Annotated[AccessKey | None, Depends(require_or_outage("recommendations"))],
) -> Recommendation:
    """The best items for a person at a placement, with the reason for each."""
    asked = query_of(wish)
    found = request.app.state.recommend(person_of(wish, caller, request), **asked)
    return Recommendation.model_validate(asdict(found))


def query_of(filters: Filters) -> dict[str, Any]:
    """What the scorer is asked, but for the person.

    Raises:
        Invalid: the placement lacks what it needs, or two filters contradict each other.
    """
    needed = {"product": "item_id", "category": "category"}.get(filters.placement)
    if needed and not getattr(filters, needed):
        raise Invalid(FieldFault(needed, f"the placement {filters.placement} needs it"))
    if filters.location and not filters.in_stock:
        raise Invalid(FieldFault("in_stock", "a location asks for what is in stock there"))
    asked = {name: getattr(filters, name) for name in Filters.model_fields}
    return {**asked, "exclude": frozenset(filters.exclude)}


def person_of(wish: Wish | PageWish, caller: AccessKey | None, request: Request) -> Person | None:
    """Whose history may be used. While no key can be checked, it is nobody's.

    A publishable key stands in every page. With it a visitor is who knows a random UUID; an id that
    can be guessed, an order's for example, may be another's.
    """
    if caller is None:
        return None
    if caller.kind == "secret":
        reader = wish.user_id
    else:
        reader = trust_of(request, caller).reader()
        if wish.user_id not in {None, reader}:
            raise Forbidden(f"a publishable key reads a customer's only with their {HEADER}")
    if reader:
        return customer(reader)
    named = wish.anonymous_id
    if named is None or (caller.kind == "publishable" and not is_unguessable(named)):
        return None
    return visitor(named)
