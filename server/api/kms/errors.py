"""The OpenKMS error object: detail, status and code (specs/openkms.md §1.3)."""

from typing import Any

from aiohttp import web

from server import errors
from server.errors import Failure, Fault
from server.http.responses import json

# Failure class → (status, code, detail)
TABLE: dict[type[Failure], tuple[int, str, str]] = {
    errors.BadRequest: (400, "BAD_REQUEST", "Bad request"),
    errors.Unauthenticated: (401, "UNAUTHORIZED", "Could not validate credentials"),
    errors.ScopeMissing: (403, "FORBIDDEN", "Not authorized to perform this action"),
    errors.Denied: (403, "FORBIDDEN", "Not authorized to perform this action"),
    errors.NotFound: (404, "NOT_FOUND", "Not Found"),
    errors.MethodNotAllowed: (405, "METHOD_NOT_ALLOWED", "Method Not Allowed"),
    errors.Conflict: (400, "BAD_REQUEST", "Bad request"),
    errors.Locked: (409, "CONFLICT", "The object is being changed by another request"),
    errors.TooLarge: (413, "PAYLOAD_TOO_LARGE", "Request body too large"),
    errors.Misdirected: (421, "MISDIRECTED_REQUEST", "This server does not answer for the requested host"),
    errors.TooMany: (429, "RATE_LIMITED", "Too many requests, please try again later"),
    errors.Unavailable: (503, "UNAVAILABLE", "Service temporarily unavailable"),
    Failure: (500, "INTERNAL_ERROR", "Internal server error"),
}


def failure(request: web.Request, problem: Failure) -> web.Response:
    if isinstance(problem, errors.Invalid):
        return invalid(problem)
    kind = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, code, detail = TABLE[kind]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return json({"detail": detail, "status": "error", "code": code}, status, headers)


def invalid(problem: errors.Invalid) -> web.Response:
    detail = [listed(problem.place, fault) for fault in problem.faults]
    return json({"detail": detail, "status": "error", "code": "VALIDATION_ERROR"}, 422)


def listed(place: str, fault: Fault) -> dict[str, Any]:
    """A fault in the older pydantic style that the seed shows."""
    kind, message = FAULTS.get(fault.code, ("value_error", str(fault.params.get("msg", fault.code))))
    return {"loc": [place, *fault.path], "msg": message.format(**fault.params), "type": kind}


# pydantic 2's error type → (version 1 type, message)
FAULTS: dict[str, tuple[str, str]] = {
    "missing": ("value_error.missing", "field required"),
    "string_type": ("type_error.str", "str type expected"),
    "string_too_short": ("value_error.any_str.min_length", "ensure this value has at least {min_length} characters"),
    "string_too_long": ("value_error.any_str.max_length", "ensure this value has at most {max_length} characters"),
    "int_parsing": ("type_error.integer", "value is not a valid integer"),
    "int_type": ("type_error.integer", "value is not a valid integer"),
    "int_from_float": ("type_error.integer", "value is not a valid integer"),
    "bool_parsing": ("type_error.bool", "value could not be parsed to a boolean"),
    "bool_type": ("type_error.bool", "value could not be parsed to a boolean"),
    "greater_than_equal": ("value_error.number.not_ge", "ensure this value is greater than or equal to {ge}"),
    "less_than_equal": ("value_error.number.not_le", "ensure this value is less than or equal to {le}"),
}
