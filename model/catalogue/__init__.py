"""The catalogue: snapshots, what changed since, stock, and items by their groups."""
