"""People as researchers see each other."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import paging, records, shapes
from server.api.kadi.shapes import Reader
from server.db import sql
from server.errors import NotFound
from server.http import inputs
from server.http.connection import read
from server.http.responses import json

IDENTITY_TYPES = ("local",)


async def list_users(request: web.Request) -> web.Response:
    window, text, with_inactive = paging.page(request), paging.text(request, "filter"), paging.flag(request, "inactive")
    async with read(request) as conn:
        rows = await sql.users.search(conn, text=text, with_inactive=with_inactive, limit=window.size, offset=window.offset)
        total = paging.has_all(rows, window)
        if total is None:
            total = await sql.users.count(conn, text=text, with_inactive=with_inactive)
    reader = Reader(request)
    parameters = [("filter", text or ""), ("inactive", with_inactive)]
    return paging.listed(request, window, total, [shapes.user(row, reader) for row in rows], parameters)


async def get_current_user(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await sql.users.get(conn, id=request[keys.ACTOR].user_id)
    return json(shapes.user(existing(row), Reader(request)))


async def get_user(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await sql.users.get_known(conn, id=inputs.path_int(request, "id"))
    return json(shapes.user(existing(row), Reader(request)))


async def find_user(request: web.Request) -> web.Response:
    if request.match_info["identity_type"] not in IDENTITY_TYPES:
        raise NotFound()
    async with read(request) as conn:
        row = await sql.users.find(conn, username=inputs.path_text(request, "username"))
    return json(shapes.user(existing(row), Reader(request)))


def existing(row: Any) -> Any:
    if row is None:
        raise NotFound()
    return row


async def list_identities(request: web.Request) -> web.Response:
    """One name opens all doors of an account, so everybody has the one identity."""
    async with read(request) as conn:
        row = await sql.users.get_known(conn, id=inputs.path_int(request, "id"))
    return json([shapes.user(existing(row), Reader(request))["identity"]])


async def list_user_records(request: web.Request) -> web.Response:
    """What the user made and the reader may read; `shared`: what the reader made and shared with the user."""
    window, text = paging.page(request), paging.text(request, "filter")
    sort = paging.choice(request, "sort", records.SORTS, records.NEWEST_FIRST)
    is_shared, user_id = paging.flag(request, "shared"), inputs.path_int(request, "id")
    async with read(request) as conn:
        existing(await sql.users.get_known(conn, id=user_id))
    filters = records.NO_FILTERS | {"text": text, "creators": [request[keys.ACTOR].user_id if is_shared else user_id]}
    rows, total = await records.found(request, window, sort, filters | ({"shared_with": user_id} if is_shared else {}))
    reader = Reader(request)
    parameters = [("filter", text or ""), ("sort", sort), ("shared", is_shared)]
    return paging.listed(request, window, total, [shapes.record(row, reader) for row in rows], parameters)
