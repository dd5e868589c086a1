"""Exports of collections: who gets them, which records they show, in pieces without holding a connection."""

import asyncio
import json
import socket

import aiohttp
import pytest
from pydantic import TypeAdapter
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

from server.api.kadi import export_models
from server.domain import exports
from tests.api.kadi.conftest import FORBIDDEN, NO_SCOPE, NO_TOKEN, NOT_FOUND, body, refused
from tests.api.kadi.exporting import as_crate, as_json, exported, graph_of, new_collection, put, resident
from tests.api.kadi.storing import raw
from tests.exports.samples import HARD

SCHEMA = Namespace("https://schema.org/")
KINDS = ("json", "rdf", "qr", "ro-crate")
each_kind = pytest.mark.parametrize("kind", KINDS)


def home(collection):
    return f"/collections/{collection['id']}"


def ids(found):
    return [record["id"] for record in found["records"]]


async def refresh(client, record):
    """Its change becomes the newest."""
    await client.patch(f"/records/{record['id']}", json={"type": "changed"})


# Who gets it


@each_kind
async def test_no_credential(nobody, kadi, kind):
    await refused(await exported(nobody, home(await new_collection(kadi)), kind, 401), 401, NO_TOKEN)


@each_kind
async def test_the_order_of_refusals(client_of, kadi, stranger, kind):
    collection = await new_collection(kadi)
    without = await client_of(kadi.account, "record.read")
    await refused(await exported(without, "/collections/999999999", kind, 404), 404, NOT_FOUND)
    await refused(await exported(stranger, home(collection), kind, 403), 403, FORBIDDEN)
    await refused(await exported(without, home(collection), kind, 401), 401, NO_SCOPE, scopes=["collection.read"])
    await refused(await exported(without, home(collection), "pdf", 401), 401, NO_SCOPE, scopes=["collection.read"])
    for unknown in ("pdf", "nothing", "shacl"):
        await refused(await exported(kadi, home(collection), unknown, 404), 404, NOT_FOUND)
    assert (await kadi.delete(home(collection))).status == 204
    await refused(await exported(kadi, home(collection), kind, 404), 404, NOT_FOUND)


@pytest.mark.parametrize("kind, wanted, ending, content_type", [
    ("json", {}, "json", "application/json"), ("rdf", {}, "ttl", "text/turtle; charset=utf-8"), ("qr", {}, "png", "image/png"),
    ("ro-crate", {}, "eln", "application/zip"), ("ro-crate", {"metadata_only": True}, "jsonld", "application/ld+json"),
])  # fmt: skip
async def test_headers(kadi, make, kind, wanted, ending, content_type):
    collection = await new_collection(kadi, await make.record(kadi.account))
    response = await exported(kadi, home(collection), kind, **wanted)
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"] == f"attachment; filename={collection['identifier']}.{ending}"
    head = await kadi.request("HEAD", f"{home(collection)}/export/{kind}", params={"filter": json.dumps(wanted)})
    assert (head.status, raw(head), head.headers["Content-Type"]) == (200, b"", content_type)
    assert head.headers.get("Content-Length") == response.headers.get("Content-Length")


# JSON


async def test_json_has_what_the_interface_shows(kadi, make):
    first = await make.record(kadi.account, title=HARD[:100], extras=[{"type": "str", "key": '"records": []', "value": HARD}])
    second = await make.record(kadi.account)
    fields = {"title": "Συλλογή 日本 😀", "description": f'{HARD} "records": [] ', "tags": ["b", "ä"]}
    collection = await new_collection(kadi, first, second, **fields)
    await refresh(kadi, first)
    found = await as_json(kadi, home(collection))
    shown = await body(await kadi.get(home(collection)))
    for name in ("_links", "_actions", "plain_description", "visibility", "state"):
        del shown[name]
    shown["creator"] = {name: shown["creator"][name] for name in ("id", "displayname", "orcid")}
    assert {name: value for name, value in found.items() if name != "records"} == shown
    assert found["records"] == [await as_json(kadi, f"/records/{record['id']}") for record in (first, second)]
    TypeAdapter(export_models.ExportedCollection).validate_python(found)


