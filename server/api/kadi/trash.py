"""Deleted objects of the reader: the list, restoring, purging."""

from aiohttp import web

from server import keys
from server.api.kadi import paging, shapes
from server.api.kadi.shapes import Reader
from server.db import sql
from server.domain import permissions, trash
from server.domain.nouns import RECORD
from server.errors import NotFound
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import json


async def list_trash(request: web.Request) -> web.Response:
    window, text, account_id = paging.page(request), paging.text(request, "filter"), request[keys.ACTOR].user_id
    async with read(request) as conn:
        rows = await sql.trash.list(conn, account_id=account_id, text=text, limit=window.size, offset=window.offset)
        total = paging.has_all(rows, window)
        if total is None:
            total = await sql.trash.count(conn, account_id=account_id, text=text)
    reader = Reader(request)
    return paging.listed(request, window, total, [shapes.trash_item(row, reader) for row in rows])


async def restore_record(request: web.Request) -> web.Response:
    actor, record_id = request[keys.ACTOR], inputs.path_int(request, "id")
    async with transaction(request) as conn:
        await require_creator(request, conn, record_id)
        await trash.restore(conn, actor, RECORD, record_id)
        row = await sql.records.get(conn, id=record_id, reader=actor.user_id)
    return json(shapes.record(row, Reader(request)))


async def purge_record(request: web.Request) -> web.Response:
    record_id = inputs.path_int(request, "id")
    async with transaction(request) as conn:
        await require_creator(request, conn, record_id)
        await trash.purge(conn, request[keys.ACTOR], RECORD, record_id)
    return json({}, 202)


async def require_creator(request: web.Request, conn: object, record_id: int) -> None:
    """Only the creator finds anything here; then the scope counts."""
    actor = request[keys.ACTOR]
    row = await sql.records.get(conn, id=record_id, reader=actor.user_id)
    if row is None or row["creator_id"] != actor.account_id:
        raise NotFound()
    permissions.require_scopes(actor, request[keys.ROUTE].scopes)
