"""Links between records: list, get, make, change, remove."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import paging
from server.api.kadi.nouns import admitted, admitted_for_reading
from server.api.kadi.record_link_shapes import record_link
from server.api.kadi.shapes import Reader
from server.db import Connection, sql
from server.domain import permissions, record_links
from server.domain.nouns import RECORD
from server.errors import BadRequest, NotFound
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import empty, json

SORTS = ("last_modified", "-last_modified", "created_at", "-created_at", "name", "-name")


def peeked(raw: bytes) -> Any:
    """A body as far as it can be read, to know what to lock; what is wrong with it is said after the checks of the path."""
    try:
        return inputs.loads(raw)
    except BadRequest:
        return None


async def list_links(request: web.Request) -> web.Response:
    window, text, actions = paging.page(request), paging.text(request, "filter"), paging.texts(request, "action")
    direction, sort = paging.choice(request, "direction", ("out", "in"), "out"), paging.choice(request, "sort", SORTS, "-last_modified")
    is_outgoing = direction == "out"
    async with read(request) as conn:
        record = await admitted_for_reading(request, conn, RECORD)
        of = {"record_id": record["id"], "reader": request[keys.ACTOR].user_id, "is_outgoing": is_outgoing, "text": text}
        rows = await sql.record_links.list(conn, actions=actions or None, sort=sort, limit=window.size, offset=window.offset, **of)
        total = await window.window.counted(rows, sql.record_links.count, conn, actions=actions or None, **of)
    reader, end = Reader(request), "record_to" if is_outgoing else "record_from"
    parameters = [("direction", direction), ("filter", text or ""), ("sort", sort), ("action", actions)]
    return paging.listed(request, window, total, [record_link(row, reader, **{end: row}) for row in rows], parameters)


async def get_link(request: web.Request) -> web.Response:
    """A link belongs to its source; by way of its target it is not found."""
    async with read(request) as conn:
        record = await admitted_for_reading(request, conn, RECORD)
        link = await of_path(request, conn, record["id"])
    link = record_links.require(link, "read")
    return json(record_link(link, Reader(request), record_to=link))


async def get_link_directly(request: web.Request) -> web.Response:
    """With both records, which the reader has to be able to read."""
    actor = request[keys.ACTOR]
    async with read(request) as conn:
        link = await sql.record_links.get(conn, id=inputs.path_int(request, "id"), reader=actor.user_id)
        source = await sql.records.get(conn, id=link["from_id"], reader=actor.user_id) if link else None
    if link is None or link["state"] != "active":
        raise NotFound()
    source = permissions.admit(source, "read", actor, order=("there", "active", "held"))
    link = record_links.require(link, "read")
    return json(record_link(link, Reader(request), record_from=source, record_to=link))


async def of_path(request: web.Request, conn: Connection, from_id: int) -> Any:
    """The link that the path names below a record, if it starts there."""
    link = await sql.record_links.get(conn, id=inputs.path_int(request, "link_id"), reader=request[keys.ACTOR].user_id)
    return link if link is not None and link["from_id"] == from_id else None


async def create_link(request: web.Request) -> web.Response:
    raw, actor, from_id = await inputs.raw_body(request), request[keys.ACTOR], inputs.path_int(request, "id")
    async with transaction(request) as conn:
        await record_links.lock(conn, from_id, record_links.target_id(peeked(raw)))
        record = admitted(request, await sql.records.get(conn, id=from_id, reader=actor.user_id), "link")
        link_id = await record_links.create(conn, actor, record, inputs.loads(raw))
        link = await sql.record_links.get(conn, id=link_id, reader=actor.user_id)
    return json(record_link(link, Reader(request), record_to=link), 201)


async def update_link(request: web.Request) -> web.Response:
    raw, actor = await inputs.raw_body(request), request[keys.ACTOR]
    async with transaction(request) as conn:
        link = await admitted_link(request, conn, record_links.target_id(peeked(raw)))
        link = record_links.require(link, "link", "no_link_of_records")
        if await record_links.update(conn, actor, link, inputs.loads(raw)):
            link = await sql.record_links.get(conn, id=link["link_id"], reader=actor.user_id)
    return json(record_link(link, Reader(request), record_to=link))


async def remove_link(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        link = record_links.require(await admitted_link(request, conn), "link", "no_unlink_of_resources")
        await record_links.remove(conn, request[keys.ACTOR], link)
    return empty(content_type="application/json")


async def admitted_link(request: web.Request, conn: Connection, target_id: int | None = None) -> Any:
    """The link of the path, locked with its records, once the actor may link its source."""
    from_id, link_id = inputs.path_int(request, "record_id"), inputs.path_int(request, "link_id")
    locked = await record_links.lock_link(conn, from_id, link_id, target_id)
    admitted(request, await sql.records.get(conn, id=from_id, reader=request[keys.ACTOR].user_id), "link")
    if locked is None:
        raise NotFound()
    return await of_path(request, conn, from_id)
