"""The visit a person is on: the newest things they looked at, without a long silence between."""

from collections.abc import Sequence

from model.query import LOOKED_AT, Interaction


def visit(interactions: Sequence[Interaction], gap_ms: float) -> list[Interaction]:
    """Return the newest session, newest first, of interactions that stand newest first.

    What was bought, returned or taken out of the cart since it was looked at is left out: it is
    no intent any more. Several kinds of interest in one item, one after the other, are one step,
    as in training (`model.training.session.visits`).
    """
    found: list[Interaction] = []
    over: set[str] = set()
    later: Interaction | None = None
    for each in interactions:
        if each.kind not in LOOKED_AT:
            over.add(each.item_id)
            continue
        if later is not None and later.at - each.at > gap_ms:
            break
        echo = later is not None and later.item_id == each.item_id and later.kind != each.kind
        if not echo and each.item_id not in over:
            found.append(each)
        later = each
    return found
