"""The route table against the documentation, and real answers against the models that OpenAPI is made of."""

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from server.api.kadi import models
from server.api.kadi.routes import ROUTES
from server.domain import extras, records
from tests.api.kadi.conftest import body

DOCUMENT = Path(__file__).parents[3] / "docs" / "api" / "kadi.md"
LINE = re.compile(r"^\| (GET|POST|PATCH|PUT|DELETE) \| `([^`]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_the_document_names_every_route_with_its_scopes():
    documented = [
        (method, path, re.findall("`([a-z_.]+)`", scopes), summary) for method, path, scopes, summary in LINE.findall(DOCUMENT.read_text())
    ]
    assert documented == [
        (route.method, route.template or "/", list(route.scopes), route.summary) for route in ROUTES if route.auth != "none"
    ]


def test_models_of_bodies_name_the_fields_that_the_domain_reads():
    assert set(models.NewRecord.model_fields) == set(models.RecordChange.model_fields) == set(records.RULES) | {"extras"}
    required = {name for name, field in models.NewRecord.model_fields.items() if field.is_required()}
    assert required == set(records.REQUIRED)
    assert set(models.Extra.model_fields) == {"type", "key", "value", "unit", "description", "term", "validation"}
    assert set(models.Extra.model_fields["type"].annotation.__args__) == set(extras.TYPE_NAMES)


@pytest.fixture
async def places(kadi, make):
    """Values for the path parameters of every GET line, with something behind each."""
    other = await make.account()
    record = await make.record(
        kadi.account, extras=[{"type": "int", "key": "n", "value": 1, "validation": {"range": {"min": 0}}}], tags=["t"]
    )
    await kadi.post(f"/records/{record['id']}/roles/users", json={"user": {"id": other["id"]}, "role": {"name": "member"}})
    group = await make.group(kadi.account)
    await kadi.post(f"/records/{record['id']}/roles/groups", json={"group": {"id": group["id"]}, "role": {"name": "member"}})
    deleted = await make.record(kadi.account)
    await kadi.delete(f"/records/{deleted['id']}")
    revisions = (await body(await kadi.get(f"/records/{record['id']}/revisions")))["items"]
    template = await make.template(kadi.account, data={"collections": [1], "extras": [{"type": "str", "key": "s"}]})
    await kadi.post(f"/templates/{template['id']}/roles/groups", json={"group": {"id": group["id"]}, "role": {"name": "editor"}})
    of_template = (await body(await kadi.get(f"/templates/{template['id']}/revisions")))["items"]
    collection, child = await make.collection(kadi.account, tags=["t"]), await make.collection(kadi.account)
    await kadi.post(f"/collections/{collection['id']}/records", json={"id": record["id"]})
    await kadi.post(f"/collections/{collection['id']}/collections", json={"id": child["id"]})
    await kadi.post(f"/collections/{collection['id']}/roles/groups", json={"group": {"id": group["id"]}, "role": {"name": "editor"}})
    of_collection = (await body(await kadi.get(f"/collections/{collection['id']}/revisions")))["items"]
    link_id = await make.record_link(record, await make.record(kadi.account), term="https://example.org/about")
    of_group = (await body(await kadi.get(f"/groups/{group['id']}/revisions")))["items"]
    return {
        "/templates": {
            "id": template["id"],
            "template_id": template["id"],
            "identifier": template["identifier"],
            "revision_id": of_template[0]["id"],
        },
        "/groups": {"id": group["id"], "group_id": group["id"], "identifier": group["identifier"], "revision_id": of_group[0]["id"]},
        "/records": {
            "id": record["id"],
            "record_id": record["id"],
            "identifier": record["identifier"],
            "revision_id": revisions[0]["id"],
            "link_id": link_id,
        },
        "/records/records": {"id": link_id},
        "/collections": {
            "id": collection["id"],
            "collection_id": collection["id"],
            "identifier": collection["identifier"],
            "revision_id": of_collection[0]["id"],
        },
        "/users": {"id": kadi.account["id"], "identity_type": "local", "username": kadi.account["username"]},
    }


# Those that need a file, an upload or a person at a browser have tests of their own.
ELSEWHERE = re.compile(r"\{(file_id|upload_id|filename)\}|records/files/|/download|/files/revisions/|/oauth/|/export/")
READS = [route for route in ROUTES if route.method == "GET" and not ELSEWHERE.search(route.template)]


@pytest.mark.parametrize("route", READS, ids=lambda route: route.template or "/")
@pytest.mark.parametrize("who", ["creator", "admin"])
async def test_answers_have_the_shape_that_is_documented(kadi, client_of, make, places, route, who):
    client = kadi if who == "creator" else await client_of(await make.account(roles=(("research", "admin"),)))
    values = next((found for place, found in sorted(places.items(), reverse=True) if route.template.startswith(place + "/")), {})
    response = await client.get(route.template.format(**values))
    assert response.status == 200, await response.text()
    TypeAdapter(route.answers[200]).validate_json(await response.text())
