"""How choices become the one list that is shown."""
