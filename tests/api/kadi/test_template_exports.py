"""Exports of templates over HTTP: who gets them, in which form, with which filter; kadi-apy makes templates of them again."""

import asyncio
import json
from urllib.parse import quote

import pyshacl
import pytest
from jsonschema import Draft202012Validator
from kadi_apy import KadiManager
from rdflib import RDF, SH, Graph, Literal, URIRef

from tests.api.kadi.conftest import FORBIDDEN, NO_SCOPE, NO_TOKEN, NOT_FOUND, refused
from tests.make import unique

KINDS = ["json", "json-schema", "shacl"]
EXTRAS = [
    {"type": "str", "key": "operator", "value": None, "term": "https://example.org/operator", "validation": {"required": True}},
    {"type": "int", "key": "count", "value": 5, "unit": "pcs", "description": "How many", "validation": {"range": {"min": 1, "max": 9}}},
    {"type": "float", "key": "mass", "value": 1.5, "unit": None, "validation": {"options": [1.5, 2.0]}},
    {"type": "bool", "key": "calibrated", "value": True},
    {"type": "date", "key": "measured", "value": "2024-02-29T10:00:00+00:00"},
    {"type": "dict", "key": "device", "value": [{"type": "str", "key": "Größe", "value": "日本"}, {"type": "int", "key": "n", "value": 1,
                                                                                                  "unit": None}]},
    {"type": "list", "key": "runs", "value": [{"type": "int", "value": 1, "unit": "s"},
                                              {"type": "dict", "value": [{"type": "str", "key": "x", "value": "y"}]}]},
]  # fmt: skip


@pytest.fixture
async def template(kadi, make):
    return await make.template(kadi.account, type="extras", data=EXTRAS, title="Gerät", description="# What\n\nit *is*")


async def exported(client, template, kind, **wanted):
    """The text of an export, its headers checked."""
    query = f"?filter={quote(json.dumps(wanted))}" if wanted else ""
    response = await client.get(f"/templates/{template['id']}/export/{kind}{query}")
    content = await response.text()
    assert response.status == 200, content
    ending, content_type = {"shacl": ("ttl", "text/turtle; charset=utf-8")}.get(kind, ("json", "application/json"))
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"] == f"attachment; filename={template['identifier']}.{ending}"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return content


# Who gets them


@pytest.mark.parametrize("kind", KINDS)
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, template, kind):
    place = f"/templates/{template['id']}/export/{kind}"
    await refused(await nobody.get(place), 401, NO_TOKEN)
    for number in ("99999999", "abc", "-1", "9" * 30):
        await refused(await kadi.get(f"/templates/{number}/export/{kind}"), 404, NOT_FOUND)
    await refused(await stranger.get(place), 403, FORBIDDEN)
    await refused(await (await client_of(kadi.account, "record.read")).get(place), 401, NO_SCOPE, scopes=["template.read"])
    public = await make.template(kadi.account, visibility="public")
    assert (await stranger.get(f"/templates/{public['id']}/export/{kind}")).status == 200
    for gone in (template, public):
        assert (await kadi.delete(f"/templates/{gone['id']}")).status == 204
    await refused(await kadi.get(place), 404, NOT_FOUND)
    await refused(await stranger.get(place), 403, FORBIDDEN)
    await refused(await stranger.get(f"/templates/{public['id']}/export/{kind}"), 404, NOT_FOUND)


@pytest.mark.parametrize("kind", ["pdf", "rdf", "qr", "ro-crate", "JSON", "json ", "json_schema", "%F0%9F%98%80"])
async def test_a_format_that_templates_do_not_have(kadi, stranger, template, kind):
    await refused(await kadi.get(f"/templates/{template['id']}/export/{kind}"), 404, NOT_FOUND)
    await refused(await stranger.get(f"/templates/{template['id']}/export/{kind}"), 403, FORBIDDEN)


