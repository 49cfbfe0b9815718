"""The parts of an entry's context that are read, and those that are stored."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from functions.domain.consent import allowed
from functions.domain.crawlers import is_crawler
from functions.schemas.limits import Id

# An IP address is personal data that nothing here needs, a token is a secret, and an external id
# (an e-mail, a phone, a loyalty card) is kept as a pseudonym only.
_NOT_KEPT = ("ip", "hilo", "externalIds")
MAX_EXTERNAL_IDS = 10

Pseudonym = Callable[[str, str], str]


class ExternalId(BaseModel):
    type: Id
    id: Id


EXTERNAL_IDS = TypeAdapter(list[ExternalId])


def pseudonyms_in(context: Mapping[str, Any], pseudonym: Pseudonym) -> tuple[str, ...]:
    """Names for the external ids of a context, which say nothing of the ids themselves.

    Raises:
        ValidationError: they are not as Segment has them, `[{type, id}]`.
    """
    external_ids = EXTERNAL_IDS.validate_python(context.get("externalIds") or [])
    return tuple(dict.fromkeys(pseudonym(x.type, x.id) for x in external_ids[:MAX_EXTERNAL_IDS]))


def kept_of(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name not in _NOT_KEPT}


def may_be_learned_from(context: Mapping[str, Any]) -> bool:
    """Crawlers and who does not agree are recorded, and never learned from."""
    if allowed(context) is False:
        return False
    user_agent = context.get("userAgent")
    return not is_crawler(user_agent if isinstance(user_agent, str) else None)
