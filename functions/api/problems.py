"""Errors as RFC 9457 problem documents, from one table."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from functions.errors import (
    FieldFault,
    Forbidden,
    HiloError,
    Invalid,
    Malformed,
    NotFound,
    RevisionLost,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from functions.schemas.faults import fault

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STATUS: Mapping[type[HiloError], HTTPStatus] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthorized: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    RevisionLost: HTTPStatus.SERVICE_UNAVAILABLE,
}


def install(app: FastAPI) -> None:
    """Let every error of the application leave as a problem document."""
    app.add_exception_handler(HiloError, _ours)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(HTTPException, _routing)
    app.add_exception_handler(Exception, _unforeseen)


def problem(
    status: HTTPStatus,
    detail: str,
    faults: tuple[FieldFault, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if faults:
        body["errors"] = [{"field": f.field, "reason": f.reason} for f in faults]
    return JSONResponse(body, status.value, headers=dict(headers or {}), media_type=MEDIA_TYPE)


async def _ours(_: Request, error: Exception) -> JSONResponse:
    status = STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)  # type: ignore[arg-type] # a HiloError, by registration
    headers: dict[str, str] = {}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(Unavailable.retry_after_s)
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = 'Basic realm="hilo"'
    faults = error.faults if isinstance(error, Invalid) else ()
    return problem(status, str(error), faults, headers)


async def _parameters(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 by registration
    faults = (fault(each, skip=1) for each in error.errors())
    return await _ours(_, Invalid(*faults))


async def _routing(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 by registration
    status = HTTPStatus(error.status_code)
    detail = str(error.detail)
    if status is HTTPStatus.NOT_FOUND and detail == status.phrase:
        detail = f"there is no route {request.url.path[:200]}; /docs lists all"
    if status is HTTPStatus.METHOD_NOT_ALLOWED and error.headers:
        allowed = error.headers.get("Allow", "")
        detail = f"{request.method} is not a method of this route; it has {allowed}"
    return problem(status, detail, headers=error.headers)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    """Answer 500 without details; the log gets the trace."""
    logger.error("unforeseen in %s %s", request.method, request.scope.get("route"), exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the fault is ours and has been recorded")
