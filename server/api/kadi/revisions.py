"""Revisions of an object and what changed between them."""

from aiohttp import web

from server import keys
from server.api.kadi import paging, shapes
from server.api.kadi.records import admitted
from server.api.kadi.shapes import Reader
from server.db import sql
from server.domain.nouns import RECORD
from server.domain.revisions import difference
from server.errors import NotFound
from server.http import inputs
from server.http.connection import read
from server.http.responses import json


async def list_record_revisions(request: web.Request) -> web.Response:
    window = paging.page(request)
    async with read(request) as conn:
        row = await sql.records.get(conn, id=inputs.path_int(request, "id"), reader=request[keys.ACTOR].user_id)
        record = admitted(request, row, "read")
        rows = await RECORD.revisions.list(conn, object_id=record["id"], limit=window.size, offset=window.offset)
        total = paging.has_all(rows, window)
        if total is None:
            total = await RECORD.revisions.count(conn, object_id=record["id"])
    reader = Reader(request)
    place = f"{reader.api}/records/{record['id']}/revisions"
    items = [shapes.revision(row, reader, place, *difference(row["data"], row["compared_data"])) for row in rows]
    return paging.listed(request, window, total, items)


async def get_record_revision(request: web.Request) -> web.Response:
    """Compared with the revision before, or with `?revision=` of the same record."""
    compared = paging.number(request.query.get("revision"))
    async with read(request) as conn:
        row = await sql.records.get(conn, id=inputs.path_int(request, "id"), reader=request[keys.ACTOR].user_id)
        record = admitted(request, row, "read")
        found = await RECORD.revisions.get(
            conn, object_id=record["id"], id=inputs.path_int(request, "revision_id"),
            compared=compared if compared is not None and 0 <= compared < 2**63 else None,
        )  # fmt: skip
    if found is None:
        raise NotFound()
    reader = Reader(request)
    place = f"{reader.api}/records/{record['id']}/revisions"
    return json(shapes.revision(found, reader, place, *difference(found["data"], found["compared_data"])))
