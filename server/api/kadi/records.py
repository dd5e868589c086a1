"""Records: make and change. What all resources do alike is in nouns.py, roles.py, revisions.py and trash.py."""

from aiohttp import web

from server import keys
from server.api.kadi import shapes
from server.api.kadi.nouns import admitted_for_change
from server.api.kadi.shapes import Reader
from server.domain import permissions, records
from server.domain.nouns import RECORD
from server.http import inputs
from server.http.connection import transaction
from server.http.responses import json


async def create_record(request: web.Request) -> web.Response:
    permissions.require_may_create(request[keys.ACTOR])
    permissions.require_scopes(request[keys.ACTOR], request[keys.ROUTE].scopes)
    given = await inputs.json_body(request)
    async with transaction(request) as conn:
        row = await records.create(conn, request[keys.ACTOR], given)
    return json(shapes.record(row, Reader(request)), 201)


async def update_record(request: web.Request) -> web.Response:
    raw = await inputs.raw_body(request)
    async with transaction(request) as conn:
        row = await admitted_for_change(request, conn, RECORD, "update")
        row = await records.update(conn, request[keys.ACTOR], row, inputs.loads(raw))
    return json(shapes.record(row, Reader(request)))
