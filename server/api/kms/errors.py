"""The OpenKMS error object: detail, status and code (specs/openkms.md §1.3)."""

import math
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel

from server import errors
from server.errors import Failure, Fault
from server.http.responses import json


class Problem(BaseModel):
    """The body of every failure; `detail` is a list where the input was read and is wrong."""

    detail: str | list[dict[str, Any]]
    status: Literal["error"]
    code: str


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
    errors.ConditionFailed: (412, "PRECONDITION_FAILED", "The condition of the request does not hold"),
    errors.RangeNotSatisfiable: (416, "RANGE_NOT_SATISFIABLE", "The requested range is not there"),
    errors.AddressTooLong: (414, "URI_TOO_LONG", "The address is too long"),
    errors.HeadersTooLarge: (431, "HEADERS_TOO_LARGE", "The request headers are too large"),
    errors.Misdirected: (421, "MISDIRECTED_REQUEST", "This server does not answer for the requested host"),
    errors.TooMany: (429, "RATE_LIMITED", "Too many requests, please try again later"),
    errors.Unreachable: (502, "BAD_GATEWAY", "Another service did not answer"),
    errors.Unavailable: (503, "UNAVAILABLE", "Service temporarily unavailable"),
    Failure: (500, "INTERNAL_ERROR", "Internal server error"),
}

# (failure class, code) → what is said instead of the line above. The password doors say which of their steps failed;
# everywhere else all ways not to be signed in are one sentence.
FINER: dict[tuple[type[Failure], str], tuple[int, str, str]] = {
    (errors.Unauthenticated, "wrong_password"): (401, "INVALID_CREDENTIALS", "Incorrect username or password"),
    (errors.Unauthenticated, "mfa_required"): (401, "MFA_REQUIRED", "A code of the second factor is required: send it as mfa_code"),
    (errors.Unauthenticated, "mfa_enrolment"): (401, "MFA_REQUIRED", "A second factor is required: set it up in the web app first"),
    (errors.Unauthenticated, "wrong_code"): (401, "MFA_REQUIRED", "The code of the second factor is wrong or was used before"),
    (errors.Conflict, "username_taken"): (400, "USER_EXISTS", "A user with this username already exists"),
    (errors.Conflict, "email_taken"): (400, "USER_EXISTS", "A user with this email already exists"),
    (errors.Conflict, "wrong_password"): (400, "INCORRECT_PASSWORD", "Current password is incorrect"),
    (errors.Conflict, "already_registered"): (400, "ALREADY_REGISTERED", "Already registered for this training"),
    (errors.Conflict, "training_full"): (400, "TRAINING_FULL", "Training is full"),
    (errors.Conflict, "training_is_draft"): (400, "TRAINING_NOT_PUBLISHED", "Training is not open for registration"),
    (errors.Conflict, "training_in_use"): (400, "TRAINING_IN_USE", "Training has registrations"),
    (errors.Conflict, "registration_is_over"): (400, "REGISTRATION_OVER", "A registration that was attended cannot be cancelled"),
    (errors.Conflict, "own_account"): (400, "OWN_ACCOUNT", "You cannot deactivate your own account"),
    (errors.Conflict, "last_admin"): (400, "LAST_ADMIN", "The last administrator stays"),
    (errors.Denied, "admin_of_everything"): (403, "FORBIDDEN", "An administrator of everything is changed in the web app only"),
    (errors.Denied, "registration_off"): (403, "FORBIDDEN", "Registration is switched off"),
}

# What of a request cannot be read at all is a validation error here: code → (message, type)
UNREADABLE: dict[str, tuple[str, str]] = {
    "not_json": ("the body is not valid JSON", "value_error.jsondecode"),
    "not_text": ("text must not contain a null character", "value_error"),
    "too_deep": ("the body is nested too deeply", "value_error"),
}


def failure(request: web.Request, problem: Failure) -> web.Response:
    if isinstance(problem, errors.Invalid):
        return invalid([listed(problem.place, fault) for fault in problem.faults])
    if isinstance(problem, errors.BadRequest) and problem.code in UNREADABLE:
        message, kind = UNREADABLE[problem.code]
        return invalid([{"loc": ["body"], "msg": message, "type": kind}])
    parent = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, code, detail = FINER.get((parent, problem.code), TABLE[parent])
    if "noun" in problem.details:
        detail = f"{problem.details['noun']} with id {problem.details['id']} not found"
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return json({"detail": detail, "status": "error", "code": code}, status, headers)


