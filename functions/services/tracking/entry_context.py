"""The parts of an entry's context that are read, and those that are stored."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from functions.domain.consent import allowed
from functions.domain.crawlers import is_crawler
from functions.domain.reading.ids import id_of
from functions.domain.reading.placeholders import is_placeholder
from functions.services.tracking.details import Details
from functions.services.tracking.envelope import PLACEHOLDER

# An IP address is personal data that nothing here needs, a token is a secret, and an external id
# (an e-mail, a phone, a loyalty card) is kept as a pseudonym only.
_NOT_KEPT = ("ip", "hilo", "externalIds")
MAX_EXTERNAL_IDS = 10

_FIELD = "context.externalIds"

_USER_AGENTS = frozenset({"userAgent", "user_agent", "useragent"})
_YES = frozenset({"true", "1", "yes", "y", "on"})

Pseudonym = Callable[[str, str], str]


def pseudonyms_in(
    context: Mapping[str, Any], pseudonym: Pseudonym, details: Details
) -> tuple[str, ...]:
    """Names for the external ids of a context, which say nothing of the ids themselves.

    Segment has them as `[{type, id}]`, of which one may stand alone; what is not so is dropped.
    """
    listed = context.get("externalIds") or []
    if isinstance(listed, dict):
        listed = [listed]
    if not isinstance(listed, list):
        details.drop(_FIELD, "must be a list of {type, id}", listed)
        return ()
    if len(listed) > MAX_EXTERNAL_IDS:
        details.drop(_FIELD, f"may have {MAX_EXTERNAL_IDS} ids", listed)
    named = (
        _pseudonym(each, f"{_FIELD}.{n}", pseudonym, details)
        for n, each in enumerate(listed[:MAX_EXTERNAL_IDS])
    )
    return tuple(dict.fromkeys(name for name in named if name))


def _pseudonym(value: Any, path: str, pseudonym: Pseudonym, details: Details) -> str | None:
    if not isinstance(value, Mapping):
        details.drop(path, "must be an object {type, id}", value)
        return None
    id_type = details.read(value, "type", id_of, f"{path}.")
    external_id = details.read(value, "id", id_of, f"{path}.")
    if external_id and is_placeholder(external_id):
        details.drop(f"{path}.id", PLACEHOLDER, external_id)
        return None
    return pseudonym(id_type, external_id) if id_type and external_id else None


def kept_of(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name not in _NOT_KEPT}


def may_be_learned_from(context: Mapping[str, Any]) -> bool:
    """Whether to learn from it: not from crawlers, tests and people who do not agree."""
    if allowed(context) is False or is_test(context):
        return False
    return not any(is_crawler(name) for name in _programs(context))


def _programs(context: Mapping[str, Any]) -> Iterator[str]:
    """What a browser says that it is, in the text of old and in the brands of client hints."""
    for field in _USER_AGENTS & context.keys():
        if isinstance(user_agent := context[field], str):
            yield user_agent
    hints = context.get("userAgentData")
    brands = hints.get("brands") if isinstance(hints, Mapping) else None
    for each in brands if isinstance(brands, list) else ():
        name = each.get("brand") if isinstance(each, Mapping) else None
        if isinstance(name, str):
            yield name


def is_test(context: Mapping[str, Any]) -> bool:
    """Whether the sender marks the event as a test, by `context.test`."""
    mark = context.get("test")
    return mark is True or (isinstance(mark, str | int) and str(mark).strip().lower() in _YES)
