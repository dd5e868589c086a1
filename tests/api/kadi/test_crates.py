"""RO-Crates: entries and graph, opened by other people's tools; stored bytes that go or change; large ones."""

import asyncio
import contextlib
import hashlib
import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

import aiofiles
import aiohttp
import pytest
from kadi_apy import KadiManager
from kadi_apy.lib.imports import import_eln
from rdflib import Graph
from rocrate.rocrate import ROCrate

from server import keys
from server.db import sql
from tests.api.kadi.conftest import body
from tests.api.kadi.exporting import as_crate, as_json, exported, graph_of, link, new_collection, put, resident
from tests.api.kadi.storing import content, raw
from tests.exports.samples import HARD, every_type

NAMES = ["a b.txt", "日本/ü.bin", "../../up.sh", "A B.TXT", "ü" * 200 + ".dat", "data.json", "#frag?q=%41.txt", "x" * 256]


@pytest.fixture
async def record(kadi, make):
    """A record with everything and files whose names are hard to write down."""
    fields = {"title": "Τίτλος 日本 😀", "type": "experiment", "description": f"# {HARD}", "license": "CC-BY-4.0", "tags": ["b", "ä"]}
    record = await make.record(kadi.account, extras=every_type(), **fields)
    for number, name in enumerate(NAMES):
        await put(kadi, record, name, content(1000 * number, number), description=f"file {number}")
    return record


def home(record, noun="records"):
    return f"/{noun}/{record['id']}"


def unpacked(crate: zipfile.ZipFile, folder: Path) -> Path:
    crate.extractall(folder)
    return folder / crate.namelist()[0].partition("/")[0]


# What is in it


async def test_entries_are_the_exports_and_the_files(kadi, record):
    crate, name = await as_crate(kadi, home(record)), record["identifier"]
    assert crate.namelist()[:3] == [f"{name}/ro-crate-metadata.json", f"{name}/{name}/{name}.json", f"{name}/{name}/{name}.ttl"]
    assert len(set(crate.namelist())) == 3 + len(NAMES)
    assert all(entry.startswith(f"{name}/{name}/files/") and entry.count("/") == 3 for entry in crate.namelist()[3:])
    assert crate.read(f"{name}/{name}/{name}.json") == raw(await exported(kadi, home(record), "json"))
    assert crate.read(f"{name}/{name}/{name}.ttl") == raw(await exported(kadi, home(record), "rdf"))
    stored = [content(1000 * number, number) for number in reversed(range(len(NAMES)))]
    assert [crate.read(entry) for entry in crate.namelist()[3:]] == stored


async def test_the_graph_describes_what_is_there(kadi, record):
    crate, root = await as_crate(kadi, home(record)), record["identifier"]
    graph = graph_of(crate)
    dataset = graph[f"./{root}/"]
    files = (await as_json(kadi, home(record)))["files"]
    parts = [graph[part["@id"]] for part in dataset["hasPart"]]
    assert [part["name"] for part in parts] == [f"{root}.json", f"{root}.ttl", *(file["name"] for file in files)]
    for part, entry in zip(parts, crate.namelist()[1:], strict=True):
        assert part["contentSize"] == str(crate.getinfo(entry).file_size)
        assert part.get("sha256") in (None, hashlib.sha256(crate.read(entry)).hexdigest())
    assert [part["identifier"] for part in parts[2:]] == [file["id"] for file in files]
    assert sum("sha256" in part for part in parts) > 2


@pytest.mark.parametrize("data, endings", [
    ([], []), (["json"], ["json"]), (["pdf", "json"], ["json", "pdf"]), (["rdf", "unknown", 5, None, {}], ["ttl"]),
    (["json", "rdf", "pdf"], ["json", "ttl", "pdf"]), ("pdf", ["json", "ttl"]), (None, ["json", "ttl"]), ({"json": 1}, ["json", "ttl"]),
])  # fmt: skip
async def test_which_exports_are_in_it(kadi, make, data, endings):
    record = await make.record(kadi.account)
    crate = await as_crate(kadi, home(record), export_data=data)
    assert [name.rpartition(".")[2] for name in crate.namelist()[1:]] == endings
    assert len(graph_of(crate)[f"./{record['identifier']}/"]["hasPart"]) == len(endings)


