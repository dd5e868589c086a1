"""Exports of records and their metadata: who gets them, headers, what the filter leaves out."""

import json
from datetime import datetime

import pytest
from pydantic import TypeAdapter
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS

from server.api.kadi import export_models
from server.domain import exports
from tests.api.kadi.conftest import FORBIDDEN, NO_SCOPE, NO_TOKEN, NOT_FOUND, body, refused
from tests.api.kadi.exporting import as_json, exported, link, put
from tests.api.kadi.storing import raw
from tests.exports.samples import HARD, deep

SCHEMA = Namespace("https://schema.org/")
KINDS = ("json", "rdf", "pdf", "qr", "ro-crate")
EXTRAS = [
    {"type": "str", "key": "text", "value": HARD, "term": "https://example.org/text"},
    {"type": "int", "key": "count", "value": 5, "unit": "pcs", "validation": {"range": {"min": 1, "max": 9}}},
    {"type": "list", "key": "runs", "value": [{"type": "date", "value": None}, {"type": "dict", "value": [
        {"type": "str", "key": "x", "value": "y"}, {"type": "float", "key": "z", "value": 2}]}]},
]  # fmt: skip
PLACES = [*(("", kind) for kind in KINDS), ("/extras", "json")]
each_place = pytest.mark.parametrize("below, kind", PLACES)


@pytest.fixture
async def record(kadi, make):
    """A record with everything."""
    fields = {"title": "Τίτλος 日本 😀", "type": "experiment", "description": f"# {HARD}", "license": "CC-BY-4.0", "tags": ["b", "ä"]}
    return await make.record(kadi.account, extras=EXTRAS, **fields)


def home(record, below=""):
    return f"/records/{record['id']}{below}"


# Who gets it


@each_place
async def test_no_credential(nobody, record, below, kind):
    await refused(await exported(nobody, home(record, below), kind, 401), 401, NO_TOKEN)


@each_place
async def test_the_order_of_refusals(client_of, kadi, stranger, record, below, kind):
    without = await client_of(kadi.account, "collection.read")
    await refused(await exported(without, "/records/999999999" + below, kind, 404), 404, NOT_FOUND)
    await refused(await exported(stranger, home(record, below), kind, 403), 403, FORBIDDEN)
    await refused(await exported(stranger, home(record, below), "nothing", 403), 403, FORBIDDEN)
    await refused(await exported(without, home(record, below), kind, 401), 401, NO_SCOPE, scopes=["record.read"])
    await refused(await exported(without, home(record, below), "nothing", 401), 401, NO_SCOPE, scopes=["record.read"])
    for unknown in ("nothing", "JSON", "shacl", "json-schema", "%2e%2e", "%00"):
        await refused(await exported(kadi, home(record, below), unknown, 404), 404, NOT_FOUND)
    assert (await kadi.delete(home(record))).status == 204
    await refused(await exported(kadi, home(record, below), kind, 404), 404, NOT_FOUND)


@pytest.mark.parametrize("kind", ["rdf", "pdf", "qr", "ro-crate"])
async def test_metadata_alone_comes_as_json_only(kadi, record, kind):
    await refused(await exported(kadi, home(record, "/extras"), kind, 404), 404, NOT_FOUND)


@each_place
async def test_everybody_gets_what_is_public(stranger, kadi, make, below, kind):
    await exported(stranger, home(await make.record(kadi.account, visibility="public"), below), kind)


# Headers


@pytest.mark.parametrize("below, kind, wanted, ending, content_type", [
    ("", "json", {}, ".json", "application/json"), ("", "rdf", {}, ".ttl", "text/turtle; charset=utf-8"),
    ("", "pdf", {}, ".pdf", "application/pdf"), ("", "qr", {}, ".png", "image/png"), ("", "ro-crate", {}, ".eln", "application/zip"),
    ("", "ro-crate", {"metadata_only": True}, ".jsonld", "application/ld+json"),
    ("/extras", "json", {}, "-extras.json", "application/json"),
])  # fmt: skip
async def test_headers(kadi, record, below, kind, wanted, ending, content_type):
    response = await exported(kadi, home(record, below), kind, **wanted)
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"] == f"attachment; filename={record['identifier']}{ending}"
    assert response.headers["Content-Length"] == str(len(raw(response)))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    head = await kadi.request("HEAD", f"{home(record, below)}/export/{kind}", params={"filter": json.dumps(wanted)})
    assert (head.status, raw(head)) == (200, b"")
    # The date of making it is in crates, always as long.
    for name in ("Content-Type", "Content-Disposition", "Content-Length"):
        assert head.headers[name] == response.headers[name]


