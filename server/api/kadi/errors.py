"""Kadi's error object: code, message, description, and what the case adds (specs/kadi-v1.md, "Errors")."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from server import errors
from server.errors import Failure, Fault
from server.http.responses import json

NOT_UNDERSTOOD = "The browser (or proxy) sent a request that this server could not understand."
NO_TOKEN = "No valid access token was supplied."
INACTIVE = "This account is currently inactive."

# Failure class → (status, description). A failure's own code may have a sentence in DESCRIPTIONS.
TABLE: dict[type[Failure], tuple[int, str]] = {
    errors.Invalid: (400, NOT_UNDERSTOOD),
    errors.BadRequest: (400, NOT_UNDERSTOOD),
    errors.Unauthenticated: (401, NO_TOKEN),
    errors.ScopeMissing: (401, "Access token has insufficient scope."),
    errors.Denied: (403, "You do not have permission to access the requested resource."),
    errors.NotFound: (404, "The requested URL could not be found."),
    errors.MethodNotAllowed: (405, "The method is not allowed for the requested URL."),
    errors.Conflict: (409, "The request could not be completed due to a conflict."),
    errors.Locked: (409, "The resource is being changed by another request."),
    errors.ConditionFailed: (412, "The precondition on the request for the URL failed positive evaluation."),
    errors.TooLarge: (413, "The data value transmitted exceeds the capacity limit."),
    errors.AddressTooLong: (414, "The length of the requested URL exceeds the capacity limit for this server."),
    errors.RangeNotSatisfiable: (416, "The server cannot provide the requested range."),
    errors.Misdirected: (421, "The server does not answer for the requested host."),
    errors.HeadersTooLarge: (431, "One or more header fields exceeds the maximum size."),
    errors.TooMany: (429, "Request limit exceeded, please try again later."),
    errors.Unreachable: (502, "The server received an invalid response from an upstream server."),
    errors.Unavailable: (503, "The server is temporarily unable to service your request, please try again later."),
    Failure: (500, "The server encountered an internal error and was unable to complete your request."),
}

# Failure code → sentence; {names} are the failure's details.
DESCRIPTIONS: dict[str, str] = {
    "not_json": "Failed to decode JSON object.",
    "expired": "Access token has expired.",
    "inactive": INACTIVE,
    "unverified": "Please confirm your email address.",
    "no_such_role": "A role with that name does not exist.",
    "no_such_instance": "No federated instance '{name}' found.",
    "instance_not_connected": "Federated instance '{name}' requires a service that is not yet connected to your account.",
    "instance_failed": "Request to instance '{name}' failed.",
    "role": "Role does not exist.",
    "role_exists": "A role for that resource already exists.",
    "creator_stays_admin": "Cannot {verb} the creator's role.",
    "group_not_readable": "No permission to add role to group.",
    "link": "Link does not exist.",
    "link_exists": "Link already exists.",
    "link_to_itself": "Cannot link record with itself.",
    "collections_not_linkable": "Unable to link collections.",
    "no_link_of_records": "No permission to link records.",
    "no_link_of_resources": "No permission to link resources.",
    "no_link_of_collections": "No permission to link collections.",
    "no_unlink_of_resources": "No permission to unlink resources.",
    "not_created": "Error creating {noun}.",
    "not_updated": "Error updating {noun}.",
    # Files and uploads; {…_bytes} is spelled as a size.
    "file_name_taken": "A file with that name already exists.",
    "file_is_gone": "The file to be replaced does not exist anymore.",
    "bytes_missing": "The uploaded data could not be found.",
    "quota_exceeded": "Maximum upload quota exceeded ({quota_bytes}).",
    "file_too_long": "Maximum file size exceeded ({limit_bytes}).",
    "size_mismatch": "File size mismatch (expected: {expected}, actual: {actual}).",
    "checksum_mismatch": "File checksum mismatch (expected: {expected}, actual: {actual}).",
    "chunks_missing": "Number of uploaded chunks does not match the expected chunk count.",
    "chunk_is_being_written": "This chunk is being uploaded by another request.",
    "linked_records_too_large": "The linked records are too large to be exported ({limit_bytes}); leave out the links.",
    "no_bytes_came": "The upload was given up because no data was received for too long.",
}

# Fault code → sentence; the second half are pydantic's own codes.
SENTENCES: dict[str, str] = {
    "required": "Missing data for required field.",
    "null": "Field may not be null.",
    "not_string": "Not a valid string.",
    "not_integer": "Not a valid integer.",
    "not_float": "Not a valid float.",
    "not_boolean": "Not a valid boolean.",
    "not_date": "Not a valid date.",
    "not_list": "Not a valid list.",
    "not_mapping": "Not a valid mapping type.",
    "wrong_kind": "Invalid input type.",
    "not_a_list_of_texts": "Invalid type.",
    "empty": "String must not be empty.",
    "too_long": "Longer than maximum length {limit}.",
    "too_deep": "Nested deeper than {limit} levels.",
    "not_one_of": "Must be one of: {options}.",
    "not_between": "Must be greater than or equal to {low} and less than or equal to {high}.",
    "too_small": "Must be greater than or equal to {limit}.",
    "not_less": "Must be less than {limit}.",
    "below": "Must be equal to or greater than {bound}.",
    "above": "Must be equal to or smaller than {bound}.",
    "range_order": "The minimum must not be greater than the maximum.",
    "not_identifier": "Not a valid identifier. Valid are lower case alphanumeric characters, hyphens and underscores.",
    "not_mimetype": "Not a valid MIME type.",
    "not_iri": "Not a valid IRI.",
    "not_text": "Not a valid string.",
    "identifier_taken": "Identifier is already in use.",
    "name_taken": "Name is already in use.",
    "duplicate": "Duplicate value.",
    "invalid_value": "Invalid value.",
    "value_required": "Value is required.",
    "not_with": "Cannot be used together with {type}.",
    "no_such_object": "No {noun} with this ID exists.",
    "no_such_license": "No license with this name exists.",
    "chunk_too_large": "Chunk size ({limit_bytes}) exceeded.",
    "chunk_too_small": "Only the last chunk may be smaller than the chunk size ({limit_bytes}).",
    # pydantic
    "missing": "Missing data for required field.",
    "string_type": "Not a valid string.",
    "string_too_long": "Longer than maximum length {max_length}.",
    "int_type": "Not a valid integer.",
    "int_parsing": "Not a valid integer.",
    "int_from_float": "Not a valid integer.",
    "int_parsing_size": "Not a valid integer.",
    "bool_type": "Not a valid boolean.",
    "bool_parsing": "Not a valid boolean.",
    "list_type": "Not a valid list.",
    "dict_type": "Not a valid mapping type.",
    "model_type": "Invalid input type.",
    "model_attributes_type": "Invalid input type.",
    "greater_than_equal": "Must be greater than or equal to {ge}.",
    "less_than": "Must be less than {lt}.",
}
# Code of a body that is JSON and cannot be taken all the same → what is wrong with it as a whole.
WHOLE_BODY = {"not_text": SENTENCES["not_text"], "too_deep": "Nested too deeply."}
INSTRUCTIONS = {"required": "Required", "range": "Range", "options": "Options", "iri": "IRI"}
OF_AN_OBJECT = frozenset({"wrong_kind", "model_type", "model_attributes_type"})


def failure(request: web.Request, problem: Failure) -> web.Response:
    """The response for a failure of any kind."""
    kind = next(parent for parent in type(problem).__mro__ if parent in TABLE)
    status, description = TABLE[kind]
    body: dict[str, Any] = {"code": status, "description": described(problem, description)}
    headers = {}
    if isinstance(problem, errors.Invalid):
        body["errors"] = tree(problem.faults)
    elif problem.code in WHOLE_BODY:
        body["errors"] = {"_schema": [WHOLE_BODY[problem.code]]}
    if status == 409:
        body |= problem.details.get("shown", {})
    body["message"] = HTTPStatus(status).phrase
    if isinstance(problem, errors.ScopeMissing):
        body["scopes"] = list(problem.details["scopes"])
        headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    elif status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return json(body, status, headers, sort_keys=True)


def described(problem: Failure, otherwise: str) -> str:
    return words(problem.code, problem.details) if problem.code in DESCRIPTIONS else otherwise


def words(code: str, details: Mapping[str, Any]) -> str:
    """The sentence of a failure's code."""
    return DESCRIPTIONS[code].format_map({name: spell(value, name) for name, value in details.items()})


