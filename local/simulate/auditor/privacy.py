"""Invariant 6: no person gets what is another's."""

from collections.abc import Iterator

from local.simulate.auditor.case import Case
from local.simulate.auditor.guests import confirmed, is_guest
from local.simulate.history import HandOver, Violation
from local.simulate.steps import Contact, Subscribe


def privacy(case: Case) -> Iterator[Violation]:
    codes: dict[str, HandOver] = {}
    for each in (*case.all_sent, *case.history.shown):
        for why in (_items(case, each), _address(case, each)):
            if why:
                yield Violation(6, why, each.id)
        if each.code:
            first = codes.setdefault(each.code, each)
            if first.person != each.person:
                yield Violation(6, f"{first.person} has its code, too", each.id)


def _items(case: Case, each: HandOver) -> str | None:
    """Every item was in the hands of the customer under a name that may be theirs."""
    touched = {
        line.item
        for fact in case.facts.possible(each.person, each.answered_at)
        for line in fact.step.lines
    }
    users = case.people.users(each.person, each.answered_at, sure=False)
    if is_guest(each.person):
        touched |= set(confirmed(case, each))
    touched |= {s.step.item for s in case.history.inputs_about(Subscribe, users)}
    others = [item for item in each.items if item not in touched]
    return f"{', '.join(others)} was never theirs" if others else None


def _address(case: Case, each: HandOver) -> str | None:
    if each.address is None or (is_guest(each.person) and confirmed(case, each)):
        return None
    users = case.people.users(each.person, each.answered_at, sure=False)
    known = {
        given.step.address
        for given in case.history.inputs_about(Contact, users)
        if given.possible_from <= each.answered_at
    }
    return None if each.address in known else f"the address {each.address} is not theirs"
