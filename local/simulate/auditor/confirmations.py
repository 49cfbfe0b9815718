"""Mails that ask for a confirmation: each once, few, and to no address that takes none."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from local.simulate.auditor.case import DAY, LOOK_MS, Case
from local.simulate.history import Mail, Violation
from local.simulate.steps import AskByAddress, Suppress

_MOST_A_DAY = 3


def confirmations(case: Case) -> Iterator[Violation]:
    yield from _once(case)
    yield from _few(case)
    for mail in case.history.mails:
        case.compared["compared: mails of a confirmation"] += 1
        for why in (_not_allowed(case, mail), _not_asked(case, mail)):
            if why:
                yield Violation(3, why, mail.address)


def _once(case: Case) -> Iterator[Violation]:
    for link, times in Counter(mail.link for mail in case.history.mails).items():
        if times > 1:
            yield Violation(2, f"one mail for a confirmation was handed over {times} times", link)


def _few(case: Case) -> Iterator[Violation]:
    """Three a day may be asked for, and each waits for two days at most."""
    by_address: defaultdict[str, list[int]] = defaultdict(list)
    for mail in case.history.mails:
        by_address[mail.address].append(mail.at)
    for address, times in by_address.items():
        for at in times:
            number = sum(1 for each in times if at <= each < at + DAY)
            if number > 3 * _MOST_A_DAY:
                yield Violation(3, f"{number} mails for confirmations in a day", address)


def _not_asked(case: Case, mail: Mail) -> str | None:
    asked = [
        given
        for given in case.history.inputs_of(AskByAddress)
        if (given.step.address, given.step.item) == (mail.address, mail.item)
        and given.possible_from <= mail.at
    ]
    return None if asked else f"no page had asked for {mail.item}"


def _not_allowed(case: Case, mail: Mail) -> str | None:
    known_at = mail.at - LOOK_MS
    for given in case.history.inputs_of(Suppress):
        same = given.step.address == mail.address and given.step.channel == "email"
        if same and given.sure_from < known_at:
            return f"the address was suppressed at {given.ended}"
    if case.settings.possible("kind.restock", known_at, mail.at) == {False}:
        return "the kind restock was off"
    if case.settings.possible("paused", known_at, mail.at) == {True}:
        return "everything was paused"
    if case.settings.possible("sandbox", known_at, mail.at) == {True}:
        lists = case.settings.possible("allow", known_at, mail.at)
        if not any(mail.address in listed for listed in lists):
            return "the address is not on the sandbox's list"
    return None