def invalid(detail: list[dict[str, Any]]) -> web.Response:
    return json({"detail": detail, "status": "error", "code": "VALIDATION_ERROR"}, 422)


def listed(place: str, fault: Fault) -> dict[str, Any]:
    """A fault in the older pydantic style that the seed shows."""
    if "input" in fault.params and fault.params["input"] is None and fault.code != "missing":
        kind, message = NONE
    else:
        kind, message = FAULTS.get(fault.code, ("value_error", "value is not valid"))
    return {"loc": [place, *map(index, fault.path)], "msg": message.format_map(Named(fault.params)), "type": kind}


def index(part: str) -> str | int:
    return int(part) if part.isascii() and part.isdigit() else part


class Named(dict[str, Any]):
    """The numbers and names of a sentence as this API spells them."""

    def __getitem__(self, name: str) -> Any:
        if name == "permitted":
            return self.get("expected", "").replace(" or ", ", ")
        value = self.get(name, "?")
        return int(value) if isinstance(value, float) and math.isfinite(value) and value == int(value) else value


NONE = ("type_error.none.not_allowed", "none is not an allowed value")
AT_LEAST = ("value_error.any_str.min_length", "ensure this value has at least {min_length} characters")
AT_MOST = ("value_error.any_str.max_length", "ensure this value has at most {max_length} characters")
INTEGER = ("type_error.integer", "value is not a valid integer")
BOOLEAN = ("type_error.bool", "value could not be parsed to a boolean")
MEMBER = ("type_error.enum", "value is not a valid enumeration member; permitted: {permitted}")
DICTIONARY = ("type_error.dict", "value is not a valid dict")
EMAIL = ("value_error.email", "value is not a valid email address")
NO_TEXT = ("value_error", "text must not contain a null character")

# Code of the fault (pydantic 2's error type or the domain's word) → (pydantic 1's type, message)
FAULTS: dict[str, tuple[str, str]] = {
    "cannot_follow": ("value_error", "this status cannot follow on the one before"),
    "missing": ("value_error.missing", "field required"),
    "required": ("value_error.missing", "field required"),
    "null": NONE,
    "string_type": ("type_error.str", "str type expected"),
    "not_string": ("type_error.str", "str type expected"),
    "string_too_short": AT_LEAST,
    "string_too_long": AT_MOST,
    "too_short": ("value_error.any_str.min_length", "ensure this value has at least {minimum} characters"),
    "too_long": ("value_error.any_str.max_length", "ensure this value has at most {maximum} characters"),
    "not_email": EMAIL,
    "other_email": ("value_error", "a username with @ must be the email"),
    "bad_text": ("value_error", "value has characters that are not allowed"),
    "not_text": NO_TEXT,
    "int_parsing": INTEGER,
    "int_parsing_size": INTEGER,
    "int_type": INTEGER,
    "int_from_float": INTEGER,
    "bool_parsing": BOOLEAN,
    "bool_type": BOOLEAN,
    "enum": MEMBER,
    "literal_error": MEMBER,
    "greater_than_equal": ("value_error.number.not_ge", "ensure this value is greater than or equal to {ge}"),
    "less_than_equal": ("value_error.number.not_le", "ensure this value is less than or equal to {le}"),
    "greater_than": ("value_error.number.not_gt", "ensure this value is greater than {gt}"),
    "less_than": ("value_error.number.not_lt", "ensure this value is less than {lt}"),
    "model_type": DICTIONARY,
    "model_attributes_type": DICTIONARY,
    "dict_type": DICTIONARY,
    "list_type": ("type_error.list", "value is not a valid list"),
    "float_parsing": ("type_error.float", "value is not a valid float"),
    "float_type": ("type_error.float", "value is not a valid float"),
    "datetime_type": ("value_error.datetime", "invalid datetime format"),
    "datetime_parsing": ("value_error.datetime", "invalid datetime format"),
    "datetime_from_date_parsing": ("value_error.datetime", "invalid datetime format"),
}