async def test_a_collection_without_records(kadi):
    collection = await new_collection(kadi)
    assert (await as_json(kadi, home(collection)))["records"] == []
    assert graph_of(await as_crate(kadi, home(collection)))["./"]["hasPart"] == []
    graph = Graph().parse(data=raw(await exported(kadi, home(collection), "rdf")), format="turtle")
    assert list(graph.subjects(RDF.type, SCHEMA.Dataset)) == []


async def test_only_records_that_are_readable_and_active(kadi, client_of, make):
    other = await client_of(await make.account())
    public, private = [await make.record(kadi.account, visibility=visibility) for visibility in ("public", "private")]
    gone = await make.record(kadi.account, visibility="public")
    collection = await new_collection(kadi, public, private, gone, visibility="public")
    await kadi.delete(f"/records/{gone['id']}")
    assert set(ids(await as_json(kadi, home(collection)))) == {public["id"], private["id"]}
    assert ids(await as_json(other, home(collection))) == [public["id"]]
    for kind in ("rdf", "ro-crate"):
        data = raw(await exported(other, home(collection), kind))
        assert public["identifier"].encode() in data
        assert private["identifier"].encode() not in data


# The filter


@pytest.mark.parametrize("wanted", [{"records": 1, "children": 1, "hierarchy": 1}, {"records": "true", "children": {}}, {"records": []}])
async def test_values_of_other_types_count_for_nothing(kadi, make, wanted):
    child = await new_collection(kadi, await make.record(kadi.account))
    collection = await new_collection(kadi, await make.record(kadi.account))
    await kadi.post(f"{home(collection)}/collections", json={"id": child["id"]})
    assert await as_json(kadi, home(collection), **wanted) == await as_json(kadi, home(collection))


async def test_records_can_be_left_out(kadi, client_of, make):
    record = await make.record(kadi.account)
    collection = await new_collection(kadi, record)
    found = await as_json(kadi, home(collection), records=True)
    assert "records" not in found
    # So it is for a credential that may not read records.
    reader = await client_of(kadi.account, "collection.read", "user.read")
    assert await as_json(reader, home(collection)) == found
    assert await as_json(reader, home(collection), records=False, children=True) == found
    for kind in ("rdf", "ro-crate"):
        assert record["identifier"].encode() not in raw(await exported(reader, home(collection), kind))
        assert record["identifier"].encode() in raw(await exported(kadi, home(collection), kind))


async def test_creators_links_and_metadata_can_be_left_out(kadi, client_of, make):
    record = await make.record(kadi.account, extras=[{"type": "int", "key": "a", "value": 1}, {"type": "int", "key": "b", "value": 2}])
    await put(kadi, record, "a", b"abc")
    collection = await new_collection(kadi, record)
    found = await as_json(kadi, home(collection), user=True, links=True, extras={"a": {}})
    assert "creator" not in json.dumps(found)
    assert "links" not in found["records"][0]
    assert [entry["key"] for entry in found["records"][0]["extras"]] == ["b"]
    reader = await client_of(kadi.account, "collection.read", "record.read")
    assert "creator" not in json.dumps(await as_json(reader, home(collection)))
    assert b"Person" not in raw(await exported(reader, home(collection), "rdf"))


@pytest.fixture
async def family(kadi, client_of, make):
    """A collection with children; another person may read all of them but `hidden`, and what is below `trashed` is hidden
    with it. Every record is public."""

    async def one(*records, parent=None, visibility="public"):
        return await new_collection(kadi, *records, parent=parent, visibility=visibility)

    names = ("top", "child", "below", "hidden", "deep", "trashed", "lost")
    records = {name: await make.record(kadi.account, visibility="public") for name in names}
    both = await make.record(kadi.account, visibility="public")
    top = await one(records["top"], both)
    child = await one(records["child"], both, parent=top)
    below = await one(records["below"], parent=child)
    hidden = await one(records["hidden"], parent=top, visibility="private")
    deep = await one(records["deep"], parent=hidden)
    trashed = await one(records["trashed"], parent=top)
    await one(records["lost"], parent=trashed)
    assert (await kadi.delete(home(trashed))).status == 204
    collections = {"top": top, "child": child, "below": below, "hidden": hidden, "deep": deep}
    return collections, records | {"both": both}, await client_of(await make.account())


