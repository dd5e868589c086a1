"""Revisions of an object and what changed between them."""

from aiohttp import web

from server.api.kadi import paging, shapes
from server.api.kadi.nouns import admitted_for_reading
from server.api.kadi.shapes import Reader
from server.domain.nouns import Noun
from server.domain.revisions import difference
from server.errors import NotFound
from server.http import inputs
from server.http.connection import read
from server.http.responses import json


async def list_revisions(request: web.Request, noun: Noun) -> web.Response:
    window = paging.page(request)
    async with read(request) as conn:
        thing = await admitted_for_reading(request, conn, noun)
        rows = await noun.revisions.list(conn, object_id=thing["id"], limit=window.size, offset=window.offset)
        total = await window.window.counted(rows, noun.revisions.count, conn, object_id=thing["id"])
    reader = Reader(request)
    place = f"{reader.api}/{noun.name}s/{thing['id']}/revisions"
    items = [shapes.revision(row, reader, place, *difference(row["data"], row["compared_data"])) for row in rows]
    return paging.listed(request, window, total, items)


async def get_revision(request: web.Request, noun: Noun) -> web.Response:
    """Compared with the revision before, or with `?revision=` of the same object."""
    compared = paging.number(request.query.get("revision"))
    async with read(request) as conn:
        thing = await admitted_for_reading(request, conn, noun)
        found = await noun.revisions.get(
            conn, object_id=thing["id"], id=inputs.path_int(request, "revision_id"),
            compared=compared if compared is not None and 0 <= compared < 2**63 else None,
        )  # fmt: skip
    if found is None:
        raise NotFound()
    reader = Reader(request)
    place = f"{reader.api}/{noun.name}s/{thing['id']}/revisions"
    return json(shapes.revision(found, reader, place, *difference(found["data"], found["compared_data"])))
