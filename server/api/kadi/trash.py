"""Deleted objects of the reader: the list, restoring, purging."""

from aiohttp import web

from server import keys
from server.api.kadi import paging, shapes
from server.api.kadi.nouns import SHAPES, admitted_for_change, path_id
from server.api.kadi.shapes import Reader
from server.db import Connection, sql
from server.domain import permissions, trash
from server.domain.nouns import RECORD, Noun
from server.errors import NotFound
from server.http.connection import read, transaction
from server.http.responses import empty, json


async def list_trash(request: web.Request) -> web.Response:
    window, text, account_id = paging.page(request), paging.text(request, "filter"), request[keys.ACTOR].user_id
    async with read(request) as conn:
        rows = await sql.trash.list(conn, account_id=account_id, text=text, limit=window.size, offset=window.offset)
        total = await window.window.counted(rows, sql.trash.count, conn, account_id=account_id, text=text)
    reader = Reader(request)
    return paging.listed(request, window, total, [shapes.trash_item(row, reader) for row in rows])


async def discard(request: web.Request, noun: Noun) -> web.Response:
    """Into the trash; the answer of every DELETE of a resource."""
    async with transaction(request) as conn:
        thing = await admitted_for_change(request, conn, noun, "delete")
        await trash.discard(conn, request[keys.ACTOR], noun, thing)
    return empty(content_type="application/json")


async def restore(request: web.Request, noun: Noun) -> web.Response:
    actor, object_id = request[keys.ACTOR], path_id(request, noun)
    async with transaction(request) as conn:
        await require_creator(request, conn, noun, object_id)
        await trash.restore(conn, actor, noun, object_id)
        row = await noun.statements.get(conn, id=object_id, reader=actor.user_id)
    return json(SHAPES[noun.name](row, Reader(request)))


async def purge(request: web.Request, noun: Noun) -> web.Response:
    """A record goes in the background (202), anything else is gone with the answer (204)."""
    object_id = path_id(request, noun)
    async with transaction(request) as conn:
        await require_creator(request, conn, noun, object_id)
        await trash.purge(conn, request[keys.ACTOR], noun, object_id)
    return json({}, 202) if noun is RECORD else empty(content_type="application/json")


async def require_creator(request: web.Request, conn: Connection, noun: Noun, object_id: int) -> None:
    """Only the creator finds anything here; then the scope counts."""
    actor = request[keys.ACTOR]
    row = await noun.statements.get(conn, id=object_id, reader=actor.user_id)
    if row is None or row["creator_id"] != actor.account_id:
        raise NotFound()
    permissions.require_scopes(actor, request[keys.ROUTE].scopes)
