"""Kadi's error object: code, message, description, and what the case adds (specs/kadi-v1.md, "Errors")."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from server import errors
from server.errors import Failure, Fault
from server.http.responses import json

NOT_UNDERSTOOD = "The browser (or proxy) sent a request that this server could not understand."

# Failure class → (status, description). A failure's own code may have a sentence in DESCRIPTIONS.
TABLE: dict[type[Failure], tuple[int, str]] = {
    errors.Invalid: (400, NOT_UNDERSTOOD),
    errors.BadRequest: (400, NOT_UNDERSTOOD),
    errors.Unauthenticated: (401, "No valid access token was supplied."),
    errors.ScopeMissing: (401, "Access token has insufficient scope."),
    errors.Denied: (403, "You do not have permission to access the requested resource."),
    errors.NotFound: (404, "The requested URL could not be found."),
    errors.MethodNotAllowed: (405, "The method is not allowed for the requested URL."),
    errors.Conflict: (409, "The request could not be completed due to a conflict."),
    errors.Locked: (409, "The resource is being changed by another request."),
    errors.TooLarge: (413, "The data value transmitted exceeds the capacity limit."),
    errors.Misdirected: (421, "The server does not answer for the requested host."),
    errors.TooMany: (429, "Request limit exceeded, please try again later."),
    errors.Unavailable: (503, "The server is temporarily unable to service your request, please try again later."),
    Failure: (500, "The server encountered an internal error and was unable to complete your request."),
}

DESCRIPTIONS: dict[str, str] = {
    "not_json": "Failed to decode JSON object.",
    "expired": "Access token has expired.",
    "inactive": "This account is currently inactive.",
    "unverified": "Please confirm your email address.",
}


def failure(request: web.Request, problem: Failure) -> web.Response:
    """The response for a failure of any kind."""
    kind = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, description = TABLE[kind]
    body: dict[str, Any] = {"code": status, "description": DESCRIPTIONS.get(problem.code, description), "message": HTTPStatus(status).phrase}
    headers = {}
    if isinstance(problem, errors.Invalid):
        body["errors"] = tree(problem.faults)
    if isinstance(problem, errors.ScopeMissing):
        body["scopes"] = list(problem.details["scopes"])
        headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    elif status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return json(body, status, headers)


def tree(faults: list[Fault]) -> dict[str, Any]:
    """Faults as Kadi nests them: shaped like the body, a leaf being a list of sentences."""
    root: dict[str, Any] = {}
    for fault in faults:
        node = root
        for part in fault.path[:-1]:
            child = node.setdefault(part, {})
            node = child if isinstance(child, dict) else node
        leaf = node.setdefault(fault.path[-1] if fault.path else "_schema", [])
        if isinstance(leaf, list):
            leaf.append(sentence(fault))
    return root


def sentence(fault: Fault) -> str:
    return str(fault.params.get("msg", fault.code))
