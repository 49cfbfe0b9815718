"""People without an account, who are known by an address that its owner confirmed."""

from local.simulate.auditor.case import Case
from local.simulate.history import HandOver
from local.simulate.steps import Confirm

_PREFIX = "guest-"


def is_guest(person: str) -> bool:
    return person.startswith(_PREFIX)


def confirmed(case: Case, each: HandOver, item: str | None = None) -> list[str]:
    """The items of the wishes that the owner of the address may have confirmed before it."""
    return [
        given.step.item
        for given in case.history.inputs_of(Confirm)
        if given.step.address == each.address
        and (item is None or given.step.item == item)
        and given.possible_from <= each.checked_by
    ]
