"""Learn from sessions: the arrays of `model.retrieval.session`, with its trees."""
