"""What API Gateway hands to the API's function, and what a browser says of itself."""

import json
from typing import Any

CONTEXT = {
    "library": {"name": "analytics.js", "version": "next-1.70.0"},
    "locale": "es-ES",
    "timezone": "Europe/Madrid",
    "page": {
        "path": "/products/teapot-of-cast-iron",
        "referrer": "https://www.google.com/",
        "search": "?utm_source=newsletter&utm_medium=email&utm_campaign=autumn",
        "title": "Teapot of cast iron, 1.2 l",
        "url": "https://www.shop.example/products/teapot-of-cast-iron",
    },
    "campaign": {"name": "autumn", "source": "newsletter", "medium": "email"},
    "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36",
    "screen": {"width": 1920, "height": 1080, "density": 2},
}


def gateway_event(
    method: str, path: str, body: Any = None, query: str = "", *, key: str
) -> dict[str, Any]:
    """What API Gateway gives a Lambda function for a request with a key."""
    http = {"protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"authorization": f"Bearer {key}", "content-type": "application/json"},
        "requestContext": {
            "accountId": "123456789012",
            "http": {"method": method, "path": path, **http},
            "requestId": "request-1",
            "stage": "$default",
            "timeEpoch": 1735732800000,
        },
        "isBase64Encoded": False,
        **({} if body is None else {"body": json.dumps(body)}),
    }
