"""OpenAPI 3.1 from the route lines: one document for everything, one for each own base.

In the whole document an address that two surfaces share is one operation; what it takes and answers stands there once
per surface under `oneOf`. Schemas carry their surface's name (`kadi.Record`), so that two APIs may name things alike.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, TypeAdapter

from server import VERSION, errors
from server.errors import Failure
from server.http.routing import SEGMENT, Answer, Form, Route, Surface
from server.mounts import Place, places, shape

Json = dict[str, Any]

KINDS: dict[str, Json] = {
    "int": {"type": "integer", "format": "int64", "minimum": 0},
    "uuid": {"type": "string", "format": "uuid"},
    "name": {"type": "string"},
    "path": {"type": "string"},
}
NUMBER: Json = {"type": "integer"}
SECURITY: Json = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A personal access token, an OAuth2 token, a JWT or a session."},
    "SessionID": {"type": "apiKey", "in": "header", "name": "SessionID", "description": "A session, as ITR's clients send it."},
}
DESCRIPTION = """Research data, training administration, learning and assessment behind one login.

Every documented API stands where its own document puts it, and again below a base of its own (`/kadi/api/v1`, `/kms/api/v1`,
`/lms/api`, `/itr/api`, `/app/api`) that is never ambiguous. Where two documents name one address, the form of the credential
decides: a JWT gets the training or learning answer, everything else Kadi's."""


def whole(surfaces: Iterable[Surface]) -> Json:
    """Everything, at every address."""
    shown = [surface for surface in surfaces if any(not route.hidden for table in surface.tables for route in table.routes)]
    tags = [{"name": surface.title, "description": surface.description} for surface in shown]
    return Document(shown, prefixed=True).build("Athenaeum", DESCRIPTION, tags, places(shown))


def own(surface: Surface) -> Json:
    """One surface at the first of its own bases."""
    first = {table.own[0] for table in surface.tables if table.own}
    return Document([surface], prefixed=False).build(
        surface.title, surface.description, [], [place for place in places([surface]) if place.base in first]
    )