@pytest.mark.parametrize("base", ["/api/v1", "/api", "/kadi/api/v1", "/kadi/api"])
async def test_every_base_answers(client_of, kadi, template, base):
    client = await client_of(kadi.account, base=base)
    assert json.loads(await exported(client, template, "json"))["id"] == template["id"]


async def test_head_tells_the_length(kadi, template):
    response = await kadi.head(f"/templates/{template['id']}/export/shacl")
    assert response.status == 200
    assert int(response.headers["Content-Length"]) == len((await exported(kadi, template, "shacl")).encode())


# json


async def test_json_has_the_fields_of_the_template(kadi, template):
    text = await exported(kadi, template, "json")
    found = json.loads(text)
    shown = json.loads(await (await kadi.get(f"/templates/{template['id']}")).text())
    creator = {"id": kadi.account["id"], "displayname": shown["creator"]["displayname"], "orcid": None}
    names = ("id", "identifier", "title", "description", "type", "data")
    assert {name: found[name] for name in names} == {name: shown[name] for name in names}
    assert found["creator"] == creator and set(found) == {*names, "created_at", "last_modified", "creator"}
    assert (found["created_at"], found["last_modified"]) == (shown["created_at"], shown["last_modified"])
    assert text == json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False)


async def test_json_of_a_template_of_records(kadi, make):
    record = {"title": "T", "extras": EXTRAS, "tags": ["a"], "roles": [{"subject_type": "user", "subject_id": 1, "role": "editor"}]}
    template = await make.template(kadi.account, type="record", data=record)
    found = json.loads(await exported(kadi, template, "json"))
    assert found["data"] == json.loads(await (await kadi.get(f"/templates/{template['id']}")).text())["data"]
    masked = json.loads(await exported(kadi, template, "json", extras={key["key"]: {} for key in EXTRAS[1:]}))
    assert masked["data"] == found["data"] | {"extras": EXTRAS[:1]}


# The filter


async def test_the_filter_leaves_out_users(kadi, client_of, template):
    assert "creator" not in json.loads(await exported(kadi, template, "json", user=True))
    assert "creator" in json.loads(await exported(kadi, template, "json", user=False))
    assert "dcterms:creator" in await exported(kadi, template, "shacl")
    assert "dcterms:creator" not in await exported(kadi, template, "shacl", user=True)
    without = await client_of(kadi.account, "template.read")
    assert "creator" not in json.loads(await exported(without, template, "json"))
    assert "dcterms:creator" not in await exported(without, template, "shacl")
    complete = await client_of(kadi.account, "template.read", "user.read")
    assert "creator" in json.loads(await exported(complete, template, "json"))


async def test_the_filter_masks_metadata(kadi, template):
    mask = {"operator": {}, "device": {"n": {}}, "runs": {"0": {}}, "none": {}}
    found = json.loads(await exported(kadi, template, "json", extras=mask))["data"]
    assert [entry["key"] for entry in found] == ["count", "mass", "calibrated", "measured", "device", "runs"]
    assert [entry["key"] for entry in found[4]["value"]] == ["Größe"]
    assert [entry["type"] for entry in found[5]["value"]] == ["dict"]
    schema = json.loads(await exported(kadi, template, "json-schema", extras=mask))
    assert schema["propertiesOrder"] == [entry["key"] for entry in found] and schema["required"] == []
    assert list(schema["properties"]["device"]["properties"]) == ["Größe"]
    assert [item["type"] for item in schema["properties"]["runs"]["prefixItems"]] == ["object"]
    names = {str(name) for name in Graph().parse(data=await exported(kadi, template, "shacl", extras=mask)).objects(None, SH.name)}
    assert names == {"count", "mass", "calibrated", "measured", "device", "Größe", "runs", "0", "x"}


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", '"x"', '{"extras": 5, "user": "yes"}', '{"extras": {"operator": 5}}',
                                  '{"extras": {"device": []}, "user": null}', "[" * 1500, "%00"])  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
