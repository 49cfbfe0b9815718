"""The row of a customer's names, and back.

`activity` stands apart from the packed rest, because it changes without a revision.
"""

from typing import Any

from functions.domain.names import Names
from functions.domain.person import customer, visitor
from functions.storage.keys import person_keys
from functions.storage.packing import pack, unpack
from functions.storage.revisioned import unchanged_since

Row = dict[str, Any]


def names_from_row(user_id: str, row: Row | None) -> Names:
    """The names of a row as boto3 gives it; those of a customer without joined names for None."""
    if row is None:
        return Names(user_id)
    body = unpack(row["body"]["B"])
    return Names(
        user_id=user_id,
        aliases=tuple(body["aliases"]),
        linked={visitor(name): tuple(map(tuple, spans)) for name, spans in body["linked"]},
        activity={visitor(name): int(at["N"]) for name, at in row["activity"]["M"].items()},
        moved_to=body.get("moved_to"),
        apart=body.get("apart", False),
        rev=int(row["rev"]["N"]),
    )


def names_put(table: str, names: Names) -> Row:
    """The write, in a transaction, of names computed after revision `names.rev` was read.

    A use of a device that is recorded meanwhile may be lost; its next one is recorded again.
    """
    body: dict[str, Any] = {
        "aliases": names.aliases,
        "linked": [[person.id, spans] for person, spans in names.linked.items()],
    }
    if names.moved_to:
        body["moved_to"] = names.moved_to
    if names.apart:
        body["apart"] = True
    key = person_keys.names(customer(names.user_id))
    row = {
        **{name: {"S": value} for name, value in key.items()},
        "rev": {"N": str(names.rev + 1)},
        "body": {"B": pack(body)},
        "activity": {"M": {each.id: {"N": str(at)} for each, at in names.activity.items()}},
    }
    return {"Put": {"TableName": table, "Item": row, **unchanged_since(names.rev)}}
