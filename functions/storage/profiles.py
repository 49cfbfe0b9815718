"""A person's profile: one packed row of at most 4 KB, written under a revision."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

from functions.domain.columns import Columns
from functions.domain.person import Person
from functions.domain.profile import Interaction, Profile
from functions.domain.purchased import Purchased
from functions.storage.keys import person_keys
from functions.storage.packing import DAMAGE, pack, unpack
from functions.storage.revisioned import RevisionedRows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = logging.getLogger(__name__)
Row = TypeVar("Row", Interaction, Purchased)
UNREADABLE = "a profile cannot be read: %s"
MAX_BYTES = 3_800  # with the longest key and the revision below 4,096, one read unit


class ProfileRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._rows = RevisionedRows(client, table)

    def get(self, person: Person) -> tuple[Profile, int]:
        """The profile and its revision; an empty one at revision 0 for a new person.

        One that cannot be read is empty at its revision: it is derived, and the next fold heals it.
        """
        packed, rev = self._rows.packed(person_keys.profile(person))
        return profile_in(packed), rev

    def packed(self, person: Person) -> bytes | None:
        """The same for `profile_in`, without reading it; None for a new person."""
        return self._rows.packed(person_keys.profile(person))[0]

    def find(self, people: Sequence[Person]) -> dict[Person, tuple[Profile, int]]:
        """The same of many people, by one batch read.

        Raises:
            Unavailable: some could not be read.
        """
        found = self._rows.find([person_keys.profile(person) for person in people], derived=True)
        return {person: _profile(*found.get(person.key, (None, 0))) for person in people}

    def put(self, person: Person, profile: Profile, *, rev: int) -> None:
        """Write the profile that was computed after revision `rev` was read.

        Raises:
            RevisionLost: another writer was faster; read the events again.
        """
        self.put_packed(person, pack_profile(profile), rev=rev)

    def put_packed(self, person: Person, packed: bytes, *, rev: int) -> None:
        """Write a profile as `pack_profile` packed it.

        Raises:
            RevisionLost: another writer was faster; read the events again.
        """
        self._rows.put(person_keys.profile(person), packed, rev=rev)

    def delete(self, person: Person, *, rev: int) -> None:
        """Delete the profile that was read at revision `rev`.

        Raises:
            RevisionLost: another writer was faster; read the events again.
        """
        self._rows.delete(person_keys.profile(person), rev=rev)


def purchased_from_row(row: Any) -> Sequence[Purchased]:
    """What the profile of a row as boto3 gives it says was bought; nothing for None or damage."""
    try:
        return _profile(unpack(row["body"]["B"]), 0)[0].purchased if row else ()
    except DAMAGE:
        return ()


def profile_in(packed: bytes | None) -> Profile:
    """The profile of packed bytes; an empty one for None, or if they cannot be read."""
    try:
        return Profile() if packed is None else profile_of(unpack(packed))
    except DAMAGE as error:
        logger.warning(UNREADABLE, type(error).__name__)
        return Profile()


def _profile(body: Any, rev: int) -> tuple[Profile, int]:
    try:
        return (profile_of(body) if body else Profile()), rev
    except DAMAGE as error:
        logger.warning(UNREADABLE, type(error).__name__)
        return Profile(), rev


def pack_profile(profile: Profile) -> bytes:
    """Return at most `MAX_BYTES`; what was bought least and done longest ago is left out first."""
    packed = pack(_to_body(profile))
    while len(packed) > MAX_BYTES:
        profile = replace(
            profile,
            interactions=profile.interactions[: len(profile.interactions) * 9 // 10],
            purchased=profile.purchased[: len(profile.purchased) * 9 // 10],
        )
        packed = pack(_to_body(profile))
    return packed


def _to_body(profile: Profile) -> dict[str, Any]:
    """Columns over one list of item ids: what is alike stands together and packs well."""
    ids = dict.fromkeys(
        [i.item_id for i in profile.interactions] + [p.item_id for p in profile.purchased]
    )
    at = {item_id: index for index, item_id in enumerate(ids)}
    return {
        "ids": list(ids),
        "i": [[at[i.item_id] for i in profile.interactions], *_columns(profile.interactions)],
        "p": [
            [at[p.item_id] for p in profile.purchased],
            [p.count for p in profile.purchased],
            [p.last_day for p in profile.purchased],
            [p.span for p in profile.purchased],
            [p.faded for p in profile.purchased],
        ],
        "f": sorted(profile.folded),
        "s": profile.since,
        "m": profile.moved_to,
        "o": profile.personal,
        "l": profile.long,
    }


def _columns(interactions: tuple[Interaction, ...]) -> list[list[Any]]:
    return [
        [i.kind for i in interactions],
        [i.at for i in interactions],
        [i.tag for i in interactions],
    ]


def _columns_of(kind: type[Row], ids: list[str], columns: list[list[Any]]) -> list[Sequence[Any]]:
    """The columns of rows, of which the packed first has places in `ids`.

    Raises:
        ValueError: they are of different lengths.
    """
    if len({len(each) for each in columns}) != 1:
        raise ValueError(f"uneven columns of {kind.__name__}")
    return [[*map(ids.__getitem__, columns[0])], *columns[1:]]


def _rows(kind: type[Row], columns: Sequence[Sequence[Any]]) -> tuple[Row, ...]:
    """Rows of columns; older ones may lack the last."""
    if len(columns) == len(kind._fields):
        return tuple(Columns(kind, columns))
    return tuple(starmap(kind, zip(*columns, strict=True)))


def profile_of(body: dict[str, Any]) -> Profile:
    """Read a body as `pack_profile` packs it; what older rows lack has its default."""
    ids = body["ids"]
    done = _columns_of(Interaction, ids, body["i"])
    bought = _columns_of(Purchased, ids, body["p"])
    whole = len(bought) == len(Purchased._fields)
    return Profile(
        _rows(Interaction, done),
        Columns(Purchased, bought) if whole else _rows(Purchased, bought),
        frozenset(body["f"]),
        body.get("s", 0),
        body.get("m"),
        body.get("o", True),
        body.get("l", False),
    )
