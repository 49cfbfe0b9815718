"""Durations in milliseconds, the unit of all times here."""

MINUTE_MS = 60_000
DAY_MS = 86_400_000