async def test_the_description_alone(kadi, record):
    found = json.loads(raw(await exported(kadi, home(record), "ro-crate", metadata_only=True)))
    crate = graph_of(await as_crate(kadi, home(record)))
    assert {entity["@id"] for entity in found["@graph"]} == set(crate)
    assert [entity for entity in found["@graph"] if "dateCreated" not in entity] == [
        entity for entity in crate.values() if "dateCreated" not in entity
    ]
    entities = {entity["@id"] for entity in found["@graph"]}
    assert f"./{record['identifier']}/files/A%20B.TXT" in entities


async def test_a_mask_and_the_other_filters_count_everywhere(kadi, make, record):
    other = await make.record(kadi.account, extras=[{"type": "str", "key": "secret", "value": "hidden words"}])
    await link(kadi, record, other, "to")
    mask = {"text": {}, "secret": {}}
    crate = await as_crate(kadi, home(record), extras=mask, propagate_extras=True, user=True)
    texts = b"".join(crate.read(name) for name in crate.namelist()[:3])
    assert b"hidden words" not in texts
    assert b"terms#text" not in texts
    assert b"Person" not in texts
    assert kadi.account["username"].title().encode() not in texts
    assert b"hidden words" in (await as_crate(kadi, home(record), extras=mask)).read(crate.namelist()[1])


# Other people's tools


async def test_rocrate_opens_it(kadi, make, record, tmp_path):
    other = await make.record(kadi.account, license="CC0-1.0")
    collection = await new_collection(kadi, record, other, description=HARD, tags=["x"])
    for number, place in enumerate((home(record), home(collection, "collections"))):
        folder = unpacked(await as_crate(kadi, place), tmp_path / str(number))
        crate = await asyncio.to_thread(ROCrate, folder)
        dataset = crate.dereference(f"./{record['identifier']}/")
        assert dataset["name"] == "Τίτλος 日本 😀"
        assert dataset["author"]["name"] == kadi.account["username"].title()
        assert dataset["license"]["identifier"] == "CC-BY-4.0"
        assert dataset["description"]["text"] == f"# {HARD}".strip()
        assert len(dataset["hasPart"]) == 2 + len(NAMES)
        assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
        assert crate.publisher is None and crate.metadata["sdPublisher"]["name"] == "Kadi4Mat"
        crate.write(tmp_path / f"again{number}")  # copies every file that it found
        written = [path for path in (tmp_path / f"again{number}").rglob("*") if path.is_file()]
        assert len(written) == 1 + 2 + len(NAMES) + 2 * number
    assert {value["propertyID"] for value in dataset["variableMeasured"]} >= {"text", "count", "runs.1", "runs.2.x"}


async def test_json_ld_can_be_read_as_rdf(kadi, record):
    document = json.loads(raw(await exported(kadi, home(record), "ro-crate", metadata_only=True)))
    document["@context"] = {"@vocab": "http://schema.org/", "about": {"@type": "@id"}}
    graph = await asyncio.to_thread(Graph().parse, data=json.dumps(document), format="json-ld", publicID="http://example.org/crate/")
    assert len(graph) > 100


async def test_unzip_finds_it_sound(kadi, record, tmp_path):
    path = tmp_path / "crate.eln"
    path.write_bytes(raw(await exported(kadi, home(record), "ro-crate")))
    found = await asyncio.to_thread(subprocess.run, ["unzip", "-t", path], capture_output=True, check=False)
    assert found.returncode == 0, found.stdout


async def test_the_name_of_every_file_can_be_unpacked(kadi, record, tmp_path):
    crate = await as_crate(kadi, home(record))
    folder = unpacked(crate, tmp_path)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 3 + len(NAMES)
    assert all(len(part.encode()) <= 255 for name in crate.namelist() for part in name.split("/"))


