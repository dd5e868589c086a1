"""What tests of exports share: making linked things through the interface, and reading what comes back."""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

from tests.api.kadi.conftest import assert_sorted
from tests.api.kadi.storing import Store, raw
from tests.conftest import Client
from tests.make import unique


async def made(response: Any, status: int = 201) -> dict[str, Any]:
    assert response.status == status, await response.text()
    return await response.json()


async def new_collection(client: Client, *records: Any, parent: Any = None, **fields: Any) -> dict[str, Any]:
    """A collection of the client's person with these records, below `parent`."""
    identifier = fields.pop("identifier", None) or unique("collection")
    collection = await made(await client.post("/collections", json={"identifier": identifier, "title": identifier} | fields))
    for record in records:
        await made(await client.post(f"/collections/{collection['id']}/records", json={"id": record["id"]}))
    if parent is not None:
        await made(await client.post(f"/collections/{parent['id']}/collections", json={"id": collection["id"]}))
    return collection


async def link(client: Client, source: Any, target: Any, name: str, term: str | None = None) -> None:
    body = {"name": name, "term": term, "record_to": {"id": target["id"]}}
    await made(await client.post(f"/records/{source['id']}/records", json=body))


async def put(client: Client, record: Any, name: str, data: bytes, **more: Any) -> dict[str, Any]:
    """A file of a record."""
    return await Store(client, record["id"], getattr(client, "account", None)).put(name, data, **more)


async def exported(client: Client, place: str, kind: str, status: int = 200, **wanted: Any) -> Any:
    """The answer to an export with that filter; no filter when nothing is wanted."""
    given = wanted.pop("filter", None)
    params = {"filter": given if given is not None else json.dumps(wanted)} if given is not None or wanted else {}
    response = await client.get(f"{place}/export/{kind}", params=params)
    assert response.status == status, await response.text()
    return response


async def as_json(client: Client, place: str, **wanted: Any) -> Any:
    """A JSON export, which is indented and has its keys in order."""
    text = raw(await exported(client, place, "json", **wanted)).decode()
    found = json.loads(text)
    assert_sorted(found)
    assert text == json.dumps(found, indent=2, ensure_ascii=False)
    return found


async def as_crate(client: Client, place: str, **wanted: Any) -> zipfile.ZipFile:
    """A crate that is sound, and exactly as long as was announced."""
    response = await exported(client, place, "ro-crate", **wanted)
    assert response.headers["Content-Length"] == str(len(raw(response)))
    found = zipfile.ZipFile(io.BytesIO(raw(response)))
    assert found.testzip() is None
    return found


def graph_of(crate: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """The entities of a crate by name."""
    root = crate.namelist()[0].partition("/")[0]
    document = json.loads(crate.read(f"{root}/ro-crate-metadata.json"))
    return {entity["@id"]: entity for entity in document["@graph"]}


def resident() -> int:
    """Bytes of memory that this process has, the server's included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
