"""The Akako error envelope: success false, error, code, details (specs/akako.md §1.2)."""

import re
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel

from server import errors, keys
from server.errors import Failure, Fault
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
    errors.ConditionFailed: (412, "PRECONDITION_FAILED", "The condition of the request does not hold"),
    errors.RangeNotSatisfiable: (416, "RANGE_NOT_SATISFIABLE", "The requested range is not there"),
    errors.AddressTooLong: (414, "URI_TOO_LONG", "The address is too long"),
    errors.HeadersTooLarge: (431, "HEADERS_TOO_LARGE", "The request headers are too large"),
    errors.Misdirected: (421, "MISDIRECTED_REQUEST", "This server does not answer for the requested host"),
    errors.TooMany: (429, "RATE_LIMITED", "Too many requests"),
    errors.Unreachable: (502, "BAD_GATEWAY", "Another service did not answer"),
    errors.Unavailable: (503, "UNAVAILABLE", "Service temporarily unavailable"),
    Failure: (500, "INTERNAL_ERROR", "Internal server error"),
}

SNAKE = re.compile("(?<=[a-z])_([a-z])")
# Fields whose values are words of lists, in capitals here.
WORDS = ("role", "status")

# (failure class, code) → (code, error), where the line above says too little.
FINER: dict[tuple[type[Failure], str], tuple[str, str]] = {
    (errors.TooMany, "quota_exceeded"): ("QUOTA_EXCEEDED", "The plan allows no more this month"),
    (errors.BadRequest, "not_json"): ("BAD_REQUEST", "The body is not JSON"),
    (errors.BadRequest, "not_text"): ("BAD_REQUEST", "A text of the body has characters that none may have"),
    (errors.BadRequest, "too_deep"): ("BAD_REQUEST", "The body is nested too deeply"),
    (errors.BadRequest, "bad_signature"): ("BAD_REQUEST", "The signature of the message does not hold"),
    (errors.Conflict, "decided"): ("CONFLICT", "Somebody has decided already"),
    (errors.Conflict, "already_mentor"): ("CONFLICT", "The user is a mentor already"),
    (errors.Conflict, "no_learner"): ("CONFLICT", "The user does not open learning any more"),
    (errors.BadRequest, "last_admin"): ("BAD_REQUEST", "The last administrator stays"),
    (errors.BadRequest, "not_multipart"): ("BAD_REQUEST", "A form (multipart/form-data) with a boundary is needed"),
    (errors.BadRequest, "broken_multipart"): ("BAD_REQUEST", "The form is broken, or its parts and their headers are too many"),
    (errors.BadRequest, "no_bytes_came"): ("BAD_REQUEST", "No byte came for too long"),
    (errors.TooLarge, "quota_exceeded"): ("PAYLOAD_TOO_LARGE", "There is no room for so much: the quota of the account is used up"),
    (errors.BadRequest, "own_account"): ("BAD_REQUEST", "Nobody switches his own account off"),
}
# Faults that come without words of their own.
SAID = {"not_text": "The text has characters that none may have"}
# What a refusal is for → the roles that would do, where the domain does not say it.
REQUIRED = {"domain_closed": ["LEARNER"], "not_admin": ["ADMIN"], "not_your_account": ["ADMIN"], "admin_of_everything": ["ADMIN"]}


def failure(request: web.Request, problem: Failure) -> web.Response:
    kind = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, code, error = TABLE[kind]
    code, error = FINER.get((kind, problem.code), (code, error))
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return json({"success": False, "error": error, "code": code, "details": details(request, problem)}, status, headers)


def details(request: web.Request, problem: Failure) -> dict[str, Any]:
    """What the document shows beside the code: the fault, the roles that would do, the thing, the limit."""
    given = problem.details
    if isinstance(problem, errors.Invalid):
        listed = [described(fault) for fault in problem.faults]
        return {**listed[0], "errors": listed} if listed else {}
    if isinstance(problem, errors.Denied | errors.ScopeMissing):
        required = [role.upper() for role in given.get("required", REQUIRED.get(problem.code, ()))]
        return {"required": required, "user_roles": roles_of(request)} | ({"scopes": list(given["scopes"])} if "scopes" in given else {})
    if isinstance(problem, errors.NotFound) and problem.code not in ("url", "not_found"):
        return {"resource": problem.code, "id": given.get("id")}
    if isinstance(problem, errors.TooMany):
        return {name: given[name] for name in ("plan", "limit", "used", "reset") if name in given}
    known: dict[str, Any] = {name: given[name] for name in ("resource", "field", "value") if name in given}
    if known.get("field") in WORDS:
        known["value"] = known["value"].upper()
    return known | ({"field": camel(known["field"])} if "field" in known else {})


def camel(name: str) -> str:
    """The domain's word as this surface spells it: `subject_id`, `subjectId`."""
    return SNAKE.sub(lambda match: match[1].upper(), name)


def described(fault: Fault) -> dict[str, Any]:
    value = fault.params.get("input")
    shown = value[:500] if isinstance(value, str) else value if isinstance(value, int | float | bool) else None
    said = fault.params.get("msg") or SAID.get(fault.code, fault.code)
    return {"field": ".".join(map(camel, fault.path)), "message": str(said), "value": shown}


def roles_of(request: web.Request) -> list[str]:
    """The caller's roles here, an admin of everything being one."""
    actor = request.get(keys.ACTOR)
    held = actor.roles if actor is not None else ()
    return sorted({role.upper() for domain, role in held if domain == "learning" or (domain, role) == (None, "admin")})
