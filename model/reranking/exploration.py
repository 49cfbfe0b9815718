"""A place in ten, say, goes to something new; the others keep their order."""

from collections.abc import Iterator

from model.query import TASTE_PLACEMENTS
from model.retrieval import new_items
from model.retrieval.candidates import Request
from model.retrieval.merged_candidates import Choice


def explored(choices: Iterator[Choice], request: Request) -> Iterator[Choice]:
    """Yield the choices, and at every (1 ÷ `exploration`)-th place a new item, if there is one.

    A list of fewer places has none.
    """
    share = request.query.exploration
    count = int(request.query.n * share) if request.query.placement in TASTE_PLACEMENTS else 0
    drawn = new_items.draw(request, count) if count else []
    return _woven(choices, drawn, round(1 / share)) if drawn else choices


def _woven(choices: Iterator[Choice], drawn: list[int], step: int) -> Iterator[Choice]:
    waiting, place = iter(drawn), 0
    for choice in choices:
        place += 1
        if place % step == 0 and (group := next(waiting, None)) is not None:
            yield group, choice[1], "new", None
            place += 1
        yield choice