# The client of Kadi exports, and imports what was exported


async def test_kadi_apy_exports_everything(kadi, anonymous, record, tmp_path):
    collection = await new_collection(kadi, record)

    def work() -> None:
        manager = KadiManager(host=anonymous.url, pat=kadi.token)
        for resource, kinds in (
            (manager.record(id=record["id"]), ("json", "rdf", "pdf", "qr", "ro-crate")),
            (manager.collection(id=collection["id"]), ("json", "rdf", "qr", "ro-crate")),
        ):
            for kind in kinds:
                path = tmp_path / f"{resource.base_path.strip('/')}.{kind}"
                response = resource.export(str(path), export_type=kind, filter={"user": True, "extras": {"text": {}}})
                assert response.status_code == 200
                assert path.stat().st_size > 100
        manager.record(id=record["id"]).export_metadata(str(tmp_path / "metadata"), filter={"format": "plain", "extras": {"text": {}}})

    await asyncio.to_thread(work)
    assert json.loads((tmp_path / "records.json").read_bytes()) == await as_json(kadi, home(record), user=True, extras={"text": {}})
    plain = json.loads((tmp_path / "metadata").read_bytes())
    assert "text" not in plain and plain["runs"] == [None, 7, {"x": "y"}, [True]]


async def imported(kadi, anonymous, path: Path) -> None:
    def work() -> None:
        manager = KadiManager(host=anonymous.url, pat=kadi.token)
        import_eln(manager, str(path))

    await asyncio.to_thread(work)


async def new_records(kadi, before: set[int]) -> list[dict]:
    found = (await body(await kadi.get("/records", params={"per_page": "100", "user": str(kadi.account["id"])})))["items"]
    return sorted((record for record in found if record["id"] not in before), key=lambda record: record["title"])


async def test_kadi_apy_imports_a_record(kadi, anonymous, record, tmp_path):
    path = tmp_path / "record.eln"
    path.write_bytes(raw(await exported(kadi, home(record), "ro-crate")))
    await imported(kadi, anonymous, path)
    (copy,) = await new_records(kadi, {record["id"]})
    shown = await body(await kadi.get(home(record)))
    for name in ("title", "description", "tags", "extras", "type", "license"):
        assert copy[name] == shown[name], name
    files = {file["name"]: file for file in (await body(await kadi.get(home(record, "records") + "/files")))["items"]}
    copies = {file["name"]: file for file in (await body(await kadi.get(home(copy) + "/files")))["items"]}
    assert {name: (file["size"], file["checksum"], file["description"]) for name, file in copies.items()} == {
        name: (file["size"], file["checksum"], file["description"]) for name, file in files.items()
    }


async def test_kadi_apy_imports_a_collection_with_its_links(kadi, anonymous, make, tmp_path):
    records = [await make.record(kadi.account, title=f"Record {number}", tags=["a", "b"]) for number in range(3)]
    await link(kadi, records[0], records[1], "leads to", "https://example.org/leads")
    await link(kadi, records[2], records[0], "comes from")
    await put(kadi, records[1], "a.txt", b"abc")
    collection = await new_collection(kadi, *records, title="Everything")
    path = tmp_path / "collection.eln"
    path.write_bytes(raw(await exported(kadi, home(collection, "collections"), "ro-crate")))
    await imported(kadi, anonymous, path)
    copies = await new_records(kadi, {record["id"] for record in records})
    assert [copy["title"] for copy in copies] == ["Record 0", "Record 1", "Record 2"]
    links = (await body(await kadi.get(home(copies[0]) + "/records")))["items"]
    assert [(item["name"], item["term"], item["record_to"]["id"]) for item in links] == [
        ("leads to", "https://example.org/leads", copies[1]["id"])
    ]
    links = (await body(await kadi.get(home(copies[0]) + "/records", params={"direction": "in"})))["items"]
    assert [(item["name"], item["record_from"]["id"]) for item in links] == [("comes from", copies[2]["id"])]
    assert [file["name"] for file in (await body(await kadi.get(home(copies[1]) + "/files")))["items"]] == ["a.txt"]
    (found,) = (await body(await kadi.get(home(copies[0]) + "/collections")))["items"]
    assert found["title"] == "Everything"


