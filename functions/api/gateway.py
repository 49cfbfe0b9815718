"""Adapts the application to API Gateway's events."""

from fastapi import FastAPI
from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

JSON_LINES = "application/x-ndjson"


def as_lambda(app: FastAPI) -> Mangum:
    """A Lambda handler that sends JSON lines as text: in base64 they outgrow Lambda's 6 MB."""
    text = [*DEFAULT_TEXT_MIME_TYPES, JSON_LINES]
    return Mangum(app, lifespan="off", text_mime_types=text)