async def test_a_filter_that_says_nothing_changes_nothing(kadi, template, kind, text):
    response = await kadi.get(f"/templates/{template['id']}/export/{kind}?filter={text if text == '%00' else quote(text)}")
    assert response.status == 200
    assert await response.text() == await exported(kadi, template, kind)


# json-schema


@pytest.mark.parametrize("kind", ["extras", "record"])
async def test_the_schema_accepts_and_refuses(kadi, make, kind):
    template = await make.template(kadi.account, type=kind, data=EXTRAS if kind == "extras" else {"extras": EXTRAS})
    schema = json.loads(await exported(kadi, template, "json-schema"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    fits = {"operator": "Ada", "count": 9, "mass": 2, "device": {"n": 1}, "runs": [1, {"x": "z"}]}
    assert validator.is_valid(fits)
    for change in ({"operator": ""}, {"count": 10}, {"mass": 3}, {"device": {"n": "1"}}, {"runs": ["1"]}):
        assert not validator.is_valid(fits | change)
    assert not validator.is_valid({key: value for key, value in fits.items() if key != "operator"})


async def test_a_template_without_metadata_has_a_schema(kadi, make):
    for options in ({"type": "extras"}, {"type": "record"}):
        schema = json.loads(await exported(kadi, await make.template(kadi.account, **options), "json-schema"))
        assert schema == {"$schema": "https://json-schema.org/draft/2020-12/schema"}


@pytest.mark.parametrize("kind", ["extras", "record"])
async def test_kadi_apy_makes_the_same_template_of_a_schema(kadi, make, anonymous, template, tmp_path, kind):
    file = tmp_path / f"{unique('schema')}.json"
    file.write_text(await exported(kadi, template, "json-schema"), "utf-8")
    manager = KadiManager(host=anonymous.url, pat=await make.token(kadi.account))
    await asyncio.to_thread(manager.misc.import_json_schema, str(file), kind)
    found = json.loads(await (await kadi.get(f"/templates/identifier/{file.stem}")).text())
    assert found["type"] == kind and found["title"] == file.stem
    assert (found["data"] if kind == "extras" else found["data"]["extras"]) == [
        {name: value for name, value in entry.items() if name != "term"} for entry in EXTRAS
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_kadi_apy_exports_a_template(kadi, make, anonymous, template, tmp_path, kind):
    manager, file = KadiManager(host=anonymous.url, pat=await make.token(kadi.account)), tmp_path / "exported"

    def export():
        manager.template(id=template["id"]).export(str(file), kind, filter=json.dumps({"extras": {"runs": {}}}))

    await asyncio.to_thread(export)
    assert file.read_text("utf-8") == await exported(kadi, template, kind, extras={"runs": {}})


# shacl


async def test_the_shapes_are_those_of_this_template(kadi, anonymous, template):
    graph = Graph().parse(data=await exported(kadi, template, "shacl"), format="turtle")
    root = URIRef(f"{anonymous.url}/templates/{template['id']}")
    assert (root, RDF.type, SH.NodeShape) in graph
    assert {str(graph.value(found, SH.name)) for found in graph.objects(root, SH.property)} == {entry["key"] for entry in EXTRAS}
    assert len(set(graph.subjects(RDF.type, SH.NodeShape))) == 4


async def test_pyshacl_validates_with_them(kadi, anonymous, template):
    shapes = Graph().parse(data=await exported(kadi, template, "shacl"), format="turtle")
    root, record = URIRef(f"{anonymous.url}/templates/{template['id']}"), URIRef(f"{anonymous.url}/records/1")
    shapes.add((root, SH.targetNode, record))
    data = Graph()
    assert not pyshacl.validate(data, shacl_graph=shapes)[0]  # the operator is required
    data.add((record, URIRef("https://example.org/operator"), Literal("Ada")))
    assert pyshacl.validate(data, shacl_graph=shapes)[0]
    data.add((record, URIRef(f"{root}#count"), Literal(10)))
    assert not pyshacl.validate(data, shacl_graph=shapes)[0]  # at most 9
