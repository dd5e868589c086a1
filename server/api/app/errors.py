"""Failures as application/problem+json (RFC 9457) with a `code`, a request id and, for bad input, `errors`."""

from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from server import errors, keys
from server.errors import Failure, Fault
from server.http.responses import json


class FaultShown(BaseModel):
    """One thing that is wrong with the input."""

    path: list[str]
    code: str
    params: dict[str, Any]


class Problem(BaseModel):
    """The body of every failure; some have further members (docs/api/app.md)."""

    type: str
    title: str
    status: int
    code: str
    request_id: str
    errors: list[FaultShown] = []


TABLE: dict[type[Failure], int] = {
    errors.Invalid: 422, errors.BadRequest: 400, errors.Unauthenticated: 401, errors.ScopeMissing: 403, errors.Denied: 403,
    errors.NotFound: 404, errors.MethodNotAllowed: 405, errors.Conflict: 409, errors.Locked: 409, errors.TooLarge: 413,
    errors.Misdirected: 421, errors.TooMany: 429, errors.Unavailable: 503, errors.Unreachable: 502, Failure: 500,
    errors.AddressTooLong: 414, errors.HeadersTooLarge: 431, errors.ConditionFailed: 412, errors.RangeNotSatisfiable: 416,
}  # fmt: skip

# pydantic's error types in the domain's words, so that a program has one list of codes to know.
CODES = {
    "missing": "required", "extra_forbidden": "unknown_field", "string_type": "not_string", "string_too_short": "too_short",
    "string_too_long": "too_long", "string_pattern_mismatch": "bad_format", "not_text": "bad_text", "bool_type": "not_boolean",
    "bool_parsing": "not_boolean", "int_type": "not_integer", "int_parsing": "not_integer", "int_parsing_size": "not_integer",
    "int_from_float": "not_integer", "float_type": "not_number", "float_parsing": "not_number",
    "greater_than_equal": "too_small", "less_than_equal": "too_big", "literal_error": "unknown",
    "uuid_type": "not_uuid", "uuid_parsing": "not_uuid", "list_type": "not_list", "too_long": "too_long", "model_type": "not_object",
    "datetime_type": "not_instant", "datetime_parsing": "not_instant", "datetime_from_date_parsing": "not_instant",
    "datetime_out_of_range": "not_instant", "datetime_object_invalid": "not_instant", "timezone_naive": "not_instant",
}  # fmt: skip
PARAMS = {"min_length": "minimum", "max_length": "maximum", "ge": "minimum", "le": "maximum"}
HIDDEN = ("input", "msg", "actual_length", "pattern", "error")

# What a failure says beside its code, where the contract names it.
MEMBERS = ("scopes", "secret", "uri", "qr", "companies", "role", "domain")


def failure(request: web.Request, problem: Failure) -> web.Response:
    status = next(TABLE[parent] for parent in type(problem).__mro__ if parent in TABLE)
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": problem.code,
                            "request_id": request.get(keys.REQUEST_ID)}  # fmt: skip
    body |= {name: problem.details[name] for name in MEMBERS if name in problem.details}
    if isinstance(problem, errors.NotFound) and problem.code not in ("url", "not_found"):
        body |= {"code": "not_found", "noun": problem.code}
    if isinstance(problem, errors.Invalid):
        body["errors"] = [worded(fault) for fault in problem.faults]
    retry = getattr(problem, "retry_after", None)
    if retry is not None:
        body["retry_after"] = retry
    return json(body, status, content_type="application/problem+json")


def worded(fault: Fault) -> dict[str, Any]:
    params = {PARAMS.get(name, name): value for name, value in fault.params.items()
              if name not in HIDDEN and isinstance(value, str | int | float | list)}  # fmt: skip
    return {"path": list(fault.path), "code": CODES.get(fault.code, fault.code), "params": params}
