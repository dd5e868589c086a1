"""The Akako error envelope: success false, error, code, details (specs/akako.md §1.2)."""

from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel

from server import errors
from server.errors import Failure
from server.http.responses import json


class Problem(BaseModel):
    """The body of every failure."""

    success: Literal[False]
    error: str
    code: str
    details: dict[str, Any]


# Failure class → (status, code, error)
TABLE: dict[type[Failure], tuple[int, str, str]] = {
    errors.Invalid: (422, "VALIDATION_ERROR", "Validation failed"),
    errors.BadRequest: (400, "BAD_REQUEST", "Bad request"),
    errors.Unauthenticated: (401, "UNAUTHORIZED", "Authentication required"),
    errors.ScopeMissing: (403, "FORBIDDEN", "Insufficient permissions"),
    errors.Denied: (403, "FORBIDDEN", "Insufficient permissions"),
    errors.NotFound: (404, "NOT_FOUND", "Resource not found"),
    errors.MethodNotAllowed: (405, "METHOD_NOT_ALLOWED", "Method not allowed"),
    errors.Conflict: (409, "CONFLICT", "Resource already exists"),
    errors.Locked: (409, "CONFLICT", "The resource is being changed by another request"),
    errors.TooLarge: (413, "PAYLOAD_TOO_LARGE", "Payload too large"),
    errors.AddressTooLong: (414, "URI_TOO_LONG", "The address is too long"),
    errors.HeadersTooLarge: (431, "HEADERS_TOO_LARGE", "The request headers are too large"),
    errors.Misdirected: (421, "MISDIRECTED_REQUEST", "This server does not answer for the requested host"),
    errors.TooMany: (429, "RATE_LIMITED", "Too many requests"),
    errors.Unavailable: (503, "UNAVAILABLE", "Service temporarily unavailable"),
    Failure: (500, "INTERNAL_ERROR", "Internal server error"),
}


def failure(request: web.Request, problem: Failure) -> web.Response:
    kind = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, code, error = TABLE[kind]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return json({"success": False, "error": error, "code": code, "details": details(problem)}, status, headers)


def details(problem: Failure) -> dict[str, Any]:
    if isinstance(problem, errors.Invalid):
        listed = [{"field": ".".join(fault.path), "message": str(fault.params.get("msg", fault.code))} for fault in problem.faults]
        return {**listed[0], "errors": listed} if listed else {}
    return {}
