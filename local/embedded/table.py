"""The rows of one table, of its indexes and of its stream, each in a SQLite table of its own."""

from collections.abc import Iterator

from local.embedded.database import Database
from local.embedded.definition import Definition, Index
from local.embedded.expressions.projections import projected
from local.embedded.item_text import dumped, loaded
from local.embedded.keys import Key, index_key_of, key_attributes
from local.embedded.values import Item, item_size

TIME_TO_LIVE = "REMOVE by time to live"


class Stored:
    """An item as it is kept; it is read from its text when it is looked at."""

    __slots__ = ("_item", "size", "text")

    def __init__(self, text: str, size: int, item: Item | None = None) -> None:
        self.text = text
        self.size = size
        self._item = item

    @property
    def item(self) -> Item:
        if self._item is None:
            self._item = loaded(self.text)
        return self._item

    @classmethod
    def from_item(cls, item: Item, size: int) -> "Stored":
        return cls(dumped(item), size, item)


class Table:
    """Every method runs within a `reading` or `writing` of the database."""

    def __init__(self, database: Database, number: int, definition: Definition) -> None:
        self.number = number
        self.definition = definition
        self.lagging = False
        self._run = database.execute
        self._database = database
        self.rows = f"rows_{number}"
        self.stream = f"stream_{number}"
        self._indexes = {
            index.name: (index, f"index_{number}_{at}")
            for at, index in enumerate(definition.indexes.values())
        }
        self._next_record = 0
        self._rollbacks = 0

    def lay_out(self) -> None:
        """Create the SQLite tables."""
        self._run(
            f"CREATE TABLE {self.rows} (h BLOB, r BLOB, item TEXT NOT NULL, size INTEGER NOT NULL,"
            " expires INTEGER, PRIMARY KEY (h, r)) WITHOUT ROWID"
        )
        self._run(
            f"CREATE INDEX {self.rows}_expiry ON {self.rows} (expires) WHERE expires IS NOT NULL"
        )
        for _, name in self._indexes.values():
            self._run(
                f"CREATE TABLE {name} (h BLOB, r BLOB, bh BLOB, br BLOB, item TEXT NOT NULL,"
                " size INTEGER NOT NULL, PRIMARY KEY (h, r, bh, br)) WITHOUT ROWID"
            )
        self._run(
            f"CREATE TABLE {self.stream} (number INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
            " event TEXT NOT NULL, keys TEXT NOT NULL, old TEXT, new TEXT, size INTEGER NOT NULL)"
        )

    def drop(self) -> None:
        for name in (self.rows, self.stream, *(name for _, name in self._indexes.values())):
            self._run(f"DROP TABLE {name}")

    def index_rows(self, index: Index) -> str:
        """The name of the SQLite table of an index."""
        return self._indexes[index.name][1]

    def get(self, key: Key) -> Stored | None:
        found = self._run(
            f"SELECT item, size FROM {self.rows} WHERE h = ? AND r = ?",  # noqa: S608 our name
            key,
        ).fetchone()
        return Stored(*found) if found else None

    def write(self, key: Key, old: Stored | None, new: Stored | None, now: int) -> None:
        """Put `new` in the place of `old` (or nothing), in the indexes and the stream too.

        `now` is UTC ms.
        """
        if new is None:
            if old is not None:
                self._run(f"DELETE FROM {self.rows} WHERE h = ? AND r = ?", key)  # noqa: S608
        else:
            self._put(key, new, replaces=old is not None)
        if old is None and new is None:
            return
        for name in self._indexes:
            self._index(name, key, old, new)
        if self.definition.stream_view:
            self._record(old, new, now)

    def expired(self, after: int, until: int, limit: int) -> Iterator[tuple[Key, Stored]]:
        """Items that expire between these times (epoch seconds)."""
        found = self._run(
            f"SELECT h, r, item, size FROM {self.rows}"  # noqa: S608 our own name
            " WHERE expires > ? AND expires <= ? ORDER BY expires, h, r LIMIT ?",
            (after, until, limit),
        ).fetchall()
        return (((h, r), Stored(text, size)) for h, r, text, size in found)

    def remove_expired(self, key: Key, old: Stored, now: int) -> None:
        """Delete an expired row at `now` (UTC ms)."""
        self._run(f"DELETE FROM {self.rows} WHERE h = ? AND r = ?", key)  # noqa: S608 our name
        for name in self._indexes:
            self._index(name, key, old, None)
        if self.definition.stream_view:
            self._append(TIME_TO_LIVE, old, None, now)

    def find_expiry(self) -> None:
        """Store when each row expires, by the attribute that the definition names now."""
        for h, r, text in self._run(f"SELECT h, r, item FROM {self.rows}").fetchall():  # noqa: S608
            expires = self._expiry(loaded(text))
            self._run(
                f"UPDATE {self.rows} SET expires = ? WHERE h = ? AND r = ?",  # noqa: S608
                (expires, h, r),
            )

    def _put(self, key: Key, new: Stored, *, replaces: bool) -> None:
        expires = self._expiry(new.item)
        if replaces:
            self._run(
                f"UPDATE {self.rows} SET item = ?, size = ?, expires = ?"  # noqa: S608 our name
                " WHERE h = ? AND r = ?",
                (new.text, new.size, expires, *key),
            )
        else:
            self._run(
                f"INSERT INTO {self.rows} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 our own name
                (*key, new.text, new.size, expires),
            )

    def _expiry(self, item: Item) -> int | None:
        """When an item expires: a number of epoch seconds in the attribute for it."""
        value = item.get(self.definition.expires_by or "", {})
        return (
            int(value["N"].partition(".")[0]) if len(value.get("N", "")) in range(1, 16) else None
        )

    def _index(self, name: str, key: Key, old: Stored | None, new: Stored | None) -> None:
        if self.lagging:
            self._run(
                "INSERT INTO lagging (table_name, index_name, h, r, old, new)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (self.definition.name, name, *key, old and old.text, new and new.text),
            )
        else:
            self.bring_index(name, key, old, new)

    def bring_index(self, name: str, key: Key, old: Stored | None, new: Stored | None) -> None:
        """Bring one index from the old item to the new one."""
        index, rows = self._indexes[name]
        before = index_key_of(index, old.item) if old else None
        after = index_key_of(index, new.item) if new else None
        if before is not None and before != after:
            self._run(
                f"DELETE FROM {rows} WHERE h = ? AND r = ? AND bh = ? AND br = ?",  # noqa: S608
                (*before, *key),
            )
        if after is None or new is None:
            return
        entry = projection_of(index, new)
        if before == after and old is not None and projection_of(index, old).text == entry.text:
            return
        self._run(
            f"INSERT OR REPLACE INTO {rows} VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 our own name
            (*after, *key, entry.text, entry.size),
        )

    def _record(self, old: Stored | None, new: Stored | None, now: int) -> None:
        if old is None:
            self._append("INSERT", None, new, now)
        elif new is None:
            self._append("REMOVE", old, None, now)
        elif old.text != new.text and old.item != new.item:  # a write without effect is no change
            self._append("MODIFY", old, new, now)

    def _append(self, event: str, old: Stored | None, new: Stored | None, now: int) -> None:
        view = self.definition.stream_view or ""
        keys = key_attributes(self.definition.key, (new or old).item)  # type: ignore[union-attr]
        shown_old = old if view in {"OLD_IMAGE", "NEW_AND_OLD_IMAGES"} else None
        shown_new = new if view in {"NEW_IMAGE", "NEW_AND_OLD_IMAGES"} else None
        size = sum(one.size for one in (shown_old, shown_new) if one) + item_size(keys)
        self._run(
            f"INSERT INTO {self.stream} VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 our own name
            (
                self.next_record(),
                now,
                event,
                dumped(keys),
                shown_old and shown_old.text,
                shown_new and shown_new.text,
                size,
            ),
        )
        self._next_record += 1

    def next_record(self) -> int:
        """The number that the stream's next record gets."""
        if not self._next_record or self._rollbacks != self._database.rollbacks:
            self._rollbacks = self._database.rollbacks
            (last,) = self._run(f"SELECT max(number) FROM {self.stream}").fetchone()  # noqa: S608
            (trimmed,) = self._run(
                "SELECT last_trimmed FROM tables WHERE id = ?", (self.number,)
            ).fetchone()
            self._next_record = max(last or 0, trimmed) + 1
        return self._next_record


def projection_of(index: Index, stored: Stored) -> Stored:
    """What an index keeps of an item."""
    if index.attributes is None:
        return stored
    item = projected(stored.item, {name: {} for name in sorted(index.attributes)})
    return Stored.from_item(item, item_size(item))
