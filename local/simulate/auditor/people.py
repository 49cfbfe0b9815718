"""Who is who, as the auditor sees it: which names one customer certainly or possibly has.

Its own model: names are joined by links of devices and cards, which hold from a time on, and by
aliases. It answers for a moment what was certain then, and what may have held.
"""

from collections import defaultdict
from dataclasses import dataclass

from local.simulate.history import History, Input
from local.simulate.steps import Alias, Erase, Identify, Step, Track, Who

Name = str
"""`u:<user>`, `d:<device>` or `c:<card>`."""


@dataclass(frozen=True, slots=True)
class Link:
    """From `since` on, what is done under `name` is done by `user`."""

    name: Name
    user: str
    since: int
    sure_from: int
    possible_from: int


class People:
    def __init__(self, history: History) -> None:
        self._links: defaultdict[Name, list[Link]] = defaultdict(list)
        self._links_to: defaultdict[str, list[Link]] = defaultdict(list)
        self._aliases: defaultdict[str, list[tuple[str, Input]]] = defaultdict(list)
        self._erased: defaultdict[str, list[Input]] = defaultdict(list)
        for each in history.inputs:
            self._read(each, history.start)

    def users(self, user: str, at: int, *, sure: bool) -> set[str]:
        """All user ids of a customer at a moment: certainly, or possibly."""
        found, left = {user}, [user]
        while left:
            for other, given in self._aliases.get(left.pop(), ()):
                holds = (given.sure_from if sure else given.possible_from) <= at
                if holds and other not in found:
                    found.add(other)
                    left.append(other)
        return found

    def names(self, user: str, at: int) -> set[Name]:
        """Every name that the customer may have had by then; a visitor has one."""
        if user.startswith("d:"):
            return {user}
        users = self.users(user, at, sure=False)
        linked = {
            link.name
            for each in users
            for link in self._links_to.get(each, ())
            if link.possible_from <= at
        }
        return {f"u:{each}" for each in users} | linked

    def is_theirs(self, name: Name, user: str, *, done_at: int, known_at: int, by: int) -> bool:
        """Whether what `name` did at `done_at` was certainly done by this customer.

        It counts only if it was known at `known_at`, and nothing that may have happened until `by`
        says otherwise.
        """
        if name == user:  # a visitor, whose past is a customer's once the device is theirs
            return not any(link.possible_from <= by for link in self._links[name])
        users = self.users(user, known_at, sure=True)
        if name.startswith("u:"):
            return name[2:] in users
        sure = _owner([x for x in self._links[name] if x.sure_from <= known_at], done_at)
        links = [x for x in self._links[name] if x.possible_from <= by]
        return sure in users and all(
            _owner(subset, done_at) in users for subset in _without_each_unsure(links, known_at)
        )

    def erased(self, user: str, by: int) -> list[Input]:
        """The erasures that may have begun by then, of this customer under any name."""
        users = self.users(user, by, sure=False)
        return [e for each in users for e in self._erased.get(each, ()) if e.possible_from <= by]

    def touches_erased(self, name: Name) -> bool:
        """Whether a customer who ever had this name asked for an erasure."""
        owners = {link.user for link in self._links.get(name, ())}
        return any(self._erased.get(owner) for owner in owners)

    def _read(self, each: Input, start: int) -> None:
        step = each.step
        if isinstance(step, Alias):
            self._aliases[step.user].append((step.previous, each))
            self._aliases[step.previous].append((step.user, each))
        elif isinstance(step, Erase):
            self._erased[step.user].append(each)
        else:
            for name, user in _linked_by(step):
                link = Link(name, user, start + step.at, each.sure_from, each.possible_from)
                self._links[name].append(link)
                self._links_to[user].append(link)


def name_of(who: Who, *, trusted: bool) -> Name | None:
    """Under which name an event is kept."""
    if who.user and trusted:
        return f"u:{who.user}"
    if who.device:
        return f"d:{who.device}"
    return f"c:{who.card}" if who.card and trusted else None


def _linked_by(step: Step) -> list[tuple[Name, str]]:
    if not isinstance(step, Identify | Track) or not step.who.user or step.trust == "browser":
        return []
    found: list[tuple[Name, str]] = []
    if step.who.card and step.trust == "shop":
        found.append((f"c:{step.who.card}", step.who.user))
    if step.who.device and isinstance(step, Identify):
        found.append((f"d:{step.who.device}", step.who.user))
    return found


def _owner(links: list[Link], at: int) -> str | None:
    """The first owner has all before, too; later ones what came after their link."""
    by_time = sorted(links, key=lambda link: link.since)
    earlier = [link for link in by_time if link.since <= at]
    chosen = earlier[-1] if earlier else (by_time[0] if by_time else None)
    return chosen.user if chosen else None


def _without_each_unsure(links: list[Link], known_at: int) -> list[list[Link]]:
    """All that may hold: the links with all unsure ones, and with each of them left out."""
    unsure = [link for link in links if link.sure_from > known_at]
    return [links, *([x for x in links if x is not left] for left in unsure)]