@pytest.mark.parametrize("kind, start", [("pdf", b"%PDF-"), ("qr", b"\x89PNG")])
async def test_pictures_and_pages(kadi, record, kind, start):
    assert raw(await exported(kadi, home(record), kind)).startswith(start)


@pytest.mark.parametrize("base", ["/api", "/kadi/api/v1", "/kadi/api"])
async def test_other_bases_give_the_same(kadi, anonymous, record, base):
    expected = raw(await exported(kadi, home(record), "rdf"))
    kadi.url = anonymous.url + base
    assert raw(await exported(kadi, home(record), "rdf")) == expected


async def test_the_document_names_every_media_type(anonymous):
    paths = json.loads(raw(await anonymous.get("/kadi/openapi.json")))["paths"]
    content = paths["/kadi/api/v1/records/{id}/export/{export_type}"]["get"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/turtle", "application/pdf", "image/png", "application/zip", "application/ld+json"}
    assert set(content["application/json"]) == {"schema"}


# JSON


def without(data, *names):
    return {name: value for name, value in data.items() if name not in names}


def named(user):
    return {"id": user["id"], "displayname": user["displayname"], "orcid": user["orcid"]}


OF_RECORDS = ("_links", "_actions", "plain_description", "visibility", "state")


def as_exported(data, *left_out):
    """What an export makes of an object of the interface."""
    return without(data, *OF_RECORDS, "storage_type", *left_out) | {"creator": named(data["creator"])}


async def test_json_has_what_the_interface_shows(kadi, make, record):
    other = await make.record(kadi.account, extras=EXTRAS[:1])
    await put(kadi, record, "a b.txt", b"abc", description="first")
    await put(kadi, record, "日本/ü.bin", b"\0" * 10)
    await link(kadi, record, other, "leads to", "https://example.org/leads")
    await link(kadi, other, record, "comes from")
    found = await as_json(kadi, home(record))
    files, links = found.pop("files"), found.pop("links")
    assert found == as_exported(await body(await kadi.get(home(record))))
    assert files == [as_exported(file) for file in (await body(await kadi.get(home(record, "/files"))))["items"]]
    assert [file["name"] for file in files] == ["日本/ü.bin", "a b.txt"]
    shown = as_exported(await body(await kadi.get(home(other))))
    assert [(item["name"], item["term"]) for item in links] == [("comes from", None), ("leads to", "https://example.org/leads")]
    assert (links[0]["record_from"], links[1]["record_to"]) == (shown, shown)
    assert set(links[0]) == {"id", "name", "term", "created_at", "last_modified", "creator", "record_from"}
    outgoing = (await body(await kadi.get(home(record, "/records"))))["items"][0]
    assert {name: links[1][name] for name in ("id", "created_at", "last_modified")} == {
        name: outgoing[name] for name in ("id", "created_at", "last_modified")
    }
    TypeAdapter(export_models.ExportedRecord).validate_python(found | {"files": files, "links": links})


async def test_a_link_shows_only_records_that_are_readable_and_active(kadi, client_of, make, record):
    other = await client_of(await make.account())
    theirs, mine, public, gone = [await make.record(account, visibility=visibility) for account, visibility in (
        (other.account, "public"), (kadi.account, "private"), (kadi.account, "public"), (kadi.account, "public"))]  # fmt: skip
    for target in (mine, public, gone):
        await link(kadi, record, target, "to")
    await kadi.post(f"/records/{record['id']}/roles/users", json={"user": {"id": other.account["id"]}, "role": {"name": "collaborator"}})
    await link(other, theirs, record, "from theirs")
    await other.patch(home(theirs), json={"visibility": "private"})
    await kadi.delete(home(gone))

    async def seen(client):
        return {(item.get("record_to") or item["record_from"])["id"] for item in (await as_json(client, home(record)))["links"]}

    assert await seen(kadi) == {mine["id"], public["id"]}
    assert await seen(other) == {theirs["id"], public["id"]}
    for kind, address in (("rdf", b"/records/%d>"), ("ro-crate", b"")):
        data = raw(await exported(other, home(record), kind))
        assert b"/records/%d>" % mine["id"] not in data
        assert not address or address % theirs["id"] in data


async def test_a_record_as_full_as_it_may_be(kadi, make):
    fields = {"description": "# " + "日" * 49_998, "title": "ü" * 150, "tags": [f"t{n}" for n in range(300)]}
    record = await make.record(kadi.account, extras=deep(60), **fields)
    found = await as_json(kadi, home(record))
    assert (found["extras"], len(found["description"]), len(found["tags"])) == (deep(60), 50_000, 300)
    assert len(Graph().parse(data=raw(await exported(kadi, home(record), "rdf")), format="turtle")) > 300
    assert (await as_json(kadi, home(record, "/extras"))) == deep(60)


# The filter


@pytest.mark.parametrize("given", ["{", "[]", "5", "null", '"user"', "", "\x00", "{'user': True}", "[" * 2000, '{"user": NaN}'])
async def test_a_filter_that_cannot_be_read_leaves_nothing_out(kadi, record, given):
    assert await as_json(kadi, home(record), filter=given) == await as_json(kadi, home(record))


WRONG = [
    {"user": 1, "links": "both", "extras": []}, {"user": "true", "links": 1, "extras": "count"},
    {"user": None, "links": None, "extras": None},
    {"extras": {"count": 0, "runs": [], "text": None, "": {"": {}}}}, {"propagate_extras": {}, "export_data": {}, "metadata_only": 1},
    {"user": {}, "links": ["in"], "extras": {"runs": {"x": {"y": {}}}}, "records": 1, "children": "", "hierarchy": []},
    {"format": 1, "else": 1},
]  # fmt: skip


@pytest.mark.parametrize("wanted", WRONG)
async def test_values_of_other_types_count_for_nothing(kadi, record, wanted):
    assert await as_json(kadi, home(record), **wanted) == await as_json(kadi, home(record))
    for below, kind in PLACES:
        await exported(kadi, home(record, below), kind, **wanted)


async def test_creators_can_be_left_out(kadi, client_of, make, record):
    other = await make.record(kadi.account)
    await put(kadi, record, "a", b"abc")
    await link(kadi, record, other, "to")
    found = await as_json(kadi, home(record), user=True)
    assert "creator" not in json.dumps(found)
    assert found["files"] and found["links"]
    # So it is for a credential that may not see users.
    reader = await client_of(kadi.account, "record.read")
    assert await as_json(reader, home(record)) == found
    assert b"Person" not in raw(await exported(reader, home(record), "rdf"))
    assert b"Person" not in raw(await exported(reader, home(record), "ro-crate", metadata_only=True))
    assert b"Person" in raw(await exported(kadi, home(record), "ro-crate", metadata_only=True))


@pytest.mark.parametrize("links, directions", [
    (False, {"record_to", "record_from"}), (True, None), ("out", {"record_from"}), ("in", {"record_to"})])  # fmt: skip
async def test_links_can_be_left_out(kadi, make, record, links, directions):
    other = await make.record(kadi.account)
    await link(kadi, record, other, "to")
    await link(kadi, other, record, "from")
    found = (await as_json(kadi, home(record), links=links)).get("links")
    assert directions == (None if found is None else {name for item in found for name in item if name.startswith("record_")})
    graph = Graph().parse(data=raw(await exported(kadi, home(record), "rdf", links=links)), format="turtle")
    assert len(list(graph.subjects(RDF.subject, None))) == len(directions or ())


async def test_metadata_can_be_masked(kadi, make, record):
    other = await make.record(kadi.account, extras=EXTRAS)
    await link(kadi, record, other, "to")
    mask = {"text": {}, "runs": {"0": {}, "1": {"z": {}}}, "unknown": {}}
    whole = (await as_json(kadi, home(record)))["extras"]
    left = [whole[1], {**whole[2], "value": [{**whole[2]["value"][1], "value": [whole[2]["value"][1]["value"][0]]}]}]
    found = await as_json(kadi, home(record), extras=mask)
    assert (found["extras"], found["links"][0]["record_to"]["extras"]) == (left, whole)
    found = await as_json(kadi, home(record), extras=mask, propagate_extras=True)
    assert (found["extras"], found["links"][0]["record_to"]["extras"]) == (left, left)
    assert await as_json(kadi, home(record, "/extras"), extras=mask) == left
    data = raw(await exported(kadi, home(record), "rdf", extras=mask, links=True))
    assert b"https://example.org/text" not in data and b"#count" in data
    # Nothing left out, everything left out.
    assert (await as_json(kadi, home(record), extras={}))["extras"] == whole
    assert (await as_json(kadi, home(record), extras={"text": {}, "count": {}, "runs": {}}))["extras"] == []


async def test_links_that_lead_to_too_much_are_refused(kadi, make, monkeypatch, record):
    """Each link shows its record whole; what two links lead to counts twice."""
    large = await make.record(kadi.account, extras=[{"type": "str", "key": "k", "value": "y" * 100_000}])
    await link(kadi, record, large, "one")
    monkeypatch.setattr(exports, "LINKED_BYTES", 150_000)
    assert len((await as_json(kadi, home(record)))["links"]) == 1
    await link(kadi, record, large, "two")
    refusal = "The linked records are too large to be exported (150 kB); leave out the links."
    for kind in ("json", "rdf", "pdf", "ro-crate"):
        found = await body(await exported(kadi, home(record), kind, 413), 413)
        assert found == {"code": 413, "description": refusal, "message": "Request Entity Too Large"}
    assert "links" not in await as_json(kadi, home(record), links=True)
    await exported(kadi, home(record), "ro-crate", links="out")


# Metadata alone


async def test_metadata_as_entries_and_as_plain_values(kadi, record):
    whole = (await body(await kadi.get(home(record))))["extras"]
    assert await as_json(kadi, home(record, "/extras")) == whole
    assert await as_json(kadi, home(record, "/extras"), format="standard") == whole
    plain = await as_json(kadi, home(record, "/extras"), format="plain")
    assert plain == {"text": HARD.strip(), "count": 5, "runs": [None, {"x": "y", "z": 2.0}]}
    assert await as_json(kadi, home(record, "/extras"), format="plain", extras={"text": {}, "runs": {"1": {"x": {}}}}) == {
        "count": 5, "runs": [None, {"z": 2.0}]}  # fmt: skip
    assert '"z": 2.0' in raw(await exported(kadi, home(record, "/extras"), "json")).decode() or "2.0" in json.dumps(plain)


async def test_a_record_without_metadata(kadi, make):
    record = await make.record(kadi.account)
    assert await as_json(kadi, home(record, "/extras")) == []
    assert await as_json(kadi, home(record, "/extras"), format="plain") == {}


# RDF


async def test_rdf_says_the_same(kadi, make, anonymous, record):
    other = await make.record(kadi.account)
    await put(kadi, record, "a b.txt", b"abc", description="first")
    await link(kadi, record, other, HARD[:140], "https://example.org/leads")
    found = await as_json(kadi, home(record))
    graph = Graph().parse(data=raw(await exported(kadi, home(record), "rdf")), format="turtle")
    here = URIRef(anonymous.url + home(record))
    assert graph.value(here, RDF.type) == SCHEMA.Dataset
    assert [str(graph.value(here, SCHEMA[name])) for name in ("identifier", "name", "additionalType", "description")] == [
        found["identifier"], found["title"], found["type"], found["description"]]  # fmt: skip
    assert {str(tag) for tag in graph.objects(here, SCHEMA.keywords)} == set(found["tags"])
    assert str(graph.value(here, SCHEMA.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert graph.value(here, SCHEMA.dateCreated).toPython() == datetime.fromisoformat(found["created_at"])
    author = graph.value(here, SCHEMA.author)
    assert str(author) == f"{anonymous.url}/users/{kadi.account['id']}"
    assert graph.value(author, SCHEMA.name) == Literal(found["creator"]["displayname"])
    file = URIRef(f"{here}/files/{found['files'][0]['id']}")
    assert (graph.value(file, SCHEMA.name), graph.value(file, SCHEMA.contentSize)) == (Literal("a b.txt"), Literal("3"))
    item = URIRef(f"{here}/links/{found['links'][0]['id']}")
    assert graph.value(item, RDF.object) == URIRef(f"{anonymous.url}/records/{other['id']}")
    assert graph.value(graph.value(here, RDFS.isDefinedBy), URIRef("https://example.org/text")) == Literal(HARD.strip())
    # The record and its tags, the person, the file, the link; of the metadata: a text, a number, a list, its one item, what
    # that item says, another number.
    assert len(graph) == 12 + 2 + 10 + 7 + 1 + 4 + 1 + 3 + 1 + 3
