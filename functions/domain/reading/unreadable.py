"""The error of all readers of this package."""


class Unreadable(ValueError):
    """A value that has no reading; the message completes "the field …", `must be a number`."""