async def test_descendants_records_come_once(kadi, family):
    collections, records, other = family

    async def seen(client, **wanted):
        found = ids(await as_json(client, home(collections["top"]), **wanted))
        assert len(set(found)) == len(found)
        return {name for name, record in records.items() if record["id"] in found}

    assert await seen(kadi) == await seen(kadi, hierarchy=True) == {"top", "both"}
    assert await seen(kadi, children=True) == {"top", "both", "child", "below", "hidden", "deep"}
    assert await seen(other, children=True) == {"top", "both", "child", "below", "deep"}
    listed = await body(await other.get(home(collections["top"]) + "/records", params={"children": "true", "per_page": "100"}))
    assert {item["id"] for item in listed["items"]} == set(ids(await as_json(other, home(collections["top"]), children=True)))


async def test_rdf_says_the_same(kadi, anonymous, family):
    collections, _, _ = family
    found = await as_json(kadi, home(collections["top"]), children=True)
    graph = Graph().parse(data=raw(await exported(kadi, home(collections["top"]), "rdf", children=True)), format="turtle")
    here = URIRef(anonymous.url + home(collections["top"]))
    assert graph.value(here, RDF.type) == SCHEMA.Collection
    assert graph.value(here, SCHEMA.name) == Literal(found["title"])
    assert graph.value(here, SCHEMA.dateCreated) == Literal(found["created_at"])
    assert {str(part) for part in graph.objects(here, SCHEMA.hasPart)} == {f"{anonymous.url}/records/{number}" for number in ids(found)}
    for record in found["records"]:
        assert graph.value(URIRef(f"{anonymous.url}/records/{record['id']}"), SCHEMA.identifier) == Literal(record["identifier"])
    assert len(list(graph.subjects(RDF.type, SCHEMA.Person))) == 1


async def test_a_hierarchy_shows_in_the_places_of_a_crate(family):
    collections, records, other = family
    name = {key: value["identifier"] for key, value in (collections | {f"r {key}": value for key, value in records.items()}).items()}
    crate = await as_crate(other, home(collections["top"]), children=True, hierarchy=True)
    places = {
        f"records/{name['r top']}/", f"records/{name['r both']}/", f"collections/{name['child']}/records/{name['r child']}/",
        f"collections/{name['child']}/collections/{name['below']}/records/{name['r below']}/",
        # It is below one that the reader does not see, and does not learn of.
        f"collections/{name['deep']}/records/{name['r deep']}/",
    }  # fmt: skip
    root = graph_of(crate)["./"]
    assert {part["@id"] for part in root["hasPart"]} == {f"./{place}" for place in places}
    assert {entry.rpartition("/")[0] + "/" for entry in crate.namelist()[1:]} == {f"{name['top']}/{place}" for place in places}
    flat = await as_crate(other, home(collections["top"]), children=True)
    assert {part["@id"] for part in graph_of(flat)["./"]["hasPart"]} == {
        f"./{name[f'r {key}']}/" for key in ("top", "both", "child", "below", "deep")
    }
    assert collections["hidden"]["identifier"] not in json.dumps(graph_of(crate))


# In pieces


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 3)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 7])
async def test_batches_make_no_difference(kadi, make, monkeypatch, count):
    records = [await make.record(kadi.account) for _ in range(count)]
    for record in records[1:]:
        await put(kadi, record, "a", b"abc")
    collection = await new_collection(kadi, *records)
    whole = {kind: raw(await exported(kadi, home(collection), kind)) for kind in ("json", "rdf")}
    monkeypatch.setattr(exports, "BATCH", 3)
    assert await as_json(kadi, home(collection)) == json.loads(whole["json"])
    assert raw(await exported(kadi, home(collection), "rdf")) == whole["rdf"]
    assert len(graph_of(await as_crate(kadi, home(collection)))["./"]["hasPart"]) == count


def test_batches_are_neither_long_nor_large():
    rows = [{"stored_bytes": size} for size in [10] * 120 + [900_000, 200_000, 5_000_000, 1]]
    found = [[row["stored_bytes"] for row in batch] for batch in exports.batches(rows)]
    assert [len(batch) for batch in found] == [50, 50, 21, 1, 1, 1]
    assert [size for batch in found for size in batch] == [row["stored_bytes"] for row in rows]
    assert list(exports.batches([])) == []


