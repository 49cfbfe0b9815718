"""Teach the rankers: by the queries of service, about windows whose outcome is known."""
