"""What Schemathesis needs to explore Kadi's own OpenAPI document: the objects that a request is about, and what the contract forces.

`Things` makes the objects, `forced` says which failures the contract wants, with the line that wants it.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.generation.meta import TestPhase

from tests.api.schema_driven import fits, left_alone
from tests.make import REDIRECT

BASE, DOOR = "/kadi/api/v1", "/kadi/oauth"
EXPORTS = {"records": ["json", "rdf", "pdf", "qr", "ro-crate"], "collections": ["json", "rdf", "qr", "ro-crate"],
           "templates": ["json", "json-schema", "shacl"], "extras": ["json"]}  # fmt: skip
CHUNK, DIRECT = 1000, 2500
"""Sizes of the server that is explored: small enough for chunks."""
NESTING = ("/records", "/records/{id}", "/templates", "/templates/{id}")
"""Bodies with metadata entries: coverage would make ten thousands of each. Fuzzing and stateful have them."""
Params = dict[str, Any]


class Things:
    """Makes things of one scientist through the API and says where they are: what the path and the body of a request need."""

    def __init__(self, url: str, token: str, colleague: Any, application: Any, code: Callable[[], str], seed: int) -> None:
        self.base, self.session, self.chance, self.number = url + BASE, requests.Session(), random.Random(seed), 0
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.colleague_id, self.username = colleague["id"], colleague["username"]
        self.client = {"client_id": application.client_id, "client_secret": application.client_secret}
        self.code = code

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self.session.request(method, self.base + path, timeout=60, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None

    def unique(self) -> str:
        self.number += 1
        return f"thing-{self.number}-{self.chance.randrange(10**9)}"

    def new(self, kind: str, **fields: Any) -> int:
        name = self.name = self.unique()
        if kind == "templates":
            fields = {"type": "record", "data": {}} | fields
        return self.ask("POST", f"/{kind}", json={"identifier": name, "title": name} | fields)["id"]

    def upload(self, record: int, size: int = 3) -> str:
        self.number += 1
        return self.ask("POST", f"/records/{record}/uploads", json={"name": f"{self.number}.txt", "size": size})["id"]

    def file(self, record: int) -> dict[str, Any]:
        return self.ask("PUT", f"/records/{record}/uploads/{self.upload(record)}", data=b"abc")

    def chunked(self, record: int, *, complete: bool) -> str:
        upload = self.upload(record, 3 * CHUNK)
        for index in range(3 if complete else 0):
            headers = {"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(CHUNK)}
            self.ask("PUT", f"/records/{record}/uploads/{upload}", data=bytes(CHUNK), headers=headers)
        return upload

    def link(self, record: int) -> int:
        return self.ask("POST", f"/records/{record}/records", json={"name": "x", "record_to": {"id": self.new("records")}})["id"]

    def parameters(self, method: str, path: str) -> Params:
        """Values for the path of an operation, so that it can succeed; what it is about is made first."""
        parts = path.strip("/").split("/")
        if parts[0] == "users":
            return {"id": self.colleague_id, "identity_type": "local", "username": self.username}
        if parts[:2] in (["records", "files"], ["records", "records"]):
            record = self.new("records")
            return {"id": self.file(record)["id"] if parts[1] == "files" else self.link(record)}
        kind = parts[0]
        thing = self.new(kind)
        found: Params = {"id": thing, f"{kind[:-1]}_id": thing, "identifier": self.name}
        rest = parts[2:] if len(parts) > 2 else []
        if rest[:1] in (["purge"], ["restore"]):
            self.ask("DELETE", f"/{kind}/{thing}")
        elif rest:
            found |= self.inside(method, kind, thing, rest)
        return found

    def inside(self, method: str, kind: str, thing: int, rest: list[str]) -> Params:
        """What stands behind a thing in the path."""
        home = f"/{kind}/{thing}"
        if rest[0] in ("roles", "members"):
            return self.role(home, rest) if rest[-1].startswith("{") else {}
        if rest[0] == "revisions":
            return {"revision_id": self.ask("GET", f"{home}/revisions")["items"][0]["id"]} if len(rest) > 1 else {}
        if rest[0] == "files":
            file = self.file(thing)
            revision = self.ask("GET", f"{home}/files/revisions")["items"][0]["id"] if "revisions" in rest else 0
            return {"file_id": file["id"], "filename": file["name"], "revision_id": revision}
        if rest[0] == "uploads" and len(rest) > 1:
            return {"upload_id": self.chunked(thing, complete=True) if method == "POST" else self.upload(thing)}
        if "export" in rest:
            return {"export_type": self.chance.choice(EXPORTS["extras" if rest[0] == "extras" else kind])}
        if len(rest) > 1 and rest[0] in ("records", "collections"):
            if (kind, rest[0]) == ("records", "records"):
                return {"link_id": self.link(thing)}
            other = self.new(rest[0])
            self.ask("POST", f"{home}/{rest[0]}", json={"id": other})
            return {rest[1].strip("{}"): other}
        return {}

    def role(self, home: str, rest: list[str]) -> Params:
        whom = "group" if "groups" in rest else "user"
        found = self.new("groups") if whom == "group" else self.colleague_id
        place = home + ("/members" if rest[0] == "members" else f"/roles/{whom}s")
        self.ask("POST", place, json={whom: {"id": found}, "role": {"name": "member"}})
        return {f"{whom}_id": found}

    # Into a case

    def prepare(self, case: Case, kwargs: Params) -> None:
        self.furnish(case)
        if case.path.startswith(DOOR) and self.chance.random() < 0.75:  # below /oauth there is nothing for a token
            for headers in (case.headers, kwargs.get("headers") or {}):
                headers.pop("Authorization", None)

    def furnish(self, case: Case) -> None:
        """Puts real things into most of the cases that are meant to be valid."""
        meta = case.meta
        if meta is None or case.method.lower() != case.operation.method.lower() or self.chance.random() < left_alone(case):
            return
        valid = {location for location, component in meta.components.items() if component.mode.is_positive}
        path = case.path.removeprefix(BASE)
        if path.startswith(DOOR):
            self.furnish_door(case, valid)
            return
        if ParameterLocation.PATH in valid and case.path_parameters and meta.phase.name is not TestPhase.STATEFUL:
            found = self.parameters(case.method.upper(), path)
            case.path_parameters.update({name: found[name] for name in case.path_parameters if name in found})
            if (case.method.upper(), path.rpartition("/")[2]) == ("PUT", "{upload_id}"):
                self.furnish_upload(case)
        if ParameterLocation.BODY in valid and isinstance(case.body, dict):
            case.body = self.body(path, case.body)

    def furnish_door(self, case: Case, valid: set[ParameterLocation]) -> None:
        if case.path.endswith("/authorize"):
            if ParameterLocation.QUERY in valid:
                case.query.update({"client_id": self.client["client_id"], "redirect_uri": REDIRECT})
                if self.chance.random() < 0.5:
                    case.query.pop("code_challenge", None)
                    case.query.pop("code_challenge_method", None)
        elif ParameterLocation.BODY in valid and isinstance(case.body, dict):
            case.body = case.body | self.client
            if case.path.endswith("/token") and self.chance.random() < 0.6:
                case.body = {"grant_type": "authorization_code", "code": self.code(), "redirect_uri": REDIRECT} | self.client

    def furnish_upload(self, case: Case) -> None:
        """The three bytes of a direct upload, or the first chunk of another."""
        if case.meta and case.meta.generation.mode.is_negative:
            return
        case.headers.pop("Kadi-MD5-Checksum", None)
        if self.chance.random() < 0.5:
            case.path_parameters["upload_id"] = self.chunked(case.path_parameters["record_id"], complete=False)
            case.headers.update({"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": str(CHUNK)})
            case.body = bytes(CHUNK)
        else:
            case.body = b"abc"

    def body(self, path: str, body: Params) -> Params:
        """The body with names that are free and ids that exist."""
        known: dict[str, Callable[[], Any]] = {
            "identifier": self.unique, "user": lambda: {"id": self.colleague_id}, "group": lambda: {"id": self.new("groups")},
            "record_to": lambda: {"id": self.new("records")}, "license": lambda: self.chance.choice(["CC0-1.0", "CC-BY-4.0", None]),
        }  # fmt: skip
        body = body | {name: make() for name, make in known.items() if name in body}
        last = path.rpartition("/")[2]
        if "id" in body and last in ("records", "collections"):
            body["id"] = self.new(last)
        if last == "templates" and "data" in body:
            body["type"] = "extras" if isinstance(body["data"], list) else "record"
        if isinstance(body.get("data"), dict) and "license" in body["data"]:
            body["data"] = body["data"] | {"license": None}
        if last in ("uploads", "{file_id}") and isinstance(body.get("size"), int | float):
            body["size"] = min(body["size"], 10**6)
        return body


# What the contract forces: sections of specs/kadi-v1.md


def forced(failure: Failure, case: Case, response: Response, client: Params) -> str | None:
    """The line of the contract that wants this answer, although a check does not."""
    check = failure.checks[0] if failure.checks else type(failure).__name__
    if case.path.startswith(DOOR):
        return forced_at_the_door(check, case, response, client)
    if check == "negative_data_rejection" and response.status_code < 300:
        return forced_acceptance(case, response)
    if check == "positive_data_acceptance" and response.status_code in (400, 413):
        return forced_refusal(case, response)
    return None


def forced_at_the_door(check: str, case: Case, response: Response, client: Params) -> str | None:
    """OAuth2. What an application sends right, with its own secret or address, has no excuse."""
    if check in ("allow_header_conformance", "unsupported_method") and case.path.endswith("/authorize"):
        return "§2 OAuth2: POST of /oauth/authorize is the page's own form"
    if check == "negative_data_rejection" and case.path.endswith("/revoke") and is_valid(case, {"token_type_hint"}):
        return "§2 OAuth2: answer 200 {}, also for an unknown token (and RFC 7009 2.1: an unknown hint is none)"
    if check != "positive_data_acceptance" or response.status_code != 400:
        return None
    if case.path.endswith("/authorize"):
        return forced_page(case, response, client)
    if repeats(str(response.request.body or "")):
        return "RFC 6749 5.2: a request that repeats a parameter is an invalid_request"
    given, error = case.body, response.json()["error"]
    if error == "invalid_client" and any(given.get(name) != value for name, value in client.items()):
        return "§2 OAuth2: wrong secret, unknown client_id: invalid_client"
    if case.path.endswith("/token") and error == "invalid_grant":
        return "§2 OAuth2: wrong code, redirect, refresh token: invalid_grant"
    if case.path.endswith("/token") and error == "invalid_request":
        needed = "code" if given.get("grant_type") == "authorization_code" else "refresh_token"
        return None if given.get(needed) else "§2 OAuth2: no code, no refresh token: invalid_request"
    return None


def forced_page(case: Case, response: Response, client: Params) -> str | None:
    challenge, method = case.query.get("code_challenge"), case.query.get("code_challenge_method")
    if (case.query.get("client_id"), case.query.get("redirect_uri")) != (client["client_id"], REDIRECT):
        return "§2 OAuth2: unknown redirect URI: an error page with status 400"
    if repeats(urlsplit(response.request.url or "").query):
        return "RFC 6749 3.1: parameters must not be included more than once"
    if method is not None and (challenge is None or (method == "S256" and len(challenge) != 43)):
        return "RFC 7636 4.2, 4.3: a method belongs to a challenge, one of S256 has 43 letters"
    return None


def repeats(form: str) -> bool:
    names = [name for name, _ in parse_qsl(form, keep_blank_values=True)]
    return len(set(names)) < len(names)


def forced_acceptance(case: Case, response: Response) -> str | None:
    """Something that the document does not allow was taken."""
    assert case.meta is not None
    wrong = {location for location, component in case.meta.components.items() if component.mode.is_negative}
    if wrong == {ParameterLocation.QUERY}:
        return "§1: query parameters fall back to their defaults, lists skip what they cannot read"
    if wrong == {ParameterLocation.HEADER} and case.path.endswith("/uploads/{upload_id}") and response.status_code == 201:
        return "§8: a direct upload is the raw body; what chunks have in their headers does not count"
    if wrong == {ParameterLocation.BODY} and is_valid(case):
        return "§4, §6, §8: texts are stripped, collapsed, lower-cased before they are tested; numeric sizes are taken"
    return None


def is_valid(case: Case, without: set[str] = frozenset()) -> bool:  # type: ignore[assignment]
    """Does the body fit its schema after the filters of §4 (and without these fields)?"""
    if not isinstance(case.body, dict):
        return False
    return fits(case, {name: filtered(name, value) for name, value in case.body.items() if name not in without})


def filtered(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: filtered(key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [filtered(name, each) for each in value]
    if name == "size" and isinstance(value, str | float):
        try:
            return int(float(value))
        except (ValueError, OverflowError):
            return value
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()) if name != "description" else value.strip()
    return text.lower() if name in ("identifier", "visibility", "type", "tags", "mimetype", "name") and name != "title" else text


MESSAGES = {
    "Must be less than ": "§8: a chunk's index is below chunk_count",
    "Chunk size (": "§8: a chunk is at most chunk_size",
    "Identifier is already in use.": "§1: a taken identifier is a 400",
    "Name is already in use.": "§8: a name is unique among the files of a record",
    "No record with this ID exists.": "§7, §11: an unknown id is a 400",
    "No collection with this ID exists.": "§11: an unknown id is a 400",
    "No group with this ID exists.": "§10: an unknown id is a 400",
    "No user with this ID exists.": "§10: an unknown id is a 400",
    "No license with this name exists.": "§4: the license is the name of a known one",
    "Duplicate value.": "§6: keys are unique among their siblings",
    "Must be one of: ": "§6: values are checked against their options",
    "Must be equal to or ": "§6: values are checked against their range",
    "Value is required.": "§6: a required value",
    "Not a valid IRI.": "§6: with iri, value and options are IRIs",
    "Not a valid integer.": "§6: int is a JSON integer only (5.0, which JSON Schema calls one, is none)",
    "Options: Not a valid integer.": "§6: int is a JSON integer only (5.0, which JSON Schema calls one, is none)",
    "Range: Not a valid integer.": "§6: int is a JSON integer only (5.0, which JSON Schema calls one, is none)",
    "Range: ": "§6: min is at most max",
    "Options: Not a valid IRI.": "§6: with iri, value and options are IRIs",
}
DESCRIPTIONS = {
    "Maximum upload quota exceeded (": "§8: exceeding the quota is a 413",
    "No federated instance ": "§16: an unknown instance is a 400",
    "File size mismatch (": "§8: a direct upload has the announced size",
    "Maximum file size exceeded (": "§8: a direct upload has the announced size",
    "File checksum mismatch (": "§8: the checksum is that of the body",
    "Chunk size mismatch": "§8: a chunk has the announced size",
    "Number of uploaded chunks does not match": "§8: finish before all chunks are there",
    "Only the last chunk may be smaller ": "§8: every chunk but the last is full",
}


def forced_refusal(case: Case, response: Response) -> str | None:
    """Something that the document allows was refused: every single message has to be one that a document cannot foresee."""
    answer = response.json()
    if "errors" not in answer:
        return line_of(answer["description"], DESCRIPTIONS)
    if answer["errors"] == {"data": {"_schema": ["Invalid input type."]}} and "/templates" in case.path:
        return "§12: the kind of data follows the template's type"
    lines = [line_of(message, MESSAGES, path) for path, message in leaves(answer["errors"])]
    return "; ".join(sorted({line for line in lines if line})) if all(lines) else None


def line_of(message: str, lines: dict[str, str], path: tuple[str, ...] = ()) -> str | None:
    """What the beginning of a message stands for; the words of §6 count where metadata entries have them only."""
    if message == "Missing data for required field." and path in (("index",), ("size",)):
        return "§8: both headers are required with a chunk"
    line = next((line for start, line in lines.items() if message.startswith(start)), None)
    is_of_entries = line is not None and line.startswith("§6")
    return None if is_of_entries and path[-1] not in ("key", "value", "validation") else line


def leaves(errors: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each message with its place."""
    if isinstance(errors, dict):
        for name, each in errors.items():
            yield from leaves(each, (*path, name))
    else:
        yield from ((path, message) for message in errors)