@pytest.fixture
async def slow_reader():
    """A client whose sockets take few bytes that nobody has read yet."""

    def make_socket(address):
        made = socket.socket(*address[:3])
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        return made

    connector = aiohttp.TCPConnector(socket_factory=make_socket)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.mark.parametrize("kind", ["json", "rdf"])
async def test_bytes_go_out_without_a_connection(start_server, kadi, make, small_batches, slow_reader, kind):
    """More readers than connections stop reading in the middle; everybody else goes on."""
    server = await start_server(database={"pool_size": 2})
    extras = [{"type": "str", "key": "k", "value": "y" * 900_000}]
    records = [await make.record(kadi.account, extras=extras) for _ in range(15)]
    collection = await new_collection(kadi, *records)
    kadi.url = str(server.make_url("/api/v1"))
    headers = {"Authorization": f"Bearer {kadi.token}"}
    slow = [await slow_reader.get(f"{kadi.url}{home(collection)}/export/{kind}", headers=headers) for _ in range(4)]
    try:
        await asyncio.sleep(0.3)
        async with asyncio.timeout(5):
            assert (await kadi.get(home(collection))).status == 200
        assert not any(response.content.at_eof() for response in slow)
    finally:
        for response in slow:
            response.close()


async def test_a_record_that_goes_meanwhile_is_left_out(kadi, make, monkeypatch, small_batches):
    records = [await make.record(kadi.account) for _ in range(7)]
    collection = await new_collection(kadi, *records)
    gather, seen = exports.gather, []

    async def slow_gather(conn, reader, record_ids, **more):
        if not seen:
            await kadi.delete(f"/records/{(await as_listed())[-1]}")
        seen.append(record_ids)
        return await gather(conn, reader, record_ids, **more)

    async def as_listed():
        return [item["id"] for item in (await body(await kadi.get(home(collection) + "/records")))["items"]]

    monkeypatch.setattr(exports, "gather", slow_gather)
    found = await as_json(kadi, home(collection))
    assert len(found["records"]) == 6
    assert len(seen) == 3


@pytest.fixture
async def large(kadi, make, pool, full_size):
    """A collection of many records with metadata and links, each of them shared with another person who reads it."""
    collection, count = await new_collection(kadi, visibility="public"), 10_000 if full_size else 200
    extras = json.dumps([{"type": "float", "key": f"key {number}", "value": 1.5 * number, "unit": "mm"} for number in range(20)])
    reader = await make.account()
    async with pool.acquire() as conn:
        made = await conn.fetch(
            "insert into records (creator_id, identifier, title, description, plain_description, extras) "
            "select $1::bigint, 'large-' || $1 || '-' || n, 'Record ' || n, repeat('word ', 60), '', $2::text::json "
            "from generate_series(1, $3::integer) n returning id",
            kadi.account["id"], extras, count,
        )  # fmt: skip
        numbers = [row["id"] for row in made]
        held = "insert into collection_records (collection_id, record_id) select $1, unnest($2::bigint[])"
        await conn.execute(held, collection["id"], numbers)
        shared = "insert into record_account_roles (record_id, account_id, role) select unnest($2::bigint[]), $1, 'member'"
        await conn.execute(shared, reader["id"], numbers)
        linked = "insert into record_links (from_id, to_id, creator_id, name) select x, x + 1, $1, 'next' from unnest($2::bigint[]) x"
        await conn.execute(linked, kadi.account["id"], numbers[:-1])
    kadi.token = await make.token(reader)
    return collection, count


@pytest.mark.sized("storage")
@pytest.mark.parametrize("kind", ["json", "rdf", "ro-crate"])
async def test_a_large_collection_takes_the_memory_of_a_small_one(kadi, large, full_size, kind):
    collection, count = large
    url, headers = f"{kadi.url}{home(collection)}/export/{kind}", {"Authorization": f"Bearer {kadi.token}"}
    memory, size = resident(), 0
    async with kadi.session.get(url, headers=headers) as response:
        assert response.status == 200
        async for piece in response.content.iter_chunked(2**18):
            size += len(piece)
            if full_size:
                assert resident() < memory + 100 * 2**20
    # Two links each, at the ends one.
    assert size > count * 4000