async def test_kadi_apy_imports_a_crate_without_exports(kadi, anonymous, make, tmp_path):
    """Then the metadata comes from the graph."""
    extras = [
        {"type": "int", "key": "count", "value": 5, "unit": "pcs", "validation": {"range": {"min": 1, "max": 9}}, "description": "Number"},
        {"type": "dict", "key": "d", "value": [{"type": "str", "key": "x", "value": "ü", "term": "https://example.org/x"}]},
        {"type": "list", "key": "l", "value": [{"type": "float", "value": 1.5}, {"type": "float", "value": 2.5}]},
    ]  # fmt: skip
    record = await make.record(kadi.account, extras=extras)
    path = tmp_path / "record.eln"
    path.write_bytes(raw(await exported(kadi, home(record), "ro-crate", export_data=[])))
    await imported(kadi, anonymous, path)
    (copy,) = await new_records(kadi, {record["id"]})
    assert copy["extras"] == (await body(await kadi.get(home(record))))["extras"]


# Stored bytes that are not what they were


def blob(app, file) -> Path:
    return app[keys.BLOBS].path(file["blob_id"])


@pytest.fixture
async def stored(app, pool, record):
    """Where the bytes of a record's files lie."""
    async with pool.acquire() as conn:
        return [blob(app, file) for file in await sql.files.list_all(conn, record_id=record["id"])]


@pytest.mark.parametrize("harm", ["gone", "longer", "shorter"])
async def test_missing_bytes_are_told_before_anything_is_sent(kadi, record, stored, harm):
    path = max(stored, key=lambda path: path.stat().st_size)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"x" if harm == "longer" else path.read_bytes()[:-1])
    unavailable = "The server is temporarily unable to service your request, please try again later."
    response = await exported(kadi, home(record), "ro-crate", 503)
    assert (await body(response, 503))["description"] == unavailable
    # The description needs no bytes.
    await exported(kadi, home(record), "ro-crate", metadata_only=True)


@pytest.mark.parametrize("harm", ["gone", "shorter"])
async def test_bytes_that_go_while_they_are_sent_end_the_transfer(kadi, pool, app, make, harm):
    record = await make.record(kadi.account)
    for number in range(3):
        await put(kadi, record, f"f{number}", content(100_000) * 150)
    async with pool.acquire() as conn:
        first = (await sql.exports.list_files(conn, record_ids=[record["id"]]))[-1]
    path = blob(app, first)
    url, headers = f"{kadi.url}{home(record)}/export/ro-crate", {"Authorization": f"Bearer {kadi.token}"}
    async with kadi.session.get(url, headers=headers) as response:
        announced, got = int(response.headers["Content-Length"]), len(await response.content.read(1000))
        if harm == "gone":
            path.unlink()
        else:
            os.truncate(path, 1000)
        with pytest.raises(aiohttp.ClientPayloadError):
            while piece := await response.content.read(2**20):
                got += len(piece)
    assert got < announced


async def test_a_file_that_is_replaced_meanwhile_comes_as_it_was(kadi, make):
    record = await make.record(kadi.account)
    old, new = content(100_000) * 150, content(100_000, 2) * 150
    files = [await put(kadi, record, f"f{number}", old) for number in range(3)]
    url, headers = f"{kadi.url}{home(record)}/export/ro-crate", {"Authorization": f"Bearer {kadi.token}"}
    async with kadi.session.get(url, headers=headers) as response:
        start = await response.content.read(1000)
        upload = await body(await kadi.put(f"{home(record)}/files/{files[0]['id']}", json={"size": len(new)}), 201)
        assert (await kadi.put(f"{home(record)}/uploads/{upload['id']}", data=new)).status == 201
        assert (await kadi.delete(f"{home(record)}/files/{files[1]['id']}")).status == 204
        data = start + await response.read()
    with zipfile.ZipFile(io.BytesIO(data)) as crate:
        assert crate.testzip() is None
        assert [crate.read(name) == old for name in crate.namelist()[3:]] == [True] * 3
    assert len((await as_crate(kadi, home(record))).namelist()) == 5


