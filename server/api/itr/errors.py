"""ITR's failures: a bare sentence as text (specs/itr-internal.md §1.1)."""

from aiohttp import web

from server import errors
from server.errors import Failure

NO_TOKEN = "Invalid or expired token"

# Failure class → (status, sentence)
TABLE: dict[type[Failure], tuple[int, str]] = {
    errors.Invalid: (400, "Invalid input"),
    errors.BadRequest: (400, "Invalid input"),
    errors.Unauthenticated: (404, NO_TOKEN),
    errors.ScopeMissing: (404, NO_TOKEN),
    errors.Denied: (403, "This action is not allowed"),
    errors.NotFound: (404, "Object not found or not accessible with user's rights"),
    errors.MethodNotAllowed: (405, "The method is not allowed for the requested URL."),
    errors.Conflict: (409, "The object is in use"),
    errors.Locked: (409, "The object is being changed by another request"),
    errors.TooLarge: (413, "The request is too large"),
    errors.Misdirected: (421, "This server does not answer for the requested host"),
    errors.TooMany: (429, "Too many requests"),
    errors.Unavailable: (503, "The service is temporarily unavailable"),
    Failure: (500, "Internal server error"),
}


def failure(request: web.Request, problem: Failure) -> web.Response:
    kind = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, sentence = TABLE[kind]
    return web.Response(text=problem.details.get("sentence", sentence), status=status, content_type="text/html")
