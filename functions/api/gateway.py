"""Adapts the application to API Gateway's events."""

from fastapi import FastAPI
from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from functions.api.problems import MEDIA_TYPE

JSON_LINES = "application/x-ndjson"


def as_lambda(app: FastAPI) -> Mangum:
    """A Lambda handler that sends JSON lines and problems as text.

    In base64 lines outgrow the 6 MB of Lambda, and a problem cannot be read in a log.
    """
    text = [*DEFAULT_TEXT_MIME_TYPES, JSON_LINES, MEDIA_TYPE]
    return Mangum(app, lifespan="off", text_mime_types=text)
