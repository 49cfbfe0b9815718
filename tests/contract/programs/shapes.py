"""Tables of every shape: key types, indexes with each projection, and stream views."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

KeyType = Literal["S", "N", "B"]
KEY_TYPES = st.sampled_from(("S", "N", "B"))
VIEWS = ("NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY")


@dataclass(frozen=True)
class Shape:
    """`hash` and `range` are the types of the key's attributes `pk` and `sk`.

    An index is over `g`, and `h` if it has a sort key; `index` is what it projects.
    """

    hash: KeyType
    range: KeyType | None
    index: str | None
    index_hash: KeyType
    index_range: KeyType | None
    view: str

    @property
    def key_types(self) -> Mapping[str, str]:
        return {"pk": self.hash} | ({"sk": self.range} if self.range else {})

    @property
    def index_types(self) -> Mapping[str, str]:
        if not self.index:
            return {}
        return {"g": self.index_hash} | ({"h": self.index_range} if self.index_range else {})

    def definition(self) -> dict[str, Any]:
        """The parameters of CreateTable, but the name."""
        types = {**self.key_types, **self.index_types}
        definition: dict[str, Any] = {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": kind} for name, kind in types.items()
            ],
            "KeySchema": _schema(self.key_types),
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": self.view},
        }
        if self.index:
            projection: dict[str, Any] = {"ProjectionType": self.index}
            if self.index == "INCLUDE":
                projection["NonKeyAttributes"] = ["a", "b"]
            definition["GlobalSecondaryIndexes"] = [
                {
                    "IndexName": "other",
                    "KeySchema": _schema(self.index_types),
                    "Projection": projection,
                }
            ]
        return definition


def _schema(types: Mapping[str, str]) -> list[dict[str, str]]:
    kinds = ("HASH", "RANGE")
    return [
        {"AttributeName": name, "KeyType": kind} for name, kind in zip(types, kinds, strict=False)
    ]


shapes = st.builds(
    Shape,
    hash=KEY_TYPES,
    range=st.one_of(st.none(), KEY_TYPES, KEY_TYPES),
    index=st.sampled_from((None, "ALL", "KEYS_ONLY", "INCLUDE")),
    index_hash=KEY_TYPES,
    index_range=st.one_of(st.none(), KEY_TYPES),
    view=st.sampled_from(VIEWS),
)
