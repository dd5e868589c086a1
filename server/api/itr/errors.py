"""ITR's failures: a bare sentence as text (specs/itr-internal.md §1.1)."""

from aiohttp import web

from server import errors, keys
from server.api.itr.texts import text
from server.errors import Failure, Fault

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
    errors.ConditionFailed: (412, "The condition of the request does not hold"),
    errors.RangeNotSatisfiable: (416, "The requested range is not there"),
    errors.AddressTooLong: (414, "The address is too long"),
    errors.HeadersTooLarge: (431, "The request headers are too large"),
    errors.Misdirected: (421, "This server does not answer for the requested host"),
    errors.TooMany: (429, "Too many requests"),
    errors.Unreachable: (502, "Another service did not answer"),
    errors.Unavailable: (503, "The service is temporarily unavailable"),
    Failure: (500, "Internal server error"),
}


# Codes of faults in a new password → what is wrong with it
PASSWORD_FAULTS = {
    "required": "The password should be at least 10 characters long",
    "too_short": "The password should be at least {minimum} characters long",
    "too_long": "The password should be at most {maximum} bytes long",
    "bad_text": "The password has characters that cannot be stored",
}


def failure(request: web.Request, problem: Failure) -> web.Response:
    kind = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, sentence = TABLE[kind]
    if problem.code == "domain_closed":
        # The account does not open assessment: nobody need know that the token is good elsewhere.
        status, sentence = 404, NO_TOKEN
    if problem.code == "wrong_kind" and problem.details.get("kind") == "candidate" and is_single(request):
        status, sentence = TABLE[errors.Denied]
    if isinstance(problem, errors.Invalid) and (said := password_sentence(problem.faults)):
        status, sentence = 404, said
    return text(problem.details.get("sentence", sentence), problem.details.get("status", status))


def is_single(request: web.Request) -> bool:
    """Is it about a single row? Lists answer a missing level like a bad token, single rows say that it is not allowed."""
    route = request.get(keys.ROUTE)
    return route is not None and "{" in route.path and not route.name.rpartition(".")[2].startswith("list_")


def password_sentence(faults: list[Fault]) -> str | None:
    """The document's answer to a password that cannot be one, if that is what is wrong."""
    found = [fault for fault in faults if fault.path[-1:] in (("password",), ("new_password",)) and fault.code in PASSWORD_FAULTS]
    return PASSWORD_FAULTS[found[0].code].format(**found[0].params) if found else None
