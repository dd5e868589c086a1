"""Groups: make, change, and what is shared with one. The rest is in nouns.py, roles.py, revisions.py and trash.py."""

from aiohttp import web

from server import keys
from server.api.kadi import shapes, shared_objects
from server.api.kadi.nouns import admitted_for_change, admitted_for_reading
from server.api.kadi.shapes import Reader
from server.domain import groups, permissions
from server.domain.nouns import COLLECTION, GROUP, RECORD, TEMPLATE, Noun
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import json


async def create_group(request: web.Request) -> web.Response:
    permissions.require_may_create(request[keys.ACTOR])
    permissions.require_scopes(request[keys.ACTOR], request[keys.ROUTE].scopes)
    given = await inputs.json_body(request)
    async with transaction(request) as conn:
        row = await groups.create(conn, request[keys.ACTOR], given)
    return json(shapes.group(row, Reader(request)), 201)


async def update_group(request: web.Request) -> web.Response:
    raw = await inputs.raw_body(request)
    async with transaction(request) as conn:
        row = await admitted_for_change(request, conn, GROUP, "update")
        row = await groups.update(conn, request[keys.ACTOR], row, inputs.loads(raw))
    return json(shapes.group(row, Reader(request)))


async def list_group_records(request: web.Request) -> web.Response:
    return await list_shared(request, RECORD)


async def list_group_collections(request: web.Request) -> web.Response:
    return await list_shared(request, COLLECTION)


async def list_group_templates(request: web.Request) -> web.Response:
    return await list_shared(request, TEMPLATE)


async def list_shared(request: web.Request, noun: Noun) -> web.Response:
    """Objects on which the group holds a role and which the reader may read."""
    async with read(request) as conn:
        group = await admitted_for_reading(request, conn, GROUP)
        rows, total, asked = await shared_objects.found(request, conn, noun, group_id=group["id"])
    return shared_objects.answered(request, noun, rows, total, asked)
