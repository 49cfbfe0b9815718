"""Plain words for the names in a manifest."""

WAYS = {"repeats": "everything they bought", "new_only": "only what was new to them"}


def plain(name: str) -> str:
    """Return a name without its underscores."""
    return name.replace("_", " ")


def size_of(part: dict[str, int | None]) -> str:
    """Return the numbers of known items of a part of `by_history`, as text."""
    least, most = part["from"], part["to"]
    if most is None:
        return f"{least}+"
    return str(least) if least == most else f"{least}–{most}"
