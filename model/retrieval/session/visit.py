"""The visit of a person: their newest interactions without a long pause between them."""

from collections.abc import Sequence

from model.query import INTEREST_KINDS, Interaction


def visit(interactions: Sequence[Interaction], gap_ms: float) -> list[Interaction]:
    """Return the newest session, newest first, of interactions given newest first; `gap_ms` in ms.

    Items that were bought, returned or removed from the cart since are left out. Several kinds of
    interest in one item, one after the other, are one step, as in training
    (`model.training.session.visits`).
    """
    found: list[Interaction] = []
    over: set[str] = set()
    later: Interaction | None = None
    for each in interactions:
        if each.kind not in INTEREST_KINDS:
            over.add(each.item_id)
            continue
        if later is not None and later.at - each.at > gap_ms:
            break
        echo = later is not None and later.item_id == each.item_id and later.kind != each.kind
        if not echo and each.item_id not in over:
            found.append(each)
        later = each
    return found
