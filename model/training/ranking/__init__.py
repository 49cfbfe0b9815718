"""Teaching the ranker: what it is asked in service, about a time whose end is known."""