class Document:
    """One document under construction: schemas are collected first, operations refer to them."""

    def __init__(self, surfaces: Iterable[Surface], *, prefixed: bool) -> None:
        self.prefixed = prefixed
        self.schemas: dict[str, Json] = {}
        self.responses: dict[str, Json] = {}
        self.spelled: dict[tuple[str, str, int], Json] = {}
        self.identifiers: set[str] = set()
        for surface in surfaces:
            self.collect(surface)

    def build(self, title: str, description: str, tags: list[Json], found: Iterable[Place]) -> Json:
        paths: dict[str, Json] = {}
        names: dict[str, str] = {}
        for (form, method), shared in grouped(found).items():
            path = names.setdefault(form, template(shared[0]))
            paths.setdefault(path, {})[method.lower()] = self.shared(path, shared)
        document = {
            "openapi": "3.1.0",
            "info": {"title": title, "version": VERSION, "description": description},
            "servers": [{"url": "/"}],
            "tags": tags,
            "paths": paths,
            "components": {"securitySchemes": SECURITY, "responses": self.responses, "schemas": self.schemas},
        }
        return without_unused(document)

    # Schemas

    def collect(self, surface: Surface) -> None:
        """The JSON schemas of all models of a surface, by (surface, mode, identity of the annotation)."""
        wanted: dict[tuple[str, int], Any] = {}
        for table in surface.tables:
            for route in table.routes:
                if not route.hidden:
                    wanted.update(models(route))
        if surface.problem is not None:
            wanted["serialization", id(surface.problem)] = surface.problem
        if not wanted:
            return
        prefix = f"{surface.name}." if self.prefixed else ""
        inputs = [(key, key[0], TypeAdapter(model)) for key, model in wanted.items()]
        found, definitions = TypeAdapter.json_schemas(inputs, ref_template=f"#/components/schemas/{prefix}{{model}}")  # type: ignore[arg-type]
        self.schemas.update({prefix + name: schema for name, schema in definitions.get("$defs", {}).items()})
        for (key, mode), schema in found.items():  # type: ignore[misc]
            self.spelled[surface.name, mode, key[1]] = schema  # type: ignore[index]

    def schema(self, surface: Surface, mode: str, model: Any) -> Json:
        return self.spelled[surface.name, mode, id(model)]

    def resolved(self, schema: Json) -> Json:
        name = schema.get("$ref", "").removeprefix("#/components/schemas/")
        return self.schemas[name] if name else schema

    # Operations

    def shared(self, path: str, found: list[Place]) -> Json:
        """One operation, or what several surfaces make of one address."""
        built = [self.operation(path, place) for place in found]
        if len(built) == 1:
            return built[0]
        names = " or ".join(place.surface.title for place in found)
        descriptions = [f"Two APIs document this address: {names}.", *(operation.get("description", "") for operation in built)]
        bodies = [operation["requestBody"] for operation in built if "requestBody" in operation]
        return {
            "operationId": "or".join(operation["operationId"] for operation in built),
            "summary": " / ".join(dict.fromkeys(operation.get("summary", "") for operation in built)),
            "description": "\n\n".join(filter(None, descriptions)),
            "tags": list(dict.fromkeys(tag for operation in built for tag in operation["tags"])),
            "parameters": merged_parameters([operation["parameters"] for operation in built]),
            "security": built[0]["security"],
            "responses": merged_responses([self.inlined(operation["responses"]) for operation in built]),
            **({"requestBody": bodies[0]} if bodies else {}),
        }

    def inlined(self, responses: Json) -> Json:
        prefix = "#/components/responses/"
        return {status: self.responses[response["$ref"].removeprefix(prefix)] if "$ref" in response else response
                for status, response in responses.items()}  # fmt: skip

    def operation(self, path: str, place: Place) -> Json:
        surface, route = place.surface, place.route
        operation: Json = {
            "operationId": self.identifier(place),
            "summary": route.summary or route.name.rpartition(".")[2].replace("_", " "),
            "tags": [surface.title if self.prefixed else route.name.partition(".")[0]],
            "parameters": [*path_parameters(path, place), *self.given(surface, route.query, "query"),
                           *self.given(surface, route.headers, "header")],
            "security": security(route),
            "responses": self.answers(surface, route),
        }  # fmt: skip
        if route.scopes:
            operation["description"] = "Scopes: " + ", ".join(f"`{scope}`" for scope in route.scopes)
        if route.body is not None:
            media, model = body_of(route)
            content = {} if model is None else {"schema": self.schema(surface, "validation", model)}
            operation["requestBody"] = {"required": True, "content": {media: content}}
        return operation

    def identifier(self, place: Place) -> str:
        """`kadi.records.get_record`, at further bases with the base behind it."""
        name = f"{place.surface.name}.{place.route.name}"
        for candidate in (name, f"{name}.{place.base.strip('/').replace('/', '.')}"):
            if candidate not in self.identifiers:
                break
        number = 2
        while candidate in self.identifiers:
            candidate, number = f"{name}.{place.base.strip('/').replace('/', '.')}.{number}", number + 1
        self.identifiers.add(candidate)
        return candidate

    def given(self, surface: Surface, model: type[BaseModel] | None, where: str) -> Iterator[Json]:
        """The fields of a query or header model as parameters."""
        if model is None:
            return
        schema = self.resolved(self.schema(surface, "validation", model))
        for name, field in schema.get("properties", {}).items():
            parameter: Json = {"name": name, "in": where, "required": name in schema.get("required", ()), "schema": field}
            if description := field.get("description"):
                parameter["description"] = description
            yield parameter

    def answers(self, surface: Surface, route: Route) -> Json:
        found = {str(status): self.answer(surface, status, answer) for status, answer in (route.answers or {200: None}).items()}
        for failure in failures(route):
            status = surface.failures.get(failure)
            if status is not None and str(status) not in found:
                found[str(status)] = self.problem(surface, status)
        return dict(sorted(found.items()))

    def answer(self, surface: Surface, status: int, answer: Any) -> Json:
        if not isinstance(answer, Answer):
            answer = Answer(None, answer) if isinstance(answer, str) else Answer(answer)
        response: Json = {"description": answer.text or HTTPStatus(status).phrase}
        if answer.model is not None:
            response["content"] = {answer.media: {"schema": self.schema(surface, "serialization", answer.model)}}
        elif answer.media != "application/json" or answer.further:
            response["content"] = {answer.media: {}}
        for media in answer.further:
            response["content"][media] = {}
        return response

    def problem(self, surface: Surface, status: int) -> Json:
        name = f"{surface.name}.{status}" if self.prefixed else f"problem.{status}"
        if name not in self.responses:
            text = surface.problem is None
            schema = {"type": "string"} if text else self.schema(surface, "serialization", surface.problem)
            media = "text/html" if text else "application/problem+json" if surface.name == "app" else "application/json"
            self.responses[name] = {"description": HTTPStatus(status).phrase, "content": {media: {"schema": schema}}}
        return {"$ref": f"#/components/responses/{name}"}


