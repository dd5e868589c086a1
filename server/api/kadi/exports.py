"""Exports of records and collections: always attachments. Collections are written while they are sent, batch by batch."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from server import keys
from server.api.kadi import crates, export_filters
from server.api.kadi.export_filters import Filter
from server.api.kadi.export_records import RENDERED, TURNS, Others, assembled, context, in_thread
from server.api.kadi.nouns import admitted, admitted_for_reading
from server.db import Row, sql
from server.domain import exports
from server.domain.exports import Gathered
from server.domain.nouns import COLLECTION
from server.errors import NotFound
from server.exports import archive, extras, qr, rdf, record, values
from server.exports.values import Context
from server.http import archives, inputs, ranges
from server.http.addresses import base_url
from server.http.connection import read

# Kind → (ending, Content-Type). RO-Crates are sent by crates.py.
FORMS = {
    "json": ("json", "application/json"),
    "rdf": ("ttl", "text/turtle; charset=utf-8"),
    "pdf": ("pdf", "application/pdf"),
    "qr": ("png", "image/png"),
    "ro-crate": ("eln", "application/zip"),
}
OF_RECORDS = ("json", "rdf", "pdf", "qr", "ro-crate")
MOST_IN_MEMORY = 1_000_000
NOTHING_LINKED = Filter(has_outgoing=False, has_incoming=False)
OF_COLLECTIONS = ("json", "rdf", "qr", "ro-crate")


async def export_record(request: web.Request) -> web.StreamResponse:
    """A record in the format that the path names."""
    record_id, kind, reader = inputs.path_int(request, "id"), request.match_info["export_type"], request[keys.ACTOR].user_id
    wanted, site = export_filters.of(request), base_url(request)
    async with read(request) as conn:
        row = admitted(request, await sql.files.gate(conn, record_id=record_id, reader=reader), "read")
    require_known(kind, OF_RECORDS)
    name = row["record_identifier"]
    if kind == "qr":
        return attached(await in_thread(qr.png, f"{site}/records/{record_id}"), name, kind)
    if kind == "ro-crate":
        return await crates.send(request, await heading(request, record_id), "record", [crates.part_of(record_id, name)], wanted)

    def work(gathered: Gathered) -> bytes | archive.Spooled:
        data = RENDERED[kind](assembled(gathered, record_id, wanted, {}), context(site, gathered))
        return aside(data, request.config_dict[keys.BLOBS].staging)

    async with TURNS.turn(request):
        async with read(request) as conn:
            gathered = await gather_one(conn, reader, record_id, wanted)
        rendered = await crates.built(work, gathered)
    return attached(rendered, name, kind)


async def heading(request: web.Request, record_id: int) -> dict[str, Any]:
    """What a crate says of its only record as a whole."""
    async with read(request) as conn:
        gathered = await gather_one(conn, request[keys.ACTOR].user_id, record_id, NOTHING_LINKED)
    return record.named(gathered.records[record_id])


def aside(data: bytes, directory: Path) -> bytes | archive.Spooled:
    """The bytes; where they are many, on disk: who reads slowly keeps them as long as he likes, and memory is for others."""
    return data if len(data) <= MOST_IN_MEMORY else archive.Spool(directory).add(data)


async def export_extras(request: web.Request) -> web.StreamResponse:
    """The metadata of a record alone."""
    record_id, reader = inputs.path_int(request, "id"), request[keys.ACTOR].user_id
    wanted = export_filters.of(request)
    async with read(request) as conn:
        admitted(request, await sql.files.gate(conn, record_id=record_id, reader=reader), "read")
        require_known(request.match_info["export_type"], ("json",))
        rows = await sql.exports.list_records(conn, ids=[record_id], reader=reader)
    if not rows:  # deleted since
        raise NotFound()
    data = await in_thread(written_extras, rows[0], wanted)
    return attached(data, f"{rows[0]['identifier']}-extras", "json")


def written_extras(row: Row, wanted: Filter) -> bytes:
    entries = extras.masked(orjson.loads(row["extras"]), wanted.mask)
    return values.dumps(extras.plain(entries) if wanted.is_plain else entries)


async def export_collection(request: web.Request) -> web.StreamResponse:
    """A collection and its records in the format that the path names."""
    kind, reader = request.match_info["export_type"], request[keys.ACTOR].user_id
    wanted, site = export_filters.of(request), base_url(request)
    parts: list[Row] = []
    async with read(request) as conn:
        row = await admitted_for_reading(request, conn, COLLECTION)
        require_known(kind, OF_COLLECTIONS)
        if wanted.has_records and kind != "qr":
            parts = await exports.contents(conn, reader, row["id"], with_children=wanted.has_children)
    if kind == "qr":
        return attached(await in_thread(qr.png, f"{site}/collections/{row['id']}"), row["identifier"], kind)
    data = record.collection(row, with_users=wanted.with_users)
    if kind == "ro-crate":
        return await crates.send(request, data, "collection", parts, wanted)
    blocks = as_json(request, data, parts, wanted) if kind == "json" else as_rdf(request, data, parts, wanted)
    return ranges.BlockStream(blocks, headers(row["identifier"], kind))


def require_known(kind: str, kinds: tuple[str, ...]) -> None:
    if kind not in kinds:
        raise NotFound("export_type")


async def gather_one(conn: Any, reader: int, record_id: int, wanted: Filter) -> Gathered:
    gathered = await gather(conn, reader, [record_id], wanted)
    if record_id not in gathered.records:  # deleted since
        raise NotFound()
    return gathered


async def gather(conn: Any, reader: int, record_ids: list[int], wanted: Filter) -> Gathered:
    return await exports.gather(conn, reader, record_ids, has_outgoing=wanted.has_outgoing, has_incoming=wanted.has_incoming)


# Collections in pieces


async def as_json(request: web.Request, data: dict[str, Any], parts: list[Row], wanted: Filter) -> AsyncIterator[bytes]:
    """What stands before and after the records is written around them."""
    if not wanted.has_records:
        yield values.dumps(data)
        return
    empty = b'"records": []'  # inside of a text, the quotes would be escaped
    before, _, after = values.dumps(data | {"records": []}).partition(empty)
    yield before + empty[:-1]
    mark = b""
    async for batch in rendered(request, parts, wanted, lambda item, _context: b"\n    " + values.indented(item, 2)):
        yield mark + b",".join(batch)
        mark = b","
    yield (b"\n  ]" if mark else b"]") + after


async def as_rdf(request: web.Request, data: dict[str, Any], parts: list[Row], wanted: Filter) -> AsyncIterator[bytes]:
    seen: set[str] = set()
    place = Context(base_url(request))
    yield (rdf.PREFIXES + "\n" + rdf.collection(data, place, seen)).encode()

    def one(item: dict[str, Any], context: Context) -> bytes:
        return (rdf.parts(data["id"], [item["id"]], context) + rdf.record(item, context, seen)).encode()

    async for batch in rendered(request, parts, wanted, one):
        yield b"".join(batch)


async def rendered(
    request: web.Request, parts: list[Row], wanted: Filter, render: Callable[[dict[str, Any], Context], bytes]
) -> AsyncIterator[list[bytes]]:
    """The records, batch by batch, each as `render` writes it. No connection is held while bytes go out."""
    site, reader = base_url(request), request[keys.ACTOR].user_id

    def work(gathered: Gathered) -> list[bytes]:
        place, others = context(site, gathered), Others()
        return [render(assembled(gathered, number, wanted, others), place) for number in gathered.records]

    for batch in exports.batches(parts):
        async with TURNS.turn(request):
            async with read(request) as conn:
                gathered = await gather(conn, reader, [part["id"] for part in batch], wanted)
            found = await in_thread(work, gathered)
        if found:
            yield found


# Answers


def attached(data: bytes | archive.Spooled, name: str, kind: str) -> web.StreamResponse:
    if isinstance(data, bytes):
        return web.Response(body=data, headers=headers(name, kind))
    sized = headers(name, kind) | {"Content-Length": str(data.size)}
    return ranges.BlockStream(archives.blocks(data), sized, at_end=data.spool.close)


def headers(name: str, kind: str) -> dict[str, str]:
    ending, content_type = FORMS[kind]
    found = ranges.safe_headers(content_type)
    return found | {"Content-Type": content_type, "Content-Disposition": ranges.disposition(f"{name}.{ending}")}