def tree(faults: list[Fault]) -> dict[str, Any]:
    """Faults as Kadi nests them: shaped like the body, a leaf being a list of sentences.

    Where something else than an object stood, the sentence is under `_schema` of that place.
    """
    root: dict[str, Any] = {}
    for fault in faults:
        path = (*fault.path, "_schema") if fault.code in OF_AN_OBJECT or not fault.path else fault.path
        node = root
        for part in path[:-1]:
            child = node.setdefault(part, {})
            if not isinstance(child, dict):
                child = node[part] = {"_schema": child}
            node = child
        leaf = node.setdefault(path[-1], [])
        (leaf if isinstance(leaf, list) else leaf.setdefault("_schema", [])).append(sentence(fault))
    return root


def sentence(fault: Fault) -> str:
    template = "Field may not be null." if "input" in fault.params and fault.params["input"] is None and fault.code != "missing" \
        else SENTENCES.get(fault.code)  # fmt: skip
    if template is None:
        return str(fault.params.get("msg", "Invalid value."))
    params = {name: spell(value, name) for name, value in fault.params.items()}
    words = template.format_map(params)
    instruction = fault.params.get("instruction")
    return f"{INSTRUCTIONS[instruction]}: {words}" if instruction else words


def spell(value: Any, name: str = "") -> str:
    """A bound or the options of a sentence; floats keep their fraction, what is named so is a number of bytes."""
    if name.endswith("_bytes"):
        return size(value)
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def size(number: int) -> str:
    """Bytes in decimal units: `110 Bytes`, `1.5 kB`, `10 MB`."""
    if number < 1000:
        return f"{number} Byte" if number == 1 else f"{number} Bytes"
    value = float(number)
    for unit in ("kB", "MB", "GB", "TB", "PB", "EB"):
        value /= 1000
        # What would be rounded up to 1000 already belongs to the next unit.
        if value < 999.95 or unit == "EB":
            return f"{value:.1f}".removesuffix(".0") + f" {unit}"
    raise AssertionError("unreachable")