def grouped(found: Iterable[Place]) -> dict[tuple[str, str], list[Place]]:
    """Places by address, whatever its parameters are called."""
    groups: dict[tuple[str, str], list[Place]] = {}
    for place in found:
        if not place.route.hidden:
            groups.setdefault((shape(place.path), place.route.method), []).append(place)
    return groups


def template(place: Place) -> str:
    return SEGMENT.sub(lambda match: "{" + match["name"] + "}", place.path)


def body_of(route: Route) -> tuple[str, Any]:
    """Media type and model of a body; of bytes there is no model."""
    if isinstance(route.body, Form):
        return route.body.media, route.body.model
    return (route.body, None) if isinstance(route.body, str) else ("application/json", route.body)


def models(route: Route) -> Iterator[tuple[tuple[str, int], Any]]:
    """Every annotation of a route with the side it stands on."""
    for model in (route.query, route.headers, body_of(route)[1]):
        if model is not None:
            yield ("validation", id(model)), model
    for answer in route.answers.values():
        model = answer.model if isinstance(answer, Answer) else None if isinstance(answer, str) else answer
        if model is not None:
            yield ("serialization", id(model)), model


def path_parameters(path: str, place: Place) -> list[Json]:
    """Named as in `path`: other surfaces may call the same segments otherwise."""
    names = re.findall(r"\{([^}]*)\}", path)
    kinds = [match["kind"] or "name" for match in SEGMENT.finditer(place.path)]
    return [{"name": name, "in": "path", "required": True, "schema": NUMBER if place.route.numbered else KINDS[kind]}
            for name, kind in zip(names, kinds, strict=True)]  # fmt: skip


def security(route: Route) -> list[Json]:
    credentials: list[Json] = [{name: []} for name in SECURITY]
    return {"none": [], "optional": [{}, *credentials], "required": credentials}[route.auth]


def failures(route: Route) -> Iterator[type[Failure]]:
    """What can go wrong by what the route line says. Without a credential in the way a body has one: a password, a link."""
    if route.auth == "required" or (route.body and not isinstance(route.body, Form)):
        yield errors.Unauthenticated
    if route.auth == "required":  # the account may lack the surface's domain
        yield errors.Denied
    if route.scopes:
        yield errors.ScopeMissing
    if route.parameters:
        yield errors.NotFound
    if route.parameters and route.numbered:
        yield errors.Invalid
    if route.parameters or route.query:
        yield errors.AddressTooLong
    if route.headers:
        yield errors.HeadersTooLarge
    if route.query or route.body or route.headers:
        yield errors.Invalid
    if route.body:
        yield from (errors.BadRequest, errors.TooLarge)
    yield errors.TooMany


def merged_parameters(lists: list[list[Json]]) -> list[Json]:
    """All parameters; required where all have them so, with every schema that one of them has."""
    found: dict[tuple[str, str], list[Json]] = {}
    for parameters in lists:
        for parameter in parameters:
            found.setdefault((parameter["in"], parameter["name"]), []).append(parameter)
    merged = []
    for (where, _), same in found.items():
        required = where == "path" or (len(same) == len(lists) and all(parameter["required"] for parameter in same))
        merged.append(same[0] | {"required": required, "schema": either([parameter["schema"] for parameter in same], "anyOf")})
    return merged


def merged_responses(maps: list[Mapping[str, Json]]) -> Json:
    merged: Json = {}
    for status in sorted({status for responses in maps for status in responses}):
        same = [responses[status] for responses in maps if status in responses]
        content: dict[str, list[Json]] = {}
        for response in same:
            for media, body in response.get("content", {}).items():
                content.setdefault(media, []).append(body.get("schema", {}))
        merged[status] = {"description": " / ".join(dict.fromkeys(response["description"] for response in same))}
        if content:
            merged[status]["content"] = {media: {"schema": either(schemas, "oneOf")} for media, schemas in content.items()}
    return merged


def either(schemas: list[Json], word: str) -> Json:
    different = [schema for i, schema in enumerate(schemas) if schema not in schemas[:i]]
    return different[0] if len(different) == 1 else {word: different}


def without_unused(document: Json) -> Json:
    """Leaves out schemas that nothing refers to (the models of queries were spelled out as parameters)."""
    schemas = document["components"]["schemas"]
    used: set[str] = set()
    waiting = [{key: value for key, value in document.items() if key != "components"}, document["components"]["responses"]]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
            name = part["$ref"].removeprefix("#/components/schemas/") if isinstance(part.get("$ref"), str) else ""
            if name in schemas and name not in used:
                used.add(name)
                waiting.append(schemas[name])
    document["components"]["schemas"] = {name: schema for name, schema in sorted(schemas.items()) if name in used}
    return document
