"""Which writes claim a nudge, read off the request."""

from collections.abc import Mapping
from typing import Any

_CLAIMED = frozenset({"leased", "sending"})


def claims(write: Mapping[str, Any]) -> bool:
    """Whether a write of a row claims its nudge; a report may leave one claimed as it was."""
    values = write.get("ExpressionAttributeValues", {})
    was, state = (values.get(name, {}).get("S") for name in (":was", ":state"))
    return state in _CLAIMED and was not in _CLAIMED
