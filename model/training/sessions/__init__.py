"""Learn from sessions: the arrays of `model.sessions`, its trees included."""
