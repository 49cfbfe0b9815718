"""Stage 1, candidate retrieval: one file a source; `sources.py` is the registry."""
