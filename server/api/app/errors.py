"""Failures as application/problem+json (RFC 9457) with a `code`, a request id and, for bad input, `errors`."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from server import errors, keys
from server.errors import Failure
from server.http.responses import json

TABLE: dict[type[Failure], int] = {
    errors.Invalid: 422, errors.BadRequest: 400, errors.Unauthenticated: 401, errors.ScopeMissing: 403, errors.Denied: 403,
    errors.NotFound: 404, errors.MethodNotAllowed: 405, errors.Conflict: 409, errors.Locked: 409, errors.TooLarge: 413,
    errors.Misdirected: 421, errors.TooMany: 429, errors.Unavailable: 503, Failure: 500,
}  # fmt: skip


def failure(request: web.Request, problem: Failure) -> web.Response:
    status = next(TABLE[parent] for parent in type(problem).__mro__ if parent in TABLE)
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": problem.code,
                            "request_id": request.get(keys.REQUEST_ID)}  # fmt: skip
    if isinstance(problem, errors.Invalid):
        body["errors"] = [{"path": list(fault.path), "code": fault.code,
                           "params": {k: v for k, v in fault.params.items() if isinstance(v, (str, int, float)) and k != "input"}}
                          for fault in problem.faults]  # fmt: skip
    return json(body, status, content_type="application/problem+json")
