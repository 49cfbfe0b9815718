"""Stage 1, candidate retrieval: one file a source, and `sources.py`, the registry of all of them."""
