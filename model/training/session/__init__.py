"""Learn from sessions: the arrays of `model.retrieval.session`, its trees included."""
