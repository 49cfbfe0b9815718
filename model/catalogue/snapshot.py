"""The catalogue as arrays: no Python object per item, memory-mapped in service."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.arrays.artifact import Artifact
from model.arrays.byte_strings import ByteStrings
from model.arrays.id_table import IdTable
from model.catalogue.stock import Stock

KIND = "snapshot"


@dataclass(frozen=True)
class CatalogueRow:
    """One item of the catalogue; `created_at` in ms, `price` in the store's currency."""

    item_id: str
    group_id: str | None = None
    category: str | None = None
    brand: str | None = None
    price: float | None = None
    hidden: bool = False
    created_at: int = 0
    attributes: dict[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    version: int = 0

    @property
    def group(self) -> str:
        """The product this item is a variant of, by default the item itself."""
        return self.group_id or self.item_id


class Snapshot:
    """Columns of length n (items), in the order of `ids`; `listed` are those that are not hidden.

    `changed_until` is the time in ms up to which its builder had read the changes.
    """

    def __init__(self, artifact: Artifact) -> None:
        self._artifact = artifact
        self.version = artifact.version
        self.manifest = artifact.manifest
        self.changed_until = int(artifact.manifest.get("changed_until", 0))
        self.ids = IdTable(artifact.group("ids"))
        self.groups = IdTable(artifact.group("groups"))
        self.categories = IdTable(artifact.group("categories"))
        self.brands = IdTable(artifact.group("brands"))
        self.aliases = IdTable(artifact.group("aliases"))
        self.group = np.asarray(artifact["group"])
        self.category = np.asarray(artifact["category"])
        self.brand = np.asarray(artifact["brand"])
        self.price = np.asarray(artifact["price"])
        self.listed = np.asarray(artifact["listed"])
        self.created_at = np.asarray(artifact["created_at"])
        self.versions = np.asarray(artifact["versions"])
        self.stock = Stock(artifact)
        blob, offsets = artifact["attributes/blob"], artifact["attributes/offsets"]
        self.raw_attributes = ByteStrings.from_offsets(np.asarray(blob), np.asarray(offsets))

    @classmethod
    def open(cls, folder: Path) -> "Snapshot":
        """Open and verify; `ArtifactError` if damaged, unfinished or of another kind."""
        return cls(Artifact.open(folder, kind=KIND))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def stock_rows(self) -> NDArray[np.int32]:
        """The row of each of the stock's items, int32, −1 where the catalogue lacks it."""
        return self.stock.items.match(self.ids)

    def array(self, name: str) -> NDArray[Any]:
        """Return one of its arrays, by name."""
        return self._artifact[name]

    def attributes(self, indices: NDArray[Any]) -> list[dict[str, Any]]:
        """Return the attributes of items [k], as they were put; read as one text."""
        found: list[dict[str, Any]] = json.loads(
            f"[{','.join(self.raw_attributes.texts(indices))}]"
        )
        return found

    def having_attribute(self, names: Sequence[str]) -> list[str]:
        """Return the ids of the items with one of these attributes, found in their JSON."""
        either = "|".join(map(re.escape, names))
        blob = self._artifact["attributes/blob"].tobytes()
        found = [each.start() for each in re.finditer(f'"(?:{either})":'.encode(), blob)]
        ends = np.asarray(self._artifact["attributes/offsets"])[1:]
        rows = np.unique(np.searchsorted(ends, found, side="right"))
        return [self.ids.get(int(row)) for row in rows]

    def row(self, index: int) -> CatalogueRow:
        """Return one item as it was put."""
        price = float(self.price[index])
        return CatalogueRow(
            item_id=self.ids.get(index),
            group_id=self.groups.get(int(self.group[index])),
            category=_name(self.categories, int(self.category[index])),
            brand=_name(self.brands, int(self.brand[index])),
            price=None if np.isnan(price) else price,
            hidden=not self.listed[index],
            created_at=int(self.created_at[index]),
            attributes=self.attributes(np.array([index]))[0],
            version=int(self.versions[index]),
        )

    def rows(self) -> Iterator[CatalogueRow]:
        """Yield every item; one Python object at a time."""
        return (self.row(index) for index in range(len(self)))


def _name(table: IdTable, code: int) -> str | None:
    return None if code < 0 else table.get(code)