def open_files(app) -> list[str]:
    """Which stored files this process holds open. (Others come and go: modules, fonts, certificates.)"""
    found, root = [], f"{app[keys.BLOBS].root.resolve()}/"
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            found.append(os.readlink(f"/proc/self/fd/{number}"))
    return sorted(name for name in found if name.startswith(root))


async def until_closed(app, before: list[str]) -> None:
    """Fails where what was opened since then stays open; a transfer that was cut off closes a moment later."""
    for _ in range(400):
        if len(open_files(app)) <= len(before):
            return
        await asyncio.sleep(0.05)
    assert open_files(app) == before


async def test_nothing_stays_behind(kadi, app, record):
    staging = app[keys.BLOBS].staging
    before, open_before = sorted(path.name for path in staging.iterdir()), open_files(app)
    for _ in range(20):
        await exported(kadi, home(record), "ro-crate")
        await kadi.request("HEAD", home(record) + "/export/ro-crate")
    assert sorted(path.name for path in staging.iterdir()) == before
    await until_closed(app, open_before)


async def test_nothing_stays_behind_when_the_client_goes(kadi, app, make):
    record = await make.record(kadi.account)
    for number in range(3):
        await put(kadi, record, f"f{number}", content(100_000) * 150)
    url, headers = f"{kadi.url}{home(record)}/export/ro-crate", {"Authorization": f"Bearer {kadi.token}"}
    open_before = open_files(app)
    for _ in range(10):
        async with kadi.session.get(url, headers=headers) as response:
            await response.content.read(1000)
            response.close()
    await until_closed(app, open_before)


async def test_a_full_disk_is_told(kadi, record, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("server.exports.archive.Spool.add", full)
    await exported(kadi, home(record), "ro-crate", 503)
    monkeypatch.undo()
    await exported(kadi, home(record), "ro-crate")


# Large ones


async def sparse_file(pool, app, record, size: int) -> None:
    """A file of that size which takes up no room on the disk."""
    async with pool.acquire() as conn:
        row = await conn.fetchrow(
            "insert into files (record_id, creator_id, name, mimetype, magic_mimetype, size_bytes, blob_id) "
            "select id, creator_id, 'large.bin', 'x/y', 'x/y', $2, gen_random_uuid() from records where id = $1 returning blob_id",
            record["id"], size,
        )  # fmt: skip
    blob(app, row).touch()
    os.truncate(blob(app, row), size)


@pytest.mark.sized("storage")
async def test_a_crate_past_four_gibibytes(kadi, pool, app, make, full_size, tmp_path):
    """Its length is announced; in full size every byte comes, memory stays where it was, and the archive is sound."""
    record, size = await make.record(kadi.account), 5 * 2**30
    await sparse_file(pool, app, record, size)
    place = f"{home(record)}/export/ro-crate"
    head = await kadi.request("HEAD", place)
    announced = int(head.headers["Content-Length"])
    assert size < announced < size + 10_000
    if not full_size:
        return
    path, memory = tmp_path / "large.eln", resident()
    asked = kadi.session.get(kadi.url + place, headers={"Authorization": f"Bearer {kadi.token}"})
    async with asked as response, aiofiles.open(path, "wb") as file:
        while piece := await response.content.read(2**20):
            await file.write(piece)
    assert path.stat().st_size == announced
    assert resident() < memory + 100 * 2**20
    with zipfile.ZipFile(path) as crate:
        assert crate.getinfo(f"{record['identifier']}/{record['identifier']}/files/large.bin").file_size == size
        assert await asyncio.to_thread(crate.testzip) is None
