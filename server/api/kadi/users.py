"""People as researchers see each other."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import paging, shapes, shared_objects
from server.api.kadi.shapes import Reader
from server.db import sql
from server.domain.nouns import COLLECTION, GROUP, RECORD, TEMPLATE, Noun
from server.errors import NotFound
from server.http import inputs
from server.http.connection import read
from server.http.responses import json

IDENTITY_TYPES = ("local",)


async def list_users(request: web.Request) -> web.Response:
    window, text, with_inactive = paging.page(request), paging.text(request, "filter"), paging.flag(request, "inactive")
    async with read(request) as conn:
        rows = await sql.users.search(conn, text=text, with_inactive=with_inactive, limit=window.size, offset=window.offset)
        total = await window.window.counted(rows, sql.users.count, conn, text=text, with_inactive=with_inactive)
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
    return await list_objects(request, RECORD)


async def list_user_collections(request: web.Request) -> web.Response:
    return await list_objects(request, COLLECTION)


async def list_user_templates(request: web.Request) -> web.Response:
    return await list_objects(request, TEMPLATE)


async def list_objects(request: web.Request, noun: Noun) -> web.Response:
    """What the user made and the reader may read; `shared`: what the reader made and shared with the user."""
    is_shared, user_id = paging.flag(request, "shared"), inputs.path_int(request, "id")
    whose = {"creator_id": request[keys.ACTOR].user_id, "shared_with": user_id} if is_shared else {"creator_id": user_id}
    async with read(request) as conn:
        existing(await sql.users.get_known(conn, id=user_id))
        rows, total, asked = await shared_objects.found(request, conn, noun, **whose)
    return shared_objects.answered(request, noun, rows, total, asked, (("shared", is_shared),))


async def list_user_groups(request: web.Request) -> web.Response:
    """Groups that the user made and the reader may read; `common`: those of which both are members."""
    is_common, user_id = paging.flag(request, "common"), inputs.path_int(request, "id")
    async with read(request) as conn:
        existing(await sql.users.get_known(conn, id=user_id))
        rows, total, asked = await shared_objects.found(request, conn, GROUP, **{"member_id" if is_common else "creator_id": user_id})
    return shared_objects.answered(request, GROUP, rows, total, asked, (("common", is_common),))
