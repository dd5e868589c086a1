"""The index, information about the instance, value lists."""

from aiohttp import web

from server import keys
from server.api.kadi import paging
from server.api.kadi.shapes import api_base
from server.db import sql
from server.domain.permissions import ROLES
from server.http.connection import read
from server.http.responses import json

INDEX = ("collections", "groups", "info", "licenses", "records", "roles", "tags", "templates", "trash", "users")
# The version of Kadi4Mat whose interface this is.
VERSION = "1.13.0"
DESCRIPTIONS = {
    "read": "View this {noun}{files}.", "link": "Manage links of this {noun} with other resources.", "update": "Edit this {noun}{files}.",
    "permissions": "Manage permissions of this {noun}.", "members": "Manage members of this {noun}.", "delete": "Delete this {noun}.",
}  # fmt: skip


async def index(request: web.Request) -> web.Response:
    base = api_base(request)
    return json({name: f"{base}/{name}" for name in INDEX})


async def info(request: web.Request) -> web.Response:
    return json({"version": VERSION})


async def list_roles(request: web.Request) -> web.Response:
    """What each role of each kind of object may do."""
    return json({
        noun: [{"name": role, "permissions": [{"action": action, "description": describe(noun, action)} for action in actions]}
               for role, actions in roles.items()]
        for noun, roles in sorted(ROLES.items())
    })  # fmt: skip


def describe(noun: str, action: str) -> str:
    return DESCRIPTIONS[action].format(noun=noun, files=" and its files" if noun == "record" else "")


async def list_licenses(request: web.Request) -> web.Response:
    window, text = paging.page(request), paging.text(request, "filter")
    async with read(request) as conn:
        rows = await sql.licenses.search(conn, text=text, limit=window.size, offset=window.offset)
        total = await window.window.counted(rows, sql.licenses.count, conn, text=text)
    return paging.listed(request, window, total, [dict(row) for row in rows], [("filter", text or "")])


async def list_tags(request: web.Request) -> web.Response:
    """Tags of what the reader may read."""
    window, text = paging.page(request), paging.text(request, "filter")
    kind = paging.choice(request, "type", ("record", "collection"), "")
    of = {
        "reader": request[keys.ACTOR].user_id, "text": text, "of_records": kind != "collection", "of_collections": kind != "record",
    }  # fmt: skip
    async with read(request) as conn:
        rows = await sql.tags.search(conn, limit=window.size, offset=window.offset, **of)
        total = await window.window.counted(rows, sql.tags.count, conn, **of)
    return paging.listed(request, window, total, [dict(row) for row in rows], [("filter", text or ""), ("type", kind)])
