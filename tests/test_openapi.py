"""The OpenAPI documents: valid, whole, one operation for every address, and collections that are made from them."""

import dataclasses
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel, Field

from server import openapi, postman
from server.api import kadi, kms
from server.app import SURFACES
from server.http.routing import Answer, Surface, route
from server.mounts import places, shape
from tests import documented

APIS = {surface.name: surface for surface in SURFACES if any(table.own for table in surface.tables)}


@pytest.fixture(scope="module")
def whole():
    return openapi.whole(SURFACES)


def faults(document):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]


def operations(document):
    return [(method.upper(), path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def refs(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from refs(value)


# The whole document


def test_the_whole_document_is_valid(whole):
    assert faults(whole) == []


@pytest.mark.parametrize("name", APIS)
def test_the_document_of_each_own_base_is_valid(name):
    assert faults(openapi.own(APIS[name])) == []


def test_the_document_of_everything_that_is_documented_is_valid():
    document = openapi.whole(documented.surfaces())
    assert faults(document) == []
    offered = {(method, shape(path)) for method, path, _ in operations(document)}
    named = {(method, re.sub(r"\{[^}]*\}", "{}", path)) for _, method, path in documented.endpoints() if path not in ("/docs", "/redoc")}
    assert named - offered == set()


def test_every_line_stands_at_every_address(whole):
    offered = {(method, shape(path)) for method, path, _ in operations(whole)}
    lines = {(place.route.method, shape(place.path)) for place in places(SURFACES) if not place.route.hidden}
    assert offered == lines


def test_every_reference_leads_somewhere_and_every_schema_is_used(whole):
    found = set(refs(whole))
    assert [name for name in found if not name.startswith("#/components/")] == []
    for kind in ("schemas", "responses"):
        assert {f"#/components/{kind}/{name}" for name in whole["components"][kind]} == {name for name in found if f"/{kind}/" in name}


def test_operations_have_names_of_their_own(whole):
    names = [operation["operationId"] for _, _, operation in operations(whole)]
    assert len(set(names)) == len(names)


def test_operations_say_what_they_do_and_answer(whole):
    for method, path, operation in operations(whole):
        assert operation["summary"], (method, path)
        always_refuses = path.endswith("/test401")  # ITR's example of a refusal
        assert any(status < "400" for status in operation["responses"]) is not always_refuses, (method, path)
        assert all(response.get("description") or "$ref" in response for response in operation["responses"].values())
        declared = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"]
        assert declared == re.findall(r"\{([^}]*)\}", path)


def test_each_operation_names_its_credentials(whole):
    by_shape = {(place.route.method, shape(place.path)): place.route for place in places(SURFACES) if not place.route.hidden}
    for method, path, operation in operations(whole):
        line = by_shape[method, shape(path)]
        assert (operation["security"] == []) == (line.auth == "none"), (method, path)
        if line.auth == "required" and " or " not in operation.get("description", "").partition("\n")[0]:
            assert {"401", "404"} & set(operation["responses"])


# Addresses of two surfaces


class Row(BaseModel):
    id: int


class Other(BaseModel):
    uuid: str


class Wanted(BaseModel):
    skip: int = Field(0, ge=0)
    page: int = 1


class Given(BaseModel):
    name: str
    rows: list[Row] = []


async def handler(request): ...


def made(surface: Surface, *lines) -> Surface:
    return dataclasses.replace(surface, routes=lines)


def line(method, path, **options):
    return route(method, path, handler, scopes=(), **options)


def test_a_shared_operation_shows_both_answers():
    surfaces = [
        made(kadi.SURFACE, line("GET", "/users/{id:int}", answers={200: Row})),
        made(kms.SURFACE, line("GET", "/users/{user_id:name}", answers={200: Other}), line("PUT", "/users/{user_id:name}", body=Given)),
    ]
    document = openapi.whole(surfaces)
    assert faults(document) == []
    item = document["paths"]["/api/v1/users/{id}"]
    assert item["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "oneOf": [{"$ref": "#/components/schemas/kadi.Row"}, {"$ref": "#/components/schemas/kms.Other"}]
    }
    assert item["get"]["parameters"] == [
        {"name": "id", "in": "path", "required": True, "schema": {"anyOf": [openapi.KINDS["int"], openapi.KINDS["name"]]}}
    ]
    assert len(item["get"]["tags"]) == 2
    assert [parameter["name"] for parameter in item["put"]["parameters"]] == ["id"]
    assert document["paths"]["/kms/api/v1/users/{user_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/kms.Other"
    }


def test_schemas_of_two_surfaces_keep_apart():
    surfaces = [made(kadi.SURFACE, line("GET", "/a", answers={200: Row})), made(kms.SURFACE, line("GET", "/b", answers={200: list[Row]}))]
    schemas = openapi.whole(surfaces)["components"]["schemas"]
    assert {"kadi.Row", "kms.Row"} <= set(schemas)


# What a line says


def test_queries_bodies_and_answers_are_spelled():
    lines = [
        line("GET", "/rows", query=Wanted, answers={200: list[Row]}),
        line("POST", "/rows", body=Given, answers={201: Row, 202: None}),
        line("PUT", "/rows/{id:int}", body="application/octet-stream", answers={200: "application/zip", 409: Answer(Other, text="Taken")}),
    ]
    document = openapi.own(made(kms.SURFACE, *lines))
    assert faults(document) == []
    rows, row = document["paths"]["/kms/api/v1/rows"], document["paths"]["/kms/api/v1/rows/{id}"]
    assert {(p["name"], p["in"], p["required"]) for p in rows["get"]["parameters"]} == {("skip", "query", False), ("page", "query", False)}
    assert rows["get"]["responses"]["200"]["content"]["application/json"]["schema"]["items"] == {"$ref": "#/components/schemas/Row"}
    assert rows["post"]["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Given"}
    assert "content" not in rows["post"]["responses"]["202"]
    assert set(rows["post"]["responses"]) == {"201", "202", "400", "401", "403", "413", "422", "429"}
    assert row["put"]["requestBody"]["content"] == {"application/octet-stream": {}}
    assert row["put"]["responses"]["200"]["content"] == {"application/zip": {}}
    assert row["put"]["responses"]["409"]["description"] == "Taken"
    assert "Wanted" not in document["components"]["schemas"]


# Postman


@pytest.mark.parametrize("name", APIS)
def test_a_collection_has_a_request_for_every_operation(name):
    document = openapi.own(APIS[name])
    collection = postman.collection(document, "https://data.example.org")
    requests = [item["request"] for folder in collection["item"] for item in folder["item"]]
    assert sorted((request["method"], request["url"]["raw"]) for request in requests) == sorted(
        (method, "{{baseUrl}}" + re.sub(r"\{([^}]*)\}", r":\1", path)) for method, path, _ in operations(document)
    )
    assert {variable["key"]: variable["value"] for variable in collection["variable"]} == {
        "baseUrl": "https://data.example.org",
        "token": "",
    }
    assert collection["info"]["schema"].endswith("v2.1.0/collection.json")


def test_a_request_shows_its_body_and_parameters():
    lines = [line("POST", "/rows/{id:int}", body=Given, query=Wanted, auth="none")]
    request = postman.collection(openapi.own(made(kms.SURFACE, *lines)), "")["item"][0]["item"][0]["request"]
    assert request["body"]["raw"] == '{\n  "name": "",\n  "rows": []\n}'
    assert request["auth"] == {"type": "noauth"}
    assert request["url"]["variable"] == [{"key": "id", "value": "1"}]
    assert [(query["key"], query["disabled"]) for query in request["url"]["query"]] == [("skip", True), ("page", True)]


# As served


async def test_the_documents_are_served(anonymous):
    for path in ("/openapi.json", *(f"/{name}/{kind}.json" for name in APIS for kind in ("openapi", "postman"))):
        response = await anonymous.get(path)
        assert (response.status, response.content_type) == (200, "application/json"), path
        again = await anonymous.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status == 304
    document = await (await anonymous.get("/openapi.json")).json()
    assert document == openapi.whole(SURFACES)
